// Prices and quantities as whole numbers of 1e-8: exact, comparable, no floating point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::wire {

// -92 billion .. 92 billion in steps of 1e-8.
struct Decimal {
    std::int64_t units = 0; // of 1e-8

    static constexpr std::int64_t one = 100'000'000;
    static constexpr int digits = 8;

    constexpr bool is_zero() const noexcept { return units == 0; }
    constexpr bool is_multiple_of(Decimal step) const noexcept {
        return step.units == 0 || units % step.units == 0;
    }
    friend constexpr bool operator==(Decimal a, Decimal b) noexcept { return a.units == b.units; }
    friend constexpr bool operator!=(Decimal a, Decimal b) noexcept { return a.units != b.units; }
    friend constexpr bool operator<(Decimal a, Decimal b) noexcept { return a.units < b.units; }
    friend constexpr bool operator>(Decimal a, Decimal b) noexcept { return b < a; }
    friend constexpr bool operator<=(Decimal a, Decimal b) noexcept { return !(b < a); }
    friend constexpr bool operator>=(Decimal a, Decimal b) noexcept { return !(a < b); }
    friend constexpr Decimal operator+(Decimal a, Decimal b) noexcept { return {a.units + b.units}; }
    friend constexpr Decimal operator-(Decimal a, Decimal b) noexcept { return {a.units - b.units}; }
};

// "12", "0.5", "-1.00000001". Nothing for any other form, more than eight decimals (zeros at the end are no
// decimals) or a number that does not fit.
std::optional<Decimal> parse_decimal(std::string_view text) noexcept;

// With eight decimals, as the server writes prices and quantities.
std::string format_decimal(Decimal value);
// As short as it can be written, into `text`, which has room for 21 bytes; the number of bytes written.
std::size_t write_decimal(Decimal value, char* text) noexcept;

// price x quantity, rounded towards zero. The largest value where it does not fit.
Decimal product(Decimal price, Decimal quantity) noexcept;

} // namespace fixguard::wire
