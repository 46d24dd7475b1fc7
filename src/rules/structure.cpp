// One walk over the fields of a message that judges bytes, tags, order, groups, required fields and values.
#include "rules/structure.hpp"

#include "rules/checks.hpp"
#include "rules/unique_values.hpp"
#include "rules/value.hpp"
#include "wire/message_view.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace fixguard::rules {

namespace {

using dictionary::FieldDef;
using dictionary::GroupDef;
using dictionary::Level;
using dictionary::Member;
using dictionary::MemberSet;
using dictionary::MessageDef;
using dictionary::no_place;

bool has(const MemberSet& set, std::uint8_t place) noexcept {
    return (set[place / 64] >> place % 64 & 1) != 0;
}

void insert(MemberSet& set, std::uint8_t place) noexcept {
    set[place / 64] |= std::uint64_t{1} << place % 64;
}

void remove(MemberSet& set, std::uint8_t place) noexcept {
    set[place / 64] &= ~(std::uint64_t{1} << place % 64);
}

bool is_tag_number(std::string_view text) noexcept {
    if (text.empty() || text.size() > 9 || text.front() == '0') return false;
    for (const char byte : text)
        if (byte < '0' || byte > '9') return false;
    return true;
}

// The field whose values may stand only once in a group: the symbols, entry types and orders of a request.
Tag unique_field(Tag count) noexcept {
    switch (count) {
    case tag::NoRelatedSym: return tag::Symbol;
    case tag::NoMDEntryTypes: return tag::MDEntryType;
    case tag::NoOrders: return tag::ClOrdID;
    default: return 0;
    }
}

// The group on this level or inside one of its groups that holds the field; nullptr: none.
const GroupDef* group_with(const Level& level, const FieldDef& field) noexcept {
    for (const Member& member : level.members) {
        if (member.group == nullptr) continue;
        if (member.group->place(field) != no_place) return member.group;
        if (const GroupDef* const inner = group_with(*member.group, field)) return inner;
    }
    return nullptr;
}

class Walk {
public:
    Walk(const wire::Frame& frame, const RuleSet& rules, FaultLog& log, HeaderOf header, MessageFields& read)
        : frame_(frame), header_of_(header), dictionary_(rules.dictionary), log_(log), read_(read),
          base_(fields_offset(frame)), message_(rules.dictionary.message(frame.msg_type)),
          has_order_(has_one_order(frame.msg_type)), plain_(is_plain(frame.bytes)) {}

    void run();

private:
    // A repeating group that is being read. An entry ends where its first field comes once more.
    struct OpenGroup {
        const GroupDef* definition;
        std::size_t count_offset;
        std::int64_t declared; // not_counted: the count is malformed or a repetition
        std::int64_t entries;
        std::size_t entry_offset;
        MemberSet seen; // in this entry
        std::uint8_t last_place;
        bool disordered; // told once per entry
        bool has_first;  // the entry has its first field
        Tag unique;      // the field to be different in each entry; 0: none
    };
    static constexpr std::int64_t not_counted = -1;

    void judge_msg_type();
    void field(const wire::Field& field);
    bool ends_as_announced(std::string_view data, std::size_t length) const noexcept;
    void bad_tag(const wire::Field& field);
    void value(const FieldDef& definition, const wire::Field& field);
    void in_header(const FieldDef& definition, const wire::Field& field);
    void in_body(const FieldDef& definition, const wire::Field& field);
    void on_level(const Member& member, MemberSet& seen, std::uint8_t place, const wire::Field& field);
    void in_entry(OpenGroup& group, std::uint8_t place, const wire::Field& field);
    void nowhere(const FieldDef& definition, const wire::Field& field);

    void open_group(const Member& member, const wire::Field& field, bool counts);
    void close_groups_above(std::size_t depth);
    void begin_entry(OpenGroup& group, std::size_t offset);
    void end_entry(const OpenGroup& group);
    void require(const Level& level, const MemberSet& seen, std::size_t offset);

    void insert_header();

    const wire::Frame& frame_;
    const HeaderOf header_of_;
    const dictionary::Dictionary& dictionary_;
    FaultLog& log_;
    MessageFields& read_;
    const std::size_t base_; // of the walked fields in the message
    const MessageDef* const message_;
    const bool has_order_;
    const bool plain_; // all bytes are printable ASCII or SOH

    MemberSet header_seen_{};
    MemberSet body_seen_{};
    bool body_started_ = false;
    std::optional<std::size_t> data_length_; // from the field before, if it was RawDataLength(95)

