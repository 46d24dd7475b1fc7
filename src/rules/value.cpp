// The forms of FIX values as the exchange takes them.
#include "rules/value.hpp"

#include "wire/digits.hpp"
#include "wire/frame.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace fixguard::rules {

namespace {

using dictionary::FieldDef;
using dictionary::FieldType;
using tag::Tag;

// Prices and quantities have eight decimals on this exchange; the documents do not say what becomes of more.
// [inferred] RecvWindow(25000) has three, that is documented.
constexpr std::uint8_t decimals = 8;
constexpr std::uint8_t recv_window_decimals = 3;

// The patterns of names are all of this sort. A longest size of 0 is no pattern.
struct Pattern {
    std::string_view text; // as the texts of -1100 show it
    std::size_t longest = 0;
};
constexpr Pattern comp_id{"^[a-zA-Z0-9-_]{1,8}$", 8};
constexpr Pattern id{"^[a-zA-Z0-9-_]{1,36}$", 36};

constexpr bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

constexpr auto id_bytes = [] {
    std::array<bool, 256> legal{};
    for (int byte = 0; byte < 256; ++byte)
        legal[static_cast<std::size_t>(byte)] = (byte >= 'a' && byte <= 'z') ||
                                                (byte >= 'A' && byte <= 'Z') ||
                                                (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
    return legal;
}();

const Pattern& pattern_of(Tag tag) noexcept {
    static constexpr Pattern none;
    switch (tag) {
    case tag::SenderCompID:
    case tag::TargetCompID: return comp_id;
    case tag::ClOrdID:
    case tag::OrigClOrdID:
    case tag::MDReqID:
    case tag::ClListID:
    case tag::OrigClListID:
    case tag::CancelClOrdID: return id;
    default: return none;
    }
}

// Digits only, not more than `max`.
std::optional<Rule> natural_fault(std::string_view text, std::uint64_t max) noexcept {
    std::uint64_t value = 0;
    bool overflow = false;
    for (const char byte : text) {
        if (!is_digit(byte)) return Rule::value_format;
        if (value > max / 10) overflow = true; // what follows may still be no digit
        value = value * 10 + static_cast<std::uint64_t>(byte - '0');
        if (value > max) overflow = true;
    }
    if (text.empty()) return Rule::value_format;
    return overflow ? std::optional(Rule::value_overflow) : std::nullopt;
}

std::optional<Rule> integer_fault(std::string_view text) noexcept {
    constexpr std::uint64_t max = std::numeric_limits<std::int64_t>::max();
    return text.front() == '-' ? natural_fault(text.substr(1), max + 1) : natural_fault(text, max);
}

std::optional<Rule> decimal_fault(std::string_view text, std::uint8_t digits) noexcept {
    if (is_plain_decimal(text, digits)) return std::nullopt;
    switch (parse_scaled(text, digits).status) {
    case Scaled::Status::good: return std::nullopt;
    case Scaled::Status::malformed: return Rule::value_format;
    case Scaled::Status::overflow: return Rule::value_overflow;
    case Scaled::Status::too_precise: return Rule::value_precision;
    }
    return std::nullopt;
}

std::optional<Rule> format_if(bool bad) noexcept {
    return bad ? std::optional(Rule::value_format) : std::nullopt;
}

std::optional<Rule> form_fault(const FieldDef& field, std::string_view value) noexcept {
    switch (field.type) {
    case FieldType::string_:
    case FieldType::data: return std::nullopt;
    case FieldType::character: return format_if(value.size() != 1);
    case FieldType::boolean: return format_if(value != "Y" && value != "N");
    case FieldType::integer: return integer_fault(value);
    case FieldType::length:
    case FieldType::num_in_group: return natural_fault(value, std::numeric_limits<std::int32_t>::max());
    case FieldType::seq_num: return natural_fault(value, std::numeric_limits<std::uint32_t>::max());
    case FieldType::price:
    case FieldType::quantity:
    case FieldType::decimal: return decimal_fault(value, decimals_of(field));
    case FieldType::utc_timestamp: return format_if(!wire::parse_utc_timestamp(value));
    }
    return std::nullopt;
}

bool is_listed(const FieldDef& field, std::string_view value) noexcept {
    if (field.values.empty() || field.tag == tag::EncryptMethod) return true;
    if (value.size() == 1) return field.short_values.has(value.front());
    return std::ranges::find(field.values, value, &dictionary::Value::text) != field.values.end();
}

// The codes that the exchange has for single fields.
Rule unlisted(Tag tag) noexcept {
    switch (tag) {
    case tag::TimeInForce: return Rule::time_in_force_known;
    case tag::OrdType: return Rule::order_type_known;
    case tag::Side: return Rule::side_known;
    case tag::PegPriceType: return Rule::peg_price_type_known;
    case tag::PegOffsetType: return Rule::peg_offset_type_known;
    case tag::CancelRestrictions: return Rule::cancel_restrictions_known;
    default: return Rule::value_known;
    }
}

bool is_printable(char byte) noexcept {
    return byte >= ' ' && byte <= '~';
}

// How many bytes the UTF-8 sequence at the front has; 0: none of the standard's. No control characters, no
// overlong forms, no surrogates.
std::size_t utf8_size(std::string_view text) noexcept {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t count) {
        for (std::size_t i = 1; i < count; ++i)
            if (i >= text.size() || (at(i) & 0xC0) != 0x80) return false;
        return true;
    };
    const unsigned char first = at(0);
    if (first < 0x80) return is_printable(text[0]) ? 1 : 0;
    if (first >= 0xC2 && first <= 0xDF) return follows(2) && (first > 0xC2 || at(1) >= 0xA0) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(3) || (first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) >= 0xA0)) return 0;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!follows(4) || (first == 0xF0 && at(1) < 0x90) || (first == 0xF4 && at(1) >= 0x90)) return 0;
        return 4;
    }
    return 0;
}

} // namespace

