// The queue of time; and gettimeofday() of this program, which the linker prefers to the C library's.
#include "simulation/scheduler.hpp"

#include <algorithm>
#include <sys/time.h>
#include <utility>

namespace {

std::int64_t wall_clock_us = 0;

} // namespace

extern "C" int gettimeofday(timeval* time, void*) noexcept {
    time->tv_sec = wall_clock_us / 1'000'000;
    time->tv_usec = wall_clock_us % 1'000'000;
    return 0;
}

namespace fixguard::simulation {

void set_wall_clock(UtcTime now) noexcept {
    wall_clock_us = now.time_since_epoch().count();
}

void Scheduler::at(SteadyTime when, std::function<void()> action) {
    queue_.push({std::max(when, now_), ++planned_, std::move(action)});
}

SteadyTime Scheduler::next(SteadyTime until) const {
    return queue_.empty() ? until : std::min(queue_.top().at, until);
}

bool Scheduler::step(SteadyTime until) {
    if (queue_.empty() || queue_.top().at > until) {
        now_ = until;
        return false;
    }
    now_ = queue_.top().at;
    // top() is const because a change might spoil the order; what is taken out has none.
    const auto action = std::move(const_cast<Planned&>(queue_.top()).action);
    queue_.pop();
    action();
    return true;
}

} // namespace fixguard::simulation
