// The planner: (state, event, now) -> (state, plan). Pure: no clock, no socket, no thread, no randomness.
#pragma once

#include "model/event.hpp"
#include "model/plan.hpp"
#include "model/session_error.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fixguard::recovery {

// What the planner may do; from the session's settings.
struct Options {
    bool other_name_available = true;     // the name policy can give another SenderCompID(49)
    bool other_endpoint_available = true; // a server of the other kind is configured
    milliseconds heart_bt_int{30'000};    // HeartBtInt(108); a name is locked for twice as long
    milliseconds first_backoff{500};      // after the first retry, which comes at once
    milliseconds longest_backoff{30'000}; // the back-off doubles up to this
    milliseconds unstated_window{30'000}; // of a limit whose text names none
    milliseconds healthy_after{10'000};   // a session up for so long has no failures behind it
    // In a row, for a cause on our side that may pass, as a clock that is off; then a person has to look. An
    // exchange that cannot serve is asked again without end.
    std::uint16_t most_refused_logons = 3;
    // News<B> comes again and again until the close, to new sessions too: one new session for all of it.
    milliseconds roll_over_pause{60'000};
    bool may_correct_clock = false; // the user allows another time in SendingTime(52) than the machine's
};

// Where a session stands, and what its next attempt has to take into account.
struct State {
    Phase phase = Phase::idle;
    bool wanted = false;                // the user wants the session
    bool next_planned = false;          // a connect was planned that has not begun
    std::uint16_t failures = 0;         // attempts in a row that did not stay up
    std::uint16_t endpoint_changes = 0; // since the last logon
    bool logon_mended = false;          // since the last logon
    std::uint16_t refused_logons = 0;   // since the last logon, for causes that may pass
    SteadyTime up_since{};              // meaningful in Phase::up and Phase::draining
    bool successor = false;             // in Phase::up: an attempt beside this session is on its way
    SteadyTime next_roll_over = SteadyTime::min(); // before that News<B> starts no new session

    friend constexpr bool operator==(const State&, const State&) noexcept = default;
};

struct Step {
    State state;
    Plan plan;
};

// Every cell of phase x event is written in planner.cpp. An event that cannot come in a phase changes nothing
// and plans nothing, so that late events do no harm. `jitter`: drawn evenly from 0..65535 by the caller, for
// the back-off.
Step step(const State& state, const Event& event, SteadyTime now, std::uint16_t jitter,
          const Options& options) noexcept;

// One line: "doubt_in_flight, close, connect in 500 ms as another SenderCompID".
std::string describe(const Plan& plan);

// What the texts of the limits say: "Too many messages; current limit is '10000' messages per '10s'." -> 10
// s. Nothing where the parameter is no duration. Accepts 10s, 10 s, 10 SECONDS, 1m, 500ms, 300000 (ms are not
// guessed).
std::optional<milliseconds> window_of(const SessionError& error) noexcept;
// The count in the same texts: 10000. The first parameter, where it is a whole number.
std::optional<std::uint32_t> count_of(const SessionError& error) noexcept;

} // namespace fixguard::recovery
