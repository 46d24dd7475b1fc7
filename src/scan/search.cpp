// The wide searches: 32 bytes at a time where the processor has AVX2, else the C library's.
#include "scan/search.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#define FIXGUARD_HAS_AVX2 __builtin_cpu_supports("avx2")
#endif

namespace fixguard::scan {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_word(char c) noexcept {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Whether `tag` ends at `equals` and `value` begins behind it, both whole. A '\x01' or '\u0001' that a logger
// wrote for SOH may end in a digit: such a digit is no part of the tag.
bool stands_at(std::string_view bytes, std::size_t equals, std::string_view tag,
               std::string_view value) noexcept {
    if (equals < tag.size() || bytes.substr(equals - tag.size(), tag.size()) != tag) return false;
    const std::size_t begin = equals - tag.size();
    if (begin > 0 && is_digit(bytes[begin - 1])) {
        const std::string_view before = bytes.substr(0, begin);
        if (!before.ends_with("\\x01") && !before.ends_with("\\u0001") && !before.ends_with("\\001"))
            return false;
    }
    if (value.empty()) return true;
    if (bytes.substr(equals + 1, value.size()) != value) return false;
    const std::size_t end = equals + 1 + value.size();
    return end == bytes.size() || !is_word(bytes[end]);
}

bool is_mark(std::string_view bytes, std::size_t equals) noexcept {
    if (equals == 0) return false;
    switch (bytes[equals - 1]) {
    case '6': return stands_at(bytes, equals, "25016", "");
    case '5':
        for (const std::string_view carrier : {"3", "5", "9", "B", "Y", "XAR"})
            if (stands_at(bytes, equals, "35", carrier)) return true;
        return false;
    case '0': return stands_at(bytes, equals, "150", "8");
    case '1': return stands_at(bytes, equals, "431", "7") || stands_at(bytes, equals, "531", "0");
    default: return false;
    }
}

std::size_t find_last_portable(std::string_view bytes, std::string_view text, std::size_t from,
                               std::size_t to) noexcept {
    const std::string_view there = bytes.substr(from, to - from);
    const std::size_t at = there.rfind(text);
    return at == npos ? npos : from + at;
}

#ifdef FIXGUARD_HAS_AVX2

// Four bytes in a row decide whether a mark may be there. Each bit of a byte of these tables is one such
// fingerprint; a byte fits where its bit is set for the low and for the high half.
struct Fingerprints {
    alignas(16) std::uint8_t low[4][16]{};
    alignas(16) std::uint8_t high[4][16]{};

    constexpr void add(unsigned bit, unsigned at, char c) {
        const auto byte = static_cast<unsigned char>(c);
        low[at][byte & 15] = static_cast<std::uint8_t>(low[at][byte & 15] | 1U << bit);
        high[at][byte >> 4] = static_cast<std::uint8_t>(high[at][byte >> 4] | 1U << bit);
    }
    constexpr void add(unsigned bit, std::string_view four) {
        for (unsigned at = 0; at < 4; ++at)
            add(bit, at, four[at]);
    }
};

// 35=3, 35=5 and 35=9 share a bit: their last bytes have the same high half, so no other byte slips in.
constexpr Fingerprints fingerprints = [] {
    Fingerprints made;
    made.add(0, "016=");
    made.add(1, "35=3");
    made.add(1, "35=5");
    made.add(1, "35=9");
    made.add(2, "35=B");
    made.add(3, "35=Y");
    made.add(4, "=XAR");
    made.add(5, "50=8");
    made.add(6, "31=7");
    made.add(7, "31=0");
    return made;
}();

struct Tables {
    __m256i low[4];
    __m256i high[4];
};

[[gnu::target("avx2")]] inline __m256i twice(const std::uint8_t (&table)[16]) noexcept {
    return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(table)));
}

// The fingerprints that begin at each of the 32 bytes from `at` on; [at, at + 35) can be read.
[[gnu::target("avx2")]] inline __m256i begin_at(const char* at, const Tables& tables) noexcept {
    const __m256i half = _mm256_set1_epi8(15);
    __m256i found = _mm256_set1_epi8(-1);
    for (int i = 0; i < 4; ++i) {
        const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + i));
        const __m256i low = _mm256_shuffle_epi8(tables.low[i], _mm256_and_si256(bytes, half));
        const __m256i above = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
        found = _mm256_and_si256(found, _mm256_and_si256(low, _mm256_shuffle_epi8(tables.high[i], above)));
    }
    return found;
}

