// What the demo does wrong: each documented text of the codes -1169 to -1191, as data.
#pragma once

#include "model/error_code.hpp"
#include "model/session_kind.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::cli {

// One alteration of an outbound message. Lengths and sums are mended after the alterations of fields, so that
// only the intended fault is left.
enum class Op : std::uint8_t {
    set,         // tag gets value, at its first place
    append,      // tag=value behind the last field
    remove,      // the field is left out
    move_to_end, // the field stands behind all others
    add_one,     // to a number
    become, // another message under the same header: value is its body, readable, `%` is the request's id
    // On the bytes of the finished message:
    spoil_check_sum,
    spoil_body_length,
    body_length_first, // 9 before 8
    binary,            // a Simple Open Framing Header with an encoding nobody knows in place of the message
    flood, // value: so many Heartbeat<0> in place of the message, with the MsgSeqNum(34) that follow
};

struct Change {
    Op op = Op::set;
    std::int32_t tag = 0;
    std::string value;
};

// Which request of the session is altered on its way out.
enum class Base : std::uint8_t {
    logon,       // Logon<A>, of every kind
    order,       // NewOrderSingle<D>, a limit order far from the price
    subscribe,   // MarketDataRequest<V> for the book ticker of a second symbol
    unsubscribe, // MarketDataRequest<V> that ends the subscription `id`
};

struct DemoFault {
    ErrorCode code;
    std::uint8_t text = 0; // which text of the code, in the order of spec/errors.toml
    SessionKind session = SessionKind::order_entry;
    Base base = Base::order;
    std::string what;            // what was done wrong, for the output
    std::vector<Change> changes; // none: the request itself is the fault
};

// The names and numbers that faults and world agree upon.
inline constexpr const char* demo_symbol = "BTCUSDT";
inline constexpr const char* demo_other_symbol = "ETHUSDT";
inline constexpr const char* demo_subscription = "demo-base"; // MDReqID(262) that is active all the time
inline constexpr int demo_streams = 1'000;
std::string demo_extra_symbol(int index); // 0..demo_streams: so that there is something to subscribe to

// MsgType(35) of the request.
std::string_view msg_type(Base base) noexcept;
// The sound request, as wire bytes for Supervisor::send(), which makes the Logon<A> by itself.
std::string request_body(Base base, std::string_view id);
std::string base_subscription(); // of demo_symbol under demo_subscription
// A request that a sound session gets a good answer to, without leaving anything behind but an open order.
std::string good_request(SessionKind kind, std::string_view id);

// `body` with the id in the place of each `%`, which stands in no id.
std::string with_id(std::string body, std::string_view id);

// In the order of the codes, then of their texts.
const std::vector<DemoFault>& demo_faults();

} // namespace fixguard::cli
