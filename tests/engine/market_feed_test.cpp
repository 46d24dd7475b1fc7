// Streams over sessions: asked for, lost, renewed, spread; against an exchange that the test plays.
#include "engine/market_feed.hpp"
#include "engine/settings_market.hpp"
#include "engine/supervised.hpp"

#include "catalog/codes.hpp"

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
        list(*seat, seat->hear());
        return seat;
    }
    // Answers the request for all instruments.
    static void list(test::ExchangeSession& seat, const std::string& request) {
        EXPECT_EQ(value(request, tag::InstrumentListRequestType), "4");
        seat.say("35=y|320=" + value(request, tag::InstrumentReqID) + "|146=1|55=BTC|15=USDT|969=0.01|");
    }
    // Stops the supervisor; what it still asked for is not looked at.
    void leave(test::ExchangeSession& seat) {
        supervisor->stop();
        std::string heard;
        do
            heard = seat.hear();
        while (!heard.empty() && value(heard, tag::MsgType) != "5");
        seat.say("35=5|58=Logout acknowledgment.|");
        seat.connection().close();
        finish();
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

TEST_F(MarketFeedTest, AListenerThatThrowsStopsNothing) {
    class : public market::MarketListener {
        void on_book(const market::StreamKey&, const market::Book&) override { throw std::bad_alloc(); }
    } thrower;
    SessionSettings settings = session(SessionKind::market_data);
    settings.streams = {{depth, "BTC", 10}};
    create({settings});
    supervisor->market_feed()->set_listener(&thrower);
    supervisor->start();
    const auto seat = exchange.log_on();
    ASSERT_TRUE(seat);
    list(*seat, seat->hear());
    const std::string id = asked(*seat, "BTC");
    snapshot(*seat, id, 40);
    EXPECT_TRUE(witness.sees("the market listener threw an exception"));
    update(*seat, id, 41);
    EXPECT_TRUE(witness.sees("35=X"));
    EXPECT_EQ(best_bid(), "100");
    EXPECT_EQ(witness.count("the market listener threw"), 1U);
    leave(*seat);
}

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
    leave(*seat);
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
    leave(*seat);
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
    const std::string request = seat->hear();
    EXPECT_EQ(value(request, tag::Symbol), "BTC");
    EXPECT_NE(value(request, tag::MDReqID), id);
    snapshot(*seat, value(request, tag::MDReqID), 90);
    EXPECT_TRUE(witness.sees("md stream BTC depth good"));
    leave(*seat);
}

TEST_F(MarketFeedTest, AStopByTheUserIsNoLostConnection) {
    const auto seat = with_one_book();
    snapshot(*seat, asked(*seat, "BTC"), 40);
    EXPECT_TRUE(witness.sees("md stream BTC depth good"));
    supervisor->stop();
    EXPECT_TRUE(seat->log_out());
    EXPECT_TRUE(witness.sees("md stream BTC depth broken session_stopped"));
}

TEST_F(MarketFeedTest, AHaltIsALostConnection) {
    const auto seat = with_one_book();
    snapshot(*seat, asked(*seat, "BTC"), 40);
    EXPECT_TRUE(witness.sees("md stream BTC depth good"));
    seat->say("35=3|45=2|372=V|373=99|25016=-2015|58=Invalid API-key, IP, or permissions for action.|");
    EXPECT_TRUE(witness.sees("md stream BTC depth broken connection_lost"));
}

TEST_F(MarketFeedTest, NewsBringsANewConnectionAndTheBookStaysGoodUntilItHasItsOwn) {
    const auto old = with_one_book();
    const std::string old_id = asked(*old, "BTC");
    snapshot(*old, old_id, 40);
    EXPECT_TRUE(witness.sees("md stream BTC depth good"));
    old->say("35=B|148=You'll be disconnected in 10 seconds. Please reconnect.|");
    const auto fresh = exchange.log_on();
    ASSERT_TRUE(fresh);
    const std::string fresh_id = asked(*fresh, "BTC");
    EXPECT_NE(fresh_id, old_id);

    update(*old, old_id, 41); // the new one has not answered yet
    EXPECT_TRUE(witness.sees("35=X"));
    EXPECT_EQ(best_bid(), "100");
    snapshot(*fresh, fresh_id, 42);
    EXPECT_TRUE(witness.sees("35=W"));
    EXPECT_EQ(best_bid(), "99");
    update(*old, old_id, 42); // too late
    update(*fresh, fresh_id, 43);
    EXPECT_TRUE(witness.sees("262=" + fresh_id + "|268=1"));
    EXPECT_EQ(best_bid(), "100");
    EXPECT_EQ(witness.count("stream BTC depth broken"), 0U);
    EXPECT_TRUE(old->log_out());
    leave(*fresh);
}

TEST_F(MarketFeedTest, ARejectIsTracedToItsRequest) {
    const auto seat = with_one_book();
    const std::string request = seat->hear();
    seat->say("35=3|45=" + value(request, tag::MsgSeqNum) + "|372=V|373=99|25016=-1121|58=Invalid symbol.|");
    EXPECT_TRUE(witness.sees("md stream BTC depth refused"));
    leave(*seat);
}

TEST_F(MarketFeedTest, ARejectOfNobodyKnowsWhichAsksAnew) {
    const auto seat = with_one_book();
    const std::string id = asked(*seat, "BTC");
    seat->say("35=3|58=?|");
    EXPECT_THAT(seat->hear(), HasSubstr("|262=" + id + "|263=2|"));
    EXPECT_NE(asked(*seat, "BTC"), id);
    leave(*seat);
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
    leave(*seat);
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
    leave(*seat);
}

TEST_F(MarketFeedTest, InstrumentsAreHeldAgainstOrdersWhereTheSettingsSaySo) {
    const std::string fine = "35=D|11=a|38=1|40=2|44=1.01|54=1|55=BTC|59=1|";
    const std::string between_ticks = "35=D|11=a|38=1|40=2|44=1.005|54=1|55=BTC|59=1|";
    for (const bool asked_for : {true, false}) {
        SessionSettings orders = session();
        orders.preflight = true;
        orders.preflight_filters = asked_for;
        create({session(SessionKind::market_data), orders});
        supervisor->start("md");
        const auto seat = exchange.log_on();
        ASSERT_TRUE(seat);
        EXPECT_EQ(send(between_ticks).status, SendStatus::not_logged_on) << "nothing is known yet";
        if (!asked_for) supervisor->market_feed()->ask_for_instruments();
        list(*seat, seat->hear());
        seat->say("35=1|112=has-it|");
        EXPECT_THAT(seat->hear(), HasSubstr("has-it"));
        const SendResult result = send(between_ticks);
        EXPECT_EQ(result.status, asked_for ? SendStatus::refused : SendStatus::not_logged_on);
        ASSERT_EQ(result.refusal.has_value(), asked_for);
        if (asked_for) {
            EXPECT_EQ(result.refusal->text, "Filter failure: PRICE_FILTER");
            EXPECT_EQ(result.refusal->code, code::invalid_message);
            EXPECT_EQ(result.refusal->tag, tag::Price);
            EXPECT_EQ(result.refusal->offset, between_ticks.find("44="));
        }
        EXPECT_EQ(send(fine).status, SendStatus::not_logged_on);
        leave(*seat);
    }
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
    leave(*seat);
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
    const std::string request = second->hear();
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
