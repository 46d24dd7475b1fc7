// What the exchange would refuse one message of a client for, in its words and its order.
#pragma once

#include "cli/lint_session.hpp"
#include "model/error_code.hpp"
#include "model/session_kind.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::cli {

struct MessageFault {
    ErrorCode code;
    std::string name;                // of the code; empty: the catalogue has none
    std::string text;                // as the exchange fills it in
    std::string rule;                // of rules::rule_order, or "framing"
    std::size_t offset = 0;          // in the message, bytes
    std::optional<std::int32_t> tag; // that the Reject<3> would name
};

// `bytes`: one message with SOH between the fields. It is judged by itself: its SenderCompID(49),
// MsgSeqNum(34) and SendingTime(52) are taken as what the session expects, and all but a Logon<A> as sent on
// a session that is logged on. Behind a framing fault the content is judged as if the frame were right.
std::vector<MessageFault> faults_of(std::string_view bytes, SessionKind kind);

// The same for a message whose session is known.
std::vector<MessageFault> faults_of(std::string_view bytes, SessionKind kind,
                                    const LintSessions::Facts& session);

// Whether a client wrote it: its TargetCompID(56) is the exchange's.
bool is_of_a_client(std::string_view bytes);

} // namespace fixguard::cli
