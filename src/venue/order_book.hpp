// The resting orders of one symbol, by price and then by time.
#pragma once

#include "venue/decimal.hpp"
#include "venue/order.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace fixguard::venue {

struct BookFill {
    OrderId maker = 0;
    Decimal price; // the maker's
    Decimal quantity;
    friend bool operator==(const BookFill&, const BookFill&) = default;
};

class OrderBook {
public:
    // What an order could take now, best price first and the oldest of a price first; nothing is changed.
    // `limit`: the worst price it accepts; nothing: any. Stops at `quantity` or, where it is given, at
    // `quote` (price x quantity), rounded down to `lot`.
    std::vector<BookFill> matches(bool buys, std::optional<Decimal> limit, std::optional<Decimal> quantity,
                                  std::optional<Decimal> quote, Decimal lot) const;

    // The price of the level that stands so many behind the best of the bids or the offers; nothing: there is
    // none.
    std::optional<Decimal> price_at(bool bids, std::size_t levels_behind_best) const;

    void rest(bool buys, Decimal price, OrderId order, Decimal quantity);
    void reduce(bool buys, Decimal price, OrderId order, Decimal by); // gone at nothing left
    void remove(bool buys, Decimal price, OrderId order);

private:
    struct Resting {
        OrderId order;
        Decimal quantity;
    };
    using Level = std::deque<Resting>;
    using Bids = std::map<Decimal, Level, std::greater<>>;
    using Offers = std::map<Decimal, Level>;

    Bids bids_;
    Offers offers_;
};

} // namespace fixguard::venue
