// What the exchange says of its limits in a LimitResponse<XLR>.
#pragma once

#include "model/window_limit.hpp"
#include "wire/message_view.hpp"

#include <cstdint>
#include <vector>

namespace fixguard::engine {

struct LimitReport {
    enum class What : std::uint8_t { orders, messages, subscriptions };
    What what = What::messages;
    std::uint32_t used = 0; // LimitCount(25005)
    WindowLimit limit; // LimitMax(25006) in LimitResetInterval(25007); a subscription limit has no window
};

// Of all other messages nothing. Entries that cannot be read are left out. Total on any input.
std::vector<LimitReport> limits_in(wire::MessageView message);

} // namespace fixguard::engine
