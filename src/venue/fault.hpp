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
    slow_engine,  // the request reaches the engine Fault::delay later: its clock is looked at again there
    no_answer,    // the request is lost on its way to the engine: nothing happens, -1007 after 10 s
    lose_answer,  // the engine carries the request out, its answer to this session is lost, -1007 after 10 s
    silence,      // from now on send nothing at all, the stream stays up
    close,        // close the stream without Logout<5>
    log_out,      // send Logout<5> with Fault::text, then close
    skip_seq_num, // leave one MsgSeqNum(34) out before the next message
    same_seq_num, // use the MsgSeqNum(34) of the message before again
    garble,       // spoil CheckSum(10) of the next message
    maintenance,  // News<B> counts Fault::countdown down, then the sessions are closed
    certificate,  // new connections are shown another certificate, Fault::certificate
    clock_offset, // the venue's clock is Fault::offset ahead of the machine's from now on
};

inline constexpr std::array all_fault_kinds{
    FaultKind::reject,       FaultKind::delay,        FaultKind::slow_engine, FaultKind::no_answer,
    FaultKind::lose_answer,  FaultKind::silence,      FaultKind::close,       FaultKind::log_out,
    FaultKind::skip_seq_num, FaultKind::same_seq_num, FaultKind::garble,      FaultKind::maintenance,
    FaultKind::certificate,  FaultKind::clock_offset};

constexpr std::string_view name(FaultKind kind) noexcept {
    switch (kind) {
    case FaultKind::reject: return "reject";
    case FaultKind::delay: return "delay";
    case FaultKind::slow_engine: return "slow_engine";
    case FaultKind::no_answer: return "no_answer";
    case FaultKind::lose_answer: return "lose_answer";
    case FaultKind::silence: return "silence";
    case FaultKind::close: return "close";
    case FaultKind::log_out: return "log_out";
    case FaultKind::skip_seq_num: return "skip_seq_num";
    case FaultKind::same_seq_num: return "same_seq_num";
    case FaultKind::garble: return "garble";
    case FaultKind::maintenance: return "maintenance";
    case FaultKind::certificate: return "certificate";
    case FaultKind::clock_offset: return "clock_offset";
    }
    return "?";
}

// Spoils the answer to one message, so that it can strike at a message only.
constexpr bool needs_message(FaultKind kind) noexcept {
    switch (kind) {
    case FaultKind::reject:
    case FaultKind::delay:
    case FaultKind::slow_engine:
    case FaultKind::no_answer:
    case FaultKind::lose_answer: return true;
    case FaultKind::silence:
    case FaultKind::close:
    case FaultKind::log_out:
    case FaultKind::skip_seq_num:
    case FaultKind::same_seq_num:
    case FaultKind::garble:
    case FaultKind::maintenance:
    case FaultKind::certificate:
    case FaultKind::clock_offset: return false;
    }
    return false;
}

// Is about the venue, not about one session.
constexpr bool is_of_venue(FaultKind kind) noexcept {
    return kind == FaultKind::maintenance || kind == FaultKind::certificate ||
           kind == FaultKind::clock_offset;
}

// What the certificate of new connections becomes.
enum class CertificateChange : std::uint8_t {
    renewed,         // the same authority, a new key: a client that checks goes on
    other_authority, // signed by nobody whom the clients know
    expired,         // out of date since an hour ago
    other_host,      // for a host that is not this one
};

inline constexpr std::array all_certificate_changes{
    CertificateChange::renewed, CertificateChange::other_authority, CertificateChange::expired,
    CertificateChange::other_host};

constexpr std::string_view name(CertificateChange change) noexcept {
    switch (change) {
    case CertificateChange::renewed: return "renewed";
    case CertificateChange::other_authority: return "other_authority";
    case CertificateChange::expired: return "expired";
    case CertificateChange::other_host: return "other_host";
    }
    return "?";
}

// Strikes when a client's message fits, or at a time. The first fault of the list that fits a message is the
// one. At a time it strikes every session that is logged on and fits; `msg_type`, `skip` and `times` have no
// meaning there.
struct Fault {
    FaultKind kind = FaultKind::reject;
    std::optional<SessionKind> session = std::nullopt; // nothing: every kind
    std::string sender_comp_id = {};                   // SenderCompID(49) of the client; empty: any
    std::string msg_type = {}; // MsgType(35) of the client's message; empty: any, also a Logon<A>
    std::uint32_t skip = 0;    // so many fitting messages pass first
    std::uint32_t times = 1;   // then it strikes so many times; 0: always
    std::optional<milliseconds> after = std::nullopt; // at a time: so long behind the start or the injection
    ErrorCode code = {};                              // reject
    std::string carrier =
        {}; // reject: MsgType(35) of the answer, 3 8 9 N XAR r Y; empty: what the message allows
    std::string text = {};     // reject, log_out; empty with reject: the code's own first text
    milliseconds delay{0};     // delay, slow_engine
    milliseconds countdown{0}; // maintenance: from the first News<B> to the close
    milliseconds down{0};      // maintenance: new connections are closed at once for so long behind it
    milliseconds offset{0};    // clock_offset; less than 0: the venue is late
    CertificateChange certificate = CertificateChange::renewed;

    friend bool operator==(const Fault&, const Fault&) = default;
};

} // namespace fixguard::venue
