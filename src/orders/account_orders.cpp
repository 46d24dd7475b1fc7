// Reads reports and keeps the books: by execution, because reports come twice, late and after a gap.
#include "orders/account_orders.hpp"

#include <algorithm>

namespace fixguard::orders {
namespace {

std::string key_of(std::string_view symbol, std::int64_t order_id) {
    return std::to_string(order_id) + ' ' + std::string(symbol);
}

OrderState state_of(std::string_view code) noexcept {
    if (code.size() != 1) return OrderState::unknown;
    switch (code.front()) {
    case 'A': return OrderState::pending_new;
    case '0': return OrderState::open;
    case '1': return OrderState::partially_filled;
    case '6': return OrderState::pending_cancel;
    case '2': return OrderState::filled;
    case '4': return OrderState::canceled;
    case '8': return OrderState::rejected;
    case 'C': return OrderState::expired;
    default: return OrderState::unknown;
    }
}

} // namespace

// The fields that matter of an ExecutionReport<8>; the first of each tag counts.
struct AccountOrders::Report {
    std::optional<std::int64_t> order_id, exec_id, trade_id, list_id;
    std::string_view symbol, cl_ord_id, orig_cl_ord_id, exec_type, ord_status, side, time;
    std::optional<Decimal> quantity, price, filled, last_quantity, last_price;

    explicit Report(wire::MessageView message) {
        wire::FieldCursor fields = message.fields();
        for (wire::Field field; fields.next(field);)
            take(field);
    }

    void take(const wire::Field& field) {
        const auto text = [&](std::string_view& out) {
            if (out.empty()) out = field.value;
        };
        const auto number = [&](std::optional<std::int64_t>& out) {
            if (!out) out = wire::parse_int(field.value);
        };
        const auto decimal = [&](std::optional<Decimal>& out) {
            if (!out) out = wire::parse_decimal(field.value);
        };
        switch (field.tag) {
        case tag::OrderID: return number(order_id);
        case tag::ExecID: return number(exec_id);
        case tag::TradeID: return number(trade_id);
        case tag::ListID: return number(list_id);
        case tag::Symbol: return text(symbol);
        case tag::ClOrdID: return text(cl_ord_id);
        case tag::OrigClOrdID: return text(orig_cl_ord_id);
        case tag::ExecType: return text(exec_type);
        case tag::OrdStatus: return text(ord_status);
        case tag::Side: return text(side);
        case tag::TransactTime: return text(time);
        case tag::OrderQty: return decimal(quantity);
        case tag::Price: return decimal(price);
        case tag::CumQty: return decimal(filled);
        case tag::LastQty: return decimal(last_quantity);
        case tag::LastPx: return decimal(last_price);
        default: return;
        }
    }