[[gnu::target("avx2")]] inline std::uint32_t not_zero(__m256i bytes) noexcept {
    const __m256i zero = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
    return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(zero));
}

[[gnu::target("avx2")]] std::size_t find_mark_avx2(std::string_view bytes, std::size_t from,
                                                   std::size_t to) noexcept {
    constexpr std::size_t step = 64, read_ahead = 3;
    Tables tables;
    for (int i = 0; i < 4; ++i) {
        tables.low[i] = twice(fingerprints.low[i]);
        tables.high[i] = twice(fingerprints.high[i]);
    }
    std::size_t at = from < read_ahead ? 0 : from - read_ahead; // '=' is the last byte of some fingerprints
    for (; at < to && at + step + read_ahead <= bytes.size(); at += step) {
        const __m256i first = begin_at(bytes.data() + at, tables);
        const __m256i second = begin_at(bytes.data() + at + 32, tables);
        const __m256i either = _mm256_or_si256(first, second);
        if (_mm256_testz_si256(either, either) != 0) [[likely]]
            continue;
        std::uint64_t found = not_zero(first) | std::uint64_t{not_zero(second)} << 32;
        for (; found != 0; found &= found - 1) {
            const std::size_t begin = at + static_cast<std::size_t>(std::countr_zero(found));
            for (std::size_t equals = begin; equals <= begin + read_ahead; ++equals)
                if (bytes[equals] == '=' && equals >= from && equals < to && is_mark(bytes, equals))
                    return equals;
        }
    }
    return find_mark_portable(bytes, std::max(from, at), to);
}

[[gnu::target("avx2")]] std::size_t find_last_avx2(std::string_view bytes, std::string_view text,
                                                   std::size_t from, std::size_t to) noexcept {
    constexpr std::size_t step = 32;
    const std::size_t tail = text.size() - 1; // first and last byte are compared for 32 places at once
    const __m256i first = _mm256_set1_epi8(text.front());
    const __m256i last = _mm256_set1_epi8(text.back());
    std::size_t end = to - tail; // places before this one are not looked at yet
    while (end - from >= step) {
        const char* const at = bytes.data() + end - step;
        const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
        const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + tail));
        const __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(a, first), _mm256_cmpeq_epi8(b, last));
        auto found = static_cast<std::uint32_t>(_mm256_movemask_epi8(both));
        while (found != 0) {
            const int bit = 31 - std::countl_zero(found);
            if (std::memcmp(at + bit, text.data(), text.size()) == 0)
                return end - step + static_cast<std::size_t>(bit);
            found ^= std::uint32_t{1} << bit;
        }
        end -= step;
    }
    return find_last_portable(bytes, text, from, end + tail);
}

#endif

} // namespace

std::size_t find_mark_portable(std::string_view bytes, std::size_t from, std::size_t to) noexcept {
    for (std::size_t at = from; at < to; ++at) {
        const void* const equals = std::memchr(bytes.data() + at, '=', to - at);
        if (equals == nullptr) return npos;
        at = static_cast<std::size_t>(static_cast<const char*>(equals) - bytes.data());
        if (is_mark(bytes, at)) return at;
    }
    return npos;
}

std::size_t find_mark(std::string_view bytes, std::size_t from, std::size_t to) noexcept {
    to = std::min(to, bytes.size());
    if (from >= to) return npos;
#ifdef FIXGUARD_HAS_AVX2
    if (FIXGUARD_HAS_AVX2) return find_mark_avx2(bytes, from, to);
#endif
    return find_mark_portable(bytes, from, to);
}

std::size_t find_last(std::string_view bytes, std::string_view text, std::size_t from,
                      std::size_t to) noexcept {
    to = std::min(to, bytes.size());
    if (to < text.size() || from > to - text.size()) return npos;
#ifdef FIXGUARD_HAS_AVX2
    if (FIXGUARD_HAS_AVX2) return find_last_avx2(bytes, text, from, to);
#endif
    return find_last_portable(bytes, text, from, to);
}

} // namespace fixguard::scan
