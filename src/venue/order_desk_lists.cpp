// Order lists: taken and cancelled as a whole, and what one order of a list does to the others.
#include "venue/order_desk.hpp"

#include "catalog/codes.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>

namespace fixguard::venue {
namespace {

// ListStatusType(429) and ListOrderStatus(431)
constexpr int exec_started = 4, all_done_type = 5, executing = 3, all_done = 6;
// ContingencyType(1385)
constexpr std::string_view one_cancels_the_other = "1", one_triggers_the_other = "2";

// The entries of NoOrders(73), each a view of its fields: every entry starts with ClOrdID(11).
std::vector<wire::MessageView> entries_of(wire::MessageView message) {
    std::vector<std::size_t> begins;
    bool inside = false;
    wire::FieldCursor cursor = message.fields();
    for (wire::Field field; cursor.next(field);) {
        if (field.tag == tag::NoOrders) inside = true;
        if (inside && field.tag == tag::ClOrdID) begins.push_back(field.offset);
    }
    std::vector<wire::MessageView> entries;
    for (std::size_t i = 0; i < begins.size(); ++i) {
        const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : message.bytes().size();
        entries.emplace_back(message.bytes().substr(begins[i], end - begins[i]));
    }
    return entries;
}

// Where an order starts to work: its trigger price, or its price.
std::optional<Decimal> starting_price(const OrderTerms& terms) {
    return terms.trigger ? terms.trigger->price : terms.price;
}

// Of a pair, the order that was sent first has to lie below the other one.
bool prices_are_in_order(const OrderTerms& below, const OrderTerms& above) {
    const auto low = starting_price(below), high = starting_price(above);
    return !low || !high || *low < *high;
}

} // namespace

std::optional<Reason> OrderDesk::list_refusal(const Request& request,
                                              const std::vector<OrderTerms>& all) const {
    const wire::MessageView fields = request.message.fields;
    const bool triggers_others = fields.find(tag::ContingencyType) == one_triggers_the_other;
    const auto refuse = [](ErrorCode code, std::string_view text) { return Reason{code, std::string(text)}; };
    // The rules have counted the orders; a venue whose rules are switched off has to survive any number.
    if (all.empty()) return refuse(code::new_order_rejected, "A list has orders.");
    const SymbolRules& symbol = symbols_[all.front().symbol];
    if (!triggers_others)
        if (const auto text = symbol.refusal_of("oco")) return refuse(code::new_order_rejected, *text);
    if (fields.find(tag::OPO) == "Y")
        if (const auto text = symbol.refusal_of("opo")) return refuse(code::new_order_rejected, *text);
    Working working = working_[request.account * symbols_.size() + all.front().symbol];
    if (working.lists >= symbol.max_order_lists)
        return refuse(code::invalid_message, "Filter failure: MAX_NUM_ORDER_LISTS");
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (auto refusal = refusal_of(all[at], request.account, triggers_others && at != 0)) return refusal;
        // Those before it in the list are not in the books yet.
        if (const auto filter = too_many(all[at], working)) return refuse(code::invalid_message, *filter);
        ++working.orders;
        if (all[at].trigger) ++working.algo;
        if (all[at].max_floor) ++working.iceberg;
    }
    const bool pair = all.size() >= 2 && (!triggers_others || all.size() == 3);
    if (pair && !prices_are_in_order(all[all.size() - 2], all.back()))
        return refuse(code::new_order_rejected,
                      "The relationship of the prices for the orders is not correct.");
    return std::nullopt;
}

void OrderDesk::new_list(const Request& request, Now now, Outbox& out) {
    const wire::MessageView fields = request.message.fields;
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    std::vector<OrderTerms> all;
    for (const wire::MessageView entry : entries_of(fields))
        all.push_back(read_terms(entry, *symbol));
    auto refusal = list_refusal(request, all);
    if (!refusal) refusal = count_unfilled(request.account, all.size(), now);
    if (refusal) {
        out.push_back(
            {list_status_rejected(request.message, *refusal, now.utc, table_.switches.list_error_in_group),
             true, std::nullopt});
        return;
    }

    const std::int64_t id = ++last_list_id_;
    OrderList& list = lists_[id];
    list = {request.account,
            *symbol,
            std::string(fields.find(tag::ClListID).value_or("")),
            std::string(fields.find(tag::ContingencyType).value_or(one_cancels_the_other)),
            {},
            all.size()};
    ++working(request.account, *symbol).lists;
    for (OrderTerms& terms : all) {
        Order& order = accept(request.account, std::move(terms), now);
        order.list_id = id;
        order.list_index = list.orders.size();
        // Of a list of type 2 only the first order works at once, the others wait for it.
        if (list.contingency == one_triggers_the_other && order.list_index != 0)
            order.status = 'A';
        else
            start(order, now);
        list.orders.push_back({order.id, order.terms.cl_ord_id});
    }
    const std::vector<ListedOrder> listed = list.orders; // the list may be over before the loop is
    list_status(id, {}, exec_started, executing, now, out);
    for (const ListedOrder& entry : listed)
        report(orders_.at(entry.id), {.type = '0', .when = now.utc}, true, out);
    for (const ListedOrder& entry : listed)
        work(orders_.at(entry.id), true, now, out);
}

