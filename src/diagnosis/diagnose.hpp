// Turns anything that can carry an error into a SessionError.
#pragma once

#include "catalog/policy_table.hpp"
#include "diagnosis/sent_log.hpp"
#include "model/session_error.hpp"
#include "model/session_kind.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"

#include <optional>
#include <string_view>

namespace fixguard::diagnosis {

// What a diagnosis looks at beside the message. All references outlive the call.
struct Context {
    SessionKind kind = SessionKind::order_entry;
    const SentLog& sent;
    const catalog::PolicyTable& policies;
};

// Nothing when the message carries no error (an ExecutionReport NEW, a Heartbeat ...). Every field of every
// carrier is taken as optional. Logout<5> and News<B> always give an error; the caller knows whether a Logout
// answers its own. Pure, no allocation, total.
std::optional<SessionError> diagnose(wire::MessageView message, const Context& context) noexcept;
// The same of a whole message as it was cut from its stream, of which the head is known.
std::optional<SessionError> diagnose(const wire::Frame& frame, const Context& context) noexcept;

// The silent carriers: what happened, in the transport's words.
SessionError diagnose_silence(Carrier carrier, std::string_view what, const Context& context) noexcept;

// The application message that the exchange has to answer: D, F, XCN, q, XAK, E, V that subscribes, x, XLQ.
// Nothing for all others, which have no fate. `message` is outbound.
std::optional<RequestRef> request_in(wire::MessageView message) noexcept;

// The fate that an inbound message gives to a request of ours, whether it carries an error or not.
struct Settlement {
    RequestRef request;
    RequestFate fate = RequestFate::none;
};

// What a session asks of each message that comes in, by one walk over it.
struct Judgement {
    Judgement() noexcept {} // NOLINT: a constructor of the compiler's fills half a kilobyte with zeros
    std::optional<SessionError> error; // as diagnose()
    // Nothing where the message answers no request in `context.sent`, as the reports of other sessions do,
    // and where it is not the last word on it: half the answer of a cancel-replace, one order of a list. The
    // fate is never `none`; for an error it is the fate of the SessionError.
    std::optional<Settlement> settlement;
};
Judgement judge(wire::MessageView message, const Context& context) noexcept;
Judgement judge(const wire::Frame& frame, const Context& context) noexcept;

} // namespace fixguard::diagnosis
