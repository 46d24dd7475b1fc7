// The documented order lists.
#include "rules/order_list.hpp"

#include "rules/checks.hpp"
#include "rules/order.hpp"
#include "wire/message_view.hpp"

#include <array>

namespace fixguard::rules {

namespace {

constexpr std::size_t most_orders = 3;
constexpr std::size_t most_triggers = 2;
constexpr std::string_view buy = "1";
constexpr std::string_view sell = "2";

// One entry of NoListTriggeringInstructions(25010): when, which order of the list, what then.
struct Trigger {
    std::string_view type;
    std::string_view index;
    std::string_view action;
    friend bool operator==(const Trigger&, const Trigger&) noexcept = default;
};

// What 25010 of one order has to hold.
struct Triggers {
    std::array<Trigger, most_triggers> entries{};
    std::size_t count = 0; // more than most_triggers: as many as that were kept
    friend bool operator==(const Triggers&, const Triggers&) noexcept = default;
};

struct ListedOrder {
    Order order;
    Triggers triggers;
    std::string_view side() const noexcept { return order.fields.get<tag::Side>(); }
};

enum class Contingency : std::uint8_t { one_cancels_the_other, one_triggers_the_other };

struct OrderList {
    Contingency contingency = Contingency::one_cancels_the_other;
    std::size_t contingency_offset = 0;
    bool opo = false;
    std::size_t opo_offset = 0;
    bool has_orders = false;
    std::size_t orders_offset = 0;
    std::array<ListedOrder, most_orders> orders{};
    std::size_t count = 0; // more than most_orders: as many as that were kept
};

// An order of a list by what it does to the pair it belongs to.
enum class Leg : std::uint8_t { limit_maker, stop_loss, take_profit, other };

Leg leg_of(const ListedOrder& listed) noexcept {
    const OrderKind kind = kind_of(listed.order);
    if (kind == OrderKind::limit_maker) return Leg::limit_maker;
    if (kind != OrderKind::stop && kind != OrderKind::stop_limit) return Leg::other;
    // Without a direction there is a trailing delta alone, which is a take profit.
    const std::string_view direction = listed.order.fields.get<tag::TriggerPriceDirection>();
    const std::string_view losing = listed.side() == buy ? "U" : "D";
    return direction == losing ? Leg::stop_loss : Leg::take_profit;
}

void take_trigger(Triggers& triggers, const wire::Field& field) noexcept {
    if (field.tag == tag::ListTriggerType) ++triggers.count; // starts an entry
    if (triggers.count == 0 || triggers.count > most_triggers) return;
    Trigger& trigger = triggers.entries[triggers.count - 1];
    if (field.tag == tag::ListTriggerType) trigger.type = field.value;
    if (field.tag == tag::ListTriggerTriggerIndex) trigger.index = field.value;
    if (field.tag == tag::ListTriggerAction) trigger.action = field.value;
}

OrderList read_list(const wire::Frame& frame) noexcept {
    OrderList list;
    wire::FieldCursor cursor(frame.fields);
    for (wire::Field field; cursor.next(field);) {
        field.offset += fields_offset(frame);
        if (field.tag == tag::ContingencyType) {
            list.contingency =
                field.value == "1" ? Contingency::one_cancels_the_other : Contingency::one_triggers_the_other;
            list.contingency_offset = field.offset;
        }
        if (field.tag == tag::OPO) {
            list.opo = field.value == "Y";
            list.opo_offset = field.offset;
        }
        if (field.tag == tag::NoOrders) {
            list.has_orders = true;
            list.orders_offset = field.offset;
        }
        if (field.tag == tag::ClOrdID && ++list.count <= most_orders) // starts an entry
            list.orders[list.count - 1].order.offset = field.offset;
        if (list.count == 0 || list.count > most_orders) continue;
        list.orders[list.count - 1].order.fields.take(field);
        take_trigger(list.orders[list.count - 1].triggers, field);
    }
    return list;
}

using Recommendation = InlineString<96>;

Recommendation recommend(const Triggers& triggers) noexcept {
    Recommendation text;
    if (triggers.count == 0) text.append("Leave it out of the working order");
    for (std::size_t at = 0; at < triggers.count; ++at) {
        if (at != 0) text.append(", ");
        const Trigger& trigger = triggers.entries[at];
        for (const std::string_view part :
             {std::string_view("25011="), trigger.type, std::string_view(" 25012="), trigger.index,
              std::string_view(" 25013="), trigger.action})
            text.append(part);
    }
    return text;
}

// A pending order waits for the working order to be filled. For that the documents print action 1 (release)
// in an OTO and 2 in an OTOCO, where 1 would make more sense.
constexpr Trigger working_filled_oto{"3", "0", "1"};
constexpr Trigger working_filled_otoco{"3", "0", "2"};

bool matches(const Triggers& found, const Triggers& expected, const Switches& switches) noexcept {
    if (found == expected) return true;
    if (!switches.otoco_release_may_be_action_1) return false;
    Triggers other = expected;
    for (Trigger& trigger : other.entries)
        if (trigger == working_filled_otoco) trigger = working_filled_oto;
    return found == other;
}

class ListCheck {
public:
    ListCheck(const OrderList& list, const SessionTable& table, FaultLog& log)
        : list_(list), table_(table), log_(log) {}

