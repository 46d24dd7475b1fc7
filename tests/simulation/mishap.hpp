// What can go wrong, and the bugs that are planted to see whether they are found.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::simulation {

enum class Mishap : std::uint8_t {
    split,          // all connections from here on deliver in pieces
    delay,          // and slowly, within what a client allows for
    stall,          // one connection stands still for seconds
    reset,          // one breaks, and both ends hear it
    reset_unheard,  // one breaks, and one end hears it
    half_open,      // one swallows everything in one direction, or in both
    corrupt,        // a bit is turned over
    refuse,         // nobody listens for a while
    distrust,       // a certificate that is another's
    clock_step,     // the client's clock is set to another time
    venue_restart,  // the exchange forgets everything, and is away for a while
    venue_fault,    // the exchange does one of the things that venue::Fault knows
    maintenance,    // News<B>, then the end
    crash,          // kill -9 of the client, and a new process on the same journal
    crash_loop,     // a dozen of them in a row
    stop_and_start, // the user changes his mind
    disk_error,     // the journal's folder cannot be written for a while
};

inline constexpr std::array all_mishaps{
    Mishap::split,          Mishap::delay,       Mishap::stall,       Mishap::reset,    Mishap::reset_unheard,
    Mishap::half_open,      Mishap::corrupt,     Mishap::refuse,      Mishap::distrust, Mishap::clock_step,
    Mishap::venue_restart,  Mishap::venue_fault, Mishap::maintenance, Mishap::crash,    Mishap::crash_loop,
    Mishap::stop_and_start, Mishap::disk_error};

constexpr std::string_view name(Mishap mishap) noexcept {
    switch (mishap) {
    case Mishap::split: return "split";
    case Mishap::delay: return "delay";
    case Mishap::stall: return "stall";
    case Mishap::reset: return "reset";
    case Mishap::reset_unheard: return "reset unheard";
    case Mishap::half_open: return "half-open";
    case Mishap::corrupt: return "corrupt";
    case Mishap::refuse: return "refuse";
    case Mishap::distrust: return "distrust";
    case Mishap::clock_step: return "clock step";
    case Mishap::venue_restart: return "venue restart";
    case Mishap::venue_fault: return "venue fault";
    case Mishap::maintenance: return "maintenance";
    case Mishap::crash: return "crash";
    case Mishap::crash_loop: return "crash loop";
    case Mishap::stop_and_start: return "stop and start";
    case Mishap::disk_error: return "disk error";
    }
    return "?";
}

// A rule that must hold at every moment, or once everything is mended.
enum class Invariant : std::uint8_t {
    one_session_per_name,
    name_lock,
    attempt_budget,
    no_resend_request,
    no_poss_dup,
    sent_once,
    no_request_lost,
    fate_is_true,
    consecutive_msg_seq_num,
    no_secret,
    halts_for_a_reason,
    logged_on_again,
    reconciled,
};

inline constexpr std::array all_invariants{Invariant::one_session_per_name,
                                           Invariant::name_lock,
                                           Invariant::attempt_budget,
                                           Invariant::no_resend_request,
                                           Invariant::no_poss_dup,
                                           Invariant::sent_once,
                                           Invariant::no_request_lost,
                                           Invariant::fate_is_true,
                                           Invariant::consecutive_msg_seq_num,
                                           Invariant::no_secret,
                                           Invariant::halts_for_a_reason,
                                           Invariant::logged_on_again,
                                           Invariant::reconciled};

constexpr std::string_view name(Invariant invariant) noexcept {
    switch (invariant) {
    case Invariant::one_session_per_name: return "one session per SenderCompID(49)";
    case Invariant::name_lock: return "no SenderCompID(49) inside its lock";
    case Invariant::attempt_budget: return "attempts within the budget";
    case Invariant::no_resend_request: return "no ResendRequest<2>, no SequenceReset<4>";
    case Invariant::no_poss_dup: return "no PossDupFlag(43)";
    case Invariant::sent_once: return "no request is sent twice";
    case Invariant::no_request_lost: return "no request is lost";
    case Invariant::fate_is_true: return "the fate of a request is what happened";
    case Invariant::consecutive_msg_seq_num: return "MsgSeqNum(34) is consecutive";
    case Invariant::no_secret: return "no secret in any output";
    case Invariant::halts_for_a_reason: return "a session halts for a reason";
    case Invariant::logged_on_again: return "logged on again after everything was mended";
    case Invariant::reconciled: return "every request has its fate after everything was mended";
    }
    return "?";
}

// A bug planted around the engine that this invariant has to find; nothing: none.
using Canary = std::optional<Invariant>;

} // namespace fixguard::simulation
