// The clocks of the project. Pure rooms take a time as an argument and never ask for one.
#pragma once

#include <chrono>

namespace fixguard {

// Wall-clock time in UTC, as SendingTime(52) carries it: microseconds since 1970.
using UtcTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

// Time that never steps back, for waits, limits and time-outs: microseconds since an arbitrary start.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

using std::chrono::microseconds;
using std::chrono::milliseconds;

} // namespace fixguard
