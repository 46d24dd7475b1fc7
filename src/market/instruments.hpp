// The instruments of the exchange, from InstrumentList<y>: tick, lot and price range of each symbol.
#pragma once

#include "wire/decimal.hpp"
#include "wire/message_view.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::market {

using wire::Decimal;

// A range with a step. A number of 0 stands for a check that is switched off, and for one that was not sent.
struct Range {
    Decimal min;
    Decimal max;
    Decimal step;

    bool holds(Decimal value) const noexcept {
        return (min.is_zero() || value >= min) && (max.is_zero() || value <= max) &&
               value.is_multiple_of(step);
    }
    friend bool operator==(const Range&, const Range&) = default;
};

struct Instrument {
    std::string symbol;   // Symbol(55), UTF-8
    std::string currency; // Currency(15): the quote asset
    Range price;          // StartPriceRange(2551), EndPriceRange(2552), MinPriceIncrement(969)
    Range lot;            // MinTradeVol(562), MaxTradeVol(1140), MinQtyIncrement(25039)
    Range market_lot;     // the same for market orders: 25040, 25041, 25042
    friend bool operator==(const Instrument&, const Instrument&) = default;
};

// What an order would be refused for with -1013.
struct FilterFailure {
    std::string_view text;  // as the exchange sends it: "Filter failure: LOT_SIZE"
    wire::Tag tag = 0;      // of the field that is wrong
    std::string_view value; // of it, where it stands in the request
};

class InstrumentTable {
public:
    // Adds or replaces what the list holds; an entry with a number that is none is left out. How many were
    // taken.
    std::size_t take(wire::MessageView instrument_list);

    const Instrument* find(std::string_view symbol) const noexcept; // nullptr: not known
    const std::map<std::string, Instrument, std::less<>>& all() const noexcept { return instruments_; }

    // For preflight: any message with orders (D, XCN, E, XAK), outbound. Nothing where it passes or where its
    // symbol is not known. The filters that need more than the list (PERCENT_PRICE, NOTIONAL) are left to the
    // exchange.
    std::optional<FilterFailure> failed_filter(wire::MessageView request) const noexcept;

private:
    std::map<std::string, Instrument, std::less<>> instruments_;
};

// The body of an InstrumentListRequest<x>: for one symbol, or for all with an empty one.
std::string instrument_list_request(std::string_view request_id, std::string_view symbol);

} // namespace fixguard::market
