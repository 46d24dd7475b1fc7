// The keys of market data: streams and connections.
#include "engine/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::variant<Settings, std::string> read(const std::string& keys, const std::string& kind = "md") {
    return parse_settings("[DEFAULT]\nConnectionType=initiator\nBeginString=FIX.4.4\nTargetCompID=SPOT\n"
                          "SocketConnectHost=localhost\nSocketConnectPort=9\nHeartBtInt=30\n"
                          "FixguardKeyFile=k\nFixguardApiKeyEnv=K\n[SESSION]\nFixguardSessionKind=" +
                              kind + "\nSenderCompID=MD000000\n" + keys,
                          "test.cfg");
}
std::vector<SessionSettings> sessions(const std::string& keys) {
    const auto settings = read(keys);
    if (const auto* const error = std::get_if<std::string>(&settings)) {
        ADD_FAILURE() << *error;
        return {};
    }
    return std::get<Settings>(settings).sessions;
}
std::string error(const std::string& keys, const std::string& kind = "md") {
    const auto settings = read(keys, kind);
    const auto* const text = std::get_if<std::string>(&settings);
    return text == nullptr ? "none" : *text;
}

TEST(MarketSettings, StreamsOfAllKinds) {
    const auto all = sessions("FixguardTrades=BTCUSDT, ETHUSDT\nFixguardBookTickers=*\n"
                              "FixguardDepth=BTCUSDT:5000,币安人生USDT\n");
    ASSERT_EQ(all.size(), 1U);
    EXPECT_THAT(all[0].streams, ElementsAre(StreamWish{StreamKind::trade, "BTCUSDT", 1},
                                            StreamWish{StreamKind::trade, "ETHUSDT", 1},
                                            StreamWish{StreamKind::book_ticker, "*", 1},
                                            StreamWish{StreamKind::depth, "BTCUSDT", 5'000},
                                            StreamWish{StreamKind::depth, "币安人生USDT", 20}));
}

TEST(MarketSettings, ConnectionsBeyondTheFirstStandBy) {
    const auto all = sessions("FixguardTrades=A\nFixguardConnections=3\nFixguardSenderCompIDs=MD??????\n");
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].name + " " + all[1].name + " " + all[2].name, "md md-2 md-3");
    EXPECT_FALSE(all[0].standby);
    EXPECT_TRUE(all[1].standby && all[2].standby);
    EXPECT_TRUE(all[1].streams.empty()) << "a wish counts once";
}

TEST(MarketSettings, FiltersNeedTheInstrumentList) {
    EXPECT_TRUE(sessions("FixguardPreflightFilters=Y\n").front().preflight_filters);
    EXPECT_FALSE(sessions("").front().preflight_filters);
    EXPECT_EQ(
        error("FixguardPreflightFilters=Y\n", "oe"),
        "test.cfg:13: [SESSION 1] FixguardPreflightFilters needs the instrument list: add a [SESSION] of "
        "FixguardSessionKind=md");
}

TEST(MarketSettings, WhatIsWrongIsSaidInOneLine) {
    EXPECT_THAT(error("FixguardDepth=BTCUSDT:1\n"),
                HasSubstr("FixguardDepth: has 'BTCUSDT:1' in it, but a depth"));
    EXPECT_THAT(error("FixguardDepth=BTCUSDT:5001\n"), HasSubstr("from 2 to 5000"));
    EXPECT_THAT(error("FixguardDepth=BTCUSDT:x\n"), HasSubstr("from 2 to 5000"));
    EXPECT_THAT(error("FixguardTrades=A,,B\n"), HasSubstr("FixguardTrades: has an empty symbol in it"));
    EXPECT_THAT(error("FixguardConnections=101\nFixguardSenderCompIDs=MD??????\n"),
                HasSubstr("FixguardConnections"));
    EXPECT_THAT(error("FixguardConnections=2\n"), HasSubstr("needs a SenderCompID for each connection"));
    EXPECT_THAT(error("FixguardConnections=3\nFixguardSenderCompIDs=MD000000,MD000001\n"),
                HasSubstr("needs as many names"));
    EXPECT_THAT(error("FixguardTrades=BTCUSDT\n", "oe"),
                HasSubstr("is for market data; this session is order_entry"));
    EXPECT_THAT(error("FixguardConnections=2\n", "dc"), HasSubstr("is for market data"));
}

} // namespace
} // namespace fixguard::engine
