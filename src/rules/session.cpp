// The rules of a session that a message can break by coming at the wrong time, from the wrong peer or too
// late.
#include "rules/session.hpp"

#include "rules/checks.hpp"
#include "rules/value.hpp"
#include "wire/message_view.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace fixguard::rules {

namespace {

constexpr std::string_view logon = "A";

Rule not_allowed_in(SessionKind kind) noexcept {
    switch (kind) {
    case SessionKind::order_entry: return Rule::allowed_in_order_entry;
    case SessionKind::drop_copy: return Rule::allowed_in_drop_copy;
    case SessionKind::market_data: return Rule::allowed_in_market_data;
    }
    return Rule::msg_type_known;
}

bool known_anywhere(std::string_view msg_type, const RuleSet& rules) noexcept {
    return rules.dictionary.message(msg_type) != nullptr ||
           std::ranges::any_of(rules.table.kinds,
                               [&](const KindRules& kind) { return kind.allows(msg_type); });
}

void check_msg_seq_num(const Seen& seen, std::uint32_t expected, FaultLog& log) {
    if (!seen.present) return;
    const std::optional<std::int64_t> value = wire::parse_int(seen.value);
    if (!value || *value < 0 || *value > 0xFFFF'FFFFLL || *value == expected) return;
    log.add(Rule::msg_seq_num_expected, seen.offset, tag::MsgSeqNum, {std::to_string(expected)});
}

// What a Logon<A> has to hold: the documents require it, the dictionary does not, because the server's answer
// has less.
constexpr std::array logon_tags{tag::EncryptMethod,   tag::HeartBtInt, tag::RawDataLength,  tag::RawData,
                                tag::ResetSeqNumFlag, tag::Username,   tag::MessageHandling};

void check_logon(const wire::Frame& frame, const RuleSet& rules, SessionKind kind, FaultLog& log) {
    const CommonRules& common = rules.table.common;
    std::array<bool, logon_tags.size()> there{};
    bool drop_copy = false;
    std::size_t drop_copy_offset = fields_offset(frame) + frame.fields.size();
    const std::size_t end = drop_copy_offset;

    wire::FieldCursor cursor(frame.fields);
    for (wire::Field field; cursor.next(field);) {
        const std::size_t offset = fields_offset(frame) + field.offset;
        const auto required = std::ranges::find(logon_tags, field.tag);
        if (required != logon_tags.end())
            there[static_cast<std::size_t>(required - logon_tags.begin())] = true;
        if (field.tag == tag::EncryptMethod && wire::parse_int(field.value) != 0)
            log.add_tag(Rule::encrypt_method, offset, field.tag);
        if (field.tag == tag::HeartBtInt) {
            const std::int64_t seconds = wire::parse_int(field.value).value_or(0);
            if (seconds < common.heart_bt_int_min || seconds > common.heart_bt_int_max)
                log.add_tag(Rule::heart_bt_int_range, offset, field.tag);
        }
        if (field.tag == tag::ResetSeqNumFlag && field.value != "Y")
            log.add(Rule::reset_seq_num, offset, field.tag);
        if (field.tag == tag::DropCopyFlag) {
            drop_copy = field.value == "Y";
            drop_copy_offset = offset;
        }
    }
    for (std::size_t at = 0; at < logon_tags.size(); ++at) {
        if (there[at]) continue;
        if (logon_tags[at] == tag::ResetSeqNumFlag && rules.table.switches.absent_reset_flag_is_continuation)
            log.add(Rule::reset_seq_num, end, logon_tags[at]);
        else
            log.add_tag(Rule::logon_tag_required, end, logon_tags[at]);
    }
    if (drop_copy && kind != SessionKind::drop_copy)
        log.add(Rule::drop_copy_not_here, drop_copy_offset, tag::DropCopyFlag);
    if (!drop_copy && kind == SessionKind::drop_copy)
        log.add(Rule::drop_copy_required, drop_copy_offset, tag::DropCopyFlag);
}

// RecvWindow(25000) in microseconds.
std::optional<microseconds> recv_window(const Seen& seen) noexcept {
    if (!seen.present) return std::nullopt;
    const Scaled value = parse_scaled(seen.value, 3);
    if (value.status != Scaled::Status::good) return std::nullopt;
    return microseconds(value.value);
}

template <typename Check>
std::optional<Violation> first_of(const wire::Frame& frame, const RuleSet& rules, Check check) {
    FaultLog log(rules.table);
    check(read_header(frame), log);
    return log.first();
}

} // namespace

Seen* HeaderFields::of(Tag tag) noexcept {
    switch (tag) {
    case tag::SenderCompID: return &sender_comp_id;
    case tag::TargetCompID: return &target_comp_id;
    case tag::MsgSeqNum: return &msg_seq_num;
    case tag::SendingTime: return &sending_time;
    case tag::RecvWindow: return &recv_window;
    default: return nullptr;
    }
}

HeaderFields read_header(const wire::Frame& frame) noexcept {
    HeaderFields header;
    wire::FieldCursor cursor(frame.fields);
    for (wire::Field field; cursor.next(field);) {
        Seen* const seen = header.of(field.tag);
        if (seen != nullptr && !seen->present)
            *seen = {field.value, fields_offset(frame) + field.offset, true};
    }
    return header;
}

void check_turn(const wire::Frame& frame, const HeaderFields& header, const RuleSet& rules,
                const SessionFacts& facts, FaultLog& log) {
    const std::size_t msg_type_offset =
        static_cast<std::size_t>(frame.msg_type.data() - frame.bytes.data()) - 3;
    if (!facts.logged_on && frame.msg_type != logon)
        log.add(Rule::logon_first, msg_type_offset, tag::MsgType);
    if (facts.logged_on && frame.msg_type == logon) log.add(Rule::logon_once, msg_type_offset, tag::MsgType);
    const Seen& sender = header.sender_comp_id;
    if (facts.logged_on && sender.present && sender.value != facts.sender_comp_id)
        log.add(Rule::sender_comp_id_kept, sender.offset, tag::SenderCompID);
    check_msg_seq_num(header.msg_seq_num, facts.expected_seq_num, log);
    if (!rules.table.of(facts.kind).allows(frame.msg_type)) {
        const bool known = known_anywhere(frame.msg_type, rules);
        if (known) log.add(not_allowed_in(facts.kind), msg_type_offset, tag::MsgType);
        if (!known) log.add_tag(Rule::msg_type_known, msg_type_offset, tag::MsgType);
    }
}

void check_session(const wire::Frame& frame, const HeaderFields& header, const RuleSet& rules,
                   const SessionFacts& facts, FaultLog& log) {
    const CommonRules& common = rules.table.common;
    if (frame.msg_type == logon) check_logon(frame, rules, facts.kind, log);
    const Seen& target = header.target_comp_id;
    if (target.present && target.value != common.target_comp_id)
        log.add_tag(Rule::target_comp_id, target.offset, tag::TargetCompID);
    if (const auto window = recv_window(header.recv_window); window && *window > common.recv_window_max)
        log.add(Rule::recv_window_range, header.recv_window.offset, tag::RecvWindow,
                {TagText(tag::RecvWindow), std::to_string(common.recv_window_max.count())});
    check_time(frame, header, rules, facts.now, log);
}

void check_time(const wire::Frame& frame, const HeaderFields& header, const RuleSet& rules, UtcTime now,
                FaultLog& log) {
    const CommonRules& common = rules.table.common;
    const Seen& sent = header.sending_time;
    const std::optional<UtcTime> time = wire::parse_utc_timestamp(sent.value);
    if (!time) return; // the structure has said so
    if (*time >= now + common.clock_ahead_max)
        log.add(Rule::sending_time_ahead, sent.offset, tag::SendingTime,
                {std::to_string(common.clock_ahead_max.count())});
    std::optional<microseconds> window = recv_window(header.recv_window);
    if (!window && frame.msg_type == logon) window = common.recv_window_default;
    if (window && now - *time > *window) log.add(Rule::sending_time_late, sent.offset, tag::SendingTime);
}

std::optional<Violation> first_turn_violation(const wire::Frame& frame, const RuleSet& rules,
                                              const SessionFacts& facts) {
    return first_of(frame, rules, [&](const HeaderFields& header, FaultLog& log) {
        check_turn(frame, header, rules, facts, log);
    });
}

std::optional<Violation> first_session_violation(const wire::Frame& frame, const RuleSet& rules,
                                                 const SessionFacts& facts) {
    return first_of(frame, rules, [&](const HeaderFields& header, FaultLog& log) {
        check_session(frame, header, rules, facts, log);
    });
}

std::optional<Violation> first_time_violation(const wire::Frame& frame, const RuleSet& rules, UtcTime now) {
    return first_of(frame, rules, [&](const HeaderFields& header, FaultLog& log) {
        check_time(frame, header, rules, now, log);
    });
}

} // namespace fixguard::rules
