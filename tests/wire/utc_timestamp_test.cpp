// UTCTimestamp: three precisions in, microseconds out.
#include "wire/utc_timestamp.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <string>

namespace fixguard::wire {
namespace {

using namespace std::chrono;

constexpr UtcTime noon = sys_days{year{2026} / 11 / 21} + hours{12};

TEST(UtcTimestamp, ReadsThreePrecisions) {
    EXPECT_EQ(parse_utc_timestamp("20261121-12:00:01"), noon + seconds{1});
    EXPECT_EQ(parse_utc_timestamp("20261121-12:00:01.250"), noon + milliseconds{1250});
    EXPECT_EQ(parse_utc_timestamp("20261121-12:00:01.250001"), noon + std::chrono::microseconds{1'250'001});
}

TEST(UtcTimestamp, RefusesEverythingElse) {
    for (const char* text :
         {"", "20261121", "20261121-12:00", "20261121-12:00:01.", "20261121-12:00:01.2",
          "20261121-12:00:01.250001000", "20261321-12:00:01", "20260230-12:00:01", "20261121-24:00:01",
          "20261121-12:60:01", "20261121 12:00:01", "20261121-12.00:01", "20261121-12:00.01",
          "20261121-12:00:01.25x", "2026112x-12:00:01", "20261121-12:00:01Z", "20261121-12:00:01,250",
          "-0261121-12:00:01"})
        EXPECT_FALSE(parse_utc_timestamp(text)) << text;
}

TEST(UtcTimestamp, KnowsLeapDays) {
    EXPECT_TRUE(parse_utc_timestamp("20280229-00:00:00"));
    EXPECT_FALSE(parse_utc_timestamp("20270229-00:00:00"));
}

TEST(UtcTimestamp, WritesMicroseconds) {
    EXPECT_EQ(format_utc_timestamp(noon + std::chrono::microseconds{42}), "20261121-12:00:00.000042");
}

TEST(UtcTimestamp, ReadsWhatItWrites) {
    for (UtcTime time = noon; time < noon + hours{48}; time += std::chrono::microseconds{1'234'567'891})
        EXPECT_EQ(parse_utc_timestamp(format_utc_timestamp(time)), time);
}

// The C library's calendar is the judge.
TEST(UtcTimestamp, AgreesWithTheCLibrary) {
    for (std::time_t at = 0; at < 7'000'000'000; at += 98'765'432) {
        std::tm parts{};
        gmtime_r(&at, &parts);
        char text[32];
        std::strftime(text, sizeof text, "%Y%m%d-%H:%M:%S", &parts);
        const UtcTime time{seconds{at}};
        EXPECT_EQ(parse_utc_timestamp(text), time) << text;
        EXPECT_EQ(format_utc_timestamp(time), std::string(text) + ".000000");
    }
}

TEST(UtcTimestamp, TakesALeapSecondForTheOneBefore) {
    EXPECT_EQ(parse_utc_timestamp("20161231-23:59:60.500"), parse_utc_timestamp("20161231-23:59:59.500"));
    EXPECT_FALSE(parse_utc_timestamp("20161231-23:59:61"));
}

} // namespace
} // namespace fixguard::wire
