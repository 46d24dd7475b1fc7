// Each type of order, and its fields on the wire.
#include "orders/order.hpp"

#include "wire/message_writer.hpp"

#include <utility>

namespace fixguard::orders {
namespace {

constexpr char market_type = '1';
constexpr char limit_type = '2';
constexpr char stop_type = '3';
constexpr char stop_limit_type = '4';
constexpr char pegged_type = 'P';

} // namespace

// A stop loss that buys waits for a rise and one that sells for a fall; a take profit is the other way round.
Order Order::with(Trigger trigger, bool wakes_when_buying_up) && {
    trigger_ = trigger;
    direction_ = (side_ == Side::buy) == wakes_when_buying_up ? 'U' : 'D';
    return std::move(*this);
}

Order Order::market(const Symbol& symbol, Side side, Quantity quantity) {
    return {symbol, side, market_type, quantity};
}

Order Order::market(const Symbol& symbol, Side side, QuoteAmount amount) {
    Order order(symbol, side, market_type);
    order.amount_ = amount;
    return order;
}

RestingOrder Order::limit(const Symbol& symbol, Side side, Quantity quantity, Price price,
                          TimeInForce time_in_force) {
    return {symbol, side, limit_type, quantity, price, time_in_force};
}

RestingOrder Order::limit_maker(const Symbol& symbol, Side side, Quantity quantity, Price price) {
    RestingOrder order(symbol, side, limit_type, quantity, price);
    order.post_only_ = true;
    return order;
}

Order Order::stop_loss(const Symbol& symbol, Side side, Quantity quantity, Trigger trigger) {
    return Order(symbol, side, stop_type, quantity).with(trigger, true);
}

Order Order::stop_loss_limit(const Symbol& symbol, Side side, Quantity quantity, Price price, Trigger trigger,
                             TimeInForce time_in_force) {
    return Order(symbol, side, stop_limit_type, quantity, price, time_in_force).with(trigger, true);
}

Order Order::take_profit(const Symbol& symbol, Side side, Quantity quantity, Trigger trigger) {
    return Order(symbol, side, stop_type, quantity).with(trigger, false);
}

Order Order::take_profit_limit(const Symbol& symbol, Side side, Quantity quantity, Price price,
                               Trigger trigger, TimeInForce time_in_force) {
    return Order(symbol, side, stop_limit_type, quantity, price, time_in_force).with(trigger, false);
}

Order Order::pegged(const Symbol& symbol, Side side, Quantity quantity, Peg peg, TimeInForce time_in_force) {
    Order order(symbol, side, pegged_type, quantity, std::nullopt, time_in_force);
    order.peg_ = peg;
    return order;
}

Order& Order::self_trade_prevention(SelfTradePrevention mode) {
    self_trade_prevention_ = mode;
    return *this;
}

Order& Order::strategy(std::int64_t id) {
    strategy_ = id;
    return *this;
}

Order& Order::target_strategy(std::int64_t value) {
    target_strategy_ = value;
    return *this;
}

// In the order of the dictionary: within NoOrders(73) it is obligatory.
void Order::write(wire::MessageWriter& out, bool with_quantity) const {
    if (quantity_ && with_quantity) out.add(tag::OrderQty, quantity_->value);
    out.add(tag::OrdType, type_);
    if (post_only_) out.add(tag::ExecInst, '6');
    if (price_) out.add(tag::Price, price_->value);
    if (trigger_) {
        out.add(tag::TriggerType, '4').add(tag::TriggerAction, '1');
        if (trigger_->price()) out.add(tag::TriggerPrice, trigger_->price()->value);
        out.add(tag::TriggerPriceType, '2').add(tag::TriggerPriceDirection, direction_);
        if (trigger_->bips()) out.add(tag::TriggerTrailingDeltaBips, *trigger_->bips());
    }
    if (peg_) {
        if (peg_->level()) out.add(tag::PegOffsetValue, *peg_->level());
        out.add(tag::PegPriceType, peg_->code()).add(tag::PegMoveType, '1');
        if (peg_->level()) out.add(tag::PegOffsetType, '3');
    }
    out.add(tag::Side, static_cast<char>(side_)).add(tag::Symbol, symbol_.text());
    if (time_in_force_) {
        out.add(tag::TimeInForce, time_in_force_->code());
        if (time_in_force_->visible()) out.add(tag::MaxFloor, time_in_force_->visible()->value);
    }
    if (amount_ && with_quantity) out.add(tag::CashOrderQty, amount_->value);
    if (target_strategy_) out.add(tag::TargetStrategy, *target_strategy_);
    if (strategy_) out.add(tag::StrategyID, *strategy_);
    if (self_trade_prevention_)
        out.add(tag::SelfTradePreventionMode, static_cast<char>(*self_trade_prevention_));
}

} // namespace fixguard::orders
