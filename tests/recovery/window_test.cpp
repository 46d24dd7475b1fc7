// window_of(): how long a limit's own words say to wait.
#include "recovery/planner.hpp"

#include "errors.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace fixguard::recovery {
namespace {

using test::with_params;

std::optional<milliseconds> window(std::initializer_list<std::string_view> params) {
    return window_of(with_params({}, params));
}

TEST(WindowOf, ReadsNumbersWithUnits) {
    EXPECT_EQ(window({"10000", "10s"}), milliseconds{10'000});
    EXPECT_EQ(window({"60", "60 s"}), milliseconds{60'000});
    EXPECT_EQ(window({"60", "1 MINUTE"}), milliseconds{60'000});
    EXPECT_EQ(window({"60", "MINUTE"}), milliseconds{60'000});
    EXPECT_EQ(window({"300", "5m"}), milliseconds{300'000});
    EXPECT_EQ(window({"5", "250ms"}), milliseconds{250});
    EXPECT_EQ(window({"160000", "1 DAY"}), milliseconds{86'400'000});
}

TEST(WindowOf, GuessesNothing) {
    EXPECT_FALSE(window({}));
    EXPECT_FALSE(window({"10"}));
    EXPECT_FALSE(window({"10000", "300000"}));
    EXPECT_FALSE(window({"10000", ""}));
    EXPECT_FALSE(window({"10000", "soon"}));
    EXPECT_FALSE(window({"10000", "0s"}));
    EXPECT_FALSE(window({"10000", "-5s"}));
    EXPECT_FALSE(window({"10000", "10 s of them"}));
    EXPECT_FALSE(window({"10000", "99999999999999999999s"}));
    EXPECT_FALSE(window({"10000", "9223372036854775807d"}));
}

TEST(WindowOf, KnowsEachUnit) {
    const std::pair<const char*, std::int64_t> units[] = {
        {"ms", 1},           {"millisecond", 1},   {"milliseconds", 1}, {"s", 1'000},
        {"sec", 1'000},      {"second", 1'000},    {"seconds", 1'000},  {"m", 60'000},
        {"min", 60'000},     {"minute", 60'000},   {"minutes", 60'000}, {"h", 3'600'000},
        {"hour", 3'600'000}, {"hours", 3'600'000}, {"d", 86'400'000},   {"day", 86'400'000},
        {"days", 86'400'000}};
    for (const auto& [name, in_ms] : units) {
        EXPECT_EQ(window({std::string("2") + name}), milliseconds{2 * in_ms}) << name;
        EXPECT_EQ(window({name}), milliseconds{in_ms}) << name;
    }
}

TEST(WindowOf, TakesTheLastOfTwoAndNothingBeyondAYear) {
    EXPECT_EQ(window({"10s", "1m"}), milliseconds{60'000});
    EXPECT_EQ(window({"1m", "10"}), milliseconds{60'000});
    EXPECT_EQ(window({"366d"}), milliseconds{366 * 86'400'000LL});
    EXPECT_FALSE(window({"367d"}));
}

} // namespace
} // namespace fixguard::recovery
