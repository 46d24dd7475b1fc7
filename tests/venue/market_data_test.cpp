// Instruments, snapshots, streams and their end; and the feed behind them.
#include "venue/client.hpp"
#include "venue/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

struct Market : testing::Test {
    World world;
    Client client{world, SessionKind::market_data};
    void SetUp() override { client.log_on(); }
    static constexpr milliseconds step{250};
};

TEST_F(Market, instruments) {
    client.sends("x", "320=I1|559=0|55=ETHUSDT|");
    EXPECT_EQ(client.gets_one(),
              "35=y|34=2|49=SPOT|56=CLIENT1|320=I1|146=1|55=ETHUSDT|15=USDT|562=0.00010000|"
              "1140=9000.00000000|25039=0.00010000|25040=0.00010000|25041=9000.00000000|"
              "25042=0.00010000|2551=0.01000000|2552=1000000.00000000|969=0.01000000|");
    client.sends("x", "320=I2|559=4|");
    EXPECT_EQ(field(client.gets_one(), 146), "3");
    client.sends("x", "320=I3|559=0|55=NOPE|");
    EXPECT_EQ(field(client.gets_one(), 25016), "-1121");
}

TEST_F(Market, a_book_ticker_starts_with_a_snapshot_and_goes_on) {
    client.sends("V", "262=R1|263=1|264=1|146=1|55=BTCUSDT|267=2|269=0|269=1|");
    const std::string snapshot = client.gets_one();
    EXPECT_THAT(snapshot, StartsWith("35=W|34=2|49=SPOT|56=CLIENT1|262=R1|55=BTCUSDT|25044=40|268=2|269=0|"
                                     "270=59999.99000000|"));
    world.advance(step);
    EXPECT_THAT(client.gets_one(), StartsWith("35=X|34=3|49=SPOT|56=CLIENT1|262=R1|268=2|279=1|"));
}

TEST_F(Market, a_trade_stream_has_no_snapshot) {
    client.sends("V", "262=R1|263=1|146=2|55=BTCUSDT|55=BNBUSDT|267=1|269=2|");
    EXPECT_THAT(client.gets(), IsEmpty());
    world.advance(step);
    const auto messages = client.gets();
    ASSERT_THAT(messages, SizeIs(2));
    EXPECT_THAT(messages[0], HasSubstr("|269=2|55=BTCUSDT|60=20260701-12:00:00.250000|1003=1|2446="));
    EXPECT_THAT(messages[1], HasSubstr("|55=BNBUSDT|"));
}

TEST_F(Market, a_depth_stream_has_as_many_levels_as_asked_for) {
    client.sends("V", "262=R1|263=1|264=5|146=1|55=BTCUSDT|267=2|269=0|269=1|");
    EXPECT_EQ(field(client.gets_one(), 268), "10");
    world.advance(step);
    EXPECT_THAT(client.gets_one(), HasSubstr("|262=R1|268="));
}

TEST_F(Market, the_entries_of_an_update_inherit_symbol_and_ids) {
    client.sends("V", "262=R1|263=1|264=5|146=1|55=BTCUSDT|267=2|269=0|269=1|");
    client.gets();
    world.advance(step);
    const std::string update = client.gets_one();
    EXPECT_THAT(update, HasSubstr("|55=BTCUSDT|60=20260701-12:00:00.250000|25043=41|25044=4"));
    EXPECT_EQ(update.find("|55="), update.rfind("|55="));
    EXPECT_EQ(update.find("|25043="), update.rfind("|25043="));
}

TEST(MarketFragments, an_update_of_more_entries_than_one_message_may_have) {
    Config config = demo_config();
    config.feed.max_entries = 1;
    World world(std::move(config));
    Client client(world, SessionKind::market_data);
    client.log_on();
    client.sends("V", "262=R1|263=1|264=5|146=1|55=BTCUSDT|267=2|269=0|269=1|");
    client.gets();
    world.advance(milliseconds{250});
    const auto parts = client.gets();
    ASSERT_THAT(parts, SizeIs(testing::Ge(2U)));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        EXPECT_EQ(field(parts[i], 893), i + 1 == parts.size() ? "Y" : "N");
        EXPECT_EQ(field(parts[i], 268), "1");
        EXPECT_EQ(field(parts[i], 25044), field(parts[0], 25044));
    }
}

TEST(MarketFeed, symbols_of_its_own) {
    Config config = demo_config();
    for (Symbol& symbol : feed_symbols(500))
        config.symbols.push_back(std::move(symbol));
    World world(std::move(config));
    Client client(world, SessionKind::market_data);
    client.log_on();
    client.sends("x", "320=I1|559=4|");
    EXPECT_EQ(field(client.gets_one(), 146), "503");
    client.sends("V", "262=R1|263=1|264=1|146=2|55=FEED0001|55=FEED0500|267=2|269=0|269=1|");
    EXPECT_THAT(client.gets(), SizeIs(2));
}

