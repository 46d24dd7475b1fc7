// Order lists whose orders, sequence and triggers are those that the exchange documents.
#pragma once

#include "orders/order.hpp"

#include <string>
#include <variant>
#include <vector>

namespace fixguard::orders {

// The two orders of a pair where one cancels the other. Symbol, side and quantity are common to both.
struct StopLeg { // the stop loss
    ClientId id;
    Trigger trigger;
    std::optional<Price> price;                                  // nothing: at the market once it wakes
    TimeInForce time_in_force = TimeInForce::good_till_cancel(); // with a price
};
struct MakerLeg { // takes the profit as a limit maker
    ClientId id;
    Price price;
};
struct ProfitLeg { // takes the profit as a take profit order
    ClientId id;
    Trigger trigger;
    std::optional<Price> price;
    TimeInForce time_in_force = TimeInForce::good_till_cancel();
};

// Which one lies below the market and goes first follows from the side.
struct Pair {
    Side side;
    StopLeg stop;
    std::variant<MakerLeg, ProfitLeg> profit;
};

struct Working {
    ClientId id;
    RestingOrder order;
};
struct Pending {
    ClientId id;
    Order order;
};

// NewOrderList<E>. `id`: ClListID(25014).
std::string one_cancels_other(const ClientId& id, const Symbol& symbol, Quantity quantity, const Pair& pair);
// `pending` is placed when `working` is filled. Throws std::invalid_argument where the symbols differ.
std::string one_triggers_other(const ClientId& id, const Working& working, const Pending& pending);
std::string one_triggers_pair(const ClientId& id, const Working& working, Quantity quantity,
                              const Pair& pair);
// The same with OPO(25046): what `working` buys is what the others sell, so that their quantity is not sent.
// Throws where it sells or they buy.
std::string one_pays_other(const ClientId& id, const Working& working, const Pending& pending);
std::string one_pays_pair(const ClientId& id, const Working& working, const Pair& pair);

} // namespace fixguard::orders
