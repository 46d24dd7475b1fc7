// The bodies of the requests.
#include "orders/requests.hpp"

#include "wire/message_writer.hpp"

namespace fixguard::orders {
namespace {

void add_key(wire::MessageWriter& out, const OrderKey& key) {
    if (key.order_id()) out.add(tag::OrderID, *key.order_id());
    if (key.client_id()) out.add(tag::OrigClOrdID, key.client_id()->text());
}

void add_restriction(wire::MessageWriter& out, CancelOnly only) {
    if (only != CancelOnly::any) out.add(tag::CancelRestrictions, static_cast<char>(only));
}

std::string taken(const wire::MessageWriter& out) {
    return std::string(out.body());
}

} // namespace

std::string new_order(const ClientId& id, const Order& order, Routing routing) {
    wire::MessageWriter out;
    out.begin("D").add(tag::ClOrdID, id.text());
    order.write(out);
    if (routing == Routing::smart) out.add(tag::SOR, 'Y');
    return taken(out);
}

std::string cancel(const ClientId& id, const Symbol& symbol, const OrderKey& order, CancelOnly only) {
    wire::MessageWriter out;
    out.begin("F").add(tag::ClOrdID, id.text());
    add_key(out, order);
    out.add(tag::Symbol, symbol.text());
    add_restriction(out, only);
    return taken(out);
}

std::string cancel(const ClientId& id, const Symbol& symbol, const ListKey& list) {
    wire::MessageWriter out;
    out.begin("F").add(tag::ClOrdID, id.text());
    if (list.list_id()) out.add(tag::ListID, *list.list_id());
    if (list.client_id()) out.add(tag::OrigClListID, list.client_id()->text());
    out.add(tag::Symbol, symbol.text());
    return taken(out);
}

std::string cancel_and_new(const ClientId& id, const OrderKey& cancelled, const Order& order,
                           AfterFailedCancel after_failed_cancel, const std::optional<ClientId>& cancel_id,
                           CancelOnly only, OverOrderLimit over_limit) {
    wire::MessageWriter out;
    out.begin("XCN").add(tag::OrderCancelRequestAndNewOrderSingleMode,
                         static_cast<char>(after_failed_cancel));
    if (over_limit != OverOrderLimit::do_nothing)
        out.add(tag::OrderRateLimitExceededMode, static_cast<char>(over_limit));
    add_key(out, cancelled);
    if (cancel_id) out.add(tag::CancelClOrdID, cancel_id->text());
    add_restriction(out, only);
    out.add(tag::ClOrdID, id.text());
    order.write(out);
    return taken(out);
}

std::string mass_cancel(const ClientId& id, const Symbol& symbol) {
    wire::MessageWriter out;
    out.begin("q").add(tag::ClOrdID, id.text()).add(tag::Symbol, symbol.text());
    out.add(tag::MassCancelRequestType, '1');
    return taken(out);
}

std::string amend(const ClientId& id, const Symbol& symbol, const OrderKey& order, Quantity quantity) {
    wire::MessageWriter out;
    out.begin("XAK").add(tag::ClOrdID, id.text());
    add_key(out, order);
    out.add(tag::Symbol, symbol.text()).add(tag::OrderQty, quantity.value);
    return taken(out);
}

std::string limit_query(const ClientId& id) {
    wire::MessageWriter out;
    out.begin("XLQ").add(tag::ReqID, id.text());
    return taken(out);
}

} // namespace fixguard::orders
