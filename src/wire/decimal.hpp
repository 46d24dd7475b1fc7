// PRICE and QTY values exactly as they are written: whole numbers of 1e-8, no floating point.
#pragma once

#include <compare>
#include <cstdint>
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
    friend constexpr auto operator<=>(Decimal, Decimal) noexcept = default;
    friend constexpr Decimal operator+(Decimal a, Decimal b) noexcept { return {a.units + b.units}; }
    friend constexpr Decimal operator-(Decimal a, Decimal b) noexcept { return {a.units - b.units}; }
};

// "12", "0.5", "-1.00000001": at least one digit before the point and, where there is a point, behind it; at
// most 18 digits before it; more than eight decimals only where the rest are zeros. false, and `out`
// untouched, for all else.
bool read_decimal(std::string_view text, Decimal& out) noexcept;

// The shortest form: "12", "0.5", "-1.00000001".
std::string format_decimal(Decimal value);

} // namespace fixguard::wire
