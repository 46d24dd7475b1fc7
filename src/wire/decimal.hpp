// PRICE and QTY values exactly as they are written: whole numbers of 1e-8, no floating point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::wire {

// Wide enough for every sum of quantities: a level of a coin that costs a millionth of a dollar has more than
// the 92 billion that 64 bits hold at this scale.
struct Decimal {
    __extension__ using Units = __int128;
    Units units = 0; // of 1e-8

    static constexpr int digits = 8;
    static constexpr std::int64_t one = 100'000'000;

    constexpr bool is_zero() const noexcept { return units == 0; }
    constexpr bool is_negative() const noexcept { return units < 0; }
    // A step of 0 stands for a filter that is switched off.
    constexpr bool is_multiple_of(Decimal step) const noexcept {
        return step.units == 0 || units % step.units == 0;
    }
    // Written out, so that the public header can be read as C++17.
    friend constexpr bool operator==(Decimal a, Decimal b) noexcept { return a.units == b.units; }
    friend constexpr bool operator!=(Decimal a, Decimal b) noexcept { return a.units != b.units; }
    friend constexpr bool operator<(Decimal a, Decimal b) noexcept { return a.units < b.units; }
    friend constexpr bool operator>(Decimal a, Decimal b) noexcept { return b < a; }
    friend constexpr bool operator<=(Decimal a, Decimal b) noexcept { return !(b < a); }
    friend constexpr bool operator>=(Decimal a, Decimal b) noexcept { return !(a < b); }
    friend constexpr Decimal operator+(Decimal a, Decimal b) noexcept { return {a.units + b.units}; }
    friend constexpr Decimal operator-(Decimal a, Decimal b) noexcept { return {a.units - b.units}; }
};

// "12", "0.5", "-1.00000001": at least one digit before the point and, where there is a point, behind it; at
// most 18 digits before it; more than eight decimals only where the rest are zeros. false, and `out`
// untouched, for all else.
bool read_decimal(std::string_view text, Decimal& out) noexcept;
std::optional<Decimal> parse_decimal(std::string_view text) noexcept;

// The shortest form: "12", "0.5", "-1.00000001".
std::string format_short(Decimal value);
// The same into `text`, which has room for `longest_decimal` bytes; the number of bytes written.
inline constexpr std::size_t longest_decimal = 41;
std::size_t write_decimal(Decimal value, char* text) noexcept;
// With eight decimals, as the exchange writes prices and quantities: "12.00000000".
std::string format_decimal(Decimal value);

// price x quantity, rounded towards zero; both of at most 18 digits before the point. The largest value where
// it does not fit.
Decimal product(Decimal price, Decimal quantity) noexcept;

} // namespace fixguard::wire
