// The wide searches against the simple ones, at every place of a block.
#include "scan/search.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>

namespace fixguard::scan {
namespace {

std::string mark_at(std::size_t place, std::size_t size, std::string_view mark) {
    std::string bytes(size, '.');
    return bytes.replace(place, mark.size(), mark);
}

class Mark : public testing::TestWithParam<const char*> {};

TEST_P(Mark, is_found_at_every_place) {
    const std::string mark = std::string("|") + GetParam() + "|";
    for (std::size_t place = 0; place + mark.size() <= 150; ++place) {
        const std::string bytes = mark_at(place, 150, mark);
        EXPECT_EQ(find_mark(bytes, 0, bytes.size()), place + mark.find('=')) << place;
        EXPECT_EQ(find_mark_portable(bytes, 0, bytes.size()), place + mark.find('=')) << place;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Mark,
                         testing::Values("25016=-1171", "35=3", "35=5", "35=9", "35=B", "35=Y", "35=XAR",
                                         "150=8", "431=7", "531=0"));

TEST(FindMark, wants_the_whole_tag_and_the_whole_value) {
    for (const char* const none :
         {"|125016=1|", "|135=3|", "|35=30|", "|35=3A|", "|35=8|", "|35=XAK|", "|35=A|", "|31=70.5|",
          "|31=0.1|", "|1150=8|", "|150=81|", "|531=1|", "|50=8|"}) {
        const std::string bytes = mark_at(60, 150, none);
        EXPECT_EQ(find_mark(bytes, 0, bytes.size()), npos) << none;
    }
}

TEST(FindMark, a_separator_that_is_written_with_digits_is_no_part_of_the_tag) {
    for (const char* const separator : {"\\x01", "\\u0001", "\\001"})
        EXPECT_NE(find_mark(separator + std::string("35=3") + separator, 0, 20), npos) << separator;
}

TEST(FindMark, keeps_to_its_borders) {
    const std::string bytes = mark_at(70, 150, "|35=3|");
    EXPECT_EQ(find_mark(bytes, 73, 150), 73U);
    EXPECT_EQ(find_mark(bytes, 74, 150), npos);
    EXPECT_EQ(find_mark(bytes, 0, 73), npos);
}

// Text made of the pieces of marks, so that nearly every block has something that looks like one.
std::string noise(unsigned seed, std::size_t pieces) {
    static constexpr const char* parts[] = {
        "25016=", "016=", "35=", "3",    "5", "XAR",   "150=8", "431=", "7",  "|", "\x01", "0",
        "1=",     "=",    "\n",  "\xff", "x", "8=FIX", "531=0", "34=",  "12", "Y", "\\x01"};
    std::mt19937 random(seed);
    std::string text;
    for (std::size_t i = 0; i < pieces; ++i)
        text += parts[random() % std::size(parts)];
    return text;
}

TEST(FindMark, finds_what_the_simple_search_finds) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        const std::string text = noise(seed, 200);
        std::size_t from = 0;
        do {
            const std::size_t expected = find_mark_portable(text, from, text.size());
            ASSERT_EQ(find_mark(text, from, text.size()), expected) << "seed " << seed << " from " << from;
            from = expected == npos ? text.size() : expected + 1;
        } while (from < text.size());
    }
}

TEST(FindLast, finds_what_rfind_finds) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        const std::string text = noise(seed, 100);
        for (const std::string_view what : {"=", "35=3", "8=FIX", "12|"})
            for (std::size_t from = 0; from < text.size(); from += 17) {
                const std::size_t to = text.size() - from / 3;
                const std::size_t at = from < to ? std::string_view(text).substr(0, to).rfind(what) : npos;
                ASSERT_EQ(find_last(text, what, from, to), at == npos || at < from ? npos : at) << seed;
            }
    }
}

} // namespace
} // namespace fixguard::scan
