// Decimals go to text and back unharmed, whatever their size.
#include "wire/decimal.hpp"

#include <gtest/gtest.h>

#include <random>

namespace fixguard::wire {
namespace {

__extension__ using Wide = unsigned __int128;

TEST(Decimal, is_written_as_short_as_it_can_be_or_with_eight_decimals) {
    EXPECT_EQ(format_short({0}), "0");
    EXPECT_EQ(format_short({1}), "0.00000001");
    EXPECT_EQ(format_short({-123'450'000}), "-1.2345");
    EXPECT_EQ(format_short({10'000'000'000}), "100");
    EXPECT_EQ(format_decimal({0}), "0.00000000");
    EXPECT_EQ(format_decimal({-1}), "-0.00000001");
    EXPECT_EQ(format_decimal({10'000'000'000}), "100.00000000");
    const Decimal::Units largest = static_cast<Decimal::Units>(~Wide{0} >> 1);
    EXPECT_EQ(format_short({largest}), "1701411834604692317316873037158.84105727");
    EXPECT_EQ(format_decimal({-largest - 1}).size(), longest_decimal);
}

TEST(Decimal, is_read_as_it_was_written) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 100'000; ++i) {
        Decimal value{static_cast<Decimal::Units>(random()) * 1'000'000 >> (random() % 84)};
        if (random() % 2 == 0) value.units = -value.units;
        ASSERT_EQ(parse_decimal(format_short(value)), value);
        ASSERT_EQ(parse_decimal(format_decimal(value)), value);
    }
}

TEST(Decimal, multiplies_towards_zero_and_stops_at_the_largest) {
    const auto of = [](std::string_view text) { return parse_decimal(text).value(); };
    EXPECT_EQ(product({1}, {1}), (Decimal{0}));
    EXPECT_EQ(product(of("1.5"), of("-2")), of("-3"));
    EXPECT_EQ(product(of("0.00000001"), of("900000000000000000")), of("9000000000"));
    EXPECT_EQ(format_short(product(of("900000000000"), of("900000000000"))), "810000000000000000000000");
    const Decimal largest = product(of("900000000000000000"), of("900000000000000000"));
    EXPECT_EQ(format_short(largest), "1701411834604692317316873037158.84105727");
}

} // namespace
} // namespace fixguard::wire
