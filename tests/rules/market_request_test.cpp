// Market-data requests against the streams that a connection has.
#include "rules/samples.hpp"

#include <gtest/gtest.h>

namespace fixguard::rules::test {
namespace {

constexpr auto md = SessionKind::market_data;

// A connection with two subscriptions, and as many streams as a test wants.
class Streams : public ActiveStreams {
public:
    explicit Streams(std::size_t count = 3) : count_(count) {}
    std::size_t count() const override { return count_; }
    bool has_request(std::string_view id) const override { return id == "TRADES" || id == "BOOK"; }
    std::string_view request_of(std::string_view symbol, Stream stream) const override {
        if (stream == Stream::trade && (symbol == "BTCUSDT" || symbol == "ETHUSDT")) return "TRADES";
        if (stream == Stream::depth && symbol == "BTCUSDT") return "BOOK";
        return {};
    }

private:
    std::size_t count_;
};

std::string refusal(const std::string& text, const ActiveStreams* streams = nullptr,
                    const SessionTable& table = SessionTable::built_in()) {
    const Message message(text);
    return show(first_violation(message.frame(), rule_set(md, table), logged_on(md), streams));
}

const std::string request = header("V") + "262=NEW|263=1|";
const std::string bnb = "146=1|55=BNBUSDT|";
const std::string btc = "146=1|55=BTCUSDT|";
const std::string trades = "267=1|269=2|";
const std::string book = "267=2|269=0|269=1|";

TEST(MarketData, a_subscription_needs_symbols_types_and_for_books_a_depth) {
    EXPECT_EQ(refusal(request + trades), "-1102 371=146 Required tag '146' missing.");
    EXPECT_EQ(refusal(request + "146=0|" + trades), "-1102 371=146 Required tag '146' missing.");
    EXPECT_EQ(refusal(request + bnb), "-1102 371=267 Required tag '267' missing.");
    EXPECT_EQ(refusal(request + bnb + book), "-1102 371=264 Required tag '264' missing.");
    EXPECT_EQ(refusal(request + bnb + trades), "sound");
}

TEST(MarketData, depth_is_1_to_5000) {
    for (const std::string good : {"1", "2", "5000"})
        EXPECT_EQ(refusal(request + "264=" + good + "|" + bnb + book), "sound");
    for (const std::string bad : {"0", "-1"})
        EXPECT_EQ(refusal(request + "264=" + bad + "|" + bnb + book),
                  "-1130 371=264 Data sent for parameter '264' is not valid.");
    EXPECT_EQ(refusal(request + "264=5001|" + bnb + book),
              "-1102 371=264 '264' contains unexpected value. Cannot be greater than 5000.");
}

TEST(MarketData, bid_and_offer_go_together) {
    for (const std::string alone : {"0", "1"})
        EXPECT_EQ(refusal(request + "264=1|" + bnb + "267=1|269=" + alone + "|"),
                  "-1128 371=269 Invalid MDEntryType (269) combination. BID and OFFER must be requested "
                  "together.");
}

TEST(MarketData, a_request_id_is_used_once) {
    const Streams streams;
    EXPECT_EQ(refusal(header("V") + "262=BOOK|263=1|" + bnb + trades, &streams),
              "-1190 371=262 MDReqID (262) contains a subscription request id that is already in use on this "
              "connection.");
    EXPECT_EQ(refusal(header("V") + "262=BOOK|263=2|", &streams), "sound");
    EXPECT_EQ(refusal(header("V") + "262=GONE|263=2|", &streams),
              "-1190 371=262 MDReqID (262) contains an unsubscription request id that does not match any "
              "active subscription.");
}

TEST(MarketData, a_stream_is_subscribed_once) {
    const Streams streams;
    const std::string similar = "-1191 371=55 Similar subscription is already active on this connection. ";
    EXPECT_EQ(refusal(request + btc + trades, &streams),
              similar + "Symbol='BTCUSDT', active subscription id: 'TRADES'.");
    EXPECT_EQ(refusal(request + "264=100|" + btc + book, &streams),
              similar + "Symbol='BTCUSDT', active subscription id: 'BOOK'.");
    EXPECT_EQ(refusal(request + "264=1|" + btc + book, &streams), "sound")
        << "a book ticker is another stream";
    EXPECT_EQ(refusal(request + "146=2|55=BNBUSDT|55=ETHUSDT|" + trades, &streams),
              similar + "Symbol='ETHUSDT', active subscription id: 'TRADES'.");
}

TEST(MarketData, a_connection_has_one_thousand_streams) {
    const std::string two = "146=2|55=BNBUSDT|55=ADAUSDT|";
    const Streams room_for_two(998), room_for_one(999);
    EXPECT_EQ(refusal(request + two + trades, &room_for_two), "sound");
    const std::string text =
        "-1191 371=262 Too many subscriptions. Connection may create up to '1000' subscriptions at a time.";
    EXPECT_EQ(refusal(request + two + trades, &room_for_one), text);
    EXPECT_EQ(refusal(request + "264=1|" + bnb + "267=3|269=0|269=1|269=2|", &room_for_one), text)
        << "trades and a book are two streams";
}

TEST(MarketData, the_limits_are_data) {
    SessionTable table = SessionTable::built_in();
    table.of(md).streams = 3;
    table.common.market_depth_max = 10;
    const Streams streams(3);
    EXPECT_EQ(
        refusal(request + bnb + trades, &streams, table),
        "-1191 371=262 Too many subscriptions. Connection may create up to '3' subscriptions at a time.");
    EXPECT_EQ(refusal(request + "264=11|" + bnb + book, nullptr, table),
              "-1102 371=264 '264' contains unexpected value. Cannot be greater than 10.");
}

TEST(MarketData, one_instrument_needs_its_symbol) {
    EXPECT_EQ(refusal(header("x") + "320=I|559=0|"), "-1102 371=55 Required tag '55' missing.");
}

} // namespace
} // namespace fixguard::rules::test
