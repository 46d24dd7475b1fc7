// Finds macros, fills them in, and completes messages.
#include "conformance/macros.hpp"

#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace fixguard::conformance {
namespace {

constexpr std::array<std::string_view, 7> sent_only{"SIGN",   "API_KEY", "BYTE",  "WAIT",
                                                    "REPEAT", "FILE",    "LENGTH"};
constexpr std::array<std::string_view, 11> expected_only{"ALL",   "ANY",  "OPT", "ONE",  "MORE",    "ALT",
                                                         "MAYBE", "TEXT", "TAG", "TAGS", "INTERVAL"};
constexpr std::array<std::string_view, 4> both{"TIME", "MICROS", "FRESH_COMP_ID", "SEQ"};

bool contains(auto& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_capital(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || c == '_';
}

std::int64_t number(std::string_view text) noexcept {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Ten digits of seconds are 317 years, which any clock here can hold.
constexpr std::size_t most_digits = 10;

bool is_number(std::string_view text) noexcept {
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.size() <= most_digits &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool are_numbers(std::string_view text) noexcept {
    while (true) {
        const std::size_t end = std::min(text.find('/'), text.size());
        if (!is_number(text.substr(0, end))) return false;
        if (end == text.size()) return true;
        text.remove_prefix(end + 1);
    }
}

std::string utc(UtcTime time, bool micros) {
    const std::string text(wire::format_utc_timestamp(time).view());
    return micros ? text : text.substr(0, 17);
}

// 95 and 96 over what stands in the message. A wrong one is a right one for another MsgSeqNum(34).
std::string signature(std::string_view message, bool right, const Identity& identity) {
    const wire::MessageView view(message);
    std::string text = "A";
    for (const wire::Tag tag : {tag::SenderCompID, tag::TargetCompID, tag::MsgSeqNum, tag::SendingTime})
        text.append(1, wire::soh).append(view.find(tag).value_or(""));
    if (!right) text += "0";
    const std::string signed_text = identity.sign ? identity.sign(text) : std::string{};
    return "95=" + std::to_string(signed_text.size()) + wire::soh + "96=" + signed_text;
}

// Replaces each macro for which `value` has one.
template <typename Value>
std::string replace(std::string_view text, Value value) {
    std::string filled;
    std::size_t from = 0;
    while (const auto macro = find_macro(text, from)) {
        filled += text.substr(from, macro->begin - from);
        const std::optional<std::string> known = value(*macro);
        filled += known ? *known : std::string(text.substr(macro->begin, macro->end - macro->begin));
        from = macro->end;
    }
    filled += text.substr(from);
    return filled;
}

std::optional<std::string> common_value(const Macro& macro, const MacroValues& values) {
    if (macro.name == "FRESH_COMP_ID")
        return values.comp_id(macro.argument.empty() ? values.cid : static_cast<int>(number(macro.argument)));
    if (macro.name == "SEQ") return std::to_string(values.sequence);
    if (macro.name == "API_KEY" && macro.argument == "READ_ONLY") return values.identity.read_only_api_key;
    if (macro.name == "API_KEY" && macro.argument == "NONE") return values.identity.powerless_api_key;
    if (macro.name == "API_KEY") return values.identity.api_key;
    return std::nullopt;
}

std::optional<std::string> sent_value(const Macro& macro, const MacroValues& values) {
    if (macro.name == "TIME") return utc(values.now + std::chrono::seconds(number(macro.argument)), false);
    if (macro.name == "MICROS") return utc(values.now + microseconds(number(macro.argument)), true);
    if (macro.name == "BYTE") {
        unsigned byte = 0;
        std::from_chars(macro.argument.data(), macro.argument.data() + macro.argument.size(), byte, 16);
        return std::string(1, static_cast<char>(byte));
    }
    return common_value(macro, values);
}

// <LENGTH> stands in BodyLength(9) for the bytes from the next field to CheckSum(10).
std::string with_length(std::string text) {
    const auto macro = find_macro(text);
    if (!macro || macro->name != "LENGTH") return text;
    const std::size_t body = text.find(wire::soh, macro->end) + 1;
    const std::size_t sum = text.rfind("\x01"
                                       "10=");
    const std::size_t end = sum == text.npos ? text.size() : sum + 1;
    const auto length = static_cast<std::int64_t>(end - body) + number(macro->argument);
    text.replace(macro->begin, macro->end - macro->begin, std::to_string(length));
    return text;
}

// BodyLength(9) and CheckSum(10), where the text has none.
std::string complete(std::string text) {
    if (!text.starts_with("8=")) return text;
    const std::string length_tag{wire::soh, '9', '='};
    const std::string sum_tag{wire::soh, '1', '0', '='};
    const std::size_t last_field = text.size() < 2 ? text.npos : text.rfind(wire::soh, text.size() - 2);
    const bool has_sum = last_field != text.npos && text.compare(last_field, sum_tag.size(), sum_tag) == 0;
    if (text.find(length_tag) == text.npos) {
        const std::size_t body = std::min(text.find(wire::soh), text.size() - 1) + 1;
        const std::size_t end = has_sum ? last_field + 1 : text.size();
        text.insert(body, "9=" + std::to_string(end - body) + wire::soh);
    }
    if (has_sum) return text;
    std::array<char, 8> sum{};
    std::snprintf(sum.data(), sum.size(), "10=%03u", unsigned{wire::check_sum(text)});
    return text + sum.data() + wire::soh;
}

} // namespace

std::optional<Macro> find_macro(std::string_view text, std::size_t from) noexcept {
    for (std::size_t at = text.find('<', from); at != text.npos; at = text.find('<', at + 1)) {
        std::size_t name_end = at + 1;
        while (name_end < text.size() && is_capital(text[name_end]))
            ++name_end;
        const std::size_t end = text.find('>', name_end);
        if (name_end - at < 4 || end == text.npos) continue;
        std::string_view argument = text.substr(name_end, end - name_end);
        if (argument.starts_with(' ') || argument.starts_with(':')) argument.remove_prefix(1);
        return Macro{text.substr(at + 1, name_end - at - 1), argument, at, end + 1};
    }
    return std::nullopt;
}

std::optional<std::string> bad_macro(std::string_view text, bool sent) {
    std::size_t from = 0;
    while (const auto macro = find_macro(text, from)) {
        from = macro->end;
        const std::string shown(text.substr(macro->begin, macro->end - macro->begin));
        const bool known_sent = contains(sent_only, macro->name);
        const bool known_expected = contains(expected_only, macro->name);
        if (!known_sent && !known_expected && !contains(both, macro->name)) return shown + ": no such macro";
        if (sent && known_expected) return shown + ": only an expected line may have it";
        if (!sent && known_sent && macro->name != "API_KEY" && macro->name != "REPEAT")
            return shown + ": only a sent line may have it";
        const bool counts = macro->name == "TIME" || macro->name == "MICROS" || macro->name == "WAIT" ||
                            macro->name == "REPEAT" || macro->name == "FRESH_COMP_ID" ||
                            macro->name == "LENGTH" || macro->name == "INTERVAL";
        const bool needs = macro->name == "WAIT" || macro->name == "REPEAT" || macro->name == "INTERVAL";
        if (counts && (needs || !macro->argument.empty()) && !is_number(macro->argument))
            return shown + ": a whole number of at most " + std::to_string(most_digits) + " digits is wanted";
        if (macro->name.starts_with("TAG") && !are_numbers(macro->argument))
            return shown + ": numbers of fields with / between are wanted";
    }
    return std::nullopt;
}

std::string make_message(std::string_view text, const MacroValues& values) {
    const std::string filled = replace(text, [&](const Macro& macro) { return sent_value(macro, values); });
    const auto sign = [&](const Macro& macro) -> std::optional<std::string> {
        if (macro.name != "SIGN") return std::nullopt;
        return signature(filled, macro.argument != "WRONG", values.identity);
    };
    return complete(with_length(replace(filled, sign)));
}

std::string fill_expectation(std::string_view text, const MacroValues& values) {
    return replace(text, [&](const Macro& macro) { return common_value(macro, values); });
}

} // namespace fixguard::conformance
