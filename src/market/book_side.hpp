// One side of an order book: levels in order of price, in short runs, so that a change moves few of them.
#pragma once

#include "wire/decimal.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace fixguard::market {

using wire::Decimal;

struct Level {
    Decimal price;
    Decimal size;
    friend bool operator==(const Level&, const Level&) = default;
};

// `Better`: std::greater<> for bids, std::less<> for offers. Levels stand from the worst to the best, because
// most changes are near the best and the end of a run is the cheapest place. Allocates only where a run is
// split; two neighbours that would fit into one are joined, so that the runs stay more than a third full.
template <typename Better>
class BookSide {
public:
    static constexpr std::size_t run_capacity = 128;

    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    const Level* best() const noexcept { return empty() ? nullptr : &runs_.back().run->last(); } // O(1)
    const Level* worst() const noexcept { return empty() ? nullptr : &runs_.front().run->levels[0]; }
    const Level* find(Decimal price) const noexcept {
        if (empty()) return nullptr;
        const Run& run = *runs_[run_of(price)].run;
        const std::size_t place = run.place(price);
        return place < run.size && run.levels[place].price == price ? &run.levels[place] : nullptr;
    }

    void set(Decimal price, Decimal size) {
        if (empty()) runs_.push_back({price, std::make_unique<Run>()});
        std::size_t index = run_of(price);
        std::size_t place = runs_[index].run->place(price);
        if (Run& run = *runs_[index].run; place < run.size && run.levels[place].price == price) {
            run.levels[place].size = size;
            return;
        }
        if (runs_[index].run->size == run_capacity) {
            split(index);
            index = run_of(price);
            place = runs_[index].run->place(price);
        }
        Run& run = *runs_[index].run;
        std::move_backward(run.begin() + place, run.begin() + run.size, run.begin() + run.size + 1);
        run.levels[place] = {price, size};
        ++run.size;
        ++size_;
        runs_[index].worst = run.levels[0].price;
    }

    // false: there is no such level.
    bool erase(Decimal price) {
        if (empty()) return false;
        const std::size_t index = run_of(price);
        Run& run = *runs_[index].run;
        const std::size_t place = run.place(price);
        if (place == run.size || run.levels[place].price != price) return false;
        std::move(run.begin() + place + 1, run.begin() + run.size, run.begin() + place);
        --run.size;
        --size_;
        if (run.size == 0) {
            runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(index));
            return true;
        }
        runs_[index].worst = run.levels[0].price;
        if (index + 1 < runs_.size()) join(index);
        if (index > 0) join(index - 1);
        return true;
    }

    void clear() noexcept {
        runs_.clear();
        size_ = 0;
        known_to_.reset();
    }

    // The price up to which the side is complete; nothing: the whole side is known.
    const std::optional<Decimal>& known_to() const noexcept { return known_to_; }
    // What stands behind the levels that are held is not known.
    void ends_here() {
        if (empty() || (known_to_ && !Better{}(worst()->price, *known_to_))) return;
        known_to_ = worst()->price;
    }
    // Lets the worst levels go.
    void keep_at_most(std::size_t levels) {
        if (size_ <= levels) return;
        while (size_ > levels)
            erase(worst()->price);
        ends_here();
    }

    // From the best to the worst, until `visit` returns false.
    template <typename Visit>
    void each(Visit visit) const {
        for (auto entry = runs_.rbegin(); entry != runs_.rend(); ++entry)
            for (std::size_t i = entry->run->size; i-- > 0;)
                if (!visit(entry->run->levels[i])) return;
    }

    std::size_t memory() const noexcept { // bytes on the heap
        return runs_.size() * sizeof(Run) + runs_.capacity() * sizeof(Place);
    }

private:
    struct Run {
        std::size_t size = 0;
        std::array<Level, run_capacity> levels;

        Level* begin() noexcept { return levels.data(); }
        const Level& last() const noexcept { return levels[size - 1]; }
        // Where `price` stands or belongs.
        std::size_t place(Decimal price) const noexcept {
            const auto found =
                std::partition_point(levels.data(), levels.data() + size,
                                     [price](const Level& level) { return Better{}(price, level.price); });
            return static_cast<std::size_t>(found - levels.data());
        }
    };
    struct Place {
        Decimal worst; // a copy of the run's first price, so that the search touches no run
        std::unique_ptr<Run> run;
    };

    // The last run that begins no better than `price`; the first where all do.
    std::size_t run_of(Decimal price) const noexcept {
        const auto behind = std::partition_point(runs_.begin(), runs_.end(), [price](const Place& place) {
            return !Better{}(place.worst, price);
        });
        return behind == runs_.begin() ? 0 : static_cast<std::size_t>(behind - runs_.begin()) - 1;
    }

    void split(std::size_t index) {
        constexpr std::size_t half = run_capacity / 2;
        auto upper = std::make_unique<Run>();
        Run& lower = *runs_[index].run;
        std::copy(lower.begin() + half, lower.begin() + run_capacity, upper->begin());
        lower.size = upper->size = half;
        const Decimal worst = upper->levels[0].price;
        runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(index) + 1, Place{worst, std::move(upper)});
    }

    // With the one behind it, where there is room to spare: a run that is full again at once would be split.
    void join(std::size_t index) {
        Run& lower = *runs_[index].run;
        const Run& upper = *runs_[index + 1].run;
        if (lower.size + upper.size > run_capacity / 4 * 3) return;
        std::copy(upper.levels.data(), upper.levels.data() + upper.size, lower.begin() + lower.size);
        lower.size += upper.size;
        runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(index) + 1);
    }

    std::vector<Place> runs_;
    std::size_t size_ = 0;
    std::optional<Decimal> known_to_;
};

} // namespace fixguard::market
