// Made-up time: a queue of what is going to happen, and the clock that jumps from one to the next.
#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace fixguard::simulation {

// Single-threaded. What is due at the same time happens in the order of planning.
class Scheduler {
public:
    SteadyTime now() const noexcept { return now_; }
    // The machine's clock without anybody's error.
    UtcTime utc() const noexcept { return utc_at(now_); }
    static UtcTime utc_at(SteadyTime at) noexcept { return UtcTime(at.time_since_epoch()) + since_1970; }

    void at(SteadyTime when, std::function<void()> action);
    void soon(std::function<void()> action) { at(now_, std::move(action)); }
    // When step(until) will do something; `until` where nothing is due before.
    SteadyTime next(SteadyTime until) const;
    // Does the next thing, or moves on to `until` where nothing is due before. false: the latter.
    bool step(SteadyTime until);

private:
    static constexpr microseconds since_1970 = std::chrono::hours(24 * 365 * 56);
    struct Planned {
        SteadyTime at;
        std::uint64_t order;
        std::function<void()> action;
        friend bool operator<(const Planned& left, const Planned& right) noexcept {
            return left.at != right.at ? left.at > right.at : left.order > right.order;
        }
    };
    SteadyTime now_{std::chrono::hours(1'000)};
    std::uint64_t planned_ = 0;
    std::priority_queue<Planned> queue_;
};

// What gettimeofday() says from here on: QuickFIX stamps SendingTime(52) with it. There is no real clock in
// this program.
void set_wall_clock(UtcTime now) noexcept;

} // namespace fixguard::simulation
