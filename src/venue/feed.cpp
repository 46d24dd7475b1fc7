// A random walk of one tick at most per step.
#include "venue/feed.hpp"

#include <algorithm>
#include <iterator>

namespace fixguard::venue {

SymbolFeed::SymbolFeed(std::uint64_t seed, Decimal start_price, Decimal tick, Decimal lot)
    : random_(seed), tick_(tick), lot_(lot) {
    // A price so low that the book would reach zero is lifted.
    const Decimal::Units start = std::max<Decimal::Units>(start_price.units / tick.units, 2 * levels);
    for (int level = 0; level < levels; ++level) {
        bids_[{(start - 1 - level) * tick.units}] = draw_quantity();
        offers_[{(start + level) * tick.units}] = draw_quantity();
    }
    last_update_id_ = 2 * levels;
}

void SymbolFeed::set(char entry, Decimal price, Decimal quantity) {
    const bool there = entry == '0' ? bids_.contains(price) : offers_.contains(price);
    (entry == '0' ? bids_[price] : offers_[price]) = quantity;
    changes_.push_back({there ? '1' : '0', entry, price, quantity});
}

void SymbolFeed::erase(char entry, Decimal price) {
    entry == '0' ? bids_.erase(price) : offers_.erase(price);
    changes_.push_back({'2', entry, price, {}});
}

// The best level of one side goes over to the other; both sides keep their number of levels.
void SymbolFeed::move(bool up) {
    const Decimal crossed = up ? offers_.begin()->first : bids_.begin()->first;
    if (up) {
        erase('1', crossed);
        set('1', std::prev(offers_.end())->first + tick_, draw_quantity());
        erase('0', std::prev(bids_.end())->first);
        set('0', crossed, draw_quantity());
    } else {
        erase('0', crossed);
        set('0', std::prev(bids_.end())->first - tick_, draw_quantity());
        erase('1', std::prev(offers_.end())->first);
        set('1', crossed, draw_quantity());
    }
}

void SymbolFeed::step() {
    changes_.clear();
    const bool buyer = draw(2) == 0;
    trade_ = {trade_.id + 1, buyer ? offers_.begin()->first : bids_.begin()->first, draw_quantity(),
              buyer ? '1' : '2'};
    const std::uint64_t what = draw(4);
    const bool too_low = std::prev(bids_.end())->first <= tick_;
    if (what == 0) {
        move(true);
    } else if (what == 1 && !too_low) {
        move(false);
    } else {
        const auto bid = std::next(bids_.begin(), static_cast<std::ptrdiff_t>(draw(levels)));
        set('0', bid->first, draw_quantity());
        const auto offer = std::next(offers_.begin(), static_cast<std::ptrdiff_t>(draw(levels)));
        set('1', offer->first, draw_quantity());
    }
    last_update_id_ += static_cast<std::int64_t>(changes_.size());
}

} // namespace fixguard::venue
