// Framing by wire/, content by rules/, words by catalog/.
#include "cli/message_check.hpp"

#include "catalog/catalog.hpp"
#include "catalog/codes.hpp"
#include "dictionary/dictionary.hpp"
#include "rules/check.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <array>

namespace fixguard::cli {
namespace {

struct FramingText {
    std::uint8_t text; // of code -1177 in spec/errors.toml
    std::int32_t tag;
};

FramingText framing_text(wire::FrameFault fault) {
    switch (fault) {
    case wire::FrameFault::check_sum_wrong: return {0, tag::CheckSum};
    case wire::FrameFault::begin_string_not_first:
    case wire::FrameFault::binary_header: return {1, tag::BeginString};
    case wire::FrameFault::msg_type_not_third: return {2, tag::MsgType};
    case wire::FrameFault::body_length_wrong:
    case wire::FrameFault::too_long: return {3, tag::BodyLength};
    }
    return {3, tag::BodyLength};
}

MessageFault fault_of(const Violation& violation, std::string_view rule, std::size_t offset) {
    MessageFault fault{violation.code, "", "", std::string(rule), offset, violation.ref_tag_id};
    const catalog::Entry* const entry = catalog::find(violation.code);
    if (entry == nullptr) return fault;
    fault.name = std::string(entry->name);
    if (violation.text >= entry->texts.size()) return fault;
    const std::array<std::string_view, 3> params{violation.params[0], violation.params[1],
                                                 violation.params[2]};
    fault.text = catalog::fill(entry->texts[violation.text], params);
    return fault;
}

std::size_t offset_of(std::string_view bytes, std::int32_t tag) {
    wire::FieldCursor cursor = wire::MessageView(bytes).fields();
    for (wire::Field field; cursor.next(field);)
        if (field.tag == tag) return field.offset;
    return 0;
}

// From MsgType(35), or whatever stands in its place, to before CheckSum(10).
std::string_view body_of(std::string_view bytes) {
    std::size_t begin = bytes.size(), end = bytes.size();
    wire::FieldCursor cursor = wire::MessageView(bytes).fields();
    for (wire::Field field; cursor.next(field);) {
        if (field.tag == tag::CheckSum) end = field.offset;
        if (begin == bytes.size() && field.tag != tag::BeginString && field.tag != tag::BodyLength)
            begin = field.offset;
    }
    return end < begin ? std::string_view{} : bytes.substr(begin, end - begin);
}

void judge_content(const wire::Frame& frame, SessionKind kind, const LintSessions::Facts& session,
                   std::ptrdiff_t shift, std::vector<MessageFault>& faults) {
    const wire::MessageView view(frame.bytes);
    rules::SessionFacts facts;
    facts.kind = kind;
    facts.logged_on = session.logged_on;
    facts.sender_comp_id = view.find(tag::SenderCompID).value_or(std::string_view{});
    facts.expected_seq_num = session.expected_seq_num.value_or(view.find_seq_num(tag::MsgSeqNum).value_or(1));
    facts.now = wire::parse_utc_timestamp(view.find(tag::SendingTime).value_or("")).value_or(UtcTime{});
    const rules::RuleSet rules{*dictionary::built_in(kind), rules::SessionTable::built_in()};
    for (const rules::Finding& finding : rules::all_violations(frame, rules, facts, session.streams)) {
        const auto offset = static_cast<std::ptrdiff_t>(finding.violation.offset) + shift;
        faults.push_back(fault_of(finding.violation, rules::definition(finding.rule).name,
                                  static_cast<std::size_t>(offset < 0 ? 0 : offset)));
    }
}

} // namespace

std::vector<MessageFault> faults_of(std::string_view bytes, SessionKind kind) {
    LintSessions::Facts alone;
    alone.logged_on = wire::MessageView(bytes).msg_type() != "A";
    return faults_of(bytes, kind, alone);
}

std::vector<MessageFault> faults_of(std::string_view bytes, SessionKind kind,
                                    const LintSessions::Facts& session) {
    std::vector<MessageFault> faults;
    const wire::FrameResult read = wire::FrameReader(wire::OnFault::stop).next(bytes);
    if (read.status == wire::FrameResult::Status::complete) {
        judge_content(read.frame, kind, session, 0, faults);
        return faults;
    }
    // What is cut off has a BodyLength(9) that is larger than its body.
    const bool cut_off = read.status == wire::FrameResult::Status::incomplete;
    const FramingText framing = framing_text(cut_off ? wire::FrameFault::body_length_wrong : read.fault);
    Violation violation;
    violation.code = code::garbled_message;
    violation.text = framing.text;
    violation.ref_tag_id = framing.tag;
    faults.push_back(fault_of(violation, "framing", offset_of(bytes, framing.tag)));

    const std::string_view body = body_of(bytes);
    const std::string framed = wire::frame_body(body);
    const wire::FrameResult again = wire::FrameReader(wire::OnFault::stop).next(framed);
    if (again.status != wire::FrameResult::Status::complete) return faults;
    const std::ptrdiff_t now_at = again.frame.fields.data() - framed.data() -
                                  static_cast<std::ptrdiff_t>(again.frame.msg_type.size() + 4);
    judge_content(again.frame, kind, session, (body.data() - bytes.data()) - now_at, faults);
    return faults;
}

bool is_of_a_client(std::string_view bytes) {
    return wire::MessageView(bytes).find(tag::TargetCompID) ==
           rules::SessionTable::built_in().common.target_comp_id;
}

} // namespace fixguard::cli