    bool is_trade() const noexcept { return exec_type == "F"; }
};

Update AccountOrders::apply(wire::MessageView message) {
    const std::string_view msg_type = message.msg_type();
    if (msg_type == "8") return apply_report(message);
    if (msg_type == "N") return apply_list(message);
    return {};
}

Update AccountOrders::apply_report(wire::MessageView message) {
    const Report report(message);
    if (!report.order_id || report.symbol.empty() || report.exec_type == "8") return {};
    const bool is_new = orders_.find(key_of(report.symbol, *report.order_id)) == orders_.end();
    AccountOrder& order = order_of(report);
    Update update;
    update.order = &order;
    if (report.exec_id) {
        const auto place =
            std::lower_bound(order.executions.begin(), order.executions.end(), *report.exec_id);
        if (place != order.executions.end() && *place == *report.exec_id) {
            update.kind = Update::Kind::duplicate;
            return update;
        }
        order.executions.insert(place, *report.exec_id);
    }
    update.kind = Update::Kind::order;
    update.missed_its_begin = is_new && report.exec_type != "0";

    const Decimal missing_before = order.filled - order.told;
    if (report.is_trade()) {
        const Decimal quantity = report.last_quantity.value_or(Decimal{});
        order.told = order.told + quantity;
        update.fill = Fill{report.exec_id.value_or(0), report.trade_id, report.last_price.value_or(Decimal{}),
                           quantity};
    }
    // A late report brings what was missed, and says nothing of the order's state any more.
    const Decimal filled = report.filled.value_or(order.filled);
    const bool is_late = filled < order.filled || (is_final(order.state) && !is_new);
    order.filled = std::max(order.filled, std::max(filled, order.told));
    const Decimal missing = order.filled - order.told;
    if (missing > missing_before) update.missed = missing - missing_before;
    if (is_late) return update;

    if (const OrderState state = state_of(report.ord_status); state != OrderState::unknown)
        order.state = state;
    if (report.quantity) order.quantity = report.quantity;
    if (report.price) order.price = report.price;
    if (report.list_id) order.list_id = report.list_id;
    order.last_time = report.time;
    if (is_final(order.state)) close(order);
    return update;
}

AccountOrder& AccountOrders::order_of(const Report& report) {
    const std::string key = key_of(report.symbol, *report.order_id);
    const auto [found, is_new] = orders_.try_emplace(key);
    AccountOrder& order = found->second;
    if (is_new) {
        order.symbol = report.symbol;
        order.order_id = *report.order_id;
        // In the answer to a cancel or an amend, ClOrdID(11) is that request's.
        order.cl_ord_id = report.orig_cl_ord_id.empty() ? report.cl_ord_id : report.orig_cl_ord_id;
        order.side = report.side.empty() ? '\0' : report.side.front();
    }
    for (const std::string_view id : {report.cl_ord_id, report.orig_cl_ord_id})
        if (!id.empty()) name(order, key, id);
    return order;
}

void AccountOrders::name(AccountOrder& order, const std::string& key, std::string_view cl_ord_id) {
    std::string& named = keys_[std::string(cl_ord_id)];
    if (named == key) return;
    named = key; // it may have been that of an order which is closed
    order.names.emplace_back(cl_ord_id);
}

void AccountOrders::close(const AccountOrder& order) {
    closed_.push_back(key_of(order.symbol, order.order_id));
    if (closed_.size() <= closed_limit_) return;
    forget(closed_.front());
    closed_.pop_front();
}

void AccountOrders::forget(const std::string& key) {
    const auto order = orders_.find(key);
    if (order == orders_.end()) return;
    for (const std::string& name : order->second.names) // unless a later order has taken it
        if (const auto named = keys_.find(name); named != keys_.end() && named->second == key)
            keys_.erase(named);
    orders_.erase(order);
}

Update AccountOrders::apply_list(wire::MessageView message) {
    const auto list_id = message.find_int(tag::ListID);
    if (!list_id) return {};
    AccountList& list = lists_[*list_id];
    const auto is_done = [&list] { return list.status == 6 || list.status == 7; };
    const bool was_done = is_done();
    list.list_id = *list_id;
    list.symbol = message.find(tag::Symbol).value_or(list.symbol);
    if (const auto id = message.find(tag::ClListID); id && list.cl_list_id.empty()) list.cl_list_id = *id;
    list.status = message.find_int(tag::ListOrderStatus).value_or(list.status);
    std::vector<std::string> ids;
    wire::FieldCursor fields = message.fields();
    for (wire::Field field; fields.next(field);)
        if (field.tag == tag::ClOrdID) ids.emplace_back(field.value);
    if (!ids.empty()) list.cl_ord_ids = std::move(ids);
    if (is_done() && !was_done) {
        done_lists_.push_back(*list_id);
        if (done_lists_.size() > closed_limit_) {
            if (done_lists_.front() != *list_id) lists_.erase(done_lists_.front());
            done_lists_.pop_front();
        }
    }
    Update update;
    update.kind = Update::Kind::list;
    update.list = find_list(*list_id);
    return update;
}

const AccountOrder* AccountOrders::find(std::string_view symbol, std::int64_t order_id) const {
    const auto found = orders_.find(key_of(symbol, order_id));
    return found == orders_.end() ? nullptr : &found->second;
}

const AccountOrder* AccountOrders::find(std::string_view cl_ord_id) const {
    const auto key = keys_.find(std::string(cl_ord_id));
    if (key == keys_.end()) return nullptr;
    const auto found = orders_.find(key->second);
    return found == orders_.end() ? nullptr : &found->second;
}

const AccountList* AccountOrders::find_list(std::int64_t list_id) const {
    const auto found = lists_.find(list_id);
    return found == lists_.end() ? nullptr : &found->second;
}

std::vector<const AccountOrder*> AccountOrders::open() const {
    std::vector<const AccountOrder*> open;
    for (const auto& [key, order] : orders_)
        if (!is_final(order.state)) open.push_back(&order);
    return open;
}

std::vector<const AccountOrder*> AccountOrders::with_gaps() const {
    std::vector<const AccountOrder*> gaps;
    for (const auto& [key, order] : orders_)
        if (order.told < order.filled) gaps.push_back(&order);
    return gaps;
}

} // namespace fixguard::orders
