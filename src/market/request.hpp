// MarketDataRequest<V> as we write it, and MarketDataRequestReject<Y> as we read it.
#pragma once

#include "market/stream.hpp"
#include "wire/message_view.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fixguard::market {

// Of every id that we make.
inline constexpr std::string_view own_prefix = "fg-";

struct Request {
    ConnectionId connection = 0;
    bool subscribe = true; // false: ends the stream; only the id is sent
    std::string md_req_id;
    StreamKey key;
    std::uint32_t depth = 1;
};

// As Supervisor::send() wants it: 35=V first, no header.
std::string body_of(const Request& request);

// Why a request was refused.
struct Refusal {
    ErrorCode code;
    bool is_final = false;      // the same request would be refused again
    std::string_view active_id; // -1191 for a similar subscription: the id that has the stream
};

// Of a Y, or of a Reject<3> about a V. Views into the message.
Refusal refusal_in(wire::MessageView message);

} // namespace fixguard::market
