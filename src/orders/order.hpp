// One order: made by the function of its type, so that it has the fields of that type and no others.
#pragma once

#include "orders/terms.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fixguard::wire {
class MessageWriter;
}

namespace fixguard::orders {

class RestingOrder;

// An order without its ClOrdID(11). Values are checked by the exchange and by rules::Preflight; what no order
// may be is not a value of this type.
class Order {
public:
    static Order market(const Symbol& symbol, Side side, Quantity quantity);
    static Order market(const Symbol& symbol, Side side, QuoteAmount amount);
    static RestingOrder limit(const Symbol& symbol, Side side, Quantity quantity, Price price,
                              TimeInForce time_in_force = TimeInForce::good_till_cancel());
    // Post only: refused where it would trade at once.
    static RestingOrder limit_maker(const Symbol& symbol, Side side, Quantity quantity, Price price);
    static Order stop_loss(const Symbol& symbol, Side side, Quantity quantity, Trigger trigger);
    static Order stop_loss_limit(const Symbol& symbol, Side side, Quantity quantity, Price price,
                                 Trigger trigger,
                                 TimeInForce time_in_force = TimeInForce::good_till_cancel());
    static Order take_profit(const Symbol& symbol, Side side, Quantity quantity, Trigger trigger);
    static Order take_profit_limit(const Symbol& symbol, Side side, Quantity quantity, Price price,
                                   Trigger trigger,
                                   TimeInForce time_in_force = TimeInForce::good_till_cancel());
    static Order pegged(const Symbol& symbol, Side side, Quantity quantity, Peg peg,
                        TimeInForce time_in_force = TimeInForce::good_till_cancel());

    Order& self_trade_prevention(SelfTradePrevention mode);
    Order& strategy(std::int64_t id);           // StrategyID(7940): the user's own mark
    Order& target_strategy(std::int64_t value); // TargetStrategy(847): 1,000,000 and above

    const Symbol& symbol() const noexcept { return symbol_; }
    Side side() const noexcept { return side_; }

    // Adds every field of the order behind ClOrdID(11); or all but how much it is for.
    void write(wire::MessageWriter& out, bool with_quantity = true) const;

protected:
    Order(Symbol symbol, Side side, char type, std::optional<Quantity> quantity = {},
          std::optional<Price> price = {}, std::optional<TimeInForce> time_in_force = {})
        : symbol_(std::move(symbol)), side_(side), type_(type), quantity_(quantity), price_(price),
          time_in_force_(time_in_force) {}
    Order with(Trigger trigger, bool wakes_when_buying_up) &&;

    Symbol symbol_;
    Side side_;
    char type_; // OrdType(40)
    bool post_only_ = false;
    std::optional<Quantity> quantity_;
    std::optional<QuoteAmount> amount_;
    std::optional<Price> price_;
    std::optional<TimeInForce> time_in_force_;
    std::optional<Trigger> trigger_;
    char direction_ = '\0'; // TriggerPriceDirection(1109)
    std::optional<Peg> peg_;
    std::optional<SelfTradePrevention> self_trade_prevention_;
    std::optional<std::int64_t> strategy_;
    std::optional<std::int64_t> target_strategy_;
};

// A limit order or a limit maker: what may stand first in an order list.
class RestingOrder : public Order {
private:
    friend class Order;
    using Order::Order;
};

} // namespace fixguard::orders
