// What the fields of a request must not say to each other: one fault per row.
#include "rules/request.hpp"
#include "rules/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fixguard::rules::test {
namespace {

constexpr auto oe = SessionKind::order_entry;
constexpr auto md = SessionKind::market_data;

struct Row {
    std::string name;
    std::string message;
    std::string expected;
};

class OrderEntryRequest : public testing::TestWithParam<Row> {};

TEST_P(OrderEntryRequest, is_refused) {
    const auto& [name, text, expected] = GetParam();
    const Message message(text);
    EXPECT_EQ(show(first_violation(message.frame(), rule_set(oe), logged_on(oe))), expected);
}

const std::string order = header("D") + "11=O1|55=BTCUSDT|54=1|";
const std::string limit = order + "40=2|38=1|44=60000|59=1|";
const std::string stop = order + "40=3|38=1|";
const std::string trigger = "1100=4|1101=1|1107=2|";
const std::string pegged = order + "40=P|38=1|";

std::string component(const std::string& name, const std::string& type, const std::string& recommendation) {
    return "-1174 371=40 Component '" + name + "' is incorrectly populated on '" + type +
           "' order. Recommendation: '" + recommendation + "'";
}

INSTANTIATE_TEST_SUITE_P(
    Orders, OrderEntryRequest,
    testing::Values(
        Row{"market_without_quantity", order + "40=1|",
            "-1102 371=38 Param '38' or '152' must be sent, but both were empty/null!"},
        Row{"market_with_both_quantities", order + "40=1|38=1|152=100|",
            "-1182 371=152 Conflicting fields: [38, 152]"},
        Row{"market_with_a_price", order + "40=1|38=1|44=60000|",
            "-1182 371=44 Conflicting fields: [40, 44]"},
        Row{"market_with_a_time_in_force", order + "40=1|38=1|59=1|",
            "-1106 371=59 A tag '59' was sent when not required."},
        Row{"market_with_an_iceberg", order + "40=1|38=1|111=0.1|",
            "-1106 371=111 A tag '111' was sent when not required."},
        Row{"limit_without_quantity", without(limit, "38=1|"), "-1102 371=38 Required tag '38' missing."},
        Row{"limit_without_price", without(limit, "44=60000|"), "-1102 371=44 Required tag '44' missing."},
        Row{"limit_without_time_in_force", without(limit, "59=1|"),
            "-1102 371=59 Required tag '59' missing."},
        Row{"limit_by_cash", limit + "152=100|", "-1182 371=152 Conflicting fields: [40, 152]"},
        Row{"limit_maker_without_price", order + "40=2|18=6|38=1|",
            "-1102 371=44 Required tag '44' missing."},
        Row{"market_maker", order + "40=1|18=6|38=1|", "-1014 371=18 Unsupported order combination."},
        Row{"stop_with_a_price", stop + trigger + "1102=61000|1109=U|44=1|",
            "-1106 371=44 A tag '44' was sent when not required."},
        Row{"stop_limit_without_price", order + "40=4|38=1|59=1|" + trigger + "1102=61000|1109=U|",
            "-1102 371=44 Required tag '44' missing."},
        Row{"iceberg_that_is_not_good_till_cancel", without(limit, "59=1|") + "59=3|111=0.1|",
            "-1160 371=111 TimeInForce (59) must be GTC (1) when MaxFloor (111) is used."},
        Row{"small_target_strategy", limit + "847=999999|",
            "-1134 371=847 TargetStrategy (847) was less than 1000000."}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Components, OrderEntryRequest,
    testing::Values(
        Row{"trigger_on_a_limit_order", limit + "1102=61000|",
            component("TriggeringInstruction", "LIMIT", "Leave it out, or set OrdType (40) to 3 or 4")},
        Row{"trigger_on_a_market_order", order + "40=1|38=1|" + trigger,
            component("TriggeringInstruction", "MARKET", "Leave it out, or set OrdType (40) to 3 or 4")},
        Row{"stop_without_trigger", stop,
            component("TriggeringInstruction", "STOP",
                      "Set TriggerType (1100), TriggerAction (1101) and TriggerPriceType (1107)")},
        Row{"stop_without_trigger_price", stop + trigger + "1109=U|",
            component("TriggeringInstruction", "STOP",
                      "Set TriggerPrice (1102) or TriggerTrailingDeltaBips (25009) or both")},
        Row{"stop_without_direction", stop + trigger + "1102=61000|",
            component("TriggeringInstruction", "STOP",
                      "Set TriggerPriceDirection (1109) beside TriggerPrice (1102)")},
        Row{"peg_on_a_limit_order", limit + "1094=4|",
            component("PegInstructions", "LIMIT", "Leave it out, or set OrdType (40) to P")},
        Row{"pegged_without_move_type", pegged + "1094=4|",
            component("PegInstructions", "PEGGED", "Set PegPriceType (1094) and PegMoveType (835)")},
        Row{"pegged_without_price_type", pegged + "835=1|",
            component("PegInstructions", "PEGGED", "Set PegPriceType (1094) and PegMoveType (835)")},
        Row{"pegged_with_a_price", pegged + "835=1|1094=4|44=1|",
            "-1182 371=44 Conflicting fields: [40, 44]"},
        Row{"peg_offset_without_its_type", pegged + "835=1|1094=4|211=1|",
            "-1128 371=836 Fields [211, 836] must be sent together or omitted entirely."},
        Row{"peg_offset_type_without_offset", pegged + "835=1|1094=4|836=3|",
            "-1128 371=211 Fields [211, 836] must be sent together or omitted entirely."}),
    [](const auto& row) { return row.param.name; });

const std::string cancel = header("F") + "11=C1|55=BTCUSDT|";
const std::string no_id = "-1102 371=37 Param '37' or '41' must be sent, but both were empty/null!";

INSTANTIATE_TEST_SUITE_P(
    Cancels, OrderEntryRequest,
    testing::Values(Row{"cancel_of_nothing", cancel, no_id},
                    Row{"cancel_of_an_order_and_a_list", cancel + "41=O1|66=5|",
                        "-1182 371=66 Conflicting fields: [41, 66]"},
                    Row{"amend_of_nothing", header("XAK") + "11=A1|55=BTCUSDT|38=1|", no_id},
                    Row{"cancel_replace_of_nothing",
                        header("XCN") + "25033=1|11=O2|40=2|38=1|44=59000|59=1|54=1|55=BTCUSDT|", no_id},
                    Row{"cancel_replace_with_a_bad_order",
                        header("XCN") + "25033=1|37=5|11=O2|40=2|38=1|59=1|54=1|55=BTCUSDT|",
                        "-1102 371=44 Required tag '44' missing."}),
    [](const auto& row) { return row.param.name; });

const std::string one_two = triggered("1", "1", "2");  // below is cancelled by above's activation
const std::string one_zero = triggered("1", "0", "2"); // and the other way round
const std::string otoco_below = triggered("1", "2", "2");
const std::string otoco_above = triggered("1", "1", "2");

std::string list_component(const std::string& list, const std::string& recommendation) {
    return "-1174 371=25010 Component 'ListTriggeringInstruction' is incorrectly populated on '" + list +
           "' order. Recommendation: '" + recommendation + "'";
}

INSTANTIATE_TEST_SUITE_P(
    Lists, OrderEntryRequest,
    testing::Values(
        Row{"no_orders", header("E") + "25014=L|1385=1|", "-1102 371=73 Required tag '73' missing."},
        Row{"one_order", header("E") + "25014=L|1385=2|73=1|11=A|" + limit_buy,
            "-1130 371=73 Data sent for parameter '73' is not valid."},
        Row{"four_orders",
            header("E") + "25014=L|1385=2|73=4|11=A|" + limit_buy + "11=B|" + limit_buy + "11=C|" +
                limit_buy + "11=D|" + limit_buy,
            "-1130 371=73 Data sent for parameter '73' is not valid."},
        Row{"three_orders_in_an_oco",
            header("E") + "25014=L|1385=1|73=3|11=A|" + stop_sell + "11=B|" + maker_sell + "11=C|" +
                stop_sell,
            "-1130 371=73 Data sent for parameter '73' is not valid."},
        Row{"a_bad_order_in_it",
            oco(stop_sell, triggered("2", "1", "2"), without(maker_sell, "44=70000|"), one_zero),
            "-1102 371=44 Required tag '44' missing."},
        Row{"limit_in_an_oco", oco(limit_buy, one_two, stop_buy, one_zero),
            "-1158 371=40 Order type not supported in OCO."},
        Row{"market_in_an_oco", oco(stop_sell, one_two, "38=1|40=1|54=2|55=BTCUSDT|", one_zero),
            "-1158 371=40 Order type not supported in OCO."},
        Row{"two_limit_makers", oco(maker_sell, one_two, maker_sell, one_zero),
            "-1168 371=40 At least one OCO order must be contingent."},
        Row{"buy_limit_above", oco(profit_buy, one_two, maker_buy, one_zero),
            "-1165 371=40 A limit order in a buy OCO must be below."},
        Row{"sell_limit_below", oco(maker_sell, one_two, profit_sell, one_zero),
            "-1166 371=40 A limit order in a sell OCO must be above."},
        Row{"buy_stop_loss_below", oco(stop_buy, one_two, stop_buy, one_zero),
            "-1196 371=40 A stop loss order in a buy OCO must be above."},
        Row{"sell_stop_loss_above", oco(stop_sell, one_two, stop_sell, one_zero),
            "-1197 371=40 A stop loss order in a sell OCO must be below."},
        Row{"buy_take_profit_above", oco(profit_buy, one_two, profit_buy, one_zero),
            "-1198 371=40 A take profit order in a buy OCO must be below."},
        Row{"sell_take_profit_below", oco(profit_sell, one_two, profit_sell, one_zero),
            "-1199 371=40 A take profit order in a sell OCO must be above."},
        Row{"pending_pair_upside_down", otoco(limit_buy, maker_sell, otoco_below, stop_sell, otoco_above),
            "-1166 371=40 A limit order in a sell OCO must be above."},
        Row{"oco_trigger_that_does_not_fit", oco(stop_sell, one_two, maker_sell, one_zero),
            list_component("OCO", "25011=2 25012=1 25013=2")},
        Row{"oco_without_triggers",
            header("E") + "25014=L|1385=1|73=2|11=A|" + stop_sell + "11=B|" + maker_sell,
            list_component("OCO", "25011=2 25012=1 25013=2")},
        Row{"oto_with_a_stop_working", oto(stop_buy, maker_sell),
            "-1014 371=40 Unsupported order combination."},
        Row{"oto_with_a_triggered_working_order", oto(limit_buy + triggers(one_two), maker_sell),
            list_component("OTO", "Leave it out of the working order")},
        Row{"oto_that_waits_for_itself",
            header("E") + "25014=L|1385=2|73=2|11=A|" + limit_buy + "11=B|" + maker_sell + triggers(one_two),
            list_component("OTO", "25011=3 25012=0 25013=1")},
        Row{"otoco_with_oco_triggers",
            header("E") + "25014=L|1385=2|73=3|11=A|" + limit_buy + "11=B|" + stop_sell +
                triggers(otoco_below) + "11=C|" + profit_sell + triggers(otoco_above),
            list_component("OTOCO", "25011=3 25012=0 25013=2, 25011=1 25012=2 25013=2")}),
    [](const auto& row) { return row.param.name; });

const std::string opo_flag = "25046=Y|";
const std::string maker_sell_opo = without(maker_sell, "38=1|");

INSTANTIATE_TEST_SUITE_P(
    Opo, OrderEntryRequest,
    testing::Values(Row{"working_sell", oto(maker_sell, maker_sell_opo, opo_flag),
                        "-1222 371=54 Working order in an OPO list must be a bid."},
                    Row{"pending_buy", oto(limit_buy, without(maker_buy, "38=1|"), opo_flag),
                        "-1223 371=54 Pending orders in an OPO list must be asks."},
                    Row{"working_without_quantity",
                        oto(without(limit_buy, "38=1|"), maker_sell_opo, opo_flag),
                        "-1224 371=38 Working order must include the '38' tag."},
                    Row{"pending_with_quantity", oto(limit_buy, maker_sell, opo_flag),
                        "-1225 371=38 Pending orders should not include the '38' tag."},
                    Row{"opo_that_is_an_oco",
                        header("E") + "25014=L|1385=1|25046=Y|73=2|11=A|" + stop_sell +
                            triggers(triggered("2", "1", "2")) + "11=B|" + maker_sell + triggers(one_zero),
                        "-1182 371=25046 Conflicting fields: [1385, 25046]"}),
    [](const auto& row) { return row.param.name; });

TEST(OrderLists, release_and_cancel_of_the_working_order_are_both_taken) {
    const std::string below = triggered("3", "0", "1") + triggered("2", "2", "2");
    const std::string above = triggered("3", "0", "1") + triggered("1", "1", "2");
    const Message message(header("E") + "25014=L|1385=2|73=3|11=A|" + limit_buy + "11=B|" + stop_sell +
                          triggers(below) + "11=C|" + maker_sell + triggers(above));
    EXPECT_EQ(show(first_violation(message.frame(), rule_set(oe), logged_on(oe))), "sound");
}

// ---- market data

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

TEST(Parts, requests_can_be_asked_by_themselves) {
    const Message message(order + "40=1|");
    EXPECT_EQ(first_request_violation(message.frame(), rule_set(oe), oe),
              first_violation(message.frame(), rule_set(oe), logged_on(oe)));
}

} // namespace
} // namespace fixguard::rules::test
