// Decimal: reading and writing.
#include "wire/decimal.hpp"

#include <array>
#include <cstddef>

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

std::string format_decimal(Decimal value) {
    Decimal::Units left = value.is_negative() ? -value.units : value.units;
    std::string text;
    for (int place = 0; left != 0 || place <= Decimal::digits; ++place) {
        const auto digit = static_cast<char>('0' + static_cast<int>(left % 10));
        left /= 10;
        if (place == Decimal::digits && !text.empty()) text += '.';
        if (place >= Decimal::digits || digit != '0' || !text.empty()) text += digit;
    }
    if (value.is_negative()) text += '-';
    return {text.rbegin(), text.rend()};
}

} // namespace fixguard::wire
