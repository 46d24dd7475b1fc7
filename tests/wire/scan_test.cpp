// The quick looks at many bytes against the same done byte by byte, over all short inputs and many long ones.
#include "wire/digits.hpp"
#include "wire/scan.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace fixguard::wire::detail {
namespace {

std::string random_bytes(std::mt19937& random, std::size_t size, std::string_view alphabet) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i)
        bytes += alphabet[random() % alphabet.size()];
    return bytes;
}

std::uint64_t slow_marks(std::string_view bytes) {
    std::uint64_t marks = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (bytes[i] == '\x01') marks |= std::uint64_t{1} << i;
    return marks;
}

TEST(SohMarks, AreAtEachSohAndNowhereElse) {
    std::mt19937 random(3);
    for (int round = 0; round < 5'000; ++round) {
        // The neighbours of SOH and the bytes that a sum could carry into.
        const std::string bytes = random_bytes(random, block_size, {"\x01\x00\x02\x81\x80\x7f\xff=", 8});
        ASSERT_EQ(soh_marks(bytes.data()), slow_marks(bytes));
        ASSERT_EQ(soh_marks_portable(bytes.data()), slow_marks(bytes));
        const std::size_t size = random() % block_size;
        const std::string few(bytes, 0, size); // a copy, so that a sanitizer sees a look behind it
        ASSERT_EQ(soh_marks(few.data(), size), slow_marks(few));
    }
}

TEST(LeadingDigits, AreCountedUpToTheFirstOtherByte) {
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
        // The neighbours of the digits, and bytes that a sum could carry into; mostly digits.
        std::string bytes = random_bytes(random, random() % 40, "0123456789");
        if (!bytes.empty() && random() % 4 != 0)
            bytes[random() % bytes.size()] = random_bytes(random, 1, {"/:.\x00\xB0\xBA\x7F\xFF", 8})[0];
        const std::string exact(bytes); // a copy, so that a sanitizer sees a look behind it
        const std::size_t slow = exact.find_first_not_of("0123456789");
        ASSERT_EQ(leading_digits(exact), slow == std::string::npos ? exact.size() : slow);
    }
}

struct SlowSummed {
    unsigned sum = 0;
    bool has_trailer_tag = false;
};

SlowSummed slow_sum(const std::string& bytes, std::size_t size) {
    SlowSummed result;
    for (std::size_t i = 0; i < size; ++i)
        result.sum = (result.sum + static_cast<unsigned char>(bytes[i])) % 256;
    result.has_trailer_tag = bytes.find("10=") < size;
    return result;
}

TEST(Sum, TakesEachByteOnce) {
    std::mt19937 random(5);
    for (std::size_t size = 0; size < 400; ++size) {
        const std::string bytes = random_bytes(random, size + 2,
                                               {"\x01\x7f\x80\xff"
                                                "AZ",
                                                6});
        const Summed summed = sum(bytes.data(), size);
        ASSERT_EQ(summed.sum, slow_sum(bytes, size).sum) << size;
        ASSERT_FALSE(summed.has_trailer_tag) << size;
        ASSERT_EQ(sum_portable(bytes.data(), size).sum, summed.sum) << size;
    }
}

TEST(Sum, FindsATrailerTagWhereverItBegins) {
    for (std::size_t size = 0; size < 200; ++size)
        for (std::size_t at = 0; at <= size; ++at) {
            std::string bytes(size + 2, '1');
            if (at + 3 <= bytes.size()) bytes.replace(at, 3, "10=");
            const SlowSummed expected = slow_sum(bytes, size);
            const Summed summed = sum(bytes.data(), size);
            ASSERT_EQ(summed.has_trailer_tag, expected.has_trailer_tag) << at << " of " << size;
            ASSERT_EQ(summed.sum, expected.sum) << at << " of " << size;
            ASSERT_EQ(sum_portable(bytes.data(), size).has_trailer_tag, expected.has_trailer_tag);
        }
}

TEST(Sum, IsNotMisledByPartsOfATrailerTag) {
    for (const std::string_view part : {"10", "0=", "1=", "100", "1 0=", "11=", "20=", "00="})
        for (std::size_t at = 0; at < 80; ++at) {
            std::string bytes(100, 'x');
            bytes.replace(at, part.size(), part);
            ASSERT_FALSE(sum(bytes.data(), 98).has_trailer_tag) << part << " at " << at;
        }
}