    void run() {
        if (!list_.has_orders) {
            log_.add_tag(Rule::order_tag_required, list_.contingency_offset, tag::NoOrders);
            return;
        }
        const bool size_fits = list_.count == 2 || (list_.count == 3 && !is_oco());
        if (!size_fits) {
            log_.add_tag(Rule::list_size, list_.orders_offset, tag::NoOrders);
            return;
        }
        if (list_.opo && is_oco())
            log_.add(Rule::fields_conflict, list_.opo_offset, tag::OPO,
                     {TagText(tag::ContingencyType, tag::OPO)});
        for (std::size_t at = 0; at < list_.count; ++at)
            check_order(list_.orders[at].order, list_.opo ? QuantityRule::elsewhere : QuantityRule::here,
                        table_, log_);
        one_symbol();
        if (is_oco()) {
            pair(0, 1);
            return;
        }
        working_order();
        if (list_.count == 2)
            triggers(1, {{{working_filled_oto}}, 1});
        else
            pair(1, 2);
        if (list_.opo) opo();
    }

private:
    bool is_oco() const noexcept { return list_.contingency == Contingency::one_cancels_the_other; }

    // A list is about one symbol, and of two orders that cancel each other both buy or both sell.
    void one_symbol() {
        const std::string_view symbol = list_.orders[0].order.fields.get<tag::Symbol>();
        for (std::size_t at = 1; at < list_.count; ++at)
            if (list_.orders[at].order.fields.get<tag::Symbol>() != symbol) disagree(at, tag::Symbol);
    }

    void disagree(std::size_t at, Tag tag) {
        log_.add_tag(Rule::list_orders_agree, list_.orders[at].order.offset, tag);
    }

    void working_order() {
        const OrderKind kind = kind_of(list_.orders[0].order);
        if (kind != OrderKind::limit && kind != OrderKind::limit_maker)
            log_.add_tag(Rule::working_order_type, list_.orders[0].order.offset, tag::OrdType);
        triggers(0, {});
    }

    // The working order buys what the pending orders sell, so they get their quantity from it.
    void opo() {
        if (list_.orders[0].side() != buy) fault(Rule::opo_working_buy, 0, tag::Side);
        if (!list_.orders[0].order.fields.has<tag::OrderQty>())
            log_.add_tag(Rule::opo_working_tag_required, list_.orders[0].order.offset, tag::OrderQty);
        for (std::size_t at = 1; at < list_.count; ++at) {
            if (list_.orders[at].side() != sell) fault(Rule::opo_pending_sell, at, tag::Side);
            if (list_.orders[at].order.fields.has<tag::OrderQty>())
                log_.add_tag(Rule::opo_pending_tag_not_required, list_.orders[at].order.offset,
                             tag::OrderQty);
        }
    }

