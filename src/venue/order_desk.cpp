// New orders and matching: what an order does to the book, and a trade to those that wait for it. Cancels and
// amends are in order_desk_changes.cpp, order lists in order_desk_lists.cpp.
#include "venue/order_desk.hpp"

#include "catalog/codes.hpp"

#include <algorithm>

namespace fixguard::venue {

OrderDesk::OrderDesk(const Config& config, const rules::SessionTable& table)
    : table_(table), books_(config.symbols.size()), triggered_later_(config.symbols.size()),
      last_price_(config.symbols.size()) {
    for (const Symbol& symbol : config.symbols) {
        symbol_places_.emplace(symbol.name, symbols_.size());
        symbols_.emplace_back(symbol);
    }
    for (const Account& account : config.accounts)
        unfilled_.emplace_back(account.unfilled_orders, config.rules.switches.message_window);
    working_.resize(config.accounts.size() * symbols_.size());
}

void OrderDesk::handle(const Request& request, Now now, Outbox& out) {
    const std::string_view type = request.message.msg_type;
    if (type == "D") new_order(request, now, out);
    if (type == "F") cancel(request, now, out);
    if (type == "q") mass_cancel(request, now, out);
    if (type == "XAK") amend(request, now, out);
    if (type == "XCN") cancel_and_new(request, now, out);
    if (type == "E") new_list(request, now, out);
    settle(now, out);
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

// ---- what is refused. `waits`: for the working order of its list, so that the book of now does not matter.

std::optional<Reason> OrderDesk::refusal_of(const OrderTerms& terms, std::size_t account, bool waits) const {
    for (const rules::OrderCheck check : table_.order_checks)
        if (auto refusal = fails(check, terms, account, waits)) return refusal;
    return std::nullopt;
}

std::optional<Reason> OrderDesk::fails(rules::OrderCheck check, const OrderTerms& terms, std::size_t account,
                                       bool waits) const {
    const SymbolRules& symbol = symbols_[terms.symbol];
    const auto refused = [](ErrorCode code, std::optional<std::string_view> text) {
        return text ? std::optional(Reason{code, std::string(*text)}) : std::nullopt;
    };
    switch (check) {
    case rules::OrderCheck::filters: return refused(code::invalid_message, failed_filter(terms, symbol));
    case rules::OrderCheck::features: return refused(code::new_order_rejected, unfit(terms, symbol));
    case rules::OrderCheck::duplicate:
        if (!by_client_id_.contains({account, terms.cl_ord_id})) break;
        return Reason{code::new_order_rejected, "Duplicate order sent."};
    case rules::OrderCheck::open_orders:
        return refused(code::invalid_message,
                       too_many(terms, working_[account * symbols_.size() + terms.symbol]));
    case rules::OrderCheck::book: return refused(code::new_order_rejected, would_match(terms, waits));
    }
    return std::nullopt;
}

std::optional<std::string_view> OrderDesk::too_many(const OrderTerms& terms, const Working& working) const {
    const SymbolRules& symbol = symbols_[terms.symbol];
    if (working.orders >= symbol.max_orders) return "Filter failure: MAX_NUM_ORDERS";
    if (terms.trigger && working.algo >= symbol.max_algo_orders) return "Filter failure: MAX_NUM_ALGO_ORDERS";
    if (terms.max_floor && working.iceberg >= symbol.max_iceberg_orders)
        return "Filter failure: MAX_NUM_ICEBERG_ORDERS";
    return std::nullopt;
}

std::optional<std::string_view> OrderDesk::would_match(const OrderTerms& terms, bool waits) const {
    if (waits) return std::nullopt;
    const OrderBook& book = books_[terms.symbol];
    if (terms.peg && !peg_price(terms)) return "Order book liquidity is too low for this pegged order.";
    const auto& last_price = last_price_[terms.symbol];
    if (terms.trigger && last_price && Trigger(*terms.trigger, terms.buys()).at_once(*last_price))
        return "Order would trigger immediately.";
    if (terms.post_only &&
        !book.matches(terms.buys(), terms.price, terms.quantity, std::nullopt, symbols_[terms.symbol].lot)
             .empty())
        return "Order would immediately match and take.";
    return std::nullopt;
}

std::optional<Decimal> OrderDesk::peg_price(const OrderTerms& terms) const {
    if (terms.peg->level < 0) return std::nullopt;
    const bool bids = terms.buys() == terms.peg->same_side;
    return books_[terms.symbol].price_at(bids, static_cast<std::size_t>(terms.peg->level));
}

// All of them or none.
std::optional<Reason> OrderDesk::count_unfilled(std::size_t account, std::size_t orders, Now now) {
    rules::WindowCounter& unfilled = unfilled_[account];
    if (unfilled.used(now.steady) + orders > unfilled.limit().count)
        return reason_of(code::too_many_orders, 1,
                         {std::to_string(unfilled.limit().count),
                          rules::interval_text(unfilled.limit().window, table_.switches.interval_form)});
    for (; orders > 0; --orders)
        unfilled.admit(now.steady);
    return std::nullopt;
}

// ---- taking an order

void OrderDesk::new_order(const Request& request, Now now, Outbox& out) {
    const auto symbol = symbol_of(request, out);
    if (!symbol) return;
    OrderTerms terms = read_terms(request.message.fields, *symbol);
    auto refusal = refusal_of(terms, request.account, false);
    if (!refusal) refusal = count_unfilled(request.account, 1, now);
    if (refusal) {
        out.push_back(
            {execution_report_rejected(request.message, *refusal), true, std::nullopt, request.account});
        return;
    }
    place(request.account, std::move(terms), now, out);
}

void OrderDesk::place(std::size_t account, OrderTerms terms, Now now, Outbox& out) {
    Order& order = accept(account, std::move(terms), now);
    start(order, now);
    report(order, {.type = '0', .when = now.utc}, true, out);
    work(order, true, now, out);
}

Order& OrderDesk::accept(std::size_t account, OrderTerms terms, Now now) {
    Order order;
    order.id = ++last_order_id_;
    order.account = account;
    order.open = terms.quantity.value_or(Decimal{});
    order.created = now.utc;
    order.limit = terms.price;
    if (terms.trigger) order.trigger.emplace(*terms.trigger, terms.buys());
    order.terms = std::move(terms);
    by_client_id_[{account, order.terms.cl_ord_id}] = order.id;
    ++accepted_;
    count_working(order, true);
    return orders_.insert_or_assign(order.id, std::move(order)).first->second;
}

void OrderDesk::count_working(const Order& order, bool more) {
    Working& counted = working(order.account, order.terms.symbol);
    const auto count = [more](std::size_t& counter) { more ? ++counter : --counter; };
    count(counted.orders);
    if (order.terms.trigger) count(counted.algo);
    if (order.terms.max_floor) count(counted.iceberg);
}

// From now on the order matches, or waits for its price.
void OrderDesk::start(Order& order, Now now) {
    order.status = '0';
    if (order.terms.peg) order.limit = peg_price(order.terms);
    if (!order.trigger) {
        order.working_since = now.utc;
        return;
    }
    triggered_later_[order.terms.symbol].insert(order.id);
    // A delta alone follows the price from the start.
    const auto& last_price = last_price_[order.terms.symbol];
    if (order.trigger->trails() && last_price) order.trigger->reached(*last_price);
    if (order.trigger->trails()) order.trailing_since = now.utc;
}

// What it waited for has come: the price, or the fill of its working order.
void OrderDesk::release(Order& order, Now now, Outbox& out) {
    start(order, now);
    if (order.terms.peg && !order.limit)
        return end(order, {'C', {}, table_.expiry_reasons.no_liquidity, false}, now, out);
    if (order.terms.post_only && would_match(order.terms, false))
        return end(order, {'C', {}, table_.expiry_reasons.refused_on_release, false}, now, out);
    if (table_.switches.trigger_is_reported) report(order, {.type = '0', .when = now.utc}, false, out);
    if (order.list_id && order.working_since)
        events_.push_back({*order.list_id, order.list_index, activated});
}

// ---- matching

// What is left of an order rests or expires. `answering`: it is the order of the request in hand.
void OrderDesk::work(Order& order, bool answering, Now now, Outbox& out) {
    if (!order.working_since || order.ended()) return;
    const OrderTerms& terms = order.terms;
    // A venue whose rules are switched off gets orders without a price or a quantity, too.
    const bool any_price = terms.takes_any_price();
    const bool by_amount = !terms.quantity && terms.quote_quantity;
    const auto fills = books_[terms.symbol].matches(terms.buys(), any_price ? std::nullopt : order.limit,
                                                    by_amount ? std::nullopt : std::optional(order.open),
                                                    terms.quote_quantity, symbols_[terms.symbol].lot);
    const rules::ExpiryReasons& reasons = table_.expiry_reasons;
    Decimal possible;
    for (const BookFill& found : fills)
        possible = possible + found.quantity;
    if (terms.time_in_force == '4' && possible < order.open)
        return end(order, {'C', {}, reasons.unfilled_fok, answering}, now, out);
    for (const BookFill& found : fills)
        fill(order, found, now, out);
    if (order.ended()) return;
    if (any_price) return end(order, {'C', {}, reasons.no_liquidity, answering}, now, out);
    if (terms.time_in_force == '3') return end(order, {'C', {}, reasons.unfilled_ioc, answering}, now, out);
    if (order.limit) books_[terms.symbol].rest(terms.buys(), *order.limit, order.id, order.open);
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
    prints_.push_back({taker.terms.symbol, found.price});
    for (Order* const order : {&maker, &taker}) {
        if (order->filled.is_zero() && table_.switches.fill_lowers_unfilled_orders)
            unfilled_[order->account].take_back(now.steady);
        order->filled = order->filled + found.quantity;
        order->filled_quote = order->filled_quote + product(found.price, found.quantity);
        if (order->terms.quantity) order->open = order->open - found.quantity;
        const bool done =
            order->terms.quantity ? order->open <= Decimal{} : money_is_spent(*order, found.price);
        order->status = done ? '2' : '1';
        report(*order,
               {.type = 'F',
                .when = now.utc,
                .trade = Trade{trade_id, found.price, found.quantity, order == &taker}},
               false, out);
        if (order->list_id)
            events_.push_back(
                {*order->list_id, order->list_index, done ? completely_filled : partially_filled});
        if (!done) continue;
        ended_.push_back(order->id);
        left_its_list(*order, {}, now, out);
    }
}

void OrderDesk::end(Order& order, const Ending& ending, Now now, Outbox& out) {
    if (order.limit) books_[order.terms.symbol].remove(order.terms.buys(), *order.limit, order.id);
    triggered_later_[order.terms.symbol].erase(order.id);
    order.status = ending.type;
    ended_.push_back(order.id);
    report(order,
           {.type = ending.type,
            .when = now.utc,
            .request_id = ending.request_id,
            .expiry_reason = ending.type == 'C' ? ending.expiry_reason : 0},
           ending.for_requester, out);
    if (order.list_id) events_.push_back({*order.list_id, order.list_index, ended_unfilled});
    left_its_list(order, ending.request_id, now, out);
}

void OrderDesk::report(const Order& order, Execution execution, bool for_requester, Outbox& out) {
    execution.exec_id = ++last_exec_id_;
    out.push_back({execution_report(order, symbols_[order.terms.symbol].name, execution), for_requester,
                   order.account});
}

// ---- what trades and fills set off, until nothing moves any more

// The orders of a list come first: one that is ended by the other one's fill has no price to wait for.
void OrderDesk::settle(Now now, Outbox& out) {
    settle_lists(now, out);
    while (!prints_.empty()) {
        const Print print = prints_.front();
        prints_.pop_front();
        trade_printed(print, now, out);
        settle_lists(now, out);
    }
}

void OrderDesk::settle_lists(Now now, Outbox& out) {
    while (!events_.empty()) {
        const ListEvent event = events_.front();
        events_.pop_front();
        list_event(event, now, out);
    }
}

void OrderDesk::trade_printed(const Print& print, Now now, Outbox& out) {
    last_price_[print.symbol] = print.price;
    std::vector<OrderId> reached;
    for (const OrderId id : triggered_later_[print.symbol]) {
        Order& order = orders_.at(id);
        const bool trailed = order.trigger->trails();
        if (order.trigger->reached(print.price)) reached.push_back(id);
        if (!trailed && order.trigger->trails()) order.trailing_since = now.utc;
    }
    for (const OrderId id : reached) {
        Order& order = orders_.at(id);
        if (order.ended()) continue; // by another one that has just been reached
        order.trigger.reset();
        triggered_later_[print.symbol].erase(id);
        release(order, now, out);
        settle_lists(now, out); // the other order of its list ends before it can be filled as well
        work(order, false, now, out);
        settle_lists(now, out);
    }
}

void OrderDesk::forget_ended() {
    for (const OrderId id : ended_) {
        const auto order = orders_.find(id);
        if (order == orders_.end()) continue;
        count_working(order->second, false);
        by_client_id_.erase({order->second.account, order->second.terms.cl_ord_id});
        orders_.erase(order);
    }
    ended_.clear();
}

} // namespace fixguard::venue
