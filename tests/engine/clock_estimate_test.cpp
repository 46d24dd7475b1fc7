// The offset of two clocks, as messages between them tell it.
#include "engine/clock_estimate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr UtcTime noon{std::chrono::hours{500'000}};
constexpr SteadyTime t0{1h};

// A message that takes `there` to an exchange whose clock is `offset` ahead, and whose answer takes `back`.
void travel(ClockEstimate& clock, microseconds offset, microseconds there, microseconds back,
            SteadyTime now = t0) {
    clock.sample(noon, noon + there + offset, noon + there + back, now);
}

TEST(ClockOfTheExchange, IsUnknownBeforeTheFirstRoundTrip) {
    EXPECT_FALSE(ClockEstimate{}.reading(t0));
}

TEST(ClockOfTheExchange, LiesWithinTheUncertaintyHoweverTheWayIsSplit) {
    for (const microseconds there : {0us, 1'000us, 5'000us, 10'000us})
        for (const microseconds offset : {-700'000us, 0us, 3us, 900'000us}) {
            ClockEstimate clock;
            travel(clock, offset, there, 10'000us - there);
            const auto reading = clock.reading(t0);
            ASSERT_TRUE(reading);
            EXPECT_LE(std::chrono::abs(reading->offset - offset), reading->uncertainty) << offset.count();
            EXPECT_EQ(reading->round_trip, 10'000us);
        }
}

TEST(ClockOfTheExchange, IsToldByTheBestRoundTripUntilItIsOld) {
    ClockEstimate clock;
    travel(clock, 100us, 50us, 50us);
    travel(clock, 100us, 0us, 2'000us);
    EXPECT_EQ(clock.reading(t0)->round_trip, 100us);
    travel(clock, 100us, 0us, 2'000us, t0 + 60s);
    EXPECT_EQ(clock.reading(t0 + 60s)->round_trip, 2'000us) << "the clocks may have drifted by 6 ms";
    EXPECT_GT(clock.reading(t0 + 120s)->uncertainty, clock.reading(t0 + 60s)->uncertainty);
}

TEST(ClockOfTheExchange, IsMeasuredAnewWhenAClockWasSet) {
    ClockEstimate clock;
    travel(clock, 0us, 50us, 50us);
    travel(clock, 2'000'000us, 3'000us, 3'000us);
    EXPECT_EQ(clock.reading(t0)->offset, 2'000'000us);
    clock.sample(noon + 1s, noon, noon, t0); // our own was set back between sending and reading
    EXPECT_EQ(clock.reading(t0)->offset, 2'000'000us);
}

TEST(ClockTrouble, IsToldBeforeTheExchangeRefuses) {
    const auto trouble = [](microseconds offset, microseconds uncertainty) {
        return clock_trouble({offset, uncertainty, 2 * uncertainty}, 5'000ms, 1'000ms);
    };
    EXPECT_EQ(trouble(0ms, 1ms), "");
    EXPECT_EQ(trouble(-501ms, 1ms), "");
    EXPECT_EQ(trouble(-700ms, 2ms),
              "our clock is 700 ms ahead of the exchange's (within 2 ms); SendingTime(52) is refused (-1021) "
              "from 1000 ms on: set the clock");
    EXPECT_EQ(trouble(-700ms, 300ms), "") << "a slow network is no wrong clock";
    EXPECT_EQ(trouble(2'500ms, 1ms), "");
    EXPECT_THAT(trouble(2'600ms, 1ms), HasSubstr("our clock is 2600 ms behind the exchange's"));
    EXPECT_EQ(clock_trouble({2'600ms, 1ms, 2ms}, 0ms, 1'000ms), "") << "nobody checks it";
}

} // namespace
} // namespace fixguard::engine
