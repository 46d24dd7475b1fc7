// Reads and writes UTCTimestamp values without the C library's locale and time zone.
#include "wire/utc_timestamp.hpp"

#include <array>

namespace fixguard::wire {
namespace {

// `count` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) noexcept {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

void put(std::array<char, 24>& out, std::size_t at, std::size_t count, std::int64_t value) noexcept {
    for (std::size_t i = count; i-- > 0; value /= 10)
        out[at + i] = static_cast<char>('0' + value % 10);
}

} // namespace

std::optional<UtcTime> parse_utc_timestamp(std::string_view text) noexcept {
    using namespace std::chrono;
    if (text.size() != 17 && text.size() != 21 && text.size() != 24) return std::nullopt;
    if (text[8] != '-' || text[11] != ':' || text[14] != ':') return std::nullopt;
    const int y = digits(text, 0, 4), m = digits(text, 4, 2), d = digits(text, 6, 2);
    const int hour = digits(text, 9, 2), minute = digits(text, 12, 2), second = digits(text, 15, 2);
    if (y < 0 || m < 0 || d < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        second > 60)
        return std::nullopt;
    int fraction = 0;
    if (text.size() > 17) {
        if (text[17] != '.') return std::nullopt;
        fraction = digits(text, 18, text.size() - 18);
        if (fraction < 0) return std::nullopt;
        if (text.size() == 21) fraction *= 1000;
    }
    const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date} + hours{hour} + minutes{minute} + seconds{second == 60 ? 59 : second} +
           std::chrono::microseconds{fraction};
}

InlineString<32> format_utc_timestamp(UtcTime time) noexcept {
    using namespace std::chrono;
    const sys_days date = floor<days>(time);
    const year_month_day ymd{date};
    const hh_mm_ss<std::chrono::microseconds> clock{time - date};
    std::array<char, 24> out{};
    put(out, 0, 4, static_cast<int>(ymd.year()));
    put(out, 4, 2, static_cast<unsigned>(ymd.month()));
    put(out, 6, 2, static_cast<unsigned>(ymd.day()));
    out[8] = '-';
    put(out, 9, 2, clock.hours().count());
    out[11] = ':';
    put(out, 12, 2, clock.minutes().count());
    out[14] = ':';
    put(out, 15, 2, clock.seconds().count());
    out[17] = '.';
    put(out, 18, 6, clock.subseconds().count());
    return InlineString<32>(std::string_view(out.data(), out.size()));
}

} // namespace fixguard::wire
