// The values of a fixed list of fields, picked out of a message in one walk.
#pragma once

#include "wire/message_view.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fixguard::rules {

// `tags` is a constexpr std::array of tag numbers. Offsets count as in the fields that were taken.
template <const auto& tags>
class Picked {
public:
    // Takes the field if it is on the list.
    void take(const wire::Field& field) noexcept {
        for (std::size_t at = 0; at < tags.size(); ++at)
            if (tags[at] == field.tag) fields_[at] = {field.value, field.offset, true};
    }

    template <tag::Tag tag>
    bool has() const noexcept {
        return fields_[index<tag>()].present;
    }
    // Empty where it is absent.
    template <tag::Tag tag>
    std::string_view get() const noexcept {
        return fields_[index<tag>()].value;
    }
    template <tag::Tag tag>
    std::size_t offset() const noexcept {
        return fields_[index<tag>()].offset;
    }

private:
    struct Value {
        std::string_view value;
        std::size_t offset = 0;
        bool present = false;
    };

    template <tag::Tag tag>
    static consteval std::size_t index() {
        for (std::size_t at = 0; at < tags.size(); ++at)
            if (tags[at] == tag) return at;
        throw "the tag is not on the list";
    }

    std::array<Value, tags.size()> fields_{};
};

} // namespace fixguard::rules
