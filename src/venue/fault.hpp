// Faults on demand: what the venue is told to do wrong, so that a client's recovery can be tested.
#pragma once

#include "model/error_code.hpp"
#include "model/session_kind.hpp"
#include "model/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::venue {

enum class FaultKind : std::uint8_t {
    reject,       // refuse the message with Fault::code
    delay,        // answer Fault::delay later
    no_answer,    // the request is lost on its way to the engine: nothing happens, -1007 after 10 s
    lose_answer,  // the engine carries the request out, its answer to this session is lost, -1007 after 10 s
    silence,      // from now on send nothing at all, the stream stays up
    close,        // close the stream without Logout<5>
    log_out,      // send Logout<5> with Fault::text, then close
    skip_seq_num, // leave one MsgSeqNum(34) out before the answer
    same_seq_num, // use the MsgSeqNum(34) of the message before again
    garble,       // spoil CheckSum(10) of the answer
};

inline constexpr std::array all_fault_kinds{
    FaultKind::reject,       FaultKind::delay, FaultKind::no_answer, FaultKind::lose_answer,
    FaultKind::silence,      FaultKind::close, FaultKind::log_out,   FaultKind::skip_seq_num,
    FaultKind::same_seq_num, FaultKind::garble};

constexpr std::string_view name(FaultKind kind) noexcept {
    switch (kind) {
    case FaultKind::reject: return "reject";
    case FaultKind::delay: return "delay";
    case FaultKind::no_answer: return "no_answer";
    case FaultKind::lose_answer: return "lose_answer";
    case FaultKind::silence: return "silence";
    case FaultKind::close: return "close";
    case FaultKind::log_out: return "log_out";
    case FaultKind::skip_seq_num: return "skip_seq_num";
    case FaultKind::same_seq_num: return "same_seq_num";
    case FaultKind::garble: return "garble";
    }
    return "?";
}

// Strikes when a client's message fits. The first fault of the list that fits a message is the one.
struct Fault {
    FaultKind kind = FaultKind::reject;
    std::optional<SessionKind> session = std::nullopt; // nothing: every kind
    std::string msg_type = {}; // MsgType(35) of the client's message; empty: any, also a Logon<A>
    std::uint32_t skip = 0;    // so many fitting messages pass first
    std::uint32_t times = 1;   // then it strikes so many times; 0: always
    ErrorCode code = {};       // reject
    std::string carrier =
        {}; // reject: MsgType(35) of the answer, 3 8 9 N XAR r Y; empty: what the message allows
    std::string text = {}; // reject, log_out; empty with reject: the code's own first text
    milliseconds delay{0}; // delay

    friend bool operator==(const Fault&, const Fault&) = default;
};

} // namespace fixguard::venue