// By the rule of FieldCursor, for what read_tag_number() may decide: 0 where it has to say no.
int slow_tag(const std::string& bytes) {
    const std::size_t equals = bytes.find('=');
    if (equals == std::string::npos || equals == 0 || equals > 5 || bytes[0] == '0') return 0;
    if (bytes.find_first_not_of("0123456789") != equals) return 0;
    return std::stoi(bytes);
}

int quick_tag(const std::string& bytes) {
    TagNumber tag;
    if (!read_tag_number(bytes.data(), tag)) return 0;
    EXPECT_EQ(bytes[tag.size], '=') << bytes;
    return tag.value;
}

TEST(TagNumber, IsReadForAllNumbers) {
    for (int tag = 0; tag < 1'000'000; ++tag) {
        std::string bytes = std::to_string(tag) + "=xxxxx";
        bytes.resize(tag_room + 1);
        ASSERT_EQ(quick_tag(bytes), slow_tag(bytes)) << bytes;
    }
}

TEST(TagNumber, IsRefusedForAllElse) {
    const std::string alphabet = "0159=\x01:/x\xb0";
    for (std::size_t round = 0; round < 1'000'000; ++round) {
        std::string bytes;
        for (std::size_t place = 0, rest = round; place < tag_room + 1; ++place, rest /= alphabet.size())
            bytes += alphabet[rest % alphabet.size()];
        const int tag = quick_tag(bytes);
        // A value with '=' may be left to the slow way.
        const bool may_refuse = bytes.find('=') != bytes.rfind('=');
        ASSERT_EQ(tag, may_refuse && tag == 0 ? 0 : slow_tag(bytes)) << bytes;
    }
}

TEST(Digits, AreReadForAllSizes) {
    std::mt19937 random(20261121); // NOLINT: the same run every time
    for (std::size_t size = 1; size <= most_digits; ++size)
        for (int round = 0; round < 20'000; ++round) {
            std::string text(size, '0');
            for (char& digit : text)
                digit = static_cast<char>('0' + random() % 10);
            const std::vector<char> exact(text.begin(), text.end()); // no byte more
            std::uint32_t value = 0;
            ASSERT_TRUE(read_digits(exact.data(), size, value)) << text;
            ASSERT_EQ(value, std::stoul(text)) << text;
        }
}

TEST(Digits, AreRefusedWhereOneByteIsNone) {
    for (std::size_t size = 1; size <= most_digits; ++size)
        for (std::size_t place = 0; place < size; ++place)
            for (int byte = 0; byte < 256; ++byte) {
                std::string text(size, '9');
                text[place] = static_cast<char>(byte);
                std::uint32_t value = 7;
                const bool is_digit = byte >= '0' && byte <= '9';
                ASSERT_EQ(read_digits(text.data(), size, value), is_digit)
                    << size << ' ' << place << ' ' << byte;
                ASSERT_EQ(value, is_digit ? std::stoul(text) : 7);
            }
}

TEST(Trailer, IsReadForAllSums) {
    for (int sum = 0; sum < 1'000; ++sum) {
        std::string digits = std::to_string(sum);
        digits.insert(0, 3 - digits.size(), '0');
        EXPECT_EQ(read_trailer(("\x01"
                                "10=" +
                                digits + "\x01")
                                   .c_str()),
                  sum);
    }
}

TEST(Trailer, IsRefusedWhereOneByteIsAnother) {
    const std::string good("\x01"
                           "10=123\x01",
                           8);
    for (std::size_t at = 0; at < good.size(); ++at)
        for (int byte = 0; byte < 256; ++byte) {
            std::string bytes = good;
            bytes[at] = static_cast<char>(byte);
            const bool digit = byte >= '0' && byte <= '9';
            const bool sound = bytes == good || (at >= 4 && at <= 6 && digit);
            ASSERT_EQ(read_trailer(bytes.data()) >= 0, sound) << at << ' ' << byte;
        }
}

} // namespace
} // namespace fixguard::wire::detail
