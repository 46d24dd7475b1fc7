// What can happen to a session, as the planner is told.
#pragma once

#include "model/session_error.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace fixguard {

// Where a session stands. One attempt passes through connecting .. draining once and is never used again.
enum class Phase : std::uint8_t {
    idle,       // not started, or stopped by the user
    connecting, // TCP and TLS
    logging_on, // Logon<A> is on the wire, its answer is not here
    up,         // logged on, requests may be sent
    draining,   // Logout<5> is on the wire; what still comes is read
    waiting,    // no connection; the next attempt has its time
    halted,     // no attempt until a person says so
};

inline constexpr std::array all_phases{Phase::idle,     Phase::connecting, Phase::logging_on, Phase::up,
                                       Phase::draining, Phase::waiting,    Phase::halted};

enum class EventKind : std::uint8_t {
    start,          // the user wants the session
    stop,           // the user wants it no more
    connected,      // TLS is up and Logon<A> was handed to the stream
    logged_on,      // the answer to the Logon is here
    error,          // something went wrong and the stream still stands: Event::error says what
    ended,          // the stream is closed, for whatever reason: Event::error says why, where it is known
    timer,          // the time of the next attempt has come, and the one before it has ended
    successor_up,   // the attempt beside this session is logged on
    successor_lost, // it came to nothing: Event::error says why, where it is known
};

inline constexpr std::array all_event_kinds{
    EventKind::start, EventKind::stop,  EventKind::connected,    EventKind::logged_on,     EventKind::error,
    EventKind::ended, EventKind::timer, EventKind::successor_up, EventKind::successor_lost};

struct Event {
    EventKind kind = EventKind::start;
    const SessionError* error = nullptr; // for `error` always, for the ends where a reason is known
};

constexpr std::string_view name(Phase phase) noexcept {
    switch (phase) {
    case Phase::idle: return "idle";
    case Phase::connecting: return "connecting";
    case Phase::logging_on: return "logging_on";
    case Phase::up: return "up";
    case Phase::draining: return "draining";
    case Phase::waiting: return "waiting";
    case Phase::halted: return "halted";
    }
    return "?";
}

constexpr std::string_view name(EventKind kind) noexcept {
    switch (kind) {
    case EventKind::start: return "start";
    case EventKind::stop: return "stop";
    case EventKind::connected: return "connected";
    case EventKind::logged_on: return "logged_on";
    case EventKind::error: return "error";
    case EventKind::ended: return "ended";
    case EventKind::timer: return "timer";
    case EventKind::successor_up: return "successor_up";
    case EventKind::successor_lost: return "successor_lost";
    }
    return "?";
}

} // namespace fixguard