    std::size_t depth_ = 0;
    std::array<OpenGroup, dictionary::max_depth + 1> groups_; // [0, depth_) are set
    UniqueValues unique_;
};

void Walk::run() {
    insert_header();
    judge_msg_type();

    wire::FieldCursor cursor(frame_.fields);
    for (wire::Field next; cursor.next(next);) {
        next.offset += base_;
        field(next);
    }
    close_groups_above(0);
    if (header_of_ == HeaderOf::the_message) require(dictionary_.header(), header_seen_, base_);
    read_.order.offset = base_ + frame_.fields.size();
    if (message_ != nullptr) require(*message_, body_seen_, read_.order.offset);
}

// What is there before the walk begins: framing has seen to the places of three fields.
void Walk::insert_header() {
    if (header_of_ == HeaderOf::the_session) {
        header_seen_.fill(~std::uint64_t{0});
        if (const FieldDef* const window = dictionary_.field(tag::RecvWindow);
            window && window->part == dictionary::Part::header)
            remove(header_seen_, dictionary_.header().place(*window));
        return;
    }
    for (const Tag framed : {tag::BeginString, tag::BodyLength, tag::MsgType})
        if (const FieldDef* const known = dictionary_.field(framed);
            known && known->part == dictionary::Part::header)
            insert(header_seen_, dictionary_.header().place(*known));
}

void Walk::judge_msg_type() {
    const std::size_t offset = static_cast<std::size_t>(frame_.msg_type.data() - frame_.bytes.data()) - 3;
    if (frame_.msg_type.empty()) log_.add(Rule::value_present, offset, tag::MsgType);
    if (!plain_ && !has_legal_bytes(tag::MsgType, frame_.msg_type))
        log_.add(Rule::characters, offset, tag::MsgType);
}

void Walk::field(const wire::Field& field) {
    const std::optional<std::size_t> data_length = std::exchange(data_length_, std::nullopt);
    if (!plain_ && !has_legal_bytes(0, field.tag_text)) {
        log_.add(Rule::characters, field.offset, 0);
        return;
    }
    if (field.tag == 0) {
        bad_tag(field);
        return;
    }
    const bool legal = plain_ || has_legal_bytes(field.tag, field.value);
    if (!legal) log_.add(Rule::characters, field.offset, field.tag);
    if (field.value.empty()) log_.add(Rule::value_present, field.offset, field.tag);

    const FieldDef* const definition = dictionary_.field(field.tag);
    if (definition == nullptr) {
        log_.add(Rule::tag_defined, field.offset, field.tag);
        return;
    }
    switch (definition->part) {
    case dictionary::Part::header: in_header(*definition, field); break;
    case dictionary::Part::body: in_body(*definition, field); break;
    case dictionary::Part::trailer: // framing lets none through; CheckSum(10) is behind these fields
        log_.add_tag(Rule::tag_once, field.offset, field.tag);
        break;
    }
    if (!legal || field.value.empty()) return;
    if (field.tag == tag::RawData && data_length && !ends_as_announced(field.value, *data_length))
        log_.add(Rule::value_format, field.offset, field.tag);
    value(*definition, field);
}

// The length is right and does not take in the SOH behind the data, which a last field could.
bool Walk::ends_as_announced(std::string_view data, std::size_t length) const noexcept {
    const char* const end = frame_.fields.data() + frame_.fields.size();
    return data.size() == length && data.data() + data.size() != end;
}

void Walk::bad_tag(const wire::Field& field) {
    const bool lacks_value = !field.has_equals && is_tag_number(field.tag_text);
    log_.add(lacks_value ? Rule::value_present : Rule::tag_number, field.offset, 0);
}

void Walk::value(const FieldDef& definition, const wire::Field& field) {
    const std::optional<Rule> broken = value_fault(definition, field.value);
    if (!broken) {
        if (field.tag == tag::RawDataLength)
            data_length_ = static_cast<std::size_t>(wire::parse_int(field.value).value_or(0));
    } else if (*broken == Rule::value_pattern) {
        log_.add(*broken, field.offset, field.tag, {TagText(field.tag), legal_range(field.tag)});
    } else {
        log_.add_tag(*broken, field.offset, field.tag);
    }
}

void Walk::in_header(const FieldDef& definition, const wire::Field& field) {
    const std::uint8_t place = dictionary_.header().place(definition);
    if (has(header_seen_, place)) {
        log_.add_tag(Rule::tag_once, field.offset, field.tag);
        return;
    }
    insert(header_seen_, place);
    if (body_started_ && header_of_ == HeaderOf::the_message)
        log_.add_tag(Rule::tag_order, field.offset, field.tag);
    if (Seen* const seen = read_.header.of(field.tag)) *seen = {field.value, field.offset, true};
}

void Walk::in_body(const FieldDef& definition, const wire::Field& field) {
    body_started_ = true;
    if (has_order_) read_.order.fields.take(field);
    if (message_ == nullptr) return;
    for (std::size_t depth = depth_; depth > 0; --depth) {
        OpenGroup& group = groups_[depth - 1];
        const std::uint8_t place = group.definition->place(definition);
        if (place == no_place) continue;
        if (depth_ > depth) close_groups_above(depth);
        in_entry(group, place, field);
        return;
    }
    const std::uint8_t place = message_->place(definition);
    if (place == no_place) {
        nowhere(definition, field); // leaves the open groups alone: one fault is one report
        return;
    }
    if (depth_ > 0) close_groups_above(0);
    on_level(message_->members[place], body_seen_, place, field);
}

void Walk::nowhere(const FieldDef& definition, const wire::Field& field) {
    if (const GroupDef* const group = group_with(*message_, definition))
        log_.add(Rule::group_order, field.offset, field.tag, {TagText(group->count->tag)});
    else
        log_.add_tag(Rule::tag_in_message, field.offset, field.tag);
}

// A field that is a member of the message itself or of the entry that is being read.
void Walk::on_level(const Member& member, MemberSet& seen, std::uint8_t place, const wire::Field& field) {
    const bool again = has(seen, place);
    if (again) log_.add_tag(Rule::tag_once, field.offset, field.tag);
    insert(seen, place);
    if (member.group != nullptr) open_group(member, field, !again);
}

void Walk::in_entry(OpenGroup& group, std::uint8_t place, const wire::Field& field) {
    const bool first = place == 0;
    if (group.entries == 0 || (first && group.has_first)) {
        if (group.entries != 0) end_entry(group);
        begin_entry(group, field.offset);
    }
    const bool in_order = first ? group.last_place == 0 : group.has_first && place >= group.last_place;
    if (!in_order && !group.disordered && !has(group.seen, place)) {
        group.disordered = true;
        log_.add(Rule::group_order, field.offset, field.tag, {TagText(group.definition->count->tag)});
    }
    group.has_first = group.has_first || first;
    group.last_place = std::max(group.last_place, place);
    if (field.tag == group.unique && !has(group.seen, place)) unique_.add(field.value);
    on_level(group.definition->members[place], group.seen, place, field);
}

void Walk::open_group(const Member& member, const wire::Field& field, bool counts) {
    if (depth_ == groups_.size()) return; // no dictionary is that deep
    OpenGroup& group = groups_[depth_++];
    group.definition = member.group;
    group.count_offset = field.offset;
    const bool sound = counts && !value_fault(*member.field, field.value);
    group.declared = sound ? wire::parse_int(field.value).value_or(not_counted) : not_counted;
    group.entries = 0;
    group.unique = unique_field(field.tag);
    if (group.unique != 0) unique_.clear();
}

void Walk::begin_entry(OpenGroup& group, std::size_t offset) {
    ++group.entries;
    group.entry_offset = offset;
    group.seen = {};
    group.last_place = 0;
    group.disordered = false;
    group.has_first = false;
}

void Walk::end_entry(const OpenGroup& group) {
    require(*group.definition, group.seen, group.entry_offset);
}

void Walk::close_groups_above(std::size_t depth) {
    while (depth_ > depth) {
        const OpenGroup& group = groups_[--depth_];
        const Tag count = group.definition->count->tag;
        if (group.entries != 0) end_entry(group);
        if (group.declared != not_counted && group.declared != group.entries)
            log_.add_tag(Rule::group_count, group.count_offset, count);
        if (group.unique != 0 && !unique_.all_different())
            log_.add_tag(Rule::group_entries_unique, group.count_offset, count);
    }
}

void Walk::require(const Level& level, const MemberSet& seen, std::size_t offset) {
    for (std::size_t word = 0; word < seen.size(); ++word)
        for (std::uint64_t missing = level.required[word] & ~seen[word]; missing != 0;
             missing &= missing - 1) {
            const auto place = word * 64 + static_cast<std::size_t>(std::countr_zero(missing));
            log_.add_tag(Rule::tag_required, offset, level.members[place].field->tag);
        }
}

} // namespace

MessageFields check_structure(const wire::Frame& frame, const RuleSet& rules, FaultLog& log,
                              HeaderOf header) {
    MessageFields read;
    Walk(frame, rules, log, header, read).run();
    return read;
}

std::optional<Violation> first_structure_violation(const wire::Frame& frame, const RuleSet& rules) {
    FaultLog log(rules.table);
    check_structure(frame, rules, log);
    return log.first();
}

std::vector<Finding> all_structure_violations(const wire::Frame& frame, const RuleSet& rules,
                                              std::size_t at_most) {
    FaultLog log(rules.table, at_most);
    check_structure(frame, rules, log);
    return log.sorted();
}

} // namespace fixguard::rules
