// What is to be done about an event: a short list of comparable values, in the order of doing.
#pragma once

#include "model/policy.hpp"
#include "model/time.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace fixguard {

enum class ActionKind : std::uint8_t {
    connect,             // open an attempt: `delay` from now, and not before the one before it has ended
    log_out,             // send Logout<5>, read until its answer or the time-out, close
    close,               // close the stream at once
    settle_request,      // the request the error is about has the fate `fate`
    doubt_in_flight,     // every request still unanswered has an unknown fate
    hold_requests,       // refuse new requests for `delay`; cancels, heartbeats and Logout<5> pass
    hold_orders,         // refuse new orders (D, E, XCN) for `delay`, or until there is room; all else passes
    adopt_subscription,  // the exchange already sends this stream under another MDReqID(262)
    renew_subscriptions, // ask again for every stream that should be running
    connect_beside,      // open an attempt while this session goes on: make before break
    switch_over,         // send on the new session from here on, and log the old one out when it is answered
    close_successor,     // give the attempt beside this session up
    promote_successor,   // the session has ended: the attempt beside it takes its place
    measure_clock,       // compare SendingTime(52) of both sides before the next try
    correct_clock,       // stamp SendingTime(52) with the exchange's time as it was measured
    open_circuit,        // refuse messages of the shape that the exchange keeps refusing
    tell_user,           // the user has to act: `ask` says what
    halt,                // no attempt any more until the user says so
};

// How the next attempt differs from the last.
enum class NameChoice : std::uint8_t { same, other };
enum class EndpointChoice : std::uint8_t { same, of_the_right_kind };

// What the user is asked for.
enum class Ask : std::uint8_t {
    nothing,
    fix_message,
    fix_configuration,
    retry_later,
    slow_down,
    reconcile,
    set_clock,
    look, // the code is unknown, or what it means is a matter of trading
};

struct Action {
    ActionKind kind = ActionKind::tell_user;
    milliseconds delay{0};                          // connect, hold_requests, hold_orders
    NameChoice sender_comp_id = NameChoice::same;   // connect
    EndpointChoice endpoint = EndpointChoice::same; // connect
    bool mend_logon =
        false; // connect: DropCopyFlag(9406) as the session's kind has it, whatever a filter does
    RequestFate fate = RequestFate::none; // settle_request
    Ask ask = Ask::nothing;               // tell_user, halt

    friend constexpr bool operator==(const Action&, const Action&) noexcept = default;
};

// At most `capacity` actions, in order. Value type; two plans are equal when they say the same.
class Plan {
public:
    static constexpr std::size_t capacity = 8;

    constexpr Plan() noexcept = default;
    constexpr Plan(std::initializer_list<Action> actions) noexcept {
        for (const Action& action : actions)
            add(action);
    }

    constexpr void add(const Action& action) noexcept {
        assert(size_ < capacity);
        actions_[size_++] = action;
    }

    constexpr const Action* begin() const noexcept { return actions_.data(); }
    constexpr const Action* end() const noexcept { return actions_.data() + size_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }

    friend constexpr bool operator==(const Plan&, const Plan&) noexcept = default;

private:
    std::array<Action, capacity> actions_{};
    std::size_t size_ = 0;
};

constexpr std::string_view name(ActionKind kind) noexcept {
    switch (kind) {
    case ActionKind::connect: return "connect";
    case ActionKind::log_out: return "log_out";
    case ActionKind::close: return "close";
    case ActionKind::settle_request: return "settle_request";
    case ActionKind::doubt_in_flight: return "doubt_in_flight";
    case ActionKind::hold_requests: return "hold_requests";
    case ActionKind::hold_orders: return "hold_orders";
    case ActionKind::adopt_subscription: return "adopt_subscription";
    case ActionKind::renew_subscriptions: return "renew_subscriptions";
    case ActionKind::connect_beside: return "connect_beside";
    case ActionKind::switch_over: return "switch_over";
    case ActionKind::close_successor: return "close_successor";
    case ActionKind::promote_successor: return "promote_successor";
    case ActionKind::measure_clock: return "measure_clock";
    case ActionKind::correct_clock: return "correct_clock";
    case ActionKind::open_circuit: return "open_circuit";
    case ActionKind::tell_user: return "tell_user";
    case ActionKind::halt: return "halt";
    }
    return "?";
}

constexpr std::string_view name(Ask ask) noexcept {
    switch (ask) {
    case Ask::nothing: return "nothing";
    case Ask::fix_message: return "fix_message";
    case Ask::fix_configuration: return "fix_configuration";
    case Ask::retry_later: return "retry_later";
    case Ask::slow_down: return "slow_down";
    case Ask::reconcile: return "reconcile";
    case Ask::set_clock: return "set_clock";
    case Ask::look: return "look";
    }
    return "?";
}

} // namespace fixguard