std::string_view legal_range(tag::Tag tag) noexcept {
    return pattern_of(tag).text;
}

std::size_t longest_name(tag::Tag tag) noexcept {
    return pattern_of(tag).longest;
}

bool is_name(std::string_view text, std::size_t longest) noexcept {
    return !text.empty() && text.size() <= longest &&
           std::ranges::all_of(text, [](char byte) { return id_bytes[static_cast<unsigned char>(byte)]; });
}

std::uint8_t decimals_of(const FieldDef& field) noexcept {
    return field.type == FieldType::decimal && field.tag == tag::RecvWindow ? recv_window_decimals : decimals;
}

bool is_plain_decimal(std::string_view text, std::size_t digits) noexcept {
    constexpr std::size_t safe = 18; // digits that 64 bits hold for certain
    const std::size_t whole = wire::leading_digits(text);
    if (whole == 0 || whole + digits > safe) return false;
    if (whole == text.size()) return true;
    const std::string_view fraction = text.substr(whole + 1);
    return text[whole] == '.' && !fraction.empty() && fraction.size() <= digits &&
           wire::leading_digits(fraction) == fraction.size();
}

std::optional<Rule> value_fault(const FieldDef& field, std::string_view value) noexcept {
    if (const auto fault = form_fault(field, value)) return fault;
    if (const std::size_t longest = longest_name(field.tag); longest != 0 && !is_name(value, longest))
        return Rule::value_pattern;
    if (!is_listed(field, value)) return unlisted(field.tag);
    return std::nullopt;
}

bool has_legal_bytes(tag::Tag tag, std::string_view value) noexcept {
    if (tag == tag::RawData) return is_plain(value);
    if (!is_utf8_field(tag)) return std::ranges::all_of(value, is_printable);
    while (!value.empty()) {
        const std::size_t size = utf8_size(value);
        if (size == 0) return false;
        value.remove_prefix(size);
    }
    return true;
}

// In blocks of a fixed size, which the compiler turns into vector instructions; the last one may begin among
// bytes that were looked at before.
bool is_plain(std::string_view bytes) noexcept {
    using Block = std::array<unsigned char, 32>;
    constexpr std::size_t block_size = sizeof(Block);
    const auto bad = [](unsigned char byte) {
        return static_cast<unsigned char>(static_cast<unsigned char>(byte - ' ') > '~' - ' ') &
               static_cast<unsigned char>(byte != static_cast<unsigned char>(wire::soh));
    };
    if (bytes.size() < block_size)
        return std::ranges::none_of(bytes,
                                    [&](char byte) { return bad(static_cast<unsigned char>(byte)) != 0; });
    Block found{}, block;
    const auto look_at = [&](const char* at) {
        std::memcpy(block.data(), at, block_size);
        for (std::size_t i = 0; i < block_size; ++i)
            found[i] = static_cast<unsigned char>(found[i] | bad(block[i]));
    };
    const char* const last = bytes.data() + bytes.size() - block_size;
    for (const char* at = bytes.data(); at < last; at += block_size)
        look_at(at);
    look_at(last);
    return found == Block{};
}

Scaled parse_scaled(std::string_view text, int digits) noexcept {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    // What 64 bits hold for certain is counted without a check of each digit.
    const bool may_overflow = text.size() + static_cast<std::size_t>(digits) > 18;
    constexpr std::int64_t max = std::numeric_limits<std::int64_t>::max();
    std::int64_t value = 0;
    bool overflow = false, too_precise = false;
    const auto append = [&](int digit) {
        overflow = overflow || (may_overflow && value > (max - digit) / 10);
        if (!overflow) value = value * 10 + digit;
    };

    std::size_t at = 0;
    for (; at < text.size() && is_digit(text[at]); ++at)
        append(text[at] - '0');
    const bool whole = at != 0;
    const bool point = at < text.size() && text[at] == '.';
    int decimals_left = digits;
    if (point)
        for (++at; at < text.size() && is_digit(text[at]); ++at) {
            if (decimals_left > 0)
                append(text[at] - '0');
            else
                too_precise = too_precise || text[at] != '0';
            --decimals_left;
        }
    if (at != text.size() || (!whole && decimals_left == digits)) return {};
    for (; decimals_left > 0; --decimals_left)
        append(0);
    if (overflow) return {Scaled::Status::overflow, 0};
    if (too_precise) return {Scaled::Status::too_precise, 0};
    return {Scaled::Status::good, negative ? -value : value};
}

} // namespace fixguard::rules
