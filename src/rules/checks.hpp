// The parts of a check, as rules::first_violation() puts them together.
#pragma once

#include "rules/fault_log.hpp"
#include "rules/order.hpp"

#include <cstdint>
#include <string_view>

namespace fixguard::rules {

// A field where it was seen; `present` with an empty value is a field without one.
struct Seen {
    std::string_view value;
    std::size_t offset = 0;
    bool present = false;
};

// What the session rules read of the header.
struct HeaderFields {
    Seen sender_comp_id;
    Seen target_comp_id;
    Seen msg_seq_num;
    Seen sending_time;
    Seen recv_window;

    Seen* of(Tag tag) noexcept;
};

// By a walk over the message, up to the first field of another part. check_structure() finds them on its way.
HeaderFields read_header(const wire::Frame& frame) noexcept;

// What the rules behind the structure read of a message.
struct MessageFields {
    HeaderFields header;
    Order order; // of a request that has one, see has_one_order()
};

inline std::size_t fields_offset(const wire::Frame& frame) noexcept {
    return static_cast<std::size_t>(frame.fields.data() - frame.bytes.data());
}

// Who writes the header: it stands in the message, or the session puts it in front of what is judged here,
// all but RecvWindow(25000), which may then stand anywhere.
enum class HeaderOf : std::uint8_t { the_message, the_session };

// structure.cpp
MessageFields check_structure(const wire::Frame& frame, const RuleSet& rules, FaultLog& log,
                              HeaderOf header = HeaderOf::the_message);
// session.cpp
void check_turn(const wire::Frame& frame, const HeaderFields& header, const RuleSet& rules,
                const SessionFacts& facts, FaultLog& log);
void check_session(const wire::Frame& frame, const HeaderFields& header, const RuleSet& rules,
                   const SessionFacts& facts, FaultLog& log);
void check_time(const wire::Frame& frame, const HeaderFields& header, const RuleSet& rules, UtcTime now,
                FaultLog& log);
// request.cpp
bool has_one_order(std::string_view msg_type) noexcept; // or names one
void check_request(const wire::Frame& frame, const Order& order, const RuleSet& rules, SessionKind kind,
                   const ActiveStreams* streams, FaultLog& log);

} // namespace fixguard::rules
