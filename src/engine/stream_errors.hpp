// What the end of a stream means for a session.
#pragma once

#include "model/session_error.hpp"
#include "transport/stream_end.hpp"

#include <optional>

namespace fixguard::engine {

// Nothing for an end that we made ourselves.
constexpr std::optional<Carrier> carrier_of(transport::EndReason reason) noexcept {
    using transport::EndReason;
    switch (reason) {
    case EndReason::resolve_failed:
    case EndReason::refused:
    case EndReason::unreachable:
    case EndReason::connect_timeout: return Carrier::connect_failed;
    case EndReason::tls_failed:
    case EndReason::certificate_refused:
    case EndReason::host_name_mismatch: return Carrier::tls_failed;
    case EndReason::closed_by_peer: return Carrier::closed;
    case EndReason::reset: return Carrier::reset;
    case EndReason::framing_fault: return Carrier::garbled;
    case EndReason::backlog:
    case EndReason::failed: return Carrier::local;
    case EndReason::local: return std::nullopt;
    }
    return std::nullopt;
}

// A certificate that we do not trust stays untrusted, and a person has to look at it. A handshake that broke
// or was too slow may go well the next time.
constexpr void adjust_policy(SessionError& error, transport::EndReason reason) noexcept {
    if (reason == transport::EndReason::tls_failed) error.policy.remedy = Remedy::new_session;
}

} // namespace fixguard::engine
