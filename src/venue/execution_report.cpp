// The fields of an ExecutionReport<8>, in the order of the dictionary.
#include "venue/execution_report.hpp"

#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

namespace fixguard::venue {
namespace {

constexpr wire::Tag aggressor_indicator = 1057;
constexpr wire::Tag trade_id = 1003;
constexpr wire::Tag match_type = 574;
constexpr wire::Tag working_indicator = 636;
constexpr wire::Tag working_time = 25023;
constexpr wire::Tag expiry_reason = 25056;
constexpr wire::Tag pegged_price = 839;
constexpr wire::Tag trailing_time = 25022;

void add(wire::MessageWriter& message, wire::Tag tag, Decimal value) {
    message.add(tag, format_decimal(value));
}

void add(wire::MessageWriter& message, wire::Tag tag, const std::optional<Decimal>& value) {
    if (value) add(message, tag, *value);
}

void add_terms(wire::MessageWriter& message, const OrderTerms& terms, std::string_view symbol) {
    add(message, tag::OrderQty, terms.quantity);
    message.add(tag::OrdType, terms.type).add(tag::Side, terms.side).add(tag::Symbol, symbol);
    if (terms.post_only) message.add(tag::ExecInst, '6');
    add(message, tag::Price, terms.price);
    message.add(tag::TimeInForce, terms.time_in_force);
    add(message, tag::MaxFloor, terms.max_floor);
    add(message, tag::CashOrderQty, terms.quote_quantity);
    message.add_raw(terms.echo);
    message.add(tag::SelfTradePreventionMode, terms.self_trade_mode);
}

void add_trade(wire::MessageWriter& message, const Trade& trade) {
    message.add(aggressor_indicator, trade.aggressor ? 'Y' : 'N').add(trade_id, trade.id);
    add(message, tag::LastPx, trade.price);
    add(message, tag::LastQty, trade.quantity);
    message.add(match_type, "1");
}

} // namespace

std::string execution_report(const Order& order, std::string_view symbol, const Execution& execution) {
    wire::MessageWriter message;
    message.begin("8").add(tag::ExecID, execution.exec_id);
    if (execution.request_id.empty()) {
        message.add(tag::ClOrdID, order.terms.cl_ord_id);
    } else {
        message.add(tag::ClOrdID, execution.request_id).add(tag::OrigClOrdID, order.terms.cl_ord_id);
    }
    message.add(tag::OrderID, order.id);
    add_terms(message, order.terms, symbol);
    if (order.terms.peg) add(message, pegged_price, order.limit);
    message.add(tag::TransactTime, wire::format_utc_timestamp(execution.when).view());
    message.add(tag::OrderCreationTime, wire::format_utc_timestamp(order.created).view());
    if (order.list_id) message.add(tag::ListID, *order.list_id);
    message.add(tag::ExecType, execution.type);
    add(message, tag::CumQty, order.filled);
    add(message, tag::LeavesQty, order.ended() ? Decimal{} : order.open);
    add(message, tag::CumQuoteQty, order.filled_quote);
    if (execution.trade)
        add_trade(message, *execution.trade);
    else
        add(message, tag::LastQty, Decimal{});
    message.add(tag::OrdStatus, order.status);
    if (order.working_since) {
        message.add(working_indicator, order.ended() ? 'N' : 'Y');
        message.add(working_time, wire::format_utc_timestamp(*order.working_since).view());
    }
    if (order.trailing_since)
        message.add(trailing_time, wire::format_utc_timestamp(*order.trailing_since).view());
    if (execution.expiry_reason != 0) message.add(expiry_reason, execution.expiry_reason);
    return std::string(message.body());
}

} // namespace fixguard::venue
