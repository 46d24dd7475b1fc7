// Makes the tables of the requests that are plainly sound, and reads requests by them.
#include "rules/plain_requests.hpp"

#include "rules/checks.hpp"
#include "rules/value.hpp"
#include "wire/digits.hpp"
#include "wire/message_view.hpp"

#include <algorithm>

namespace fixguard::rules {

namespace {

using dictionary::FieldDef;
using dictionary::FieldType;

// A bit for each member of a message, and one for RecvWindow(25000), which may stand among them.
constexpr std::uint8_t window_place = 63;

std::size_t slot_of(std::int32_t tag) noexcept {
    return static_cast<std::uint32_t>(tag) * 0x9E37'79B1U >> 24;
}

// The values of one character that break no rule.
dictionary::CharacterSet letters_of(const FieldDef& field) noexcept {
    dictionary::CharacterSet letters;
    for (char letter = ' '; letter <= '~'; ++letter)
        if (!value_fault(field, {&letter, 1})) letters.insert(letter);
    return letters;
}

} // namespace

PlainRequests::PlainRequests(SessionKind kind, const RuleSet& rules) : kind_(kind), rules_(rules) {
    for (std::int64_t left = rules.table.common.recv_window_max.count(); left >= 10; left /= 10)
        ++window_digits_;
    for (const dictionary::MessageDef& message : rules.dictionary.messages())
        if (has_one_order(message.msg_type) && rules.table.of(kind).allows(message.msg_type) &&
            message.members.size() <= window_place)
            add(message);
}

void PlainRequests::add(const dictionary::MessageDef& message) {
    Request& request = requests_.emplace_back();
    request.msg_type = message.msg_type;
    request.required = message.required[0];
    for (std::size_t place = 0; place < message.members.size(); ++place) {
        const dictionary::Member& member = message.members[place];
        std::optional<Field> field = member.group == nullptr ? field_of(*member.field) : std::nullopt;
        if (!field) continue;
        field->place = static_cast<std::uint8_t>(place);
        request.insert(*field);
    }
    if (const FieldDef* const window = rules_.dictionary.field(tag::RecvWindow);
        window != nullptr && window->part == dictionary::Part::header && window->type == FieldType::decimal &&
        window->values.empty())
        request.insert({window->tag, Form::window, decimals_of(*window), window_place, 255, {}});
}

std::optional<PlainRequests::Field> PlainRequests::field_of(const FieldDef& definition) {
    Field field;
    field.tag = definition.tag;
    field.order_place = Order::Fields::place_of(definition.tag);
    if (!definition.values.empty() || definition.type == FieldType::character ||
        definition.type == FieldType::boolean) {
        field.form = Form::letter;
        field.letters = letters_of(definition);
        return field;
    }
    const std::size_t longest = longest_name(definition.tag);
    if (longest != 0 && definition.type != FieldType::string_) return std::nullopt;
    switch (definition.type) {
    case FieldType::string_:
        field.form = longest != 0 ? Form::name : Form::text;
        field.longest = static_cast<std::uint8_t>(longest);
        return field;
    case FieldType::integer: field.form = Form::decimal; return field;
    case FieldType::price:
    case FieldType::quantity:
    case FieldType::decimal:
        field.form = Form::decimal;
        field.longest = decimals_of(definition);
        return field;
    case FieldType::character:
    case FieldType::boolean:
    case FieldType::length:
    case FieldType::num_in_group:
    case FieldType::seq_num:
    case FieldType::data:
    case FieldType::utc_timestamp: return std::nullopt;
    }
    return std::nullopt;
}

// Both are called for each field and from here alone.
[[gnu::always_inline]] inline const PlainRequests::Field*
PlainRequests::Request::find(std::int32_t tag) const noexcept {
    for (std::size_t at = slot_of(tag);; at = (at + 1) % fields.size()) {
        if (fields[at].tag == tag) return &fields[at];
        if (fields[at].tag < 0) return nullptr;
    }
}

void PlainRequests::Request::insert(const Field& field) noexcept {
    std::size_t at = slot_of(field.tag);
    while (fields[at].tag >= 0)
        at = (at + 1) % fields.size();
    fields[at] = field;
}

[[gnu::always_inline]] inline bool PlainRequests::is_sound(const Field& field,
                                                           std::string_view value) const noexcept {
    if (value.empty()) return false;
    switch (field.form) {
    case Form::letter: return value.size() == 1 && field.letters.has(value.front());
    case Form::name: return is_name(value, field.longest);
    case Form::text: return is_plain(value);
    case Form::decimal: return is_plain_decimal(value, field.longest);
    case Form::window:
        return wire::leading_digits(value) <= window_digits_ && is_plain_decimal(value, field.longest);
    }
    return false;
}

bool PlainRequests::hold(std::string_view msg_type, std::string_view fields) const {
    const auto request = std::ranges::find(requests_, msg_type, &Request::msg_type);
    if (request == requests_.end()) return false;
    Order order;
    std::uint64_t seen = 0;
    wire::FieldCursor cursor(fields);
    for (wire::Field field; cursor.next(field);) {
        const Field* const known = request->find(field.tag);
        if (known == nullptr || (seen >> known->place & 1) != 0 || !is_sound(*known, field.value))
            return false;
        seen |= std::uint64_t{1} << known->place;
        order.fields.put(known->order_place, field);
    }
    if ((request->required & ~seen) != 0) return false;
    FaultLog log(rules_.table);
    check_request({fields, msg_type, fields}, order, rules_, kind_, nullptr, log);
    return log.clean();
}

} // namespace fixguard::rules
