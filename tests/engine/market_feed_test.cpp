// Streams over sessions: asked for, lost, renewed, spread; against an exchange that the test plays.
#include "engine/market_feed.hpp"
#include "engine/settings_market.hpp"
#include "engine/supervised.hpp"

namespace fixguard::engine {
namespace {

using ::testing::HasSubstr;

constexpr auto trade = StreamKind::trade;
constexpr auto depth = StreamKind::depth;

class MarketFeedTest : public Supervised {
protected:
    // A market-data session that is up, with one book of BTC wanted; the instrument list is asked for first.
    std::unique_ptr<test::ExchangeSession> with_one_book(SupervisorOptions options = {}) {
        SessionSettings settings = session(SessionKind::market_data);
        settings.streams = {{depth, "BTC", 10}};
        create({settings}, options);
        supervisor->start();
        auto seat = exchange.log_on();
        EXPECT_TRUE(seat != nullptr);
        EXPECT_THAT(seat->hear(), HasSubstr("|559=4|"));
        return seat;
    }
    // The id of the next request, which asks for that symbol.
    static std::string asked(test::ExchangeSession& seat, const std::string& symbol) {
        const std::string request = seat.hear();
        EXPECT_EQ(value(request, tag::MsgType), "V");
        EXPECT_EQ(value(request, tag::SubscriptionRequestType), "1");
        EXPECT_EQ(value(request, tag::Symbol), symbol);
        return value(request, tag::MDReqID);
    }
    static void snapshot(test::ExchangeSession& seat, const std::string& id, int update_id) {
        seat.say("35=W|262=" + id + "|55=BTC|25044=" + std::to_string(update_id) +
                 "|268=2|269=0|270=99|271=1|269=1|270=101|271=1|");
    }
    static void update(test::ExchangeSession& seat, const std::string& id, int first) {
        seat.say("35=X|262=" + id + "|268=1|279=1|270=100|271=1|269=0|55=BTC|25043=" + std::to_string(first) +
                 "|25044=" + std::to_string(first) + "|");
    }
    std::string best_bid() {
        std::string text = "none";
        supervisor->market_feed()->look_at_book(
            "BTC", [&](const market::Book& book) { text = wire::format_short(book.best_bid()->price); });
        return text;
    }
};

TEST_F(MarketFeedTest, StreamsOfTheSettingsAreAskedForAndKept) {
    const auto seat = with_one_book();
    const std::string id = asked(*seat, "BTC");
    EXPECT_EQ(best_bid(), "none");
    snapshot(*seat, id, 40);
    EXPECT_TRUE(witness.sees("md stream BTC depth good"));
    EXPECT_EQ(best_bid(), "99");
    update(*seat, id, 41);
    EXPECT_TRUE(witness.sees("35=X"));
    EXPECT_EQ(best_bid(), "100");
    finish();
}

TEST_F(MarketFeedTest, AGapIsMendedByANewSnapshot) {
    const auto seat = with_one_book();
    const std::string id = asked(*seat, "BTC");
    snapshot(*seat, id, 40);
    update(*seat, id, 43);
    EXPECT_TRUE(witness.sees("md stream BTC depth broken gap"));
    EXPECT_EQ(best_bid(), "none");
    EXPECT_THAT(seat->hear(), HasSubstr("|262=" + id + "|263=2|"));
    snapshot(*seat, asked(*seat, "BTC"), 50);
    EXPECT_TRUE(witness.sees("md stream BTC depth good"));
    finish();
}

TEST_F(MarketFeedTest, ALostConnectionBringsTheStreamsBackUnderOtherIds) {
    auto seat = with_one_book();
    const std::string id = asked(*seat, "BTC");
    snapshot(*seat, id, 40);
    EXPECT_TRUE(witness.sees("md stream BTC depth good"));
    seat->connection().close();
    EXPECT_TRUE(witness.sees("md stream BTC depth broken connection_lost"));
    seat = exchange.log_on();
    ASSERT_TRUE(seat);
    std::string request = seat->hear();
    if (value(request, tag::MsgType) == "x") request = seat->hear(); // the list was never answered
    EXPECT_EQ(value(request, tag::Symbol), "BTC");
    EXPECT_NE(value(request, tag::MDReqID), id);
    snapshot(*seat, value(request, tag::MDReqID), 90);
    EXPECT_TRUE(witness.sees("md stream BTC depth good"));
    finish();
}

TEST_F(MarketFeedTest, ARejectIsTracedToItsRequest) {
    const auto seat = with_one_book();
    const std::string request = seat->hear();
    seat->say("35=3|45=" + value(request, tag::MsgSeqNum) + "|372=V|373=99|25016=-1121|58=Invalid symbol.|");
    EXPECT_TRUE(witness.sees("md stream BTC depth refused"));
    finish();
}

TEST_F(MarketFeedTest, ARejectOfNobodyKnowsWhichAsksAnew) {
    const auto seat = with_one_book();
    const std::string id = asked(*seat, "BTC");
    seat->say("35=3|58=?|");
    EXPECT_THAT(seat->hear(), HasSubstr("|262=" + id + "|263=2|"));
    EXPECT_NE(asked(*seat, "BTC"), id);
    finish();
}

TEST_F(MarketFeedTest, WishesAreMadeAndTakenBackWhileItRuns) {
    const auto seat = with_one_book();
    asked(*seat, "BTC");
    MarketFeed& feed = *supervisor->market_feed();
    feed.subscribe("ETH", trade);
    const std::string id = asked(*seat, "ETH");
    EXPECT_TRUE(feed.unsubscribe("ETH", trade));
    EXPECT_FALSE(feed.unsubscribe("ETH", trade));
    EXPECT_THAT(seat->hear(), HasSubstr("|262=" + id + "|263=2|"));
    EXPECT_TRUE(witness.sees("md stream ETH trade ended"));
    finish();
}

TEST_F(MarketFeedTest, AStarMeansEveryInstrumentOfTheList) {
    SessionSettings settings = session(SessionKind::market_data);
    settings.streams = {{trade, "*", 1}};
    start(settings);
    const auto seat = exchange.log_on();
    ASSERT_TRUE(seat);
    const std::string list = seat->hear();
    seat->say("35=y|320=" + value(list, tag::InstrumentReqID) +
              "|146=2|55=AAA|15=USDT|969=0.01|55=BBB|15=USDT|969=0.1|");
    asked(*seat, "AAA");
    asked(*seat, "BBB");
    const auto instrument = supervisor->market_feed()->instrument("BBB");
    ASSERT_TRUE(instrument);
    EXPECT_EQ(wire::format_short(instrument->price.step), "0.1");
    const std::string order = wire::from_readable("35=D|11=a|55=AAA|44=1.005|38=1|40=2|");
    const auto failure = supervisor->market_feed()->failed_filter(wire::MessageView(order));
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->text, "Filter failure: PRICE_FILTER");
    finish();
}

TEST_F(MarketFeedTest, MessagesOfTheFeedAreNotCopiedForAnObserverThatDoesNotWantThem) {
    SupervisorOptions options;
    options.raw_market_data = false;
    const auto seat = with_one_book(options);
    const std::string id = asked(*seat, "BTC");
    snapshot(*seat, id, 40);
    seat->say("35=W|262=by-hand|55=BTC|25044=1|268=0|");
    EXPECT_TRUE(witness.sees("262=by-hand")) << "what others asked for is theirs";
    EXPECT_EQ(witness.count("262=" + id), 0U);
    finish();
}

TEST_F(MarketFeedTest, MoreThanAThousandStreamsStartTheNextConnection) {
    SessionSettings settings = session(SessionKind::market_data);
    settings.connections = 3;
    for (int i = 0; i < 1'001; ++i)
        settings.streams.push_back({trade, "S" + std::to_string(i), 1});
    create(with_standby(settings));
    supervisor->start();
    const auto first = exchange.log_on();
    ASSERT_TRUE(first);
    EXPECT_THAT(first->hear(), HasSubstr("|559=4|"));
    for (int i = 0; i < 1'000; ++i)
        ASSERT_EQ(value(first->hear(), tag::MsgType), "V");
    const auto second = exchange.log_on();
    ASSERT_TRUE(second);
    std::string request = second->hear();
    EXPECT_EQ(value(request, tag::MsgType), "V");
    EXPECT_EQ(supervisor->status("md-3").phase, Phase::idle) << "nobody needs it";
    EXPECT_TRUE(supervisor->wait_for_all(Phase::up, test::patience));
    finish();
}

TEST_F(MarketFeedTest, WithoutMarketDataThereIsNone) {
    create({session()});
    EXPECT_EQ(supervisor->market_feed(), nullptr);
}

} // namespace
} // namespace fixguard::engine
