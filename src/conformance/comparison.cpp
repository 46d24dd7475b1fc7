// Pairs fields by tag and occurrence, then by order where that counts.
#include "conformance/comparison.hpp"

#include "catalog/catalog.hpp"
#include "conformance/macros.hpp"
#include "conformance/text_values.hpp"
#include "transport/redact.hpp"
#include "wire/message_view.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>
#include <optional>

namespace fixguard::conformance {
namespace {

constexpr std::string_view absent = "(absent)";

struct Field {
    tag::Tag tag = 0;
    std::string value;
    bool paired = false;
};

std::vector<Field> split(std::string_view text) {
    std::vector<Field> fields;
    wire::FieldCursor cursor = wire::MessageView(text).fields();
    for (wire::Field field; cursor.next(field);)
        fields.push_back({field.tag, std::string(field.has_equals ? field.value : field.tag_text)});
    return fields;
}

// The macro that a value consists of, if it is one.
std::optional<Macro> whole_macro(std::string_view value) {
    const auto macro = find_macro(value);
    if (macro && macro->begin == 0 && macro->end == value.size()) return macro;
    return std::nullopt;
}

bool is_optional(const Field& field) {
    const auto macro = whole_macro(field.value);
    return macro && macro->name == "OPT";
}

bool has(const std::vector<Field>& fields, tag::Tag tag) {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return field.tag == tag; });
}

bool is_timestamp(std::string_view value) {
    return wire::parse_utc_timestamp(value).has_value();
}

bool is_judged_by_form(tag::Tag tag) {
    constexpr tag::Tag transact_time = 60, orig_sending_time = 122;
    return tag == tag::SendingTime || tag == transact_time || tag == orig_sending_time;
}

// Whether a part of a value is what the macro there stands for; a macro of another name stands for itself.
bool fits_part(const Macro& macro, std::string_view literal, std::string_view part) {
    if (macro.name == "ANY") return true;
    if (macro.name == "TAG") return names_one(part, tags_of(macro.argument));
    if (macro.name == "TAGS") return names_all(part, tags_of(macro.argument));
    if (macro.name == "INTERVAL") return is_interval(part, wire::parse_int(macro.argument).value_or(-1));
    return part == literal;
}

// Macros inside a value: the literal parts have to come in their order.
bool fits_parts(std::string_view pattern, std::string_view value) {
    const auto macro = find_macro(pattern);
    if (!macro) return pattern == value;
    const std::string_view before = pattern.substr(0, macro->begin);
    if (!value.starts_with(before)) return false;
    value.remove_prefix(before.size());
    const std::string_view literal = pattern.substr(macro->begin, macro->end - macro->begin);
    const std::string_view rest = pattern.substr(macro->end);
    for (std::size_t size = 0; size <= value.size(); ++size)
        if (fits_part(*macro, literal, value.substr(0, size)) && fits_parts(rest, value.substr(size)))
            return true;
    return false;
}

// Whether the exchange publishes the text with the code that came beside it.
bool is_published(std::string_view text, const std::vector<Field>& beside) {
    const auto code = std::find_if(beside.begin(), beside.end(),
                                   [](const Field& field) { return field.tag == tag::ErrorCode; });
    if (code == beside.end()) return false;
    const ErrorCode number{static_cast<std::int32_t>(wire::parse_int(code->value).value_or(0))};
    const auto match = catalog::match_text(text, number);
    return match && (match->text->code == number || match->text->kind != catalog::TextKind::code_text);
}

std::string order_of(const std::vector<Field>& fields) {
    std::string text;
    for (const Field& field : fields)
        if (field.paired) text += (text.empty() ? "" : " ") + std::to_string(field.tag);
    return text;
}

std::string shown(tag::Tag tag, const std::string& value) {
    if (tag == tag::RawData || tag == tag::Username) return std::string(value.size(), '*');
    return value;
}

} // namespace

bool fits(tag::Tag tag, std::string_view pattern, std::string_view value) {
    const auto macro = whole_macro(pattern);
    if (!macro) {
        if (is_judged_by_form(tag)) return is_timestamp(value);
        if (tag == tag::BodyLength) return wire::parse_int(pattern) == wire::parse_int(value);
        if (tag == tag::CheckSum) return value.size() == 3;
        return fits_parts(pattern, value);
    }
    if (macro->name == "ANY") return !value.empty();
    if (macro->name.starts_with("TAG") || macro->name == "INTERVAL") return fits_parts(pattern, value);
    if (macro->name == "TIME") return is_timestamp(value);
    constexpr std::size_t with_microseconds = 24;
    if (macro->name == "MICROS") return value.size() == with_microseconds && is_timestamp(value);
    std::string_view argument = macro->argument;
    if (macro->name == "OPT" && argument.empty()) return !value.empty();
    if (macro->name != "OPT" && macro->name != "ONE") return pattern == value;
    while (true) {
        const std::size_t end = std::min(argument.find('/'), argument.size());
        if (argument.substr(0, end) == value) return true;
        if (end == argument.size()) return false;
        argument.remove_prefix(end + 1);
    }
}

std::vector<Difference> compare(std::string_view expected, std::string_view got, bool any_order) {
    std::vector<Field> wanted = split(expected);
    std::vector<Field> came = split(got);
    bool more = false;
    std::erase_if(wanted, [&](const Field& field) {
        const bool is_more = field.tag == 0 && field.value == "<MORE>";
        more = more || is_more;
        return is_more;
    });
    for (const tag::Tag framing : {tag::BodyLength, tag::CheckSum})
        if (!has(wanted, framing))
            std::erase_if(came, [&](const Field& field) { return field.tag == framing; });

    std::vector<Difference> differences;
    std::vector<std::size_t> places; // in `came`, of the expected fields that have come
    for (Field& field : wanted) {
        const auto partner = std::find_if(came.begin(), came.end(), [&](const Field& other) {
            return !other.paired && other.tag == field.tag;
        });
        if (partner == came.end()) {
            if (!is_optional(field))
                differences.push_back({field.tag, shown(field.tag, field.value), std::string(absent)});
            continue;
        }
        partner->paired = field.paired = true;
        places.push_back(static_cast<std::size_t>(partner - came.begin()));
        const auto macro = whole_macro(field.value);
        const bool right = macro && macro->name == "TEXT" ? is_published(partner->value, came)
                                                          : fits(field.tag, field.value, partner->value);
        if (!right)
            differences.push_back(
                {field.tag, shown(field.tag, field.value), shown(field.tag, partner->value)});
    }
    if (!more)
        for (const Field& field : came)
            if (!field.paired)
                differences.push_back({field.tag, std::string(absent), shown(field.tag, field.value)});
    if (!any_order && !std::is_sorted(places.begin(), places.end()))
        differences.push_back({0, order_of(wanted), order_of(came)});
    return differences;
}

} // namespace fixguard::conformance
