// Counts events against a limit per window of time. Time is an argument.
#pragma once

#include "model/time.hpp"
#include "rules/session_table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fixguard::rules {

// One counter: the messages of one session, the attempts of one IP. Exact, also with the sliding window: it
// remembers the time of each event that still counts, so 8 bytes x the largest number of events that ever
// stood in one window, and at most 8 bytes x the limit. Not thread-safe.
class WindowCounter {
public:
    WindowCounter(WindowLimit limit, WindowType type) noexcept : limit_(limit), type_(type) {}

    // One event at `now`. false: it breaks the limit, and is not counted. `now` must not step back; an
    // earlier time is taken as the latest one seen.
    bool admit(SteadyTime now);

    // Events that count at `now`.
    std::uint32_t used(SteadyTime now) noexcept;

    // The newest event counts no more: an order that fills is no unfilled order. Nothing to take: no harm.
    void take_back(SteadyTime now) noexcept;

    // The earliest time at which admit() says true, if nothing is admitted before; `now` itself where it does
    // already. With a limit of 0 events there is none, and the answer is SteadyTime::max().
    SteadyTime free_at(SteadyTime now) noexcept;

    // A new limit for the events to come; those that were counted still count, the newest first where the new
    // limit has room for fewer.
    void set_limit(WindowLimit limit, WindowType type);
    const WindowLimit& limit() const noexcept { return limit_; }

private:
    SteadyTime advance(SteadyTime now) noexcept; // forgets what counts no more
    SteadyTime window_start(SteadyTime now) const noexcept;
    void remember(SteadyTime now);

    WindowLimit limit_;
    WindowType type_;
    SteadyTime latest_ = SteadyTime::min();
    std::vector<SteadyTime> ring_; // sliding and fixed alike: the times of the events that count
    std::size_t oldest_ = 0;
    std::size_t size_ = 0;
};

// How a text names a window: 10 s -> "10s" or "10 SECONDS"; whole minutes stay seconds, as the documents
// write the limits in seconds.
std::string interval_text(milliseconds window, IntervalForm form);

} // namespace fixguard::rules
