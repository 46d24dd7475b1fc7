// Cancels, mass cancels, amends and cancel-replaces.
#include "catalog/codes.hpp"
#include "venue/order_desk.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::venue {
namespace {

bool given(std::optional<std::string_view> value) {
    return value && !value->empty();
}

} // namespace

// Either the order, or why there is none.
struct OrderDesk::Target {
    Order* order = nullptr;
    Reason reason;
};

Reason OrderDesk::unknown_order() const {
    return {table_.switches.unknown_order, "Unknown order sent."};
}

// OrderID(37) wins; a client id beside it has to be the right one.
OrderDesk::Target OrderDesk::find_target(const Request& request, std::size_t symbol,
                                         std::optional<std::string_view> client_id) {
    Target target{nullptr, unknown_order()};
    OrderId id = 0;
    if (const auto order_id = request.message.fields.find_int(tag::OrderID)) {
        id = *order_id;
    } else if (given(client_id)) {
        const auto known = by_client_id_.find({request.account, std::string(*client_id)});
        if (known == by_client_id_.end()) return target;
        id = known->second;
    }
    const auto order = orders_.find(id);
    const bool ours = order != orders_.end() && order->second.account == request.account &&
                      order->second.terms.symbol == symbol;
    if (!ours) return target;
    if (given(client_id) && order->second.terms.cl_ord_id != *client_id) {
        target.reason = reason_of(code::client_order_id_invalid);
        return target;
    }
    target.order = &order->second;
    return target;
}

// Nothing on success. An order of a list takes the others with it.
std::optional<Reason> OrderDesk::try_cancel(const Request& request, Target& target,
                                            std::string_view request_id, Now now, Outbox& out) {
    if (!target.order) return target.reason;
    Order& order = *target.order;
    const auto restriction = request.message.fields.find(tag::CancelRestrictions);
    const bool restricted =
        (restriction == "1" && order.status != '0') || (restriction == "2" && order.status != '1');
    if (restricted)
        return Reason{code::cancel_rejected, "Order was not canceled due to cancel restrictions."};
    if (order.list_id)
        cancel_list(*order.list_id, request_id, now, out);
    else
        end(order, {'4', request_id}, now, out);
    return std::nullopt;
}

void OrderDesk::cancel(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    const wire::MessageView fields = request.message.fields;
    const std::string_view request_id = fields.find(tag::ClOrdID).value_or("");
    std::optional<Reason> refusal;
    if (fields.find(tag::ListID) || fields.find(tag::OrigClListID)) {
        const auto list = find_list(request);
        if (const auto* id = std::get_if<std::int64_t>(&list))
            cancel_list(*id, request_id, now, out);
        else
            refusal = std::get<Reason>(list);
    } else {
        Target target = find_target(request, *symbol, fields.find(tag::OrigClOrdID));
        refusal = try_cancel(request, target, request_id, now, out);
    }
    if (refusal) out.push_back({order_cancel_reject(request.message, *refusal), true, std::nullopt});
}

void OrderDesk::mass_cancel(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    const std::string_view request_id = request.message.fields.find(tag::ClOrdID).value_or("");
    int affected = 0;
    for (auto& [id, order] : orders_) {
        if (order.account != request.account || order.terms.symbol != *symbol || order.ended()) continue;
        end(order, {'4', request_id}, now, out);
        ++affected;
    }
    if (affected == 0) {
        out.push_back({order_mass_cancel_reject(request.message, unknown_order()), true, std::nullopt});
        return;
    }
    constexpr wire::Tag total_affected_orders = 533;
    wire::MessageWriter message;
    message.begin("r").add(tag::Symbol, symbols_[*symbol].name).add(tag::ClOrdID, request_id);
    message.add(tag::MassCancelRequestType, "1").add(tag::MassCancelResponse, "1");
    message.add(total_affected_orders, affected);
    out.push_back({std::string(message.body()), true, std::nullopt});
}

