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

// Whether `tag` ends at `equals`. A '\x01' or '\u0001' that a logger wrote for SOH may end in a digit: such a
// digit is no part of the tag.
bool has_tag(std::string_view bytes, std::size_t equals, std::string_view tag) noexcept {
    if (equals < tag.size() || bytes.compare(equals - tag.size(), tag.size(), tag) != 0) return false;
    const std::size_t begin = equals - tag.size();
    if (begin == 0 || !is_digit(bytes[begin - 1])) return true;
    const std::string_view before = bytes.substr(0, begin);
    return before.ends_with("\\x01") || before.ends_with("\\u0001") || before.ends_with("\\001");
}

// Whether the value ends `size` bytes behind `equals`.
bool ends_behind(std::string_view bytes, std::size_t equals, std::size_t size) noexcept {
    const std::size_t end = equals + 1 + size;
    return end == bytes.size() || !is_word(bytes[end]);
}

// The byte behind the '=' decides first: it is what most fields that look like a mark do not have.
bool is_mark(std::string_view bytes, std::size_t equals) noexcept {
    if (equals == 0 || equals + 1 >= bytes.size()) return false;
    const char next = bytes[equals + 1];
    switch (bytes[equals - 1]) {
    case '6': return (next == '-' || is_digit(next)) && has_tag(bytes, equals, "25016");
    case '5':
        switch (next) {
        case '3':
        case '5':
        case '9':
        case 'B':
        case 'Y': return ends_behind(bytes, equals, 1) && has_tag(bytes, equals, "35");
        case 'X': // byte by byte: most are the refreshes of market data, 35=X
            return equals + 3 < bytes.size() && bytes[equals + 2] == 'A' && bytes[equals + 3] == 'R' &&
                   ends_behind(bytes, equals, 3) && has_tag(bytes, equals, "35");
        default: return false;
        }
    case '0': return next == '8' && ends_behind(bytes, equals, 1) && has_tag(bytes, equals, "150");
    case '1':
        return ends_behind(bytes, equals, 1) && ((next == '7' && has_tag(bytes, equals, "431")) ||
                                                 (next == '0' && has_tag(bytes, equals, "531")));
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

// The two bytes before a '=' and the one behind it decide whether a mark may be there. Each bit of a byte of
// these tables is one sort of mark; a byte fits where its bit is set. Of the bytes before the '=' the low
// half is enough: a tag has nothing but digits. What fits by chance is found out by is_mark().
struct Fingerprints {
    alignas(16) std::uint8_t second_last[16]{}; // by low half
    alignas(16) std::uint8_t last[16]{};        // by low half
    alignas(16) std::uint8_t next_low[16]{};
    alignas(16) std::uint8_t next_high[16]{};

    static constexpr void set(std::uint8_t& byte, unsigned bit) {
        byte = static_cast<std::uint8_t>(byte | 1U << bit);
    }
    // `next`: bytes whose high half is the same, so that no other byte slips in.
    constexpr void add(unsigned bit, std::string_view digits, std::string_view next) {
        set(second_last[digits[0] & 15], bit);
        set(last[digits[1] & 15], bit);
        for (const char c : next) {
            set(next_low[c & 15], bit);
            set(next_high[c >> 4], bit);
        }
    }
};

constexpr Fingerprints fingerprints = [] {
    Fingerprints made;
    made.add(0, "16", "0123456789"); // 25016=
    made.add(6, "16", "-");
    made.add(1, "35", "359"); // 35=3, 35=5, 35=9
    made.add(2, "35", "B");
    made.add(3, "35", "XY"); // 35=XAR, 35=Y
    made.add(4, "50", "8");  // 150=8
    made.add(5, "31", "07"); // 531=0, 431=7
    return made;
}();

struct Tables {
    __m256i second_last, last, next_low, next_high;
};

[[gnu::target("avx2")]] inline __m256i twice(const std::uint8_t (&table)[16]) noexcept {
    return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(table)));
}

[[gnu::target("avx2")]] inline __m256i load(const char* at) noexcept {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

// Byte i is not zero where at[i + 2] may be the '=' of a mark; [at, at + 35) can be read. A shuffle takes no
// heed of the bits between the low half and the highest, and gives zero where that is set.
[[gnu::target("avx2")]] inline __m256i may_be_marks(const char* at, const Tables& tables) noexcept {
    const __m256i next = load(at + 3);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(next, 4), _mm256_set1_epi8(15));
    const __m256i tag = _mm256_and_si256(_mm256_shuffle_epi8(tables.second_last, load(at)),
                                         _mm256_shuffle_epi8(tables.last, load(at + 1)));
    const __m256i value = _mm256_and_si256(_mm256_shuffle_epi8(tables.next_low, next),
                                           _mm256_shuffle_epi8(tables.next_high, high));
    const __m256i equals = _mm256_cmpeq_epi8(load(at + 2), _mm256_set1_epi8('='));
    return _mm256_and_si256(_mm256_and_si256(tag, value), equals);
}

[[gnu::target("avx2")]] inline std::uint32_t not_zero(__m256i bytes) noexcept {
    const __m256i zero = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
    return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(zero));
}

[[gnu::target("avx2")]] std::size_t find_mark_avx2(std::string_view bytes, std::size_t from,
                                                   std::size_t to) noexcept {
    constexpr std::size_t step = 64, before = 2, behind = 1;
    constexpr std::size_t far_ahead = 4096; // the processor by itself looks ahead no farther than a page
    const Tables tables{twice(fingerprints.second_last), twice(fingerprints.last),
                        twice(fingerprints.next_low), twice(fingerprints.next_high)};
    // `at` is two bytes before the first '=' that is looked at. A '=' among the first two is no mark's.
    std::size_t at = from < before ? 0 : from - before;
    for (; at + before < to && at + step + before + behind <= bytes.size(); at += step) {
        _mm_prefetch(bytes.data() + at + far_ahead, _MM_HINT_T0); // of any address: it never faults
        const __m256i first = may_be_marks(bytes.data() + at, tables);
        const __m256i second = may_be_marks(bytes.data() + at + 32, tables);
        const __m256i either = _mm256_or_si256(first, second);
        if (_mm256_testz_si256(either, either) != 0) [[likely]]
            continue;
        std::uint64_t found = not_zero(first) | std::uint64_t{not_zero(second)} << 32;
        for (; found != 0; found &= found - 1) {
            const std::size_t equals = at + before + static_cast<std::size_t>(std::countr_zero(found));
            if (equals < to && is_mark(bytes, equals)) return equals;
        }
    }
    return find_mark_portable(bytes, std::max(from, at + before), to);
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
