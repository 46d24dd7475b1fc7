// Sums up bytes in blocks as wide as the processor has them.
#include "wire/scan.hpp"

#include <algorithm>
#include <array>

#if defined(__SSE2__) && defined(__GNUC__)
#include <immintrin.h>
#define FIXGUARD_AVX2
#endif

namespace fixguard::wire::detail {

std::uint64_t soh_marks(const char* at, std::size_t size) noexcept {
    std::array<char, block_size> block{};
    std::copy_n(at, size, block.data());
    return soh_marks(block.data());
}

Summed sum_portable(const char* at, std::size_t size) noexcept {
    std::uint8_t sum = 0;
    int found = 0;
    for (std::size_t i = 0; i < size; ++i) {
        sum = static_cast<std::uint8_t>(sum + static_cast<std::uint8_t>(at[i]));
        found |= (at[i] == '1') & (at[i + 1] == '0') & (at[i + 2] == '=');
    }
    return {sum, found != 0};
}

#ifdef FIXGUARD_AVX2
namespace {

constexpr std::size_t wide = 32;

// Zeros, then ones: read `count` bytes behind its begin it leaves the last `count` bytes of a block.
constexpr auto none_then_all = [] {
    std::array<char, 2 * wide> mask{};
    std::fill(mask.begin() + wide, mask.end(), '\xff');
    return mask;
}();

[[gnu::target("avx2")]] inline __m256i load_wide(const char* at) noexcept {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

// 32 times that byte, which the compiler would else make anew in each part of sum_avx2().
[[gnu::target("avx2")]] inline __m256i kept(char byte) noexcept {
    __m256i all = _mm256_set1_epi8(byte);
    asm("" : "+x"(all)); // may be another value now, for all it knows
    return all;
}

// size >= wide.
[[gnu::target("avx2")]] Summed sum_avx2(const char* at, std::size_t size) noexcept {
    const char* const last = at + size - wide; // the last block, part of which may be summed up before
    const __m256i one = kept('1'), zero = kept('0'), equals = kept('=');
    __m256i sum = _mm256_setzero_si256(), found = sum;
    // Marks the places of the block where "10=" begins.
    const auto find = [&](const char* block) __attribute__((target("avx2"))) {
        const __m256i ones = _mm256_cmpeq_epi8(load_wide(block), one);
        const __m256i zeros = _mm256_cmpeq_epi8(load_wide(block + 1), zero);
        const __m256i ends = _mm256_cmpeq_epi8(load_wide(block + 2), equals);
        found = _mm256_or_si256(found, _mm256_and_si256(_mm256_and_si256(ones, zeros), ends));
    };
    const auto add = [&](const char* block) __attribute__((target("avx2"))) {
        sum = _mm256_add_epi8(sum, load_wide(block));
        find(block);
    };
    for (std::size_t pairs = size / (2 * wide); pairs != 0; --pairs) {
        add(at);
        add(at + wide);
        at += 2 * wide;
    }
    if (at <= last) {
        add(at);
        at += wide;
    }
    const __m256i rest = load_wide(none_then_all.data() + wide - (at - last));
    sum = _mm256_add_epi8(sum, _mm256_and_si256(load_wide(last), rest));
    find(last);

    sum = _mm256_sad_epu8(sum, _mm256_setzero_si256());
    const __m128i halves = _mm_add_epi64(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    const int total = _mm_cvtsi128_si32(halves) + _mm_extract_epi16(halves, 4);
    return {static_cast<std::uint8_t>(total), _mm256_testz_si256(found, found) == 0};
}

const bool has_avx2 = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") != 0;
}();

} // namespace
#endif

Summed sum(const char* at, std::size_t size) noexcept {
#ifdef FIXGUARD_AVX2
    if (has_avx2 && size >= wide) [[likely]]
        return sum_avx2(at, size);
#endif
    return sum_portable(at, size);
}

} // namespace fixguard::wire::detail
