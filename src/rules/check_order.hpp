// What an exchange looks at beyond the message itself: the documents give the refusals, but no order of them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fixguard::rules {

// Of a Logon<A> that the rules of the message have passed.
enum class LogonCheck : std::uint8_t {
    api_key_format, // -2014
    api_key,        // -2015: nobody has it
    signature,      // -1022
    permission,     // -2015: the key may not do this
    attempts,       // -1034 of the account
    sender_comp_id, // -1033
    connections,    // -1034 of the connections that stand
};
inline constexpr std::array<LogonCheck, 7> all_logon_checks{
    LogonCheck::api_key_format, LogonCheck::api_key,        LogonCheck::signature,  LogonCheck::permission,
    LogonCheck::attempts,       LogonCheck::sender_comp_id, LogonCheck::connections};

constexpr std::string_view name(LogonCheck check) noexcept {
    switch (check) {
    case LogonCheck::api_key_format: return "api_key_format";
    case LogonCheck::api_key: return "api_key";
    case LogonCheck::signature: return "signature";
    case LogonCheck::permission: return "permission";
    case LogonCheck::attempts: return "attempts";
    case LogonCheck::sender_comp_id: return "sender_comp_id";
    case LogonCheck::connections: return "connections";
    }
    return "?";
}

// Of a new order whose symbol is known.
enum class OrderCheck : std::uint8_t {
    filters,     // -1013: price, lot, notional
    features,    // -2010: the symbol does not have this kind of order
    duplicate,   // -2010: its ClOrdID(11) is that of an open order
    open_orders, // -1013: MAX_NUM_ORDERS and its like
    book,        // -2010: what the prices of now make of it
};
inline constexpr std::array<OrderCheck, 5> all_order_checks{OrderCheck::filters, OrderCheck::features,
                                                            OrderCheck::duplicate, OrderCheck::open_orders,
                                                            OrderCheck::book};

constexpr std::string_view name(OrderCheck check) noexcept {
    switch (check) {
    case OrderCheck::filters: return "filters";
    case OrderCheck::features: return "features";
    case OrderCheck::duplicate: return "duplicate";
    case OrderCheck::open_orders: return "open_orders";
    case OrderCheck::book: return "book";
    }
    return "?";
}

} // namespace fixguard::rules