    // Two orders of which one cancels the other; the one with the lower price comes first.
    void pair(std::size_t below, std::size_t above) {
        const Leg lower = leg_of(list_.orders[below]);
        const Leg upper = leg_of(list_.orders[above]);
        if (lower == Leg::other) fault(Rule::oco_order_type, below, tag::OrdType);
        if (upper == Leg::other) fault(Rule::oco_order_type, above, tag::OrdType);
        if (lower == Leg::other || upper == Leg::other) return;
        if (lower == Leg::limit_maker && upper == Leg::limit_maker) {
            fault(Rule::oco_both_limit, below, tag::OrdType);
            return;
        }
        if (list_.orders[below].side() != list_.orders[above].side()) return disagree(above, tag::Side);
        const bool lower_fits = fits_below(below, lower);
        const bool upper_fits = fits_above(above, upper);
        if (!lower_fits || !upper_fits) return;
        pair_trigger(below, lower, above, upper);
        pair_trigger(above, upper, below, lower);
    }

    bool fits_below(std::size_t at, Leg leg) {
        const bool buys = list_.orders[at].side() == buy;
        if (buys && leg == Leg::stop_loss) return fault(Rule::oco_buy_stop_loss_above, at, tag::OrdType);
        if (!buys && leg == Leg::limit_maker) return fault(Rule::oco_sell_limit_above, at, tag::OrdType);
        if (!buys && leg == Leg::take_profit)
            return fault(Rule::oco_sell_take_profit_above, at, tag::OrdType);
        return true;
    }

    bool fits_above(std::size_t at, Leg leg) {
        const bool buys = list_.orders[at].side() == buy;
        if (buys && leg == Leg::limit_maker) return fault(Rule::oco_buy_limit_below, at, tag::OrdType);
        if (buys && leg == Leg::take_profit) return fault(Rule::oco_buy_take_profit_below, at, tag::OrdType);
        if (!buys && leg == Leg::stop_loss) return fault(Rule::oco_sell_stop_loss_below, at, tag::OrdType);
        return true;
    }

    // Each order is cancelled (2) when the other one is activated (1); a limit maker is active from the
    // start, so there it takes a fill (2).
    void pair_trigger(std::size_t at, Leg leg, std::size_t other_at, Leg other) {
        static constexpr std::array<std::string_view, most_orders> indexes{"0", "1", "2"};
        const bool waits_for_fill = leg == Leg::stop_loss && other == Leg::limit_maker;
        const Trigger cancel{waits_for_fill ? "2" : "1", indexes[other_at], "2"};
        if (is_oco())
            triggers(at, {{{cancel}}, 1});
        else
            triggers(at, {{{working_filled_otoco, cancel}}, 2});
    }

    void triggers(std::size_t at, const Triggers& expected) {
        const ListedOrder& listed = list_.orders[at];
        if (!matches(listed.triggers, expected, table_.switches))
            log_.add(Rule::component_populated, listed.order.offset, tag::NoListTriggeringInstructions,
                     {"ListTriggeringInstruction", list_name(), recommend(expected)});
    }

    // Always false, for the caller to return.
    bool fault(Rule rule, std::size_t at, Tag tag) {
        log_.add(rule, list_.orders[at].order.offset, tag);
        return false;
    }

    std::string_view list_name() const noexcept {
        if (is_oco()) return "OCO";
        if (list_.opo) return list_.count == 2 ? "OPO" : "OPOCO";
        return list_.count == 2 ? "OTO" : "OTOCO";
    }

    const OrderList& list_;
    const SessionTable& table_;
    FaultLog& log_;
};

} // namespace

void check_order_list(const wire::Frame& frame, const SessionTable& table, FaultLog& log) {
    const OrderList list = read_list(frame);
    ListCheck(list, table, log).run();
}

} // namespace fixguard::rules
