// Triggers of stop, take-profit and trailing orders.
#include "venue/order_trigger.hpp"

#include <algorithm>

namespace fixguard::venue {

bool Trigger::crosses(Decimal last_price) const noexcept {
    return terms_.direction == 'U' ? last_price >= *terms_.price : last_price <= *terms_.price;
}

bool Trigger::at_once(Decimal last_price) const noexcept {
    return terms_.price && crosses(last_price);
}

bool Trigger::reached(Decimal last_price) noexcept {
    if (!terms_.trailing_bips) return crosses(last_price);
    if (!best_) {
        if (!terms_.price || crosses(last_price)) best_ = last_price;
        return false;
    }
    constexpr std::int64_t whole = 10'000; // basis points
    if (buys_) {
        best_ = std::min(*best_, last_price);
        return last_price.units * whole >= best_->units * (whole + *terms_.trailing_bips);
    }
    best_ = std::max(*best_, last_price);
    return last_price.units * whole <= best_->units * (whole - *terms_.trailing_bips);
}

} // namespace fixguard::venue
