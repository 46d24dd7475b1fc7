// Whether the values of a repeating group are all different.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace fixguard::rules {

// Up to 16 values, which no order and hardly a subscription exceeds, are kept without allocation. The values
// are views: their bytes outlive this object.
class UniqueValues {
public:
    void clear() noexcept {
        count_ = 0;
        many_.clear();
    }

    void add(std::string_view value) {
        if (count_ < few_.size()) {
            few_[count_] = {value.data(), value.size()};
        } else {
            if (many_.empty())
                for (const Piece& piece : few_)
                    many_.emplace_back(piece.data, piece.size);
            many_.push_back(value);
        }
        ++count_;
    }

    // May put the values into another order.
    bool all_different() {
        if (many_.empty()) {
            for (std::size_t left = 0; left < count_; ++left)
                for (std::size_t right = left + 1; right < count_; ++right)
                    if (few_[left].view() == few_[right].view()) return false;
            return true;
        }
        std::ranges::sort(many_);
        return std::ranges::adjacent_find(many_) == many_.end();
    }

private:
    struct Piece { // without initialisers: most messages have no group
        const char* data;
        std::size_t size;
        std::string_view view() const noexcept { return {data, size}; }
    };

    std::size_t count_ = 0;
    std::array<Piece, 16> few_;
    std::vector<std::string_view> many_;
};

} // namespace fixguard::rules
