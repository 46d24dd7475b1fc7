// Puts a session's header and trailer around the body of a message that is to be sent.
#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::engine {

// Writes 8, 9, 35, 34, 49, 52, 56, RecvWindow(25000), the body and 10, in this order; RecvWindow(25000) may
// stand anywhere in the body. All other fields go out as they came in, and in their order. One message at a
// time; allocates for a message that is longer than all before it. Not thread-safe.
class MessageEncoder {
public:
    MessageEncoder(std::string_view sender_comp_id, std::string_view target_comp_id);

    // A body that a user may send: whole fields, MsgType(35) first and of an application message, nothing
    // that is the session's to set. Views of the bytes that were given.
    struct Body {
        std::string_view msg_type;       // "35=D" with its SOH
        std::string_view recv_window;    // the same of 25000; empty: none
        std::string_view before, behind; // the fields around recv_window, without MsgType(35)
    };
    static std::optional<Body> read(std::string_view body) noexcept;

    // Valid until the next call. `now` is SendingTime(52).
    std::string_view encode(const Body& body, std::uint32_t msg_seq_num, UtcTime now);

private:
    const std::string between_number_and_time_; // 49=..52=
    const std::string behind_time_;             // 56=..
    std::string buffer_;
};

} // namespace fixguard::engine
