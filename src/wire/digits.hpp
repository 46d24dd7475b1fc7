// How many digits a text begins with, eight at a time.
#pragma once

#include "wire/scan.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fixguard::wire {

inline std::size_t leading_digits(std::string_view text) noexcept {
    constexpr std::uint64_t zeros = 0x3030'3030'3030'3030U;
    constexpr std::uint64_t to_top_bit = 0x7676'7676'7676'7676U; // from 10 on, without a carry
    constexpr std::uint64_t top_bits = 0x8080'8080'8080'8080U;
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const char* at = begin;
    for (; end - at >= 8; at += 8) {
        const std::uint64_t word = detail::load<std::uint64_t>(at) ^ zeros; // digits become 0..9
        const std::uint64_t others = (((word & ~top_bits) + to_top_bit) | word) & top_bits;
        if (others != 0) return static_cast<std::size_t>(at - begin + __builtin_ctzll(others) / 8);
    }
    while (at != end && *at >= '0' && *at <= '9')
        ++at;
    return static_cast<std::size_t>(at - begin);
}

} // namespace fixguard::wire
