// An order as the venue keeps it.
#pragma once

#include "model/time.hpp"
#include "venue/decimal.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace fixguard::venue {

using OrderId = std::int64_t; // OrderID(37); 1 is the first

// What the client asked for. The words of the message are kept, so that reports say them again.
struct OrderTerms {
    std::string cl_ord_id;                 // ClOrdID(11)
    std::size_t symbol = 0;                // place in the configuration
    char side = '1';                       // Side(54)
    char type = '2';                       // OrdType(40)
    char time_in_force = '1';              // TimeInForce(59)
    std::optional<Decimal> price;          // Price(44)
    std::optional<Decimal> quantity;       // OrderQty(38)
    std::optional<Decimal> quote_quantity; // CashOrderQty(152)
    std::optional<Decimal> max_floor;      // MaxFloor(111)
    bool post_only = false;                // ExecInst(18)=6
    bool triggered_later = false;          // has a TriggeringInstruction: does not rest in the book at once
    std::string echo;                  // whole fields that a report repeats and the engine does not look at
    std::string self_trade_mode = "1"; // SelfTradePreventionMode(25001)

    bool buys() const noexcept { return side == '1'; }
};

struct Order {
    OrderId id = 0;
    std::size_t account = 0;
    OrderTerms terms;
    char status = '0';    // OrdStatus(39)
    Decimal filled;       // CumQty(14)
    Decimal filled_quote; // CumQuoteQty(25017)
    Decimal open;         // LeavesQty(151) while it works
    UtcTime created;
    std::optional<UtcTime> working_since; // in the book
    std::optional<std::int64_t> list_id;  // ListID(66)

    bool works() const noexcept { return status == '0' || status == '1' || status == 'A'; }
};

} // namespace fixguard::venue