std::optional<Reason> OrderDesk::amend_refusal(const Order& order, std::optional<Decimal> quantity) const {
    const auto refuse = [](std::string_view text) {
        return Reason{code::order_amend_rejected, std::string(text)};
    };
    const SymbolRules& symbol = symbols_[order.terms.symbol];
    if (const auto text = symbol.refusal_of("amend")) return refuse(*text);
    if (!order.terms.quantity) return refuse("Order amend (pending OPO order) is not supported.");
    if (!quantity || *quantity > *order.terms.quantity)
        return refuse("Order amend (quantity increase) is not supported.");
    if (*quantity == *order.terms.quantity || *quantity <= order.filled)
        return refuse("The requested action would change no state; rejecting.");
    if (order.amends >= symbol.max_order_amends) return refuse("Filter failure: MAX_NUM_ORDER_AMENDS");
    OrderTerms amended = order.terms;
    amended.quantity = quantity;
    if (const auto filter = failed_filter(amended, symbol)) return refuse(*filter);
    return std::nullopt;
}

// Less quantity, same place in the book.
void OrderDesk::amend(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    const wire::MessageView fields = request.message.fields;
    const Target target = find_target(request, *symbol, fields.find(tag::OrigClOrdID));
    const auto quantity = parse_decimal(fields.find(tag::OrderQty).value_or(""));
    const std::optional<Reason> refusal = target.order
                                              ? amend_refusal(*target.order, quantity)
                                              : Reason{code::order_amend_rejected, target.reason.text};
    if (refusal) {
        out.push_back({order_amend_reject(request.message, *refusal), true, std::nullopt});
        return;
    }
    Order& order = *target.order;
    const Decimal less = *order.terms.quantity - *quantity;
    if (order.limit && order.working_since)
        books_[*symbol].reduce(order.terms.buys(), *order.limit, order.id, less);
    order.open = order.open - less;
    order.terms.quantity = *quantity;
    ++order.amends;
    report(order, {.type = '5', .when = now.utc, .request_id = fields.find(tag::ClOrdID).value_or("")}, true,
           out);
    constexpr int updated = 100, executing = 3; // ListStatusType(429), ListOrderStatus(431)
    if (order.list_id) list_status(*order.list_id, {}, updated, executing, now, out);
}

// OrderCancelRequestAndNewOrderSingleMode(25033) 1 gives up the new order when the cancel fails, 2 tries it
// all the same. The request counts as one unfilled order, also where its order is never tried. Where there is
// no room for it, OrderRateLimitExceededMode(25038) 2 cancels at least, 1 does nothing.
void OrderDesk::cancel_and_new(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    constexpr wire::Tag cancel_replace_mode = 25033;
    const wire::MessageView fields = request.message.fields;
    const auto refuse = [&](const Reason& reason) {
        out.push_back(
            {execution_report_rejected(request.message, reason), true, std::nullopt, request.account});
    };
    if (const auto text = symbols_[*symbol].refusal_of("cancel_replace"))
        return refuse({code::new_order_rejected, std::string(*text)});
    const auto no_room = count_unfilled(request.account, 1, now);
    if (no_room && fields.find(tag::OrderRateLimitExceededMode) != "2") return refuse(*no_room);

    Target target = find_target(request, *symbol, fields.find(tag::OrigClOrdID));
    const auto own_id = fields.find(tag::CancelClOrdID);
    const std::string request_id =
        given(own_id) ? std::string(*own_id) : "cancel-" + std::to_string(last_exec_id_ + 1);
    const auto not_cancelled = try_cancel(request, target, request_id, now, out);
    if (not_cancelled)
        out.push_back({order_cancel_reject(request.message, *not_cancelled), true, std::nullopt});
    if (no_room) return refuse(*no_room);
    if (not_cancelled && fields.find(cancel_replace_mode) == "1") return;
    settle(now, out);
    forget_ended(); // the new order may use the ClOrdID(11) of the one just cancelled
    OrderTerms terms = read_terms(fields, *symbol);
    if (const auto refusal = refusal_of(terms, request.account, false)) return refuse(*refusal);
    place(request.account, std::move(terms), now, out);
}

} // namespace fixguard::venue
