// An order as the venue keeps it.
#pragma once

#include "model/time.hpp"
#include "venue/decimal.hpp"
#include "venue/order_trigger.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::venue {

using OrderId = std::int64_t; // OrderID(37); 1 is the first

// Where an order gets its price from the book: once, when it is accepted, because PegMoveType(835) is fixed.
struct Peg {
    bool same_side = true;  // PegPriceType(1094): primary peg; false: market peg, the other side's price
    std::int64_t level = 0; // PegOffsetValue(211): so many price levels behind the best
};

// What another order of the list does to this one, ListTriggeringInstruction. What an entry stands for is
// in rules/order_list.cpp.
struct ListTrigger {
    char type = '1';       // ListTriggerType(25011): 1 activated, 2 partially filled, 3 filled
    std::size_t index = 0; // ListTriggerTriggerIndex(25012): of which order
};

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
    std::optional<TriggerTerms> trigger;
    std::optional<Peg> peg;
    std::vector<ListTrigger> list_triggers;
    std::string echo;                  // whole fields that a report repeats and the engine does not look at
    std::string self_trade_mode = "1"; // SelfTradePreventionMode(25001)

    bool buys() const noexcept { return side == '1'; }
    // A market order, or a stop order, which becomes one.
    bool takes_any_price() const noexcept { return type == '1' || type == '3'; }
};

struct Order {
    OrderId id = 0;
    std::size_t account = 0;
    OrderTerms terms;
    char status = '0';    // OrdStatus(39); A: waits for the working order of its list
    Decimal filled;       // CumQty(14)
    Decimal filled_quote; // CumQuoteQty(25017)
    Decimal open;         // LeavesQty(151) while it works
    UtcTime created;
    std::optional<Trigger> trigger;        // until it is reached
    std::optional<UtcTime> trailing_since; // TrailingTime(25022)
    std::optional<UtcTime> working_since;  // WorkingTime(25023): it may match
    std::optional<Decimal> limit;          // the worst price it takes, Price(44) or PeggedPrice(839)
    std::optional<std::int64_t> list_id;   // ListID(66)
    std::size_t list_index = 0;            // in NoOrders(73)
    std::uint32_t amends = 0;

    bool ended() const noexcept { return status != '0' && status != '1' && status != 'A'; }
    bool pending() const noexcept { return status == 'A'; }
};

} // namespace fixguard::venue
