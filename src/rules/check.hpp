// What the exchange would refuse a message for: all rules of this room, in their order.
#pragma once

#include "dictionary/dictionary.hpp"
#include "model/session_kind.hpp"
#include "model/stream.hpp"
#include "model/time.hpp"
#include "model/violation.hpp"
#include "rules/rule.hpp"
#include "rules/session_table.hpp"
#include "wire/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fixguard::rules {

// What every check reads beside the message. Both outlive the call; both may be shared between threads.
struct RuleSet {
    const dictionary::Dictionary& dictionary; // of the session's kind
    const SessionTable& table;
};

// The session as the server sees it when the message arrives, before the message has changed anything.
struct SessionFacts {
    SessionKind kind = SessionKind::order_entry; // of the server
    bool logged_on = false;                      // a Logon<A> has been accepted
    std::string_view sender_comp_id;             // of that Logon; not read before it
    std::uint32_t expected_seq_num = 1;          // MsgSeqNum(34); behind 4294967295 comes 0
    UtcTime now{};                               // the server's clock at the receipt
};

// The streams of market data that a connection has.
using Stream = StreamKind;

class ActiveStreams {
public:
    virtual ~ActiveStreams() = default;
    virtual std::size_t count() const = 0;                          // one per symbol and Stream
    virtual bool has_request(std::string_view md_req_id) const = 0; // of a subscription that stands
    // The MDReqID(262) of the subscription that has the stream; empty: none.
    virtual std::string_view request_of(std::string_view symbol, Stream stream) const = 0;
};

// The rule and its violation.
struct Finding {
    Rule rule{};
    Violation violation;
};

// What a message of a client is refused for; nothing where it is sound. `frame` comes from wire::FrameReader,
// so that framing is right. `streams` is needed for market data only; with nullptr -1190 and -1191 are not
// looked for. Pure. Does not allocate but for groups of more than 16 entries and for a message with faults.
std::optional<Violation> first_violation(const wire::Frame& frame, const RuleSet& rules,
                                         const SessionFacts& facts, const ActiveStreams* streams = nullptr);

// Everything that is wrong with it, in the table's order of precedence; equal rules in the order of the
// message.
// Behind a broken rule of bytes or structure the rules from `logon_tag_required` on are not looked at: they
// read fields that have to be sound.
std::vector<Finding> all_violations(const wire::Frame& frame, const RuleSet& rules, const SessionFacts& facts,
                                    const ActiveStreams* streams = nullptr, std::size_t at_most = 1000);

} // namespace fixguard::rules
