// What a client under test is put through: one fault of the venue, and what has to be done about it.
#pragma once

#include "model/session_kind.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace fixguard::conformance {

// What the venue does wrong. The first group strikes a session that is up, the second a Logon<A>, the third
// an order, so that those need a client that sends one.
enum class Strike : std::uint8_t {
    nothing,
    test_request,      // a TestRequest<1>; that is no fault, but has to be answered
    log_out,           // a Logout<5>
    close,             // the connection is closed without one
    down,              // the same, and whoever connects in the next ten seconds is closed at once
    gap,               // a MsgSeqNum(34) is left out
    garbled,           // a CheckSum(10) is wrong
    silence,           // nothing is sent any more, a TestRequest<1> of the client not answered
    wrong_test_req_id, // the same, but a TestRequest<1> is answered by another TestReqID(112)
    news,              // a News<B> of a maintenance in twenty seconds
    too_many_messages, // -1181: Reject<3>, Logout<5>, close

    logon_seq_num,      // the answer to a Logon<A> has MsgSeqNum(34)=2
    logon_heart_bt_int, // ... another HeartBtInt(108) than was asked for
    not_a_logon,        // ... is a Heartbeat<0>
    reject_logon,       // ... is a Reject<3> with ClientCase::code

    lose_order,     // the order is lost: -1007 after ten seconds
    close_on_order, // the connection is closed in place of an answer
};

constexpr bool is_about_logon(Strike strike) noexcept {
    return strike >= Strike::logon_seq_num && strike <= Strike::reject_logon;
}
constexpr bool is_about_order(Strike strike) noexcept {
    return strike >= Strike::lose_order;
}

struct ClientCase {
    std::string_view name;   // "gap"
    std::string_view about;  // what the venue does
    std::string_view rule;   // what the client has to do
    std::string_view source; // where that is documented
    std::string_view covers; // session-layer test cases, "1Bc 12"
    Strike strike = Strike::nothing;
    std::int32_t code = 0; // of reject_logon

    // What is expected of the client, beside what every client has to keep to all the time.
    bool tests_line = false;     // sends a TestRequest<1> once HeartBtInt(108) has passed in silence
    bool leaves = false;         // ends the session itself
    bool logs_out = false;       // and with a Logout<5>
    bool closes = false;         // closes the connection itself once its Logout<5> is answered
    bool comes_back = false;     // logs on again
    bool other_name = false;     // under another SenderCompID(49)
    bool new_before_old = false; // and that before it leaves the old session
    bool may_stop = false;       // to stop for good is right too
    milliseconds stays_away{0};  // no attempt to connect before that
};

// In the order in which they are played: what may make a client stop for good comes last.
std::span<const ClientCase> client_cases() noexcept;

} // namespace fixguard::conformance
