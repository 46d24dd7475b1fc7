// The planner: (state, event, now) -> (state, plan). Pure: no clock, no socket, no thread, no randomness.
#pragma once

#include "model/event.hpp"
#include "model/plan.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fixguard::recovery {

// What the planner may do; from the session's settings.
struct Options {
    bool other_name_available = true;      // the name policy can give another SenderCompID(49)
    bool other_endpoint_available = false; // a server of the right kind is configured beside this one
    milliseconds heart_bt_int{30'000};     // HeartBtInt(108)
    milliseconds first_backoff{500};       // after the immediate first retry
    milliseconds longest_backoff{30'000};
};

struct State {
    Phase phase = Phase::idle;
    bool wanted = false;                // the user wants the session
    std::uint16_t failures = 0;         // attempts that ended since the last logon
    std::uint16_t endpoint_changes = 0; // since the last logon
    bool next_planned = false;          // a connect is already on its way
    SteadyTime not_before{};            // no attempt before this time

    friend constexpr bool operator==(const State&, const State&) noexcept = default;
};

struct Step {
    State state;
    Plan plan;
};

// `jitter`: a number 0..65535 drawn by the caller, for the back-off; the same inputs give the same step.
Step step(const State& state, const Event& event, SteadyTime now, std::uint16_t jitter,
          const Options& options) noexcept;

// One line: "doubt_in_flight, close, connect in 500 ms as another SenderCompID".
std::string describe(const Plan& plan);

// What the texts of the limits say: "Too many messages; current limit is '10000' messages per '10s'." -> 10
// s. Nothing where the parameter is no duration. Accepts 10s, 10 s, 10 SECONDS, 1m, 500ms, 300000 (ms are not
// guessed).
std::optional<milliseconds> window_of(const SessionError& error) noexcept;

} // namespace fixguard::recovery
