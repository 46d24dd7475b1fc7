// How much may happen in how much time.
#pragma once

#include "model/time.hpp"

#include <cstdint>

namespace fixguard {

// At most `count` events in any stretch of `window`.
struct WindowLimit {
    std::uint32_t count = 0;
    milliseconds window{0};
    friend bool operator==(const WindowLimit&, const WindowLimit&) = default;
};

} // namespace fixguard
