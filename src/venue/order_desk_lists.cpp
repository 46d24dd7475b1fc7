// Order lists: taken, reported and cancelled as a whole. What one order of a list does to the others when it
// fills is not simulated yet.
#include "venue/order_desk.hpp"

#include "catalog/codes.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

namespace fixguard::venue {
namespace {

// ListStatusType(429) and ListOrderStatus(431)
constexpr int exec_started = 4, all_done_type = 5, executing = 3, all_done = 6;

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

} // namespace

void OrderDesk::new_list(const Request& request, Now now, Outbox& out) {
    const wire::MessageView fields = request.message.fields;
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    std::vector<OrderTerms> all_terms;
    for (const wire::MessageView entry : entries_of(fields)) {
        OrderTerms terms = read_terms(entry, *symbol);
        if (const auto refusal = refusal_of(terms, request.account, now)) {
            out.push_back({list_status_rejected(request.message, *refusal, now.utc), true, std::nullopt});
            return;
        }
        all_terms.push_back(std::move(terms));
    }

    const std::int64_t list = ++last_list_id_;
    const std::string contingency(fields.find(tag::ContingencyType).value_or("1"));
    const std::string client_id(fields.find(tag::ClListID).value_or(""));
    lists_[list] = {request.account, client_id, contingency, all_terms.size()};
    std::vector<OrderId> ids;
    for (OrderTerms& terms : all_terms) {
        Order& order = accept(request.account, std::move(terms), now);
        order.list_id = list;
        // Of a list of type 2 only the first order works at once, the others wait for it.
        if (contingency == "2" && !ids.empty()) {
            order.status = 'A';
            order.working_since.reset();
            order.terms.triggered_later = true;
        }
        ids.push_back(order.id);
    }
    list_status(list, ids, {}, exec_started, executing, now, out);
    for (const OrderId id : ids) {
        Order& order = orders_.at(id);
        report(order, {.type = '0', .when = now.utc}, true, out);
        work(order, now, out);
    }
}

std::optional<std::int64_t> OrderDesk::find_list(const Request& request) const {
    const wire::MessageView fields = request.message.fields;
    const auto client_id = fields.find(tag::OrigClListID);
    const auto list_id = fields.find_int(tag::ListID);
    for (const auto& [id, list] : lists_) {
        if (list.account != request.account) continue;
        if (list_id ? id == *list_id && (!client_id || list.client_id == *client_id)
                    : list.client_id == client_id)
            return id;
    }
    return std::nullopt;
}

void OrderDesk::cancel_list(const Request& request, std::int64_t list, Now now, Outbox& out) {
    const std::string_view request_id = request.message.fields.find(tag::ClOrdID).value_or("");
    std::vector<OrderId> ids;
    for (auto& [id, order] : orders_) {
        if (order.list_id != list) continue;
        ids.push_back(id);
        end(order, '4', request_id, std::nullopt, now, out);
    }
    list_status(list, ids, request_id, all_done_type, all_done, now, out);
}

void OrderDesk::list_status(std::int64_t list, const std::vector<OrderId>& orders,
                            std::string_view request_id, int type, int status, Now now, Outbox& out) {
    const OrderList& known = lists_.at(list);
    wire::MessageWriter message;
    message.begin("N");
    if (!orders.empty()) message.add(tag::Symbol, symbols_[orders_.at(orders.front()).terms.symbol].name);
    message.add(tag::ListID, list);
    if (request_id.empty())
        message.add(tag::ClListID, known.client_id);
    else
        message.add(tag::ClListID, request_id).add(tag::OrigClListID, known.client_id);
    message.add(tag::ContingencyType, known.contingency).add(tag::ListStatusType, type);
    message.add(tag::ListOrderStatus, status);
    message.add(tag::TransactTime, wire::format_utc_timestamp(now.utc).view());
    message.add(tag::NoOrders, orders.size());
    for (const OrderId id : orders) {
        const Order& order = orders_.at(id);
        message.add(tag::ClOrdID, order.terms.cl_ord_id).add(tag::Symbol, symbols_[order.terms.symbol].name);
        message.add(tag::OrderID, order.id);
    }
    out.push_back({std::string(message.body()), true, known.account});
}

} // namespace fixguard::venue
