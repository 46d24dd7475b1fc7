// Why a connection is over, in words that a plan can be made from.
#pragma once

#include "wire/frame.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::transport {

enum class EndReason : std::uint8_t {
    resolve_failed,      // the host has no address
    refused,             // nobody listens there
    unreachable,         // no route, no permission, no descriptor: any other failure to connect
    connect_timeout,     // no TCP connection within the time-out
    tls_failed,          // the handshake failed, or took longer than the time-out
    certificate_refused, // the chain leads to no authority we trust, or is out of date
    host_name_mismatch,  // the certificate is for another host
    closed_by_peer,      // the peer sent its end of stream
    reset,               // the connection broke, or nothing was acknowledged for TCP_USER_TIMEOUT
    framing_fault,       // the peer's bytes are no FIX message
    backlog,             // more bytes were waiting than the outbox may hold
    failed,              // the tap or the handler threw an exception: what came is lost
    local,               // we closed it
};

constexpr std::string_view name(EndReason reason) noexcept {
    switch (reason) {
    case EndReason::resolve_failed: return "resolve failed";
    case EndReason::refused: return "refused";
    case EndReason::unreachable: return "unreachable";
    case EndReason::connect_timeout: return "connect timeout";
    case EndReason::tls_failed: return "TLS failed";
    case EndReason::certificate_refused: return "certificate refused";
    case EndReason::host_name_mismatch: return "host name mismatch";
    case EndReason::closed_by_peer: return "closed by peer";
    case EndReason::reset: return "reset";
    case EndReason::framing_fault: return "framing fault";
    case EndReason::backlog: return "backlog";
    case EndReason::failed: return "failed";
    case EndReason::local: return "local";
    }
    return "?";
}

struct StreamEnd {
    EndReason reason = EndReason::local;
    std::string what;                      // one line: host, port, and what the system or OpenSSL said
    std::optional<wire::FrameFault> fault; // with framing_fault
    bool peer_closed = false;              // the peer's end of stream was seen: it knows of the close
};

} // namespace fixguard::transport
