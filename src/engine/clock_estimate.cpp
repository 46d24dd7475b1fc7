// Half of the round trip is what the offset may be wrong by.
#include "engine/clock_estimate.hpp"

#include <chrono>

namespace fixguard::engine {
namespace {

constexpr int drift_per_s_us = 100; // of two ordinary crystals against each other

microseconds magnitude(microseconds time) {
    return std::chrono::abs(time);
}

std::string in_ms(microseconds time) {
    return std::to_string(std::chrono::round<milliseconds>(time).count()) + " ms";
}

} // namespace

void ClockEstimate::sample(UtcTime sent, UtcTime stamped, UtcTime received, SteadyTime now) {
    if (received < sent) return; // our clock was set in between
    ClockReading fresh;
    fresh.round_trip = received - sent;
    fresh.uncertainty = fresh.round_trip / 2 + microseconds{1};
    fresh.offset = (stamped - sent) - fresh.round_trip / 2;
    const auto old = reading(now);
    // Where both cannot be true a clock was set, and the newer one is.
    const bool contradicts =
        old && magnitude(fresh.offset - old->offset) > fresh.uncertainty + old->uncertainty;
    if (old && !contradicts && old->uncertainty < fresh.uncertainty) return;
    best_ = fresh;
    taken_ = now;
    any_ = true;
}

std::optional<ClockReading> ClockEstimate::reading(SteadyTime now) const {
    if (!any_) return std::nullopt;
    ClockReading aged = best_;
    aged.uncertainty +=
        std::chrono::floor<std::chrono::seconds>(now - taken_).count() * microseconds{drift_per_s_us};
    return aged;
}

std::string clock_trouble(const ClockReading& reading, milliseconds recv_window, milliseconds ahead_max) {
    const microseconds ahead = -reading.offset - reading.uncertainty; // at least
    const microseconds behind = reading.offset - reading.uncertainty;
    const std::string known = " the exchange's (within " + in_ms(reading.uncertainty) + "); SendingTime(52) ";
    if (ahead > ahead_max / 2)
        return "our clock is " + in_ms(-reading.offset) + " ahead of" + known + "is refused (-1021) from " +
               in_ms(ahead_max) + " on: set the clock";
    if (recv_window.count() > 0 && behind > recv_window / 2)
        return "our clock is " + in_ms(reading.offset) + " behind" + known +
               "is refused (-1021) when it is older than RecvWindow(25000), " + in_ms(recv_window) +
               ": set the clock";
    return {};
}

} // namespace fixguard::engine
