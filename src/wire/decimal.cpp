// Decimal: reading, writing, multiplying.
#include "wire/decimal.hpp"

#include <charconv>
#include <limits>

namespace fixguard::wire {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// value * 10 + digit, or false where it does not fit.
bool push_digit(std::int64_t& value, int digit) noexcept {
    if (value > (largest - digit) / 10) return false;
    value = value * 10 + digit;
    return true;
}

} // namespace

std::optional<Decimal> parse_decimal(std::string_view text) noexcept {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    std::string_view fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || (point != std::string_view::npos && fraction.empty())) return std::nullopt;
    while (fraction.ends_with('0'))
        fraction.remove_suffix(1);
    if (fraction.size() > Decimal::digits) return std::nullopt;

    std::int64_t units = 0;
    for (const std::string_view part : {whole, fraction})
        for (const char c : part)
            if (!is_digit(c) || !push_digit(units, c - '0')) return std::nullopt;
    for (std::size_t i = fraction.size(); i < Decimal::digits; ++i)
        if (!push_digit(units, 0)) return std::nullopt;
    return Decimal{negative ? -units : units};
}

std::string format_decimal(Decimal value) {
    const bool negative = value.units < 0;
    const auto units =
        negative ? 0 - static_cast<std::uint64_t>(value.units) : static_cast<std::uint64_t>(value.units);
    std::string fraction = std::to_string(units % Decimal::one);
    fraction.insert(0, Decimal::digits - fraction.size(), '0');
    return (negative ? "-" : "") + std::to_string(units / Decimal::one) + "." + fraction;
}

std::size_t write_decimal(Decimal value, char* text) noexcept {
    char* at = text;
    auto units = static_cast<std::uint64_t>(value.units);
    if (value.units < 0) {
        *at++ = '-';
        units = 0 - units;
    }
    at = std::to_chars(at, at + 11, units / Decimal::one).ptr;
    std::uint64_t fraction = units % Decimal::one;
    if (fraction == 0) return static_cast<std::size_t>(at - text);
    int size = Decimal::digits;
    for (; fraction % 10 == 0; fraction /= 10)
        --size;
    *at++ = '.';
    for (int i = size; i-- > 0; fraction /= 10)
        at[i] = static_cast<char>('0' + fraction % 10);
    return static_cast<std::size_t>(at + size - text);
}

Decimal product(Decimal price, Decimal quantity) noexcept {
    __extension__ using Wide = __int128;
    const Wide units = static_cast<Wide>(price.units) * quantity.units / Decimal::one;
    return {units > largest ? largest : static_cast<std::int64_t>(units)};
}

} // namespace fixguard::wire
