// One order: which fields go with which OrdType(40).
#pragma once

#include "rules/fault_log.hpp"
#include "rules/order_kind.hpp"
#include "rules/picked.hpp"

#include <string_view>

namespace fixguard::rules {

inline constexpr std::array order_tags{
    tag::ClOrdID, tag::OrderQty, tag::CashOrderQty, tag::OrdType, tag::ExecInst, tag::Price, tag::TimeInForce,
    tag::Side, tag::Symbol, tag::MaxFloor, tag::TargetStrategy, tag::TriggerType, tag::TriggerAction,
    tag::TriggerPrice, tag::TriggerPriceType, tag::TriggerPriceDirection, tag::TriggerTrailingDeltaBips,
    tag::PegOffsetValue, tag::PegPriceType, tag::PegMoveType, tag::PegOffsetType,
    // which order or list is to be cancelled or amended
    tag::OrderID, tag::OrigClOrdID, tag::ListID, tag::OrigClListID};

// What a request says of one order. Offsets from the first byte of the message.
struct Order {
    using Fields = Picked<order_tags>;
    Fields fields;
    std::size_t offset = 0; // where a missing field is reported
};

OrderKind kind_of(const Order& order) noexcept;

// Who asks for OrderQty(38). `elsewhere`: a pending order of an OPO list takes its quantity from the working
// order, and the working order is asked for it by a rule of its own.
enum class QuantityRule : std::uint8_t { here, elsewhere };

// The rules from `order_tag_required` to `target_strategy_range`.
void check_order(const Order& order, QuantityRule quantity, const SessionTable& table, FaultLog& log);

} // namespace fixguard::rules
