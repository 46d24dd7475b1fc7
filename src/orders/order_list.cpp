// The table of documented lists: which order stands where, and what wakes or cancels it.
#include "orders/order_list.hpp"

#include "wire/message_writer.hpp"

#include <stdexcept>

namespace fixguard::orders {
namespace {

constexpr char one_cancels = '1';
constexpr char one_triggers = '2';

// ListTriggerType(25011) and ListTriggerAction(25013).
constexpr char activated = '1';
constexpr char partially_filled = '2';
constexpr char filled = '3';
constexpr char release = '1';
constexpr char cancel = '2';

struct ListTrigger {
    char type;
    int index; // of the order of the list that it watches
    char action;
};

struct Entry {
    ClientId id;
    Order order;
    std::vector<ListTrigger> triggers;
    bool with_quantity = true;
};

Order stop_order(const Symbol& symbol, Quantity quantity, const Pair& pair) {
    const StopLeg& leg = pair.stop;
    if (!leg.price) return Order::stop_loss(symbol, pair.side, quantity, leg.trigger);
    return Order::stop_loss_limit(symbol, pair.side, quantity, *leg.price, leg.trigger, leg.time_in_force);
}

Order profit_order(const Symbol& symbol, Quantity quantity, const Pair& pair) {
    if (const auto* const maker = std::get_if<MakerLeg>(&pair.profit))
        return Order::limit_maker(symbol, pair.side, quantity, maker->price);
    const auto& leg = std::get<ProfitLeg>(pair.profit);
    if (!leg.price) return Order::take_profit(symbol, pair.side, quantity, leg.trigger);
    return Order::take_profit_limit(symbol, pair.side, quantity, *leg.price, leg.trigger, leg.time_in_force);
}

// The pair as entries `first` and `first` + 1 of the list. A limit maker is done for its sibling once it has
// traded, every other order once it has woken.
std::vector<Entry> entries_of(const Symbol& symbol, Quantity quantity, const Pair& pair, int first) {
    const bool maker = std::holds_alternative<MakerLeg>(pair.profit);
    const ClientId& profit_id =
        std::visit([](const auto& leg) -> const ClientId& { return leg.id; }, pair.profit);
    const bool stop_below = pair.side == Side::sell;
    const int stop_at = stop_below ? first : first + 1;
    const int profit_at = stop_below ? first + 1 : first;
    Entry stop{pair.stop.id,
               stop_order(symbol, quantity, pair),
               {{maker ? partially_filled : activated, profit_at, cancel}}};
    Entry profit{profit_id, profit_order(symbol, quantity, pair), {{activated, stop_at, cancel}}};
    if (stop_below) return {std::move(stop), std::move(profit)};
    return {std::move(profit), std::move(stop)};
}

std::string list_of(const ClientId& id, char contingency, bool pays, const std::vector<Entry>& entries) {
    wire::MessageWriter out;
    out.begin("E").add(tag::ClListID, id.text()).add(tag::ContingencyType, contingency);
    if (pays) out.add(tag::OPO, 'Y');
    out.add(tag::NoOrders, entries.size());
    for (const Entry& entry : entries) {
        out.add(tag::ClOrdID, entry.id.text());
        entry.order.write(out, entry.with_quantity);
        if (entry.triggers.empty()) continue;
        out.add(tag::NoListTriggeringInstructions, entry.triggers.size());
        for (const ListTrigger& trigger : entry.triggers)
            out.add(tag::ListTriggerType, trigger.type)
                .add(tag::ListTriggerTriggerIndex, trigger.index)
                .add(tag::ListTriggerAction, trigger.action);
    }
    return std::string(out.body());
}

std::string triggers_other(const ClientId& id, const Working& working, const Pending& pending, bool pays) {
    if (!(working.order.symbol() == pending.order.symbol()))
        throw std::invalid_argument("the orders of a list have one symbol");
    return list_of(
        id, one_triggers, pays,
        {{working.id, working.order, {}}, {pending.id, pending.order, {{filled, 0, release}}, !pays}});
}

// The working order has filled: that is what releases the pair, told with each of its orders.
std::string triggers_pair(const ClientId& id, const Working& working, Quantity quantity, const Pair& pair,
                          bool pays) {
    std::vector<Entry> entries{{working.id, working.order, {}}};
    for (Entry& entry : entries_of(working.order.symbol(), quantity, pair, 1)) {
        entry.triggers.insert(entry.triggers.begin(), {filled, 0, cancel});
        entry.with_quantity = !pays;
        entries.push_back(std::move(entry));
    }
    return list_of(id, one_triggers, pays, entries);
}

void require_sale(const Working& working, Side other) {
    if (working.order.side() != Side::buy || other != Side::sell)
        throw std::invalid_argument("the first order of such a list buys and the others sell");
}

} // namespace

std::string one_cancels_other(const ClientId& id, const Symbol& symbol, Quantity quantity, const Pair& pair) {
    return list_of(id, one_cancels, false, entries_of(symbol, quantity, pair, 0));
}

std::string one_triggers_other(const ClientId& id, const Working& working, const Pending& pending) {
    return triggers_other(id, working, pending, false);
}

std::string one_triggers_pair(const ClientId& id, const Working& working, Quantity quantity,
                              const Pair& pair) {
    return triggers_pair(id, working, quantity, pair, false);
}

std::string one_pays_other(const ClientId& id, const Working& working, const Pending& pending) {
    require_sale(working, pending.order.side());
    return triggers_other(id, working, pending, true);
}

std::string one_pays_pair(const ClientId& id, const Working& working, const Pair& pair) {
    require_sale(working, pair.side);
    return triggers_pair(id, working, Quantity{}, pair, true);
}

} // namespace fixguard::orders
