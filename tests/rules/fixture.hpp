// Messages for the tests of the rules: written readably, framed, and checked as a server would.
#pragma once

#include "catalog/catalog.hpp"
#include "dictionary/dictionary.hpp"
#include "rules/check.hpp"
#include "wire/frame.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::rules::test {

// The server's clock in these tests, and a SendingTime(52) of that moment.
inline constexpr std::string_view now_text = "20260714-09:30:00.000000";
inline const UtcTime now = wire::parse_utc_timestamp(now_text).value();

// A message from its fields, '|' for SOH, from MsgType(35) to the last field of the body.
class Message {
public:
    explicit Message(std::string_view readable) : bytes_(wire::frame_body(wire::from_readable(readable))) {
        wire::FrameReader reader(wire::OnFault::stop);
        const wire::FrameResult result = reader.next(bytes_);
        if (result.status != wire::FrameResult::Status::complete)
            throw std::logic_error("no frame: " + wire::to_readable(bytes_));
        frame_ = result.frame;
    }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    const wire::Frame& frame() const { return frame_; }
    std::string_view bytes() const { return bytes_; }

private:
    const std::string bytes_;
    wire::Frame frame_;
};

inline RuleSet rule_set(SessionKind kind, const SessionTable& table = SessionTable::built_in()) {
    return {*dictionary::built_in(kind), table};
}

// The header behind MsgType(35) as a client of these tests writes it.
inline std::string header(std::string_view msg_type, std::uint32_t seq_num = 7,
                          std::string_view time = now_text) {
    return "35=" + std::string(msg_type) + "|49=CLIENT|56=SPOT|34=" + std::to_string(seq_num) +
           "|52=" + std::string(time) + "|";
}

// A session that is logged on as CLIENT and expects MsgSeqNum(34) 7.
inline SessionFacts logged_on(SessionKind kind) {
    return {kind, true, "CLIENT", 7, now};
}
inline SessionFacts not_logged_on(SessionKind kind) {
    return {kind, false, {}, 1, now};
}

// A violation as a log would show it: the rule, 371 and the text with its parameters.
inline std::string text_of(const Violation& violation) {
    const catalog::Entry* const entry = catalog::find(violation.code);
    if (entry == nullptr || violation.text >= entry->texts.size()) return "no such text";
    std::vector<std::string_view> params;
    for (const auto& param : violation.params)
        params.push_back(param.view());
    return catalog::fill(entry->texts[violation.text], params);
}

inline std::string show(const std::optional<Violation>& violation) {
    if (!violation) return "sound";
    std::string line = std::to_string(violation->code.value);
    if (violation->ref_tag_id) line += " 371=" + std::to_string(*violation->ref_tag_id);
    return line + ' ' + text_of(*violation);
}

} // namespace fixguard::rules::test
