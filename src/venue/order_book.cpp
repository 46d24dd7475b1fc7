// Price-time priority.
#include "venue/order_book.hpp"

#include <algorithm>
#include <iterator>

namespace fixguard::venue {
namespace {

// The largest multiple of `lot` that `quote` buys at `price`.
Decimal affordable(Decimal quote, Decimal price, Decimal lot) {
    if (price.units <= 0) return {};
    const Decimal::Units units = quote.units * Decimal::one / price.units;
    const Decimal::Units step = std::max<Decimal::Units>(lot.units, 1);
    return {units / step * step};
}

template <class Levels, class Accepts>
std::vector<BookFill> walk(const Levels& levels, Accepts&& accepts, std::optional<Decimal> quantity,
                           std::optional<Decimal> quote, Decimal lot) {
    std::vector<BookFill> fills;
    for (const auto& [price, level] : levels) {
        if (!accepts(price)) break;
        for (const auto& resting : level) {
            Decimal wanted = quantity ? *quantity : affordable(*quote, price, lot);
            wanted = std::min(wanted, resting.quantity);
            if (wanted <= Decimal{}) return fills;
            fills.push_back({resting.order, price, wanted});
            if (quantity) quantity = *quantity - wanted;
            if (quote) quote = *quote - product(price, wanted);
        }
    }
    return fills;
}

template <class Levels>
void take_out(Levels& levels, Decimal price, OrderId order, std::optional<Decimal> by) {
    const auto level = levels.find(price);
    if (level == levels.end()) return;
    const auto resting = std::find_if(level->second.begin(), level->second.end(),
                                      [&](const auto& entry) { return entry.order == order; });
    if (resting == level->second.end()) return;
    if (by) resting->quantity = resting->quantity - *by;
    if (!by || resting->quantity <= Decimal{}) level->second.erase(resting);
    if (level->second.empty()) levels.erase(level);
}

} // namespace

std::vector<BookFill> OrderBook::matches(bool buys, std::optional<Decimal> limit,
                                         std::optional<Decimal> quantity, std::optional<Decimal> quote,
                                         Decimal lot) const {
    if (!quantity && !quote) return {};
    if (quantity) quote.reset();
    if (buys)
        return walk(
            offers_, [&](Decimal price) { return !limit || price <= *limit; }, quantity, quote, lot);
    return walk(
        bids_, [&](Decimal price) { return !limit || price >= *limit; }, quantity, quote, lot);
}

std::optional<Decimal> OrderBook::price_at(bool bids, std::size_t levels_behind_best) const {
    const auto at = [&](const auto& levels) -> std::optional<Decimal> {
        if (levels_behind_best >= levels.size()) return std::nullopt;
        return std::next(levels.begin(), static_cast<std::ptrdiff_t>(levels_behind_best))->first;
    };
    return bids ? at(bids_) : at(offers_);
}

void OrderBook::rest(bool buys, Decimal price, OrderId order, Decimal quantity) {
    (buys ? bids_[price] : offers_[price]).push_back({order, quantity});
}

void OrderBook::reduce(bool buys, Decimal price, OrderId order, Decimal by) {
    buys ? take_out(bids_, price, order, by) : take_out(offers_, price, order, by);
}

void OrderBook::remove(bool buys, Decimal price, OrderId order) {
    buys ? take_out(bids_, price, order, std::nullopt) : take_out(offers_, price, order, std::nullopt);
}

} // namespace fixguard::venue
