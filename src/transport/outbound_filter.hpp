// A place between the FIX session and the stream where outbound messages can be altered, added or withheld.
#pragma once

#include <cstdint>
#include <string_view>

namespace fixguard::transport {

// What became of bytes that were to go out. `handed_over`: they are in the outbox of a stream that stands,
// and leave in the order of the calls; whether they arrive is the peer's to say.
enum class WriteResult : std::uint8_t { handed_over, closed, backlog_full };

constexpr std::string_view name(WriteResult result) noexcept {
    switch (result) {
    case WriteResult::handed_over: return "handed over";
    case WriteResult::closed: return "closed";
    case WriteResult::backlog_full: return "backlog full";
    }
    return "?";
}

class OutboundSink {
public:
    virtual ~OutboundSink() = default;
    // The bytes of one message, or whatever a test wants to be seen by the peer.
    virtual WriteResult write(std::string_view bytes) = 0;
};

// Sees each message that a session sends, Logon<A> and Heartbeat<0> too, and decides what goes on. Called on
// the sending thread, one call at a time per session, while the session is locked: it must not send through
// the session, and must not wait. What it gives to the sink is what the session remembers as sent; a message
// that it withholds counts as sent to its sender. What it throws ends the session, because a MsgSeqNum(34) is
// missing then; a request that it had not given to the sink was not sent.
class OutboundFilter {
public:
    virtual ~OutboundFilter() = default;
    virtual void outbound(std::string_view message, OutboundSink& sink) = 0;
};

} // namespace fixguard::transport
