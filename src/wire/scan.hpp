// Finds the SOH that ends a value, eight bytes at a time: values are short, so a call of memchr costs more.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace fixguard::wire::detail {

// The first SOH in [begin, end), or end. Reads nothing outside.
inline const char* find_soh(const char* begin, const char* end) noexcept {
    static_assert(std::endian::native == std::endian::little,
                  "the lowest byte of a word has to be the first");
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    while (end - begin >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, begin, sizeof word);
        word ^= ones; // SOH becomes zero
        // The lowest set high bit marks the first zero byte; false marks can only follow a true one.
        const std::uint64_t zeros = (word - ones) & ~word & high_bits;
        if (zeros != 0) return begin + (std::countr_zero(zeros) >> 3);
        begin += 8;
    }
    while (begin != end && *begin != '\x01')
        ++begin;
    return begin;
}

} // namespace fixguard::wire::detail
