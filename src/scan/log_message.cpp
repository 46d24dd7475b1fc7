// Message borders in text that other programs wrote around them.
#include "scan/log_message.hpp"

#include "scan/search.hpp"
#include "wire/frame.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace fixguard::scan {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view begin_string = "8=FIX";

// What engines and loggers write for SOH; the longest that fits in front of a tag counts.
constexpr std::array separators{"\\u0001"sv, "<SOH>"sv, "\\x01"sv, "\\001"sv, "^A"sv,
                                "\x01"sv,    "|"sv,     ";"sv,     "\t"sv,    " "sv};

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// 8=FIX and not 108=FIX; the digit of a '\x01' that stands for SOH belongs to no tag.
bool begins_message(std::string_view bytes, std::size_t at) noexcept {
    if (bytes.substr(at, begin_string.size()) != begin_string) return false;
    return at == 0 || !is_digit(bytes[at - 1]) || bytes.substr(0, at).ends_with("01");
}

std::size_t find_last_begin(std::string_view bytes, std::size_t from, std::size_t to) noexcept {
    for (;;) {
        const std::size_t at = find_last(bytes, begin_string, from, to);
        if (at == npos || begins_message(bytes, at)) return at;
        to = at;
    }
}

std::size_t line_begin(std::string_view bytes, std::size_t from, std::size_t to) noexcept {
    const std::size_t newline = find_last(bytes, "\n", from, to);
    return newline == npos ? from : newline + 1;
}

// "8=FIX.4.4" SEPARATOR "9=": whatever it is, if it is short.
std::string separator_behind_begin_string(std::string_view message) {
    std::size_t version_end = begin_string.size();
    const auto in_version = [](char c) { return c == '.' || c == 'T' || is_digit(c); };
    while (version_end < message.size() && in_version(message[version_end]))
        ++version_end;
    const std::string_view rest = message.substr(version_end, 10);
    const std::size_t body_length = rest.find("9=");
    return std::string(body_length == npos || body_length == 0 ? ""sv : rest.substr(0, body_length));
}

std::string separator_before(std::string_view bytes, std::size_t equals) {
    while (equals > 0 && is_digit(bytes[equals - 1]))
        --equals;
    std::string_view before = bytes.substr(0, equals);
    for (const std::string_view separator : separators) {
        if (before.ends_with(separator)) return std::string(separator);
        // The digits of "\x01" are taken for the tag's by the walk above.
        if (is_digit(separator.back()))
            for (std::size_t digits = 1; digits <= 4 && digits < separator.size(); ++digits)
                if (is_digit(separator[separator.size() - digits]) &&
                    before.ends_with(separator.substr(0, separator.size() - digits)) &&
                    bytes.substr(equals, digits) == separator.substr(separator.size() - digits))
                    return std::string(separator);
    }
    return {};
}

struct End {
    std::size_t at = 0;
    bool has_check_sum = false;
};

// Where the message goes on from `from` to; nothing where more bytes have to come.
std::optional<End> find_end(std::string_view bytes, std::size_t from, bool last) noexcept {
    const std::size_t limit = from + max_message_size;
    const std::size_t to = std::min(bytes.size(), limit);
    std::size_t walked = from;
    while (walked < to) {
        const void* const found = std::memchr(bytes.data() + walked, '=', to - walked);
        const std::size_t equals =
            found == nullptr ? to : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        const void* const newline = std::memchr(bytes.data() + walked, '\n', equals - walked);
        if (newline != nullptr)
            return End{static_cast<std::size_t>(static_cast<const char*>(newline) - bytes.data()), false};
        if (equals == to) break;
        walked = equals + 1;
        if (equals > from + 1 && begins_message(bytes, equals - 1)) return End{equals - 1, false};
        const bool check_sum = equals >= from + 3 && bytes.substr(equals - 2, 2) == "10" &&
                               (!is_digit(bytes[equals - 3]) || bytes.substr(0, equals - 2).ends_with("01"));
        if (!check_sum) continue;
        const std::string_view digits = bytes.substr(equals + 1, 4);
        const auto count = static_cast<std::size_t>(std::find_if_not(digits.begin(), digits.end(), is_digit) -
                                                    digits.begin());
        if (count == digits.size() && digits.size() < 4 && !last) return std::nullopt;
        if (count == 3) return End{equals + 4, true};
    }
    if (last || bytes.size() >= limit + mark_room) return End{to, false};
    return std::nullopt;
}

} // namespace

std::size_t find_message_begin(std::string_view bytes, std::size_t from, std::size_t to) noexcept {
    to = std::min(to, bytes.size());
    for (std::size_t at = from; at < to; ++at) {
        const void* const found =
            memmem(bytes.data() + at, to - at, begin_string.data(), begin_string.size());
        if (found == nullptr) return npos;
        at = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        if (begins_message(bytes, at)) return at;
    }
    return npos;
}

std::optional<LogMessage> message_around(std::string_view bytes, std::size_t at, bool last) {
    const std::size_t floor = at < max_message_size ? 0 : at - max_message_size;
    LogMessage message;
    const std::size_t line = line_begin(bytes, floor, at);
    const std::size_t begin = find_last_begin(bytes, line, at);
    message.has_begin = begin != npos;
    message.begin = message.has_begin ? begin : line;

    std::optional<End> end = find_end(bytes, message.begin, last);
    // Messages that ended before `at` are others; what `at` is in has lost its beginning.
    while (end && end->at <= at) {
        message.has_begin = false;
        message.begin = std::max(end->at, message.begin + 1);
        end = find_end(bytes, message.begin, last);
    }
    if (!end) return std::nullopt;
    message.end = end->at;
    message.has_end = end->has_check_sum;
    if (message.has_begin)
        message.separator =
            separator_behind_begin_string(bytes.substr(message.begin, message.end - message.begin));
    if (message.separator.empty())
        message.separator =
            separator_before(bytes.substr(message.begin, message.end - message.begin), at - message.begin);
    return message;
}

LogMessage message_head(std::string_view bytes, std::size_t begin, std::size_t end) {
    return {begin, end, true, false, separator_behind_begin_string(bytes.substr(begin, end - begin))};
}

std::string with_soh(std::string_view bytes, const LogMessage& message) {
    std::string_view rest = bytes.substr(message.begin, message.end - message.begin);
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    const std::string_view separator = message.separator;
    std::string fields;
    fields.reserve(rest.size() + 1);
    if (separator.size() == 1 && separator[0] == wire::soh) { // nothing is to be told apart
        fields.append(rest);
        if (!fields.ends_with(wire::soh)) fields += wire::soh;
        return fields;
    }
    const auto tag_follows = [](std::string_view text) {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        return text.empty() || (digits > 0 && digits < text.size() && text[digits] == '=');
    };
    while (!separator.empty() && !rest.empty()) {
        std::size_t at = rest.find(separator);
        while (at != npos && !tag_follows(rest.substr(at + separator.size())))
            at = rest.find(separator, at + 1);
        if (at == npos) break;
        fields.append(rest.substr(0, at)) += wire::soh;
        rest.remove_prefix(at + separator.size());
    }
    fields.append(rest);
    if (!fields.ends_with(wire::soh)) fields += wire::soh;
    return fields;
}

} // namespace fixguard::scan