// ListID(66) wins; a client id beside it has to be the right one.
std::variant<std::int64_t, Reason> OrderDesk::find_list(const Request& request) const {
    const wire::MessageView fields = request.message.fields;
    const auto client_id = fields.find(tag::OrigClListID);
    const auto list_id = fields.find_int(tag::ListID);
    for (const auto& [id, list] : lists_) {
        if (list.account != request.account || (list_id ? id != *list_id : list.client_id != client_id))
            continue;
        if (client_id && list.client_id != *client_id) return reason_of(code::client_order_id_invalid);
        return id;
    }
    return unknown_order();
}

void OrderDesk::cancel_list(std::int64_t id, std::string_view request_id, Now now, Outbox& out) {
    const std::vector<ListedOrder> listed = lists_.at(id).orders; // the last one takes the list with it
    for (const ListedOrder& entry : listed)
        if (const auto order = orders_.find(entry.id); order != orders_.end() && !order->second.ended())
            end(order->second, {'4', request_id}, now, out);
}

// A pending order is released by the fill of its working order, and ends with it where there is none. Any
// other order that names the event in its ListTriggeringInstruction is ended by it.
void OrderDesk::list_event(const ListEvent& event, Now now, Outbox& out) {
    const auto found = lists_.find(event.list);
    if (found == lists_.end()) return;
    const std::vector<ListedOrder> listed = found->second.orders;
    std::vector<OrderId> released;
    for (const ListedOrder& entry : listed) {
        const auto order = orders_.find(entry.id);
        if (order == orders_.end() || order->second.ended() || order->second.list_index == event.index)
            continue;
        Order& other = order->second;
        const rules::ExpiryReasons& reasons = table_.expiry_reasons;
        if (other.pending() && event.index == 0) {
            if (event.type == ended_unfilled) end(other, {'C', {}, reasons.oto_pending, false}, now, out);
            if (event.type == completely_filled) released.push_back(other.id);
            continue;
        }
        const auto names_event = [&](const ListTrigger& trigger) {
            const bool filled = trigger.type == partially_filled && event.type == completely_filled;
            return trigger.index == event.index && (trigger.type == event.type || filled);
        };
        if (!std::ranges::any_of(other.terms.list_triggers, names_event)) continue;
        const char type = table_.switches.cancelled_leg_expires ? 'C' : '4';
        end(other, {type, {}, reasons.oco_leg, false}, now, out);
    }
    for (const OrderId id : released)
        release_pending(orders_.at(id), orders_.at(listed.front().id), now, out);
}

// An OPO's pending order sells what its working order has bought.
void OrderDesk::release_pending(Order& order, const Order& working, Now now, Outbox& out) {
    if (order.ended()) return;
    if (!order.terms.quantity && !order.terms.quote_quantity) {
        order.terms.quantity = working.filled;
        order.open = working.filled;
    }
    release(order, now, out);
    work(order, false, now, out);
}

// The last order of a list to end, in whatever way, ends the list.
void OrderDesk::left_its_list(const Order& order, std::string_view request_id, Now now, Outbox& out) {
    if (!order.list_id) return;
    OrderList& list = lists_.at(*order.list_id);
    if (--list.working != 0) return;
    list_status(*order.list_id, request_id, all_done_type, all_done, now, out);
    --working(list.account, list.symbol).lists;
    lists_.erase(*order.list_id);
}

void OrderDesk::list_status(std::int64_t id, std::string_view request_id, int type, int status, Now now,
                            Outbox& out) {
    const OrderList& list = lists_.at(id);
    wire::MessageWriter message;
    message.begin("N").add(tag::Symbol, symbols_[list.symbol].name).add(tag::ListID, id);
    if (request_id.empty())
        message.add(tag::ClListID, list.client_id);
    else
        message.add(tag::ClListID, request_id).add(tag::OrigClListID, list.client_id);
    message.add(tag::ContingencyType, list.contingency).add(tag::ListStatusType, type);
    message.add(tag::ListOrderStatus, status);
    message.add(tag::TransactTime, wire::format_utc_timestamp(now.utc).view());
    message.add(tag::NoOrders, list.orders.size());
    for (const ListedOrder& entry : list.orders) {
        message.add(tag::ClOrdID, entry.cl_ord_id).add(tag::Symbol, symbols_[list.symbol].name);
        message.add(tag::OrderID, entry.id);
    }
    // What a trade sets off is no answer to the request in hand, which may be another account's.
    const bool answers = type != all_done_type || !request_id.empty();
    out.push_back({std::string(message.body()), answers, list.account});
}

} // namespace fixguard::venue
