// What became of a message that a user wanted to send: the truth, at once.
#pragma once

#include "model/refusal.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::engine {

enum class SendStatus : std::uint8_t {
    handed_over,     // in the stream of a session that is logged on; one on_fate() will come
    no_such_session, // no session of that name
    not_logged_on,   // nothing was sent, no MsgSeqNum(34) was used
    draining,        // the same: Logout<5> is on its way
    on_hold,         // the same: a limit was broken, its window is not over
    malformed,       // the same: the body is no FIX message that a session can send
    refused,         // the same, and no quota either: the exchange would refuse it, see SendResult::refusal
    budget_spent,    // the same: near the message limit only cancels pass, see MessageBudget
    circuit_open,    // the same: the exchange keeps refusing messages of this shape, see CircuitBreaker
    journal_full,    // the same: its journal has no room, and what is not written down is not sent
    closed,          // the stream ended under it: the exchange has not seen the message
    backlog_full,    // the same, and the session ends because the peer does not read
};

constexpr std::string_view name(SendStatus status) noexcept {
    switch (status) {
    case SendStatus::handed_over: return "handed over";
    case SendStatus::no_such_session: return "no such session";
    case SendStatus::not_logged_on: return "not logged on";
    case SendStatus::draining: return "draining";
    case SendStatus::on_hold: return "on hold";
    case SendStatus::malformed: return "malformed";
    case SendStatus::refused: return "refused";
    case SendStatus::budget_spent: return "message budget spent";
    case SendStatus::circuit_open: return "circuit open";
    case SendStatus::journal_full: return "journal full";
    case SendStatus::closed: return "closed";
    case SendStatus::backlog_full: return "backlog full";
    }
    return "?";
}

struct SendResult {
    SendStatus status = SendStatus::not_logged_on;
    std::uint32_t msg_seq_num = 0;                 // with handed_over: MsgSeqNum(34) of the message
    std::optional<Refusal> refusal = std::nullopt; // with refused: code, text and the field at fault
    explicit operator bool() const noexcept { return status == SendStatus::handed_over; }
};

} // namespace fixguard::engine
