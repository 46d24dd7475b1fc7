// How far the exchange's clock is from ours, as far as SendingTime(52) of both sides can tell. Pure.
#pragma once

#include "engine/observer.hpp"
#include "model/time.hpp"

#include <optional>
#include <string>

namespace fixguard::engine {

// One round trip bounds the offset: the exchange stamped its answer somewhere between our sending and our
// reading. The best one counts, and loses worth with its age because clocks drift. Not thread-safe.
class ClockEstimate {
public:
    // We sent at `sent` what the exchange answered with SendingTime(52) `stamped`, which we read at
    // `received`. Both of ours by our wall clock.
    void sample(UtcTime sent, UtcTime stamped, UtcTime received, SteadyTime now);
    std::optional<ClockReading> reading(SteadyTime now) const; // nothing before the first round trip

private:
    ClockReading best_;
    SteadyTime taken_{};
    bool any_ = false;
};

// One line when a SendingTime(52) of ours is on its way to be refused with -1021, empty otherwise: more than
// half of what is allowed, and certain. `recv_window`: RecvWindow(25000), 0 where it is not checked.
std::string clock_trouble(const ClockReading& reading, milliseconds recv_window, milliseconds ahead_max);

} // namespace fixguard::engine
