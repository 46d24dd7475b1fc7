// The order book of one symbol, kept from the entries of W and X.
#pragma once

#include "market/book_side.hpp"
#include "market/refresh.hpp"
#include "market/stream.hpp"

#include <cstddef>
#include <functional>

namespace fixguard::market {

// At most `max_levels` on each side; what is worse than those is let go. Exact. Not thread-safe.
//
// A snapshot of `depth` levels says nothing of the levels behind it; the exchange sends those only when they
// change. BookSide::known_to() is the price up to which a side is complete.
class Book {
public:
    explicit Book(std::size_t depth = max_depth, std::size_t max_levels = max_depth)
        : depth_(depth), max_levels_(max_levels) {}

    void clear() noexcept;
    void start_snapshot(std::size_t depth) noexcept {
        clear();
        depth_ = depth;
    }
    // One bid or offer. Deleting a level that is not there changes nothing: it may lie behind those that are
    // known. StreamFault::unreadable or ::negative: the entry was not applied.
    StreamFault apply(const Entry& entry);
    void snapshot_taken(); // behind its last entry: where the snapshot ends is known now

    const Level* best_bid() const noexcept { return bids_.best(); } // O(1); nullptr: none
    const Level* best_offer() const noexcept { return offers_.best(); }
    const BookSide<std::greater<>>& bids() const noexcept { return bids_; }
    const BookSide<std::less<>>& offers() const noexcept { return offers_; }

    bool crossed() const noexcept {
        return best_bid() != nullptr && best_offer() != nullptr && best_bid()->price >= best_offer()->price;
    }
    std::size_t memory() const noexcept { return sizeof *this + bids_.memory() + offers_.memory(); }

private:
    template <typename Side>
    void apply_to(Side& side, char action, const Level& level);

    std::size_t depth_;
    std::size_t max_levels_;
    BookSide<std::greater<>> bids_;
    BookSide<std::less<>> offers_;
};

// The numbers of an entry. A deletion has no size.
StreamFault read_level(const Entry& entry, Level& level) noexcept;

} // namespace fixguard::market
