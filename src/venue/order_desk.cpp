// New orders, matching, cancels and amends. Order lists are in order_desk_lists.cpp.
#include "venue/order_desk.hpp"

#include "catalog/codes.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>

namespace fixguard::venue {
namespace {

constexpr std::string_view unknown_order = "Unknown order sent.";

bool given(std::optional<std::string_view> value) {
    return value && !value->empty();
}

// ExpiryReason(25056)
constexpr int unfilled_ioc = 5;
constexpr int unfilled_fok = 6;
constexpr int insufficient_liquidity = 7;

} // namespace

OrderDesk::OrderDesk(const Config& config, const rules::SessionTable& table)
    : table_(table), books_(config.symbols.size()) {
    for (const Symbol& symbol : config.symbols) {
        symbol_places_.emplace(symbol.name, symbols_.size());
        symbols_.emplace_back(symbol);
    }
    for (const Account& account : config.accounts)
        unfilled_.emplace_back(account.unfilled_orders, config.rules.switches.message_window);
}

void OrderDesk::handle(const Request& request, Now now, Outbox& out) {
    const std::string_view type = request.message.msg_type;
    if (type == "D") new_order(request, now, out);
    if (type == "F") cancel(request, now, out);
    if (type == "q") mass_cancel(request, now, out);
    if (type == "XAK") amend(request, now, out);
    if (type == "XCN") cancel_and_new(request, now, out);
    if (type == "E") new_list(request, now, out);
    forget_ended();
}

// The dictionary does not know the symbols, so that this is no matter of the rules.
std::optional<std::size_t> OrderDesk::symbol_of(const Request& request, Outbox& out) const {
    const auto name = request.message.fields.find(tag::Symbol);
    const auto place = symbol_places_.find(std::string(name.value_or("")));
    if (place != symbol_places_.end()) return place->second;
    const Reason reason = reason_of(code::bad_symbol);
    out.push_back({reject(request.message, reason, tag::Symbol, table_.session_reject_reason(reason.code, 0)),
                   true, std::nullopt});
    return std::nullopt;
}

std::optional<Reason> OrderDesk::refusal_of(const OrderTerms& terms, std::size_t account, Now now) {
    const SymbolRules& symbol = symbols_[terms.symbol];
    if (const auto filter = failed_filter(terms, symbol))
        return Reason{code::invalid_message, std::string(*filter)};
    if (by_client_id_.contains({account, terms.cl_ord_id}))
        return Reason{code::new_order_rejected, "Duplicate order sent."};
    const bool would_take =
        terms.post_only && !books_[terms.symbol]
                                .matches(terms.buys(), terms.price, terms.quantity, std::nullopt, symbol.lot)
                                .empty();
    if (would_take) return Reason{code::new_order_rejected, "Order would immediately match and take."};
    rules::WindowCounter& unfilled = unfilled_[account];
    if (!unfilled.admit(now.steady))
        return reason_of(code::too_many_orders, 1,
                         {std::to_string(unfilled.limit().count),
                          rules::interval_text(unfilled.limit().window, table_.switches.interval_form)});
    return std::nullopt;
}

void OrderDesk::new_order(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    OrderTerms terms = read_terms(request.message.fields, *symbol);
    if (const auto refusal = refusal_of(terms, request.account, now)) {
        out.push_back({execution_report_rejected(request.message, *refusal), true, std::nullopt});
        return;
    }
    Order& order = accept(request.account, std::move(terms), now);
    report(order, {.type = '0', .when = now.utc}, true, out);
    work(order, now, out);
}

Order& OrderDesk::accept(std::size_t account, OrderTerms terms, Now now) {
    Order order;
    order.id = ++last_order_id_;
    order.account = account;
    order.open = terms.quantity.value_or(Decimal{});
    order.created = now.utc;
    order.terms = std::move(terms);
    if (!order.terms.triggered_later) order.working_since = now.utc;
    by_client_id_[{account, order.terms.cl_ord_id}] = order.id;
    ++accepted_;
    return orders_.insert_or_assign(order.id, std::move(order)).first->second;
}

// An order with a trigger waits for it; all others match, and what is left rests or expires.
void OrderDesk::work(Order& order, Now now, Outbox& out) {
    const OrderTerms& terms = order.terms;
    if (terms.triggered_later || terms.type == 'P') return;
    OrderBook& book = books_[terms.symbol];
    const bool market = terms.type == '1';
    const auto fills = book.matches(terms.buys(), market ? std::nullopt : terms.price, terms.quantity,
                                    terms.quote_quantity, symbols_[terms.symbol].lot);
    Decimal possible;
    for (const BookFill& found : fills)
        possible = possible + found.quantity;
    if (terms.time_in_force == '4' && possible < order.open)
        return end(order, 'C', {}, unfilled_fok, now, out);
    for (const BookFill& found : fills)
        fill(order, found, now, out);
    if (!order.works()) return;
    if (market) return end(order, 'C', {}, insufficient_liquidity, now, out);
    if (terms.time_in_force == '3') return end(order, 'C', {}, unfilled_ioc, now, out);
    book.rest(terms.buys(), *terms.price, order.id, order.open);
}

// A market order by quote amount is done when what is left of the amount buys no further lot.
bool OrderDesk::money_is_spent(const Order& order, Decimal price) const {
    const Decimal left = order.terms.quote_quantity.value_or(Decimal{}) - order.filled_quote;
    return left < product(price, symbols_[order.terms.symbol].lot);
}

void OrderDesk::fill(Order& taker, const BookFill& found, Now now, Outbox& out) {
    Order& maker = orders_.at(found.maker);
    books_[maker.terms.symbol].reduce(maker.terms.buys(), found.price, maker.id, found.quantity);
    const std::int64_t trade_id = ++last_trade_id_;
    for (Order* const order : {&maker, &taker}) {
        order->filled = order->filled + found.quantity;
        order->filled_quote = order->filled_quote + product(found.price, found.quantity);
        if (order->terms.quantity) order->open = order->open - found.quantity;
        const bool done =
            order->terms.quantity ? order->open <= Decimal{} : money_is_spent(*order, found.price);
        order->status = done ? '2' : '1';
        if (done) ended_.push_back(order->id);
        report(*order,
               {.type = 'F',
                .when = now.utc,
                .trade = Trade{trade_id, found.price, found.quantity, order == &taker}},
               false, out);
    }
}

void OrderDesk::end(Order& order, char type, std::string_view request_id, std::optional<int> expiry, Now now,
                    Outbox& out) {
    if (order.terms.price)
        books_[order.terms.symbol].remove(order.terms.buys(), *order.terms.price, order.id);
    order.status = type;
    ended_.push_back(order.id);
    report(order, {.type = type, .when = now.utc, .request_id = request_id, .expiry_reason = expiry}, true,
           out);
}

void OrderDesk::report(const Order& order, Execution execution, bool for_requester, Outbox& out) {
    execution.exec_id = ++last_exec_id_;
    out.push_back({execution_report(order, symbols_[order.terms.symbol].name, execution), for_requester,
                   order.account});
}

void OrderDesk::forget_ended() {
    for (const OrderId id : ended_) {
        const auto order = orders_.find(id);
        if (order == orders_.end()) continue;
        by_client_id_.erase({order->second.account, order->second.terms.cl_ord_id});
        if (order->second.list_id) {
            const auto list = lists_.find(*order->second.list_id);
            if (--list->second.working == 0) lists_.erase(list);
        }
        orders_.erase(order);
    }
    ended_.clear();
}

// Either the order, or why there is none.
struct OrderDesk::Target {
    Order* order = nullptr;
    Reason reason;
};

// OrderID(37) wins; a client id beside it has to be the right one.
OrderDesk::Target OrderDesk::find_target(const Request& request, std::size_t symbol,
                                         std::optional<std::string_view> client_id) {
    Target target{nullptr, {table_.switches.unknown_order, std::string(unknown_order)}};
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

// Nothing on success.
std::optional<Reason> OrderDesk::try_cancel(const Request& request, Target& target,
                                            std::string_view request_id, Now now, Outbox& out) {
    if (!target.order) return target.reason;
    Order& order = *target.order;
    const auto restriction = request.message.fields.find(tag::CancelRestrictions);
    const bool restricted =
        (restriction == "1" && order.status != '0') || (restriction == "2" && order.status != '1');
    if (restricted)
        return Reason{code::cancel_rejected, "Order was not canceled due to cancel restrictions."};
    end(order, '4', request_id, std::nullopt, now, out);
    return std::nullopt;
}

void OrderDesk::cancel(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    const wire::MessageView fields = request.message.fields;
    if (fields.find(tag::ListID) || fields.find(tag::OrigClListID)) {
        if (const auto list = find_list(request)) return cancel_list(request, *list, now, out);
        const Reason reason{table_.switches.unknown_order, std::string(unknown_order)};
        out.push_back({order_cancel_reject(request.message, reason), true, std::nullopt});
        return;
    }
    Target target = find_target(request, *symbol, fields.find(tag::OrigClOrdID));
    if (target.order && target.order->list_id) return cancel_list(request, *target.order->list_id, now, out);
    const std::string_view request_id = fields.find(tag::ClOrdID).value_or("");
    if (const auto refusal = try_cancel(request, target, request_id, now, out))
        out.push_back({order_cancel_reject(request.message, *refusal), true, std::nullopt});
}

void OrderDesk::mass_cancel(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    const std::string_view request_id = request.message.fields.find(tag::ClOrdID).value_or("");
    int affected = 0;
    for (auto& [id, order] : orders_) {
        if (order.account != request.account || order.terms.symbol != *symbol) continue;
        end(order, '4', request_id, std::nullopt, now, out);
        ++affected;
    }
    if (affected == 0) {
        const Reason reason{table_.switches.unknown_order, std::string(unknown_order)};
        out.push_back({order_mass_cancel_reject(request.message, reason), true, std::nullopt});
        return;
    }
    constexpr wire::Tag total_affected_orders = 533;
    wire::MessageWriter message;
    message.begin("r").add(tag::Symbol, symbols_[*symbol].name).add(tag::ClOrdID, request_id);
    message.add(tag::MassCancelRequestType, "1").add(tag::MassCancelResponse, "1");
    message.add(total_affected_orders, affected);
    out.push_back({std::string(message.body()), true, std::nullopt});
}

// Less quantity, same place in the book.
void OrderDesk::amend(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    const auto refuse = [&](std::string_view text) {
        out.push_back({order_amend_reject(request.message, {code::order_amend_rejected, std::string(text)}),
                       true, std::nullopt});
    };
    const wire::MessageView fields = request.message.fields;
    const Target target = find_target(request, *symbol, fields.find(tag::OrigClOrdID));
    if (!target.order) return refuse(target.reason.text);
    Order& order = *target.order;
    const auto quantity = parse_decimal(fields.find(tag::OrderQty).value_or(""));
    const Decimal old_quantity = order.terms.quantity.value_or(Decimal{});
    if (!quantity || *quantity > old_quantity)
        return refuse("Order amend (quantity increase) is not supported.");
    if (*quantity == old_quantity || *quantity <= order.filled)
        return refuse("The requested action would change no state; rejecting.");
    const Decimal less = old_quantity - *quantity;
    if (order.terms.price && order.working_since)
        books_[*symbol].reduce(order.terms.buys(), *order.terms.price, order.id, less);
    order.open = order.open - less;
    order.terms.quantity = *quantity;
    report(order, {.type = '5', .when = now.utc, .request_id = fields.find(tag::ClOrdID).value_or("")}, true,
           out);
}

// Mode 1 gives up the new order when the cancel fails; mode 2 tries it all the same.
void OrderDesk::cancel_and_new(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    constexpr wire::Tag cancel_replace_mode = 25033;
    const wire::MessageView fields = request.message.fields;
    Target target = find_target(request, *symbol, fields.find(tag::OrigClOrdID));
    const auto own_id = fields.find(tag::CancelClOrdID);
    const std::string request_id =
        given(own_id) ? std::string(*own_id) : "cancel-" + std::to_string(last_exec_id_ + 1);
    if (const auto refusal = try_cancel(request, target, request_id, now, out)) {
        out.push_back({order_cancel_reject(request.message, *refusal), true, std::nullopt});
        if (fields.find(cancel_replace_mode) == "1") return;
    }
    forget_ended(); // the new order may use the ClOrdID(11) of the one just cancelled
    new_order(request, now, out);
}

} // namespace fixguard::venue
