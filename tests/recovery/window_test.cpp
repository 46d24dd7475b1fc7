// window_of(): how long a limit's own words say to wait.
#include "recovery/planner.hpp"

#include "errors.hpp"

#include <gtest/gtest.h>

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

} // namespace
} // namespace fixguard::recovery
