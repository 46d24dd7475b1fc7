// The exchange's error code, ErrorCode(25016), as a type that is not an int.
#pragma once

#include <cstdint>

namespace fixguard {

// Any value the exchange may send; 0 means that no code was given. The set is open on purpose: a code that
// the catalogue does not know is kept as it came and never taken for a neighbour. The named constants are
// generated from spec/errors.toml into catalog/codes.hpp.
struct ErrorCode {
    std::int32_t value = 0;

    constexpr explicit operator bool() const noexcept { return value != 0; }
    // Written out, so that the public header can be read as C++17.
    friend constexpr bool operator==(ErrorCode a, ErrorCode b) noexcept { return a.value == b.value; }
    friend constexpr bool operator!=(ErrorCode a, ErrorCode b) noexcept { return a.value != b.value; }
    friend constexpr bool operator<(ErrorCode a, ErrorCode b) noexcept { return a.value < b.value; }
    friend constexpr bool operator>(ErrorCode a, ErrorCode b) noexcept { return b < a; }
    friend constexpr bool operator<=(ErrorCode a, ErrorCode b) noexcept { return !(b < a); }
    friend constexpr bool operator>=(ErrorCode a, ErrorCode b) noexcept { return !(a < b); }
};

} // namespace fixguard
