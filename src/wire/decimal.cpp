// Decimal: reading and writing.
#include "wire/decimal.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace fixguard::wire {
namespace {

constexpr std::size_t most_whole_digits = 18;

constexpr std::array<std::int64_t, Decimal::digits + 1> powers_of_ten{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

// The digits from `at` on, as far as they go.
const char* read_digits(const char* at, const char* end, std::int64_t& value) noexcept {
    for (; at != end; ++at) {
        const auto digit = static_cast<unsigned char>(*at - '0');
        if (digit > 9) break;
        value = value * 10 + digit;
    }
    return at;
}

bool only_zeros(const char* at, const char* end) noexcept {
    while (at != end && *at == '0')
        ++at;
    return at == end;
}

__extension__ using Unsigned = unsigned __int128;

constexpr Unsigned one = static_cast<Unsigned>(Decimal::one);
constexpr Unsigned largest = ~Unsigned{0} >> 1;

Unsigned magnitude(Decimal::Units units) noexcept {
    return units < 0 ? Unsigned{0} - static_cast<Unsigned>(units) : static_cast<Unsigned>(units);
}

// "-1.50000000"; from the last digit to the first, behind a gap that is closed at the end.
std::size_t write_fixed(Decimal value, char* text) noexcept {
    char digits[longest_decimal];
    char* const end = digits + longest_decimal;
    char* at = end;
    Unsigned left = magnitude(value.units);
    // 128-bit division is slow, and few numbers need it.
    while (left > ~std::uint64_t{0}) {
        *--at = static_cast<char>('0' + static_cast<int>(left % 10));
        left /= 10;
        if (end - at == Decimal::digits) *--at = '.';
    }
    for (auto small = static_cast<std::uint64_t>(left); small != 0 || end - at <= Decimal::digits + 1;
         small /= 10) {
        *--at = static_cast<char>('0' + small % 10);
        if (end - at == Decimal::digits) *--at = '.';
    }
    if (value.is_negative()) *--at = '-';
    std::memcpy(text, at, static_cast<std::size_t>(end - at));
    return static_cast<std::size_t>(end - at);
}

} // namespace

bool read_decimal(std::string_view text, Decimal& out) noexcept {
    const char* at = text.data();
    const char* const end = at + text.size();
    const bool negative = at != end && *at == '-';
    if (negative) ++at;

    const char* const whole_begin = at;
    const char* const whole_end =
        static_cast<std::size_t>(end - at) > most_whole_digits ? at + most_whole_digits : end;
    std::int64_t whole = 0, fraction = 0;
    at = read_digits(at, whole_end, whole);
    if (at == whole_begin) return false;
    if (at != end) {
        if (*at != '.' || ++at == end) return false;
        const char* const fraction_begin = at;
        const char* const fraction_end = end - at > Decimal::digits ? at + Decimal::digits : end;
        at = read_digits(at, fraction_end, fraction);
        if (!only_zeros(at, end)) return false;
        fraction *= powers_of_ten[static_cast<std::size_t>(Decimal::digits - (at - fraction_begin))];
    }
    const Decimal::Units units = static_cast<Decimal::Units>(whole) * Decimal::one + fraction;
    out.units = negative ? -units : units;
    return true;
}

std::optional<Decimal> parse_decimal(std::string_view text) noexcept {
    Decimal value;
    if (!read_decimal(text, value)) return std::nullopt;
    return value;
}

std::size_t write_decimal(Decimal value, char* text) noexcept {
    std::size_t size = write_fixed(value, text);
    while (text[size - 1] == '0')
        --size;
    if (text[size - 1] == '.') --size;
    return size;
}

std::string format_short(Decimal value) {
    char text[longest_decimal];
    return {text, write_decimal(value, text)};
}

std::string format_decimal(Decimal value) {
    char text[longest_decimal];
    return {text, write_fixed(value, text)};
}

Decimal product(Decimal price, Decimal quantity) noexcept {
    // By parts, because the whole product of two such numbers may not fit in 128 bits.
    const bool negative = price.is_negative() != quantity.is_negative();
    const Unsigned a = magnitude(price.units);
    const Unsigned b = magnitude(quantity.units);
    const Unsigned a_whole = a / one;
    const Unsigned a_rest = a % one;
    Unsigned whole = 0;
    Unsigned rest = 0;
    if (__builtin_mul_overflow(a_whole, b, &whole) || __builtin_mul_overflow(a_rest, b, &rest) ||
        __builtin_add_overflow(whole, rest / one, &whole) || whole > largest)
        whole = largest;
    const auto units = static_cast<Decimal::Units>(whole);
    return {negative ? -units : units};
}

} // namespace fixguard::wire
