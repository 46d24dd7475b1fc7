// When an order with a TriggeringInstruction starts to work: by the price of the last trade.
#pragma once

#include "venue/decimal.hpp"

#include <cstdint>
#include <optional>

namespace fixguard::venue {

// What the client asked for. The rules have seen to it that a price or a delta is there.
struct TriggerTerms {
    std::optional<Decimal> price; // TriggerPrice(1102)
    char direction = '\0';        // TriggerPriceDirection(1109); with a delta alone it may be absent
    std::optional<std::int64_t> trailing_bips; // TriggerTrailingDeltaBips(25009), of a hundredth of a percent
};

// One order's trigger, fed with the prices of trades. A price alone is reached from the side that the
// direction names. A trailing delta follows the best price since it began, and is reached when the price has
// come back by so much: a seller's follows the highest, a buyer's the lowest. With both, the price begins it.
class Trigger {
public:
    Trigger(TriggerTerms terms, bool buys) noexcept : terms_(terms), buys_(buys) {}

    // The next trade; true where the order starts to work by it.
    bool reached(Decimal last_price) noexcept;
    // Whether that price reaches the trigger price: such an order is refused from the start.
    bool at_once(Decimal last_price) const noexcept;
    // The delta follows the price; TrailingTime(25022) is when that began.
    bool trails() const noexcept { return terms_.trailing_bips && (!terms_.price || best_); }

private:
    bool crosses(Decimal last_price) const noexcept;

    TriggerTerms terms_;
    bool buys_;
    std::optional<Decimal> best_; // since the delta follows the price
};

} // namespace fixguard::venue
