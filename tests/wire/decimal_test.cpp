// Decimals: every form that is one, every form that is none, and back into text.
#include "wire/decimal.hpp"

#include <gtest/gtest.h>

namespace fixguard::wire {
namespace {

// The shortest form of what was read; "-" where it was refused.
std::string read(std::string_view text) {
    Decimal value{77};
    if (read_decimal(text, value)) return format_short(value);
    EXPECT_EQ(value, Decimal{77}) << "a refused text must leave the value alone";
    return "-";
}

TEST(Decimal, is_read_exactly) {
    EXPECT_EQ(read("0"), "0");
    EXPECT_EQ(read("12"), "12");
    EXPECT_EQ(read("0.5"), "0.5");
    EXPECT_EQ(read("60000.01000000"), "60000.01");
    EXPECT_EQ(read("0.00000001"), "0.00000001");
    EXPECT_EQ(read("-1.00000001"), "-1.00000001");
    EXPECT_EQ(read("-0.5"), "-0.5");
    EXPECT_EQ(read("007.10"), "7.1");
    EXPECT_EQ(read("100"), "100");
}

TEST(Decimal, more_than_eight_decimals_only_where_they_are_zeros) {
    EXPECT_EQ(read("1.000000010"), "1.00000001");
    EXPECT_EQ(read("1.0000000000000000000000"), "1");
    EXPECT_EQ(read("1.000000001"), "-");
}

TEST(Decimal, holds_more_than_64_bits_of_units) {
    EXPECT_EQ(read("418374937380123456.12345678"), "418374937380123456.12345678");
    EXPECT_EQ(read("999999999999999999"), "999999999999999999");
    EXPECT_EQ(read("1000000000000000000"), "-");
}

TEST(Decimal, everything_else_is_refused) {
    for (const char* const text : {"", "-", ".", ".5", "5.", "1.x", "x", "+1", "1e5", " 1", "1 ", "1,5",
                                   "--1", "1.2.3", "0x1", "1.00000000x", "1.-5"})
        EXPECT_EQ(read(text), "-") << text;
}

TEST(Decimal, compares_and_divides_by_value) {
    const auto of = [](std::string_view text) {
        Decimal value;
        EXPECT_TRUE(read_decimal(text, value));
        return value;
    };
    EXPECT_LT(of("-0.5"), of("-0.4"));
    EXPECT_LT(of("99999999999"), of("100000000000"));
    EXPECT_EQ(of("1.50"), of("1.5"));
    EXPECT_TRUE(of("0.3").is_multiple_of(of("0.1")));
    EXPECT_FALSE(of("0.35").is_multiple_of(of("0.1")));
    EXPECT_TRUE(of("0.35").is_multiple_of(Decimal{}));
    EXPECT_EQ(format_short(of("0.1") + of("0.2")), "0.3");
}

} // namespace
} // namespace fixguard::wire
