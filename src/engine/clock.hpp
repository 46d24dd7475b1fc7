// The two clocks, read where things happen: here and nowhere else in the room.
#pragma once

#include "model/time.hpp"

namespace fixguard::engine {

inline SteadyTime steady_now() noexcept {
    return std::chrono::time_point_cast<microseconds>(std::chrono::steady_clock::now());
}

inline UtcTime utc_now() noexcept {
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

} // namespace fixguard::engine
