// What a code means for the request and the session, and what is to be done: the words of spec/errors.toml.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fixguard {

// What becomes of the request that an error is about. `none`: the error is about no request of ours.
enum class RequestFate : std::uint8_t { none, not_sent, rejected, accepted, unknown };

// What an error does to the session. `may_end`: the documents do not say, both outcomes are handled.
enum class SessionEffect : std::uint8_t { stays_open, may_end, ends, asks_for_logout };

// What mends the cause. One remedy per code; who carries it out is Policy::handler_acts.
enum class Remedy : std::uint8_t {
    fix_message,          // the request was built wrong: mend the program that built it
    fix_configuration,    // key, permission, endpoint or logon field is wrong: mend the settings
    wait_and_retry,       // the exchange cannot serve now: the user may ask again later
    new_session,          // log on again; sequence numbers start at 1
    other_sender_comp_id, // log on again under another SenderCompID(49)
    other_endpoint,       // log on as the server wants it, or at the server of the right kind
    throttle,             // a limit was broken: send nothing of this sort until its window is over
    resubscribe,          // the set of subscriptions differs from what was believed
    reconcile,            // the status is unknown: ask the drop copy, never send again
    sync_clock,           // the clocks differ: measure the offset
    surface,              // unknown to us, or a matter of trading: tell the user, do nothing
    halt,                 // nothing may be retried until a person has looked
};

enum class Basis : std::uint8_t { documented, inferred };

// What the catalogue says of a code; a user may replace it at run time.
struct Policy {
    Remedy remedy = Remedy::surface;
    RequestFate fate = RequestFate::unknown;
    SessionEffect session_effect = SessionEffect::may_end;
    bool handler_acts = false; // true: the handler carries the remedy out by itself
    Basis fate_basis = Basis::inferred;
    Basis session_effect_basis = Basis::inferred;

    friend constexpr bool operator==(const Policy&, const Policy&) noexcept = default;
};

constexpr std::string_view name(RequestFate fate) noexcept {
    switch (fate) {
    case RequestFate::none: return "none";
    case RequestFate::not_sent: return "not_sent";
    case RequestFate::rejected: return "rejected";
    case RequestFate::accepted: return "accepted";
    case RequestFate::unknown: return "unknown";
    }
    return "?";
}

constexpr std::string_view name(SessionEffect effect) noexcept {
    switch (effect) {
    case SessionEffect::stays_open: return "stays_open";
    case SessionEffect::may_end: return "may_end";
    case SessionEffect::ends: return "ends";
    case SessionEffect::asks_for_logout: return "asks_for_logout";
    }
    return "?";
}

constexpr std::string_view name(Remedy remedy) noexcept {
    switch (remedy) {
    case Remedy::fix_message: return "fix_message";
    case Remedy::fix_configuration: return "fix_configuration";
    case Remedy::wait_and_retry: return "wait_and_retry";
    case Remedy::new_session: return "new_session";
    case Remedy::other_sender_comp_id: return "other_sender_comp_id";
    case Remedy::other_endpoint: return "other_endpoint";
    case Remedy::throttle: return "throttle";
    case Remedy::resubscribe: return "resubscribe";
    case Remedy::reconcile: return "reconcile";
    case Remedy::sync_clock: return "sync_clock";
    case Remedy::surface: return "surface";
    case Remedy::halt: return "halt";
    }
    return "?";
}

constexpr std::string_view name(Basis basis) noexcept {
    switch (basis) {
    case Basis::documented: return "documented";
    case Basis::inferred: return "inferred";
    }
    return "?";
}

inline constexpr std::array all_request_fates{RequestFate::none, RequestFate::not_sent, RequestFate::rejected,
                                              RequestFate::accepted, RequestFate::unknown};
inline constexpr std::array all_session_effects{SessionEffect::stays_open, SessionEffect::may_end,
                                                SessionEffect::ends, SessionEffect::asks_for_logout};
inline constexpr std::array all_remedies{Remedy::fix_message,
                                         Remedy::fix_configuration,
                                         Remedy::wait_and_retry,
                                         Remedy::new_session,
                                         Remedy::other_sender_comp_id,
                                         Remedy::other_endpoint,
                                         Remedy::throttle,
                                         Remedy::resubscribe,
                                         Remedy::reconcile,
                                         Remedy::sync_clock,
                                         Remedy::surface,
                                         Remedy::halt};
inline constexpr std::array all_bases{Basis::documented, Basis::inferred};

} // namespace fixguard
