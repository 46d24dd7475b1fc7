// Decimals: what is read, what is written, and that both agree.
#include "wire/decimal.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace fixguard::wire {
namespace {

std::string short_form(Decimal value) {
    char text[21];
    return {text, write_decimal(value, text)};
}

TEST(Decimal, IsWrittenAsShortAsItCanBe) {
    EXPECT_EQ(short_form({0}), "0");
    EXPECT_EQ(short_form({100'000'000}), "1");
    EXPECT_EQ(short_form({1}), "0.00000001");
    EXPECT_EQ(short_form({150'000'000}), "1.5");
    EXPECT_EQ(short_form({-123'450'000}), "-1.2345");
    EXPECT_EQ(short_form({std::numeric_limits<std::int64_t>::max()}), "92233720368.54775807");
    EXPECT_EQ(short_form({std::numeric_limits<std::int64_t>::min()}), "-92233720368.54775808");
}

TEST(Decimal, IsReadAsItWasWritten) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 100'000; ++i) {
        const Decimal value{static_cast<std::int64_t>(random()) >> (random() % 63)};
        EXPECT_EQ(parse_decimal(short_form(value)), value);
        EXPECT_EQ(parse_decimal(format_decimal(value)), value);
    }
}

TEST(Decimal, RefusesWhatIsNoDecimal) {
    for (const char* const text : {"", "-", ".", "1.", ".5", "+1", "1e3", " 1", "1 ", "0x1", "1.000000001",
                                   "1,5", "92233720369", "1..2", "--1", "nan"})
        EXPECT_FALSE(parse_decimal(text)) << text;
}

TEST(Decimal, TakesZerosBehindTheEighthDecimal) {
    EXPECT_EQ(parse_decimal("0.10000000000"), (Decimal{10'000'000}));
}

TEST(Decimal, MultipliesTowardsZero) {
    EXPECT_EQ(product({1}, {1}), (Decimal{0}));
    EXPECT_EQ(product({150'000'000}, {-200'000'000}), (Decimal{-300'000'000}));
    EXPECT_EQ(product({std::numeric_limits<std::int64_t>::max()}, {200'000'000}).units,
              std::numeric_limits<std::int64_t>::max());
}

} // namespace
} // namespace fixguard::wire
