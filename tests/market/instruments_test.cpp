// The instrument list, and what a preflight may ask of it.
#include "market/room.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::market::test {
namespace {

constexpr std::string_view list =
    "35=y|34=2|320=I1|146=2|"
    "55=BTCUSDT|15=USDT|562=0.00010000|1140=9000.00000000|25039=0.00010000|25040=0.001|25041=76.79001236|"
    "25042=0.00000000|2551=0.01|2552=1000000.00|969=0.01000000|"
    "55=ETHUSDT|15=USDT|562=0.001|1140=9000|25039=0.001|969=0.1|";

struct Instruments : testing::Test {
    InstrumentTable table;
    void SetUp() override { take(list); }
    std::size_t take(std::string_view body) {
        const std::string bytes = message(body);
        return table.take(wire::MessageView(bytes));
    }
    // "44: Filter failure: PRICE_FILTER"; empty where it passes.
    std::string judge(std::string_view body) const {
        const std::string bytes = message(body);
        const auto failure = table.failed_filter(wire::MessageView(bytes));
        return failure ? std::to_string(failure->tag) + ": " + std::string(failure->text) : "";
    }
};

TEST_F(Instruments, are_a_typed_table) {
    const Instrument* const btc = table.find("BTCUSDT");
    ASSERT_NE(btc, nullptr);
    EXPECT_EQ(btc->currency, "USDT");
    EXPECT_EQ(wire::format_short(btc->price.min) + " " + wire::format_short(btc->price.max) + " " +
                  wire::format_short(btc->price.step),
              "0.01 1000000 0.01");
    EXPECT_EQ(wire::format_short(btc->lot.min) + " " + wire::format_short(btc->lot.max) + " " +
                  wire::format_short(btc->lot.step),
              "0.0001 9000 0.0001");
    EXPECT_EQ(wire::format_short(btc->market_lot.max), "76.79001236");
    EXPECT_EQ(table.all().size(), 2U);
    EXPECT_EQ(table.find("BNBUSDT"), nullptr);
}

TEST_F(Instruments, a_list_of_one_replaces_that_one) {
    EXPECT_EQ(take("35=y|320=I2|146=1|55=BTCUSDT|15=USDT|969=0.5|"), 1U);
    EXPECT_EQ(wire::format_short(table.find("BTCUSDT")->price.step), "0.5");
    EXPECT_EQ(table.all().size(), 2U);
}

TEST_F(Instruments, an_entry_that_cannot_be_read_is_left_out) {
    EXPECT_EQ(take("35=y|320=I2|146=2|55=AAA|15=USDT|969=x|55=BBB|15=USDT|969=0.1|"), 1U);
    EXPECT_EQ(table.find("AAA"), nullptr);
    EXPECT_NE(table.find("BBB"), nullptr);
}

TEST_F(Instruments, come_with_the_other_messages_of_a_session) {
    Room room;
    EXPECT_FALSE(room.gets(list)) << "somebody else has asked for it and wants to see it too";
    EXPECT_EQ(room.data.instruments().all().size(), 2U);
    EXPECT_TRUE(room.gets("35=y|320=fg-i1|146=1|55=AAA|15=USDT|969=0.5|"));
    EXPECT_EQ(room.data.instruments().all().size(), 3U);
}

TEST_F(Instruments, tell_which_filter_an_order_fails) {
    EXPECT_EQ(judge("35=D|11=a|38=0.5|40=2|44=60000.01|54=1|55=BTCUSDT|59=1|"), "");
    EXPECT_EQ(judge("35=D|11=a|38=0.5|40=2|44=60000.015|54=1|55=BTCUSDT|"),
              "44: Filter failure: PRICE_FILTER");
    EXPECT_EQ(judge("35=D|11=a|38=0.5|40=2|44=1000000.01|54=1|55=BTCUSDT|"),
              "44: Filter failure: PRICE_FILTER");
    EXPECT_EQ(judge("35=D|11=a|38=0.5|40=4|44=1|1102=0.001|54=1|55=BTCUSDT|"),
              "1102: Filter failure: PRICE_FILTER");
    EXPECT_EQ(judge("35=D|11=a|38=0.00005|40=2|44=1|54=1|55=BTCUSDT|"), "38: Filter failure: LOT_SIZE");
    EXPECT_EQ(judge("35=D|11=a|38=9000.0001|40=2|44=1|54=1|55=BTCUSDT|"), "38: Filter failure: LOT_SIZE");
    EXPECT_EQ(judge("35=XCN|11=b|38=0.00015|40=2|44=1|54=1|55=BTCUSDT|"), "38: Filter failure: LOT_SIZE");
    EXPECT_EQ(judge("35=XAK|11=b|41=a|38=0.00015|55=BTCUSDT|"), "38: Filter failure: LOT_SIZE");
}

TEST_F(Instruments, market_orders_have_a_lot_of_their_own) {
    EXPECT_EQ(judge("35=D|11=a|38=80|40=1|54=1|55=BTCUSDT|"), "38: Filter failure: MARKET_LOT_SIZE");
    EXPECT_EQ(judge("35=D|11=a|38=80|40=2|44=1|54=1|55=BTCUSDT|"), "");
}

TEST_F(Instruments, each_order_of_a_list_is_looked_at) {
    EXPECT_EQ(judge("35=E|25014=l|1385=1|73=2|11=a|38=1|40=2|44=1|54=2|55=BTCUSDT|"
                    "11=b|38=1|40=2|44=1.005|54=2|55=BTCUSDT|"),
              "44: Filter failure: PRICE_FILTER");
    EXPECT_EQ(judge("35=E|25014=l|1385=1|73=2|11=a|38=0.00015|40=2|44=1|54=2|55=BTCUSDT|"
                    "11=b|38=1|40=2|44=1|54=2|55=BTCUSDT|"),
              "38: Filter failure: LOT_SIZE");
}

TEST_F(Instruments, of_an_unknown_symbol_or_a_switched_off_filter_nothing_is_said) {
    EXPECT_EQ(judge("35=D|11=a|38=0.0000001|40=2|44=1|54=1|55=NOPE|"), "");
    EXPECT_EQ(judge("35=D|11=a|38=1|40=2|44=99999999|54=1|55=ETHUSDT|"), "") << "it has no price range";
    EXPECT_EQ(judge("35=V|262=a|263=1|55=BTCUSDT|"), "");
}

TEST_F(Instruments, are_asked_for_one_or_all) {
    EXPECT_EQ(wire::to_readable(instrument_list_request("i", "")), "35=x|320=i|559=4|");
    EXPECT_EQ(wire::to_readable(instrument_list_request("i", "BTCUSDT")), "35=x|320=i|559=0|55=BTCUSDT|");
}

} // namespace
} // namespace fixguard::market::test
