// The documented combinations of fields in one order.
#include "rules/order.hpp"

#include "wire/message_view.hpp"

namespace fixguard::rules {

namespace {

constexpr std::string_view triggering_instruction = "TriggeringInstruction";
constexpr std::string_view peg_instructions = "PegInstructions";
constexpr std::string_view good_till_cancel = "1";
constexpr std::int64_t least_target_strategy = 1'000'000;

// One order against the rules, one function per group of fields.
class CombinationCheck {
public:
    CombinationCheck(const Order& order, FaultLog& log)
        : order_(order), fields_(order.fields), kind_(kind_of(order)), log_(log) {}

    void quantity(QuantityRule rule) {
        if (!is(OrderKind::market)) {
            if (rule == QuantityRule::here) require<tag::OrderQty>();
            return;
        }
        const bool neither = !fields_.has<tag::OrderQty>() && !fields_.has<tag::CashOrderQty>();
        if (neither && rule == QuantityRule::here)
            log_.add(Rule::one_of_required, order_.offset, tag::OrderQty,
                     {TagText(tag::OrderQty), TagText(tag::CashOrderQty)});
        if (fields_.has<tag::OrderQty>() && fields_.has<tag::CashOrderQty>())
            log_.add(Rule::fields_conflict, fields_.offset<tag::CashOrderQty>(), tag::CashOrderQty,
                     {TagText(tag::OrderQty, tag::CashOrderQty)});
    }

    void price() {
        if (is(OrderKind::limit, OrderKind::limit_maker, OrderKind::stop_limit)) require<tag::Price>();
    }

    void time_in_force() {
        if (is(OrderKind::limit, OrderKind::stop_limit)) require<tag::TimeInForce>();
    }

    // What the order type has no use for. That it is refused is documented, with which code is not.
    void superfluous(const SessionTable& table) {
        for (const SuperfluousField& field : table.superfluous_fields) {
            if (field.kind != kind_) continue;
            const auto offset = fields_.find(field.tag);
            if (!offset) continue;
            if (field.code == code::params_bad_combo)
                log_.add(Rule::fields_conflict, *offset, field.tag, {TagText(tag::OrdType, field.tag)});
            if (field.code == code::param_not_required)
                log_.add_tag(Rule::tag_not_required, *offset, field.tag);
            if (field.code == code::unknown_order_composition)
                log_.add(Rule::order_combination, *offset, field.tag);
        }
    }

    void triggering() {
        const bool kind_has_trigger = is(OrderKind::stop, OrderKind::stop_limit);
        const bool any = fields_.has<tag::TriggerType>() || fields_.has<tag::TriggerAction>() ||
                         fields_.has<tag::TriggerPrice>() || fields_.has<tag::TriggerPriceType>() ||
                         fields_.has<tag::TriggerPriceDirection>() ||
                         fields_.has<tag::TriggerTrailingDeltaBips>();
        if (!kind_has_trigger && any)
            component(triggering_instruction, "Leave it out, or set OrdType (40) to 3 or 4");
        if (!kind_has_trigger) return;

        const bool trailing_alone =
            !fields_.has<tag::TriggerPrice>() && fields_.has<tag::TriggerTrailingDeltaBips>();
        if (!fields_.has<tag::TriggerType>() || !fields_.has<tag::TriggerAction>() ||
            !fields_.has<tag::TriggerPriceType>())
            component(triggering_instruction,
                      "Set TriggerType (1100), TriggerAction (1101) and TriggerPriceType (1107)");
        else if (!fields_.has<tag::TriggerPrice>() && !trailing_alone)
            component(triggering_instruction,
                      "Set TriggerPrice (1102) or TriggerTrailingDeltaBips (25009) or both");
        else if (!fields_.has<tag::TriggerPriceDirection>() && !trailing_alone)
            component(triggering_instruction, "Set TriggerPriceDirection (1109) beside TriggerPrice (1102)");
    }

    void pegging() {
        const bool offset = fields_.has<tag::PegOffsetValue>();
        const bool offset_type = fields_.has<tag::PegOffsetType>();
        const bool any =
            offset || offset_type || fields_.has<tag::PegPriceType>() || fields_.has<tag::PegMoveType>();
        if (!is(OrderKind::pegged)) {
            if (any) component(peg_instructions, "Leave it out, or set OrdType (40) to P");
            return;
        }
        if (!fields_.has<tag::PegPriceType>() || !fields_.has<tag::PegMoveType>())
            component(peg_instructions, "Set PegPriceType (1094) and PegMoveType (835)");
        if (offset != offset_type)
            log_.add(Rule::fields_together,
                     offset ? fields_.offset<tag::PegOffsetValue>() : fields_.offset<tag::PegOffsetType>(),
                     offset ? tag::PegOffsetType : tag::PegOffsetValue,
                     {TagText(tag::PegOffsetValue, tag::PegOffsetType)});
    }

    void iceberg() {
        if (is(OrderKind::market, OrderKind::stop)) return; // superfluous there
        if (fields_.has<tag::MaxFloor>() && fields_.get<tag::TimeInForce>() != good_till_cancel)
            log_.add(Rule::iceberg_time_in_force, fields_.offset<tag::MaxFloor>(), tag::MaxFloor);
    }

    void strategy() {
        if (fields_.has<tag::TargetStrategy>() &&
            wire::parse_int(fields_.get<tag::TargetStrategy>()).value_or(0) < least_target_strategy)
            log_.add(Rule::target_strategy_range, fields_.offset<tag::TargetStrategy>(), tag::TargetStrategy);
    }

private:
    template <typename... Kinds>
    bool is(Kinds... kinds) const noexcept {
        return ((kind_ == kinds) || ...);
    }
    template <Tag tag>
    void require() {
        if (!fields_.has<tag>()) log_.add_tag(Rule::order_tag_required, order_.offset, tag);
    }
    void component(std::string_view component, std::string_view recommendation) {
        log_.add(Rule::component_populated, fields_.offset<tag::OrdType>(), tag::OrdType,
                 {component, name(kind_), recommendation});
    }

    const Order& order_;
    const Picked<order_tags>& fields_;
    const OrderKind kind_;
    FaultLog& log_;
};

} // namespace

OrderKind kind_of(const Order& order) noexcept {
    const std::string_view type = order.fields.get<tag::OrdType>();
    if (type == "1") return OrderKind::market;
    if (type == "3") return OrderKind::stop;
    if (type == "4") return OrderKind::stop_limit;
    if (type == "P") return OrderKind::pegged;
    return order.fields.has<tag::ExecInst>() ? OrderKind::limit_maker : OrderKind::limit;
}

void check_order(const Order& order, QuantityRule quantity, const SessionTable& table, FaultLog& log) {
    CombinationCheck check(order, log);
    check.quantity(quantity);
    check.price();
    check.time_in_force();
    check.superfluous(table);
    check.triggering();
    check.pegging();
    check.iceberg();
    check.strategy();
}

} // namespace fixguard::rules
