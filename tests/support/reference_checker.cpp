// reference_faults: written to be seen through, not to be fast. Shares nothing with src/rules.
#include "support/reference_checker.hpp"

#include "support/slow_reader.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <regex>
#include <set>

namespace fixguard::test {

namespace {

using dictionary::FieldDef;
using dictionary::FieldType;
using dictionary::GroupDef;
using dictionary::Member;

const Member* member_of(std::span<const Member> members, int tag) {
    for (const Member& member : members)
        if (member.field->tag == tag) return &member;
    return nullptr;
}

int place_of(std::span<const Member> members, int tag) {
    for (std::size_t at = 0; at < members.size(); ++at)
        if (members[at].field->tag == tag) return static_cast<int>(at);
    return -1;
}

// Compiled once: the standard library takes longer to compile an expression than to use it.
bool fits(const std::string& text, const std::string& expression) {
    static std::map<std::string, std::regex> compiled;
    const auto known = compiled.find(expression);
    return std::regex_match(text, known != compiled.end()
                                      ? known->second
                                      : compiled.emplace(expression, std::regex(expression)).first->second);
}

bool printable(const std::string& text) {
    return fits(text, "[ -~]*");
}

// UTF-8 by the code points: the shortest form, no surrogates, nothing above U+10FFFF, no control characters.
bool printable_utf8(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const unsigned first = static_cast<unsigned char>(text[at]);
        const std::size_t size = first < 0x80           ? 1
                                 : (first >> 5) == 0x06 ? 2
                                 : (first >> 4) == 0x0E ? 3
                                 : (first >> 3) == 0x1E ? 4
                                                        : 0;
        if (size == 0 || at + size > text.size()) return false;
        unsigned long point = size == 1 ? first : first & (0x7Fu >> size);
        for (std::size_t i = 1; i < size; ++i) {
            const unsigned byte = static_cast<unsigned char>(text[at + i]);
            if (byte >> 6 != 0x02) return false;
            point = point * 64 + (byte & 0x3F);
        }
        const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (point < least[size] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
        if (point < 0x20 || (point >= 0x7F && point <= 0x9F)) return false;
        at += size;
    }
    return true;
}

bool legal_value(int tag, const std::string& value) {
    if (std::set{15, 55, 107, 138, 25019, 25028}.count(tag) != 0) return printable_utf8(value);
    if (tag == 96) return fits(value, "[ -~\x01]*");
    return printable(value);
}

// Whether the digits are a larger number than the limit, both without sign.
bool above(std::string digits, const std::string& limit) {
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return digits.size() != limit.size() ? digits.size() > limit.size() : digits > limit;
}

bool is_utc_timestamp(const std::string& text) {
    std::smatch part;
    static const std::regex form(
        R"((\d{4})(\d\d)(\d\d)-([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.(\d{3}|\d{6}))?)");
    if (!std::regex_match(text, part, form)) return false;
    using namespace std::chrono;
    return (year(std::stoi(part[1])) / month(static_cast<unsigned>(std::stoi(part[2]))) /
            day(static_cast<unsigned>(std::stoi(part[3]))))
        .ok();
}

std::string decimal_fault(const std::string& value, std::size_t decimals) {
    static const std::regex form(R"(-?(\d*)\.?(\d*))");
    std::smatch part;
    if (!std::regex_match(value, part, form) || part[1].length() + part[2].length() == 0)
        return "value_format";
    if (std::count(value.begin(), value.end(), '.') > 1) return "value_format";
    std::string fraction = part[2];
    const bool too_precise =
        fraction.find_first_not_of('0', decimals) != std::string::npos && fraction.size() > decimals;
    fraction.resize(decimals, '0');
    if (above(part[1].str() + fraction, "9223372036854775807")) return "value_overflow";
    return too_precise ? "value_precision" : "";
}

std::string whole_fault(const std::string& value, const std::string& form, const std::string& max) {
    if (!fits(value, form)) return "value_format";
    const bool negative = value[0] == '-';
    const std::string limit = negative ? "9223372036854775808" : max;
    return above(value.substr(negative ? 1 : 0), limit) ? "value_overflow" : "";
}

std::string form_fault(const FieldDef& field, const std::string& value) {
    switch (field.type) {
    case FieldType::string_:
    case FieldType::data: return "";
    case FieldType::character: return value.size() == 1 ? "" : "value_format";
    case FieldType::boolean: return value == "Y" || value == "N" ? "" : "value_format";
    case FieldType::integer: return whole_fault(value, "-?[0-9]+", "9223372036854775807");
    case FieldType::length:
    case FieldType::num_in_group: return whole_fault(value, "[0-9]+", "2147483647");
    case FieldType::seq_num: return whole_fault(value, "[0-9]+", "4294967295");
    case FieldType::price:
    case FieldType::quantity: return decimal_fault(value, 8);
    case FieldType::decimal: return decimal_fault(value, field.tag == 25000 ? 3 : 8);
    case FieldType::utc_timestamp: return is_utc_timestamp(value) ? "" : "value_format";
    }
    return "";
}

std::string pattern_of(int tag) {
    if (tag == 49 || tag == 56) return "^[a-zA-Z0-9-_]{1,8}$";
    if (std::set{11, 41, 262, 25014, 25015, 25034}.count(tag) != 0) return "^[a-zA-Z0-9-_]{1,36}$";
    return "";
}

std::string list_fault(const FieldDef& field, const std::string& value) {
    if (field.values.empty() || field.tag == 98) return "";
    for (const auto& listed : field.values)
        if (listed.text == value) return "";
    const std::map<int, std::string> own{
        {59, "time_in_force_known"},    {40, "order_type_known"},       {54, "side_known"},
        {1094, "peg_price_type_known"}, {836, "peg_offset_type_known"}, {25002, "cancel_restrictions_known"}};
    return own.count(field.tag) != 0 ? own.at(field.tag) : "value_known";
}

struct Item {
    std::string tag_text;
    std::string value;
    bool has_equals = false;
    std::size_t offset = 0;
    const FieldDef* definition = nullptr; // set where the item is a field that takes part in the structure
    int tag() const { return definition->tag; }
};

class Checker {
public:
    Checker(const std::string& message, const dictionary::Dictionary& dictionary);
    std::vector<ReferenceFault> run();

private:
    void fault(const std::string& rule, int tag, std::size_t offset, std::vector<std::string> params = {}) {
        faults_.push_back({rule, tag, offset, std::move(params)});
    }
    void tag_fault(const std::string& rule, int tag, std::size_t offset) {
        fault(rule, tag, offset, {std::to_string(tag)});
    }

