// The message around a place of a log: where it begins and ends, and its bytes with SOH between the fields.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::scan {

// No message with an error is nearly as long; what seems to be longer is cut off.
inline constexpr std::size_t max_message_size = 64 * 1024;

struct LogMessage {
    std::size_t begin = 0; // of 8=FIX, or of what is left of a message whose beginning is missing
    std::size_t end = 0;   // behind CheckSum(10), or where the line or the next message cuts it off
    bool has_begin = false;
    bool has_end = false; // CheckSum(10) was found
    std::string separator;
};

// The message that holds the '=' at `at`. Nothing where that cannot be told yet: more bytes have to come,
// which never happens with `last`. Looks at no more than max_message_size bytes on each side. A message ends
// at its CheckSum(10), at the end of its line, or where another one begins.
std::optional<LogMessage> message_around(std::string_view bytes, std::size_t at, bool last);

// The first place in [from, to) at which a message begins: 8=FIX, and not 108=FIX. npos: none.
std::size_t find_message_begin(std::string_view bytes, std::size_t from, std::size_t to) noexcept;

// What stands from a message's begin to `end`, with the separator that it uses.
LogMessage message_head(std::string_view bytes, std::size_t begin, std::size_t end);

// Its fields with SOH behind each. A separator counts only where a tag number follows, so that one inside a
// value, as a space in Text(58), does no harm.
std::string with_soh(std::string_view bytes, const LogMessage& message);

} // namespace fixguard::scan
