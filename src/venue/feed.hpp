// Synthetic market data of one symbol: a small book and a trade per step, drawn from a seed.
#pragma once

#include "venue/decimal.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <vector>

namespace fixguard::venue {

// One change of a price level, as MarketDataIncrementalRefresh<X> carries it.
struct LevelChange {
    char action = '1'; // MDUpdateAction(279): 0 new, 1 change, 2 delete
    char entry = '0';  // MDEntryType(269): 0 bid, 1 offer
    Decimal price;
    Decimal quantity; // of no meaning with delete
};

struct FeedTrade {
    std::int64_t id = 0;
    Decimal price;
    Decimal quantity;
    char aggressor = '1'; // AggressorSide(2446)
};

// The same seed gives the same steps on every machine. Bids stay below offers, with `levels` on each side.
class SymbolFeed {
public:
    static constexpr int levels = 20;

    SymbolFeed(std::uint64_t seed, Decimal start_price, Decimal tick, Decimal lot);

    // One step: what changed in the book is in changes(), the trade in trade().
    void step();

    const std::vector<LevelChange>& changes() const noexcept { return changes_; }
    const FeedTrade& trade() const noexcept { return trade_; }
    const std::map<Decimal, Decimal, std::greater<>>& bids() const noexcept { return bids_; }
    const std::map<Decimal, Decimal>& offers() const noexcept { return offers_; }
    std::int64_t first_update_id() const noexcept {
        return last_update_id_ - static_cast<std::int64_t>(changes_.size()) + 1;
    }
    std::int64_t last_update_id() const noexcept { return last_update_id_; }

private:
    std::uint64_t draw(std::uint64_t below) { return random_() % below; } // a bias nobody sees
    Decimal draw_quantity() { return {static_cast<std::int64_t>(1 + draw(1000)) * lot_.units}; }
    void set(char entry, Decimal price, Decimal quantity);
    void erase(char entry, Decimal price);
    void move(bool up);

    std::mt19937_64 random_;
    Decimal tick_;
    Decimal lot_;
    std::map<Decimal, Decimal, std::greater<>> bids_;
    std::map<Decimal, Decimal> offers_;
    std::vector<LevelChange> changes_;
    FeedTrade trade_;
    std::int64_t last_update_id_ = 0;
};

} // namespace fixguard::venue