TEST_F(Market, the_same_symbol_may_have_all_three_streams) {
    client.sends("V", "262=R1|263=1|264=1|146=1|55=BTCUSDT|267=2|269=0|269=1|");
    client.sends("V", "262=R2|263=1|264=10|146=1|55=BTCUSDT|267=2|269=0|269=1|");
    client.sends("V", "262=R3|263=1|146=1|55=BTCUSDT|267=1|269=2|");
    EXPECT_THAT(client.gets(), SizeIs(2));
    world.advance(step);
    EXPECT_THAT(client.gets(), SizeIs(3));
}

TEST_F(Market, an_unsubscription_ends_the_stream_and_frees_its_id) {
    client.sends("V", "262=R1|263=1|146=1|55=BTCUSDT|267=1|269=2|");
    client.sends("V", "262=R1|263=2|");
    world.advance(10 * step);
    EXPECT_THAT(client.gets(), IsEmpty());
    client.sends("V", "262=R1|263=1|146=1|55=BTCUSDT|267=1|269=2|");
    world.advance(step);
    EXPECT_THAT(client.gets(), SizeIs(1));
}

TEST_F(Market, an_unknown_symbol_1121) {
    client.sends("V", "262=R1|263=1|146=1|55=NOPE|267=1|269=2|");
    EXPECT_EQ(client.gets_one(), "35=Y|34=2|49=SPOT|56=CLIENT1|262=R1|25016=-1121|58=Invalid symbol.|");
    client.sends("XLQ", "6136=Q1|");
    EXPECT_EQ(client.gets_one(),
              "35=XLR|34=3|49=SPOT|56=CLIENT1|6136=Q1|25003=2|25004=2|25005=3|25006=2000|25007=60|"
              "25008=s|25004=3|25005=0|25006=1000|");
}

TEST_F(Market, two_sessions_see_the_same_market) {
    Client other(world, SessionKind::market_data, "CLIENT2");
    other.log_on();
    for (Client* const one : {&client, &other})
        one->sends("V", "262=R1|263=1|146=1|55=BTCUSDT|267=1|269=2|");
    world.advance(5 * step);
    const auto first = client.gets();
    const auto second = other.gets();
    ASSERT_THAT(first, SizeIs(5));
    ASSERT_THAT(second, SizeIs(5));
    EXPECT_EQ(field(first[4], 270), field(second[4], 270));
}

TEST_F(Market, a_disconnected_client_stops_the_feed) {
    client.sends("V", "262=R1|263=1|146=1|55=BTCUSDT|267=1|269=2|");
    client.drops_connection();
    world.advance(61s);
    EXPECT_EQ(world.exchange.next_timer(), SteadyTime::max());
}

// ---- the feed

TEST(SymbolFeed, bids_stay_below_offers_and_changes_lead_from_book_to_book) {
    SymbolFeed feed(3, Decimal{60'000 * Decimal::one}, Decimal{1'000'000}, Decimal{1'000});
    std::map<Decimal, Decimal> bids(feed.bids().begin(), feed.bids().end());
    std::map<Decimal, Decimal> offers(feed.offers().begin(), feed.offers().end());
    std::int64_t last = feed.last_update_id();
    for (int i = 0; i < 2'000; ++i) {
        feed.step();
        const Decimal tick{1'000'000};
        ASSERT_EQ(feed.bids().begin()->first + tick, feed.offers().begin()->first);
        ASSERT_EQ(feed.bids().rbegin()->first.units, feed.bids().begin()->first.units - 19 * tick.units);
        ASSERT_EQ(feed.offers().rbegin()->first.units, feed.offers().begin()->first.units + 19 * tick.units);
        ASSERT_EQ(feed.first_update_id(), last + 1);
        last = feed.last_update_id();
        for (const LevelChange& change : feed.changes()) {
            auto& side = change.entry == '0' ? bids : offers;
            ASSERT_EQ(side.contains(change.price), change.action != '0') << "step " << i;
            if (change.action == '2')
                side.erase(change.price);
            else
                side[change.price] = change.quantity;
        }
        ASSERT_EQ(bids, (std::map<Decimal, Decimal>(feed.bids().begin(), feed.bids().end())));
        ASSERT_EQ(offers, (std::map<Decimal, Decimal>(feed.offers().begin(), feed.offers().end())));
        ASSERT_EQ(bids.size(), static_cast<std::size_t>(SymbolFeed::levels));
    }
}

TEST(SymbolFeed, a_price_near_zero_stays_above_it) {
    SymbolFeed feed(1, Decimal{1}, Decimal{1}, Decimal{1});
    for (int i = 0; i < 5'000; ++i) {
        feed.step();
        ASSERT_GT(feed.bids().rbegin()->first, Decimal{});
    }
}

} // namespace
} // namespace fixguard::venue::test
