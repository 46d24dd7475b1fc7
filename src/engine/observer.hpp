// What the user of the library is told about the sessions.
#pragma once

#include "model/event.hpp"
#include "model/inline_string.hpp"
#include "model/plan.hpp"
#include "model/session_error.hpp"
#include "model/session_kind.hpp"
#include "model/stream.hpp"
#include "model/time.hpp"
#include "wire/message_view.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::engine {

struct SessionState {
    std::string_view session;
    SessionKind kind = SessionKind::order_entry;
    Phase phase = Phase::idle;
    CompId sender_comp_id;        // of the attempt; empty while there is none
    std::uint32_t attempt = 0;    // how many attempts began so far
    milliseconds next_attempt{0}; // with Phase::waiting: in so long, if nothing intervenes
};

// An error is recovered when the session may send again and nothing of its plans is left to do.
struct Recovery {
    std::string_view session;
    const SessionError& error; // the first one of the disturbance
    milliseconds took{0};      // from that error to here
};

// A stream of market data that a MarketFeed keeps; see StreamState and StreamFault.
struct StreamEvent {
    std::string_view session; // that has the stream; empty: none
    std::string_view symbol;
    StreamKind kind = StreamKind::trade;
    StreamState state = StreamState::good;
    StreamFault fault = StreamFault::none; // with broken: why
    ErrorCode code;                        // with refused: ErrorCode(25016)
    // With good: the first update that is whole; with broken: the last one. Of a trade stream TradeID(1003).
    std::optional<std::int64_t> update_id;
};

// How the exchange's clock stands to ours.
struct ClockReading {
    microseconds offset{0};      // its clock minus ours
    microseconds uncertainty{0}; // the truth is within this of `offset`
    microseconds round_trip{0};  // of the message that was measured
};

// All calls come one at a time on a thread of their own, in the order of the events of a session. A slow call
// delays the next ones and nothing else: the queue in between is bounded, and what does not fit is dropped
// and counted in an error with Carrier::local that names the call. Views are good until the call returns.
class Observer {
public:
    virtual ~Observer() = default;

    virtual void on_state(const SessionState&) {}
    // `plan`: what is done about it, by the library except for tell_user and halt.
    virtual void on_error(std::string_view /*session*/, const SessionError&, const Plan& /*plan*/) {}
    // Each application message of the exchange, byte for byte as it came.
    virtual void on_message(std::string_view /*session*/, wire::MessageView) {}
    // Each request that send() handed over gets one fate: rejected, accepted or unknown. An unknown one gets
    // a second call when it is settled after all.
    virtual void on_fate(std::string_view /*session*/, const RequestRef&, RequestFate) {}
    virtual void on_recovered(const Recovery&) {}
    // Measured by SendingTime(52) of both sides when it is in question.
    virtual void on_clock(std::string_view /*session*/, const ClockReading&) {}
    // A stream of a MarketFeed is good from here on, or broken, refused, ended.
    virtual void on_stream(const StreamEvent&) {}
};

} // namespace fixguard::engine
