// Looks at many bytes of a message at once: where SOH stands, and which tag number comes next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace fixguard::wire::detail {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lowest byte of a word has to be the first");

template <typename Word>
Word load(const char* at) noexcept {
    Word word;
    std::memcpy(&word, at, sizeof word); // NOLINT: nobody comes here with an empty view, which has no marks
    return word;
}

inline constexpr std::size_t block_size = 64;

// Bit i of the result is set where at[i] is SOH. [at, at + block_size) can be read.
inline std::uint64_t soh_marks_portable(const char* at) noexcept {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101U;
    constexpr std::uint64_t low_bits = 0x7F7F'7F7F'7F7F'7F7FU;
    constexpr std::uint64_t gather = 0x0102'0408'1020'4080U; // brings bit 8i to bit 56 + i
    std::uint64_t marks = 0;
    for (std::size_t i = 0; i < block_size; i += 8) {
        const std::uint64_t word = load<std::uint64_t>(at + i) ^ ones; // SOH becomes zero
        const std::uint64_t zeros = ~(((word & low_bits) + low_bits) | word | low_bits);
        marks |= ((zeros >> 7) * gather >> 56) << i;
    }
    return marks;
}

inline std::uint64_t soh_marks(const char* at) noexcept {
#ifdef __SSE2__
    const auto quarter = [at](std::size_t from) noexcept {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + from));
        const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\x01')));
        return std::uint64_t{static_cast<std::uint32_t>(mask)} << from;
    };
    return quarter(0) | quarter(16) | quarter(32) | quarter(48);
#else
    return soh_marks_portable(at);
#endif
}

// The same for fewer bytes than a block.
std::uint64_t soh_marks(const char* at, std::size_t size) noexcept;

struct TagNumber {
    std::int32_t value = 0;
    std::size_t size = 0; // digits
};

// Whether the first `count` bytes of `word`, in which digits became 0..9, are digits and the first of them is
// no 0.
template <unsigned count>
bool is_number(std::uint32_t word) noexcept {
    constexpr std::uint32_t used = 0x8080'8080U >> (32 - 8 * count);
    return (((word + 0x7676'7676U) | (word - 1)) & used) == 0;
}

// The number of the first `count` digits: two neighbours become one number, then two of these.
template <unsigned count>
std::int32_t number(std::uint32_t word) noexcept {
    constexpr std::uint32_t tens = 10 << 8 | 1, hundreds = 100 << 16 | 1;
    if constexpr (count <= 2) return static_cast<std::uint8_t>((word << (16 - 8 * count)) * tens >> 8);
    const std::uint32_t pairs = (word << (32 - 8 * count)) * tens >> 8 & 0x00FF'00FFU;
    return static_cast<std::int32_t>(pairs * hundreds >> 16);
}

template <unsigned count>
bool take_number(std::uint32_t word, TagNumber& tag) noexcept {
    if (!is_number<count>(word)) return false;
    tag = {number<count>(word), count};
    return true;
}

// Reads a tag number of one to five digits, the first of them no 0, with '=' behind them. False for all else,
// and for some whose value has a '=' near its begin: then the field has to be read byte by byte. [at, at +
// tag_room) can be read, and the byte behind it where the last of them ends no field. Messages of one type
// have the same tags, so that the branches are foreseen.
inline constexpr std::size_t tag_room = 5;
inline bool read_tag_number(const char* at, TagNumber& tag) noexcept {
    const std::uint32_t word = load<std::uint32_t>(at) ^ 0x3030'3030U; // digits become 0..9
    if (at[2] == '=') return take_number<2>(word, tag);
    if (at[3] == '=') return take_number<3>(word, tag);
    if (at[4] == '=') return take_number<4>(word, tag);
    const auto last = static_cast<unsigned char>(at[4] - '0');
    if (last <= 9 && at[5] == '=') {
        if (!take_number<4>(word, tag)) return false;
        tag = {tag.value * 10 + last, 5};
        return true;
    }
    if (at[1] == '=') return take_number<1>(word, tag);
    return false;
}

// The number of the 1..8 digits [at, at + size); false where one is none. All at once: a loop would guess
// wrong at the end of each number of another size.
inline constexpr std::size_t most_digits = 8;
inline bool read_digits(const char* at, std::size_t size, std::uint32_t& value) noexcept {
    const auto byte = [at](std::size_t i) noexcept {
        return std::uint64_t{static_cast<unsigned char>(at[i])} << 8 * i;
    };
    // Bytes that are read twice come to the same place.
    const std::uint64_t text =
        size < 4
            ? byte(0) | byte(size / 2) | byte(size - 1)
            : load<std::uint32_t>(at) | std::uint64_t{load<std::uint32_t>(at + size - 4)} << 8 * (size - 4);
    const std::size_t missing = 8 * (most_digits - size);
    std::uint64_t word = (text << missing) ^ (0x3030'3030'3030'3030U << missing); // zeros in front
    if ((((word + 0x7676'7676'7676'7676U) | word) & 0x8080'8080'8080'8080U) != 0) return false;
    // Two neighbours become one number, then two of these, and two of those.
    word = word * (10 << 8 | 1) >> 8 & 0x00FF'00FF'00FF'00FFU;
    word = word * (100 << 16 | 1) >> 16 & 0x0000'FFFF'0000'FFFFU;
    value = static_cast<std::uint32_t>(word * (std::uint64_t{10'000} << 32 | 1) >> 32);
    return true;
}

// The value of CheckSum(10), where [at, at + 8) is SOH, 10=, three digits and SOH; else -1.
inline int read_trailer(const char* at) noexcept {
    constexpr char zeros[] = "\x01"
                             "10=000"
                             "\x01";
    const std::uint64_t word = load<std::uint64_t>(at) ^ load<std::uint64_t>(zeros);
    const auto digits = static_cast<std::uint32_t>(word >> 24); // 0, first, second, third
    const std::uint32_t others = (digits + 0x7676'7600U) | digits;
    if ((word & 0xFF00'0000'FFFF'FFFFU) != 0 || (others & 0x8080'8000U) != 0) return -1;
    const std::uint32_t pairs = (digits * (10U << 8 | 1) >> 8) & 0x00FF'00FFU;
    return static_cast<int>(pairs * (100U << 16 | 1) >> 16);
}

// The sum modulo 256 of [at, at + size), and whether "10=" begins among them. [at, at + size + 2) can be
// read.
struct Summed {
    std::uint8_t sum = 0;
    bool has_trailer_tag = false;
};
Summed sum_portable(const char* at, std::size_t size) noexcept;
Summed sum(const char* at, std::size_t size) noexcept;

} // namespace fixguard::wire::detail
