// The order types as the exchange tells them apart.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fixguard::rules {

// OrdType(40) has one value for both of stop and take profit: TriggerPriceDirection(1109) and Side(54) make
// the difference. ExecInst(18)=6 makes a limit order a limit maker.
enum class OrderKind : std::uint8_t { market, limit, limit_maker, stop, stop_limit, pegged };

inline constexpr std::array all_order_kinds{OrderKind::market, OrderKind::limit,      OrderKind::limit_maker,
                                            OrderKind::stop,   OrderKind::stop_limit, OrderKind::pegged};

constexpr std::string_view name(OrderKind kind) noexcept { // as -1174 names it
    switch (kind) {
    case OrderKind::market: return "MARKET";
    case OrderKind::limit: return "LIMIT";
    case OrderKind::limit_maker: return "LIMIT_MAKER";
    case OrderKind::stop: return "STOP";
    case OrderKind::stop_limit: return "STOP_LIMIT";
    case OrderKind::pegged: return "PEGGED";
    }
    return {};
}

constexpr std::string_view key(OrderKind kind) noexcept { // as spec/sessions.toml names it
    switch (kind) {
    case OrderKind::market: return "market";
    case OrderKind::limit: return "limit";
    case OrderKind::limit_maker: return "limit_maker";
    case OrderKind::stop: return "stop";
    case OrderKind::stop_limit: return "stop_limit";
    case OrderKind::pegged: return "pegged";
    }
    return {};
}

} // namespace fixguard::rules