    bool judge_item(const Item& item, const Item* before);
    void judge_value(const Item& item, const Item* before);
    void read_header();
    void read_body();
    void read_group(const GroupDef& group, const Item& count, bool counts);
    void read_entry(const GroupDef& group, std::map<int, Item>& seen);
    void stray(const Item& item);
    bool belongs_to_outer(int tag) const;
    void require(std::span<const Member> members, const std::set<int>& seen, std::size_t offset);

    const dictionary::Dictionary& dictionary_;
    std::string msg_type_;
    std::size_t fields_begin_ = 0;
    std::size_t fields_end_ = 0;
    std::vector<Item> items_;
    std::vector<Item> header_; // and trailer, with the number of body items before each
    std::vector<std::size_t> body_before_;
    std::vector<Item> body_;
    std::size_t at_ = 0; // in body_
    std::vector<const GroupDef*> open_;
    const dictionary::MessageDef* message_ = nullptr;
    std::vector<ReferenceFault> faults_;
};

Checker::Checker(const std::string& message, const dictionary::Dictionary& dictionary)
    : dictionary_(dictionary) {
    const std::size_t type_begin = message.find("\x01"
                                                "35=") +
                                   4;
    const std::size_t type_end = message.find('\x01', type_begin);
    msg_type_ = message.substr(type_begin, type_end - type_begin);
    fields_begin_ = type_end + 1;
    fields_end_ = message.size() - 7; // 10=ddd and SOH
    std::size_t offset = fields_begin_;
    for (const SlowField& field : slow_fields(message.substr(fields_begin_, fields_end_ - fields_begin_))) {
        items_.push_back({field.tag_text, field.value, field.has_equals, offset, nullptr});
        offset += field.tag_text.size() + (field.has_equals ? 1 : 0) + field.value.size() + 1;
    }
    message_ = dictionary.message(msg_type_);
    if (msg_type_.empty()) fault("value_present", 35, type_begin - 3);
    if (!printable(msg_type_)) fault("characters", 35, type_begin - 3);
}

// Whether the item takes part in the structure.
bool Checker::judge_item(const Item& item, const Item* before) {
    const bool is_number = fits(item.tag_text, "[1-9][0-9]{0,8}");
    if (!printable(item.tag_text)) return fault("characters", 0, item.offset), false;
    if (!item.has_equals && is_number) return fault("value_present", 0, item.offset), false;
    if (!is_number) return fault("tag_number", 0, item.offset), false;
    const int tag = std::stoi(item.tag_text);
    if (!legal_value(tag, item.value)) fault("characters", tag, item.offset);
    if (item.value.empty()) fault("value_present", tag, item.offset);
    if (dictionary_.field(tag) == nullptr) return fault("tag_defined", tag, item.offset), false;
    if (legal_value(tag, item.value) && !item.value.empty()) judge_value(item, before);
    return true;
}

void Checker::judge_value(const Item& item, const Item* before) {
    const FieldDef& field = *dictionary_.field(std::stoi(item.tag_text));
    if (field.tag == 96 && before != nullptr && before->tag_text == "95" &&
        form_fault(*dictionary_.field(95), before->value).empty() && !before->value.empty()) {
        const bool own_soh = item.offset + 3 + item.value.size() < fields_end_;
        if (std::to_string(item.value.size()) !=
                before->value.substr(
                    std::min(before->value.find_first_not_of('0'), before->value.size() - 1)) ||
            !own_soh)
            fault("value_format", 96, item.offset);
    }
    const std::string pattern = pattern_of(field.tag);
    if (const std::string form = form_fault(field, item.value); !form.empty())
        tag_fault(form, field.tag, item.offset);
    else if (!pattern.empty() && !fits(item.value, pattern))
        fault("value_pattern", field.tag, item.offset, {item.tag_text, pattern});
    else if (const std::string list = list_fault(field, item.value); !list.empty())
        tag_fault(list, field.tag, item.offset);
}

std::vector<ReferenceFault> Checker::run() {
    const Item* before = nullptr;
    for (Item& item : items_) {
        if (judge_item(item, before)) {
            item.definition = dictionary_.field(std::stoi(item.tag_text));
            if (item.definition->part == dictionary::Part::body) {
                body_.push_back(item);
            } else {
                header_.push_back(item);
                body_before_.push_back(body_.size());
            }
        }
        before = &item;
    }
    read_header();
    if (message_ != nullptr) read_body();
    return faults_;
}

void Checker::read_header() {
    std::set<int> seen{8, 9, 35, 10};
    for (std::size_t i = 0; i < header_.size(); ++i) {
        const Item& item = header_[i];
        if (!seen.insert(item.tag()).second)
            tag_fault("tag_once", item.tag(), item.offset);
        else if (body_before_[i] > 0)
            tag_fault("tag_order", item.tag(), item.offset);
    }
    require(dictionary_.header().members, seen, fields_begin_);
}

void Checker::read_body() {
    std::set<int> seen;
    while (at_ < body_.size()) {
        const Item& item = body_[at_++];
        const Member* const member = member_of(message_->members, item.tag());
        if (member == nullptr) {
            stray(item);
            continue;
        }
        const bool first_time = seen.insert(item.tag()).second;
        if (!first_time) tag_fault("tag_once", item.tag(), item.offset);
        if (member->group != nullptr) read_group(*member->group, item, first_time);
    }
    require(message_->members, seen, fields_end_);
}

// Reads entries until a field comes that stands on a level around this group.
void Checker::read_group(const GroupDef& group, const Item& count, bool counts) {
    open_.push_back(&group);
    const std::map<int, int> unique{{146, 55}, {267, 269}, {73, 11}};
    std::vector<std::string> values;
    std::size_t entries = 0;
    while (at_ < body_.size()) {
        if (place_of(group.members, body_[at_].tag()) < 0) {
            if (belongs_to_outer(body_[at_].tag())) break;
            stray(body_[at_++]);
            continue;
        }
        ++entries;
        std::map<int, Item> seen;
        read_entry(group, seen);
        if (const auto key = unique.find(count.tag()); key != unique.end())
            if (const auto value = seen.find(key->second); value != seen.end())
                values.push_back(value->second.value);
    }
    open_.pop_back();
    const bool number = !count.value.empty() && legal_value(count.tag(), count.value) &&
                        form_fault(*count.definition, count.value).empty();
    if (counts && number && std::stoull(count.value) != entries)
        tag_fault("group_count", count.tag(), count.offset);
    if (std::set(values.begin(), values.end()).size() != values.size())
        tag_fault("group_entries_unique", count.tag(), count.offset);
}

// The front item opens the entry; its first field coming a second time ends it.
void Checker::read_entry(const GroupDef& group, std::map<int, Item>& seen) {
    const std::size_t offset = body_[at_].offset;
    bool disordered = false;
    int last = -1;
    while (at_ < body_.size()) {
        const Item& item = body_[at_];
        const int place = place_of(group.members, item.tag());
        if (place < 0 && belongs_to_outer(item.tag())) break;
        if (place == 0 && seen.count(item.tag()) != 0) break;
        ++at_;
        if (place < 0) {
            stray(item);
            continue;
        }
        const bool first_time = seen.emplace(item.tag(), item).second;
        const bool in_order = last < 0 ? place == 0 : place > last;
        if (!first_time) {
            tag_fault("tag_once", item.tag(), item.offset);
        } else if (!in_order && !disordered) {
            disordered = true;
            fault("group_order", item.tag(), item.offset, {std::to_string(group.count->tag)});
        }
        last = std::max(last, place);
        const Member& member = group.members[static_cast<std::size_t>(place)];
        if (member.group != nullptr) read_group(*member.group, item, first_time);
    }
    std::set<int> tags;
    for (const auto& [tag, item] : seen)
        tags.insert(tag);
    require(group.members, tags, offset);
}

bool Checker::belongs_to_outer(int tag) const {
    if (place_of(message_->members, tag) >= 0) return true;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i)
        if (place_of(open_[i]->members, tag) >= 0) return true;
    return false;
}

const GroupDef* group_that_holds(std::span<const Member> members, int tag) {
    for (const Member& member : members) {
        if (member.group == nullptr) continue;
        if (place_of(member.group->members, tag) >= 0) return member.group;
        if (const GroupDef* const inner = group_that_holds(member.group->members, tag)) return inner;
    }
    return nullptr;
}

void Checker::stray(const Item& item) {
    if (const GroupDef* const group = group_that_holds(message_->members, item.tag()))
        fault("group_order", item.tag(), item.offset, {std::to_string(group->count->tag)});
    else
        tag_fault("tag_in_message", item.tag(), item.offset);
}

void Checker::require(std::span<const Member> members, const std::set<int>& seen, std::size_t offset) {
    for (const Member& member : members)
        if (member.required && seen.count(member.field->tag) == 0)
            tag_fault("tag_required", member.field->tag, offset);
}

} // namespace

std::vector<ReferenceFault> reference_faults(const std::string& message,
                                             const dictionary::Dictionary& dictionary) {
    return Checker(message, dictionary).run();
}

} // namespace fixguard::test
