// Order lists that no list of the documents is: one fault per row.
#include "rules/samples.hpp"

#include <gtest/gtest.h>

namespace fixguard::rules::test {
namespace {

constexpr auto oe = SessionKind::order_entry;

struct Row {
    std::string name;
    std::string message;
    std::string expected;
};

class OrderList : public testing::TestWithParam<Row> {};

TEST_P(OrderList, is_refused) {
    const auto& [name, text, expected] = GetParam();
    const Message message(text);
    EXPECT_EQ(show(first_violation(message.frame(), rule_set(oe), logged_on(oe))), expected);
}

const std::string one_two = triggered("1", "1", "2");  // below is cancelled by above's activation
const std::string one_zero = triggered("1", "0", "2"); // and the other way round
const std::string otoco_below = triggered("1", "2", "2");
const std::string otoco_above = triggered("1", "1", "2");

std::string list_component(const std::string& list, const std::string& recommendation) {
    return "-1174 371=25010 Component 'ListTriggeringInstruction' is incorrectly populated on '" + list +
           "' order. Recommendation: '" + recommendation + "'";
}

INSTANTIATE_TEST_SUITE_P(
    Lists, OrderList,
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
    Opo, OrderList,
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

// The documents print 1 (release) for an OTO and 2 for an OTOCO. [documented; that 1 fits an OTOCO is a
// switch]
TEST(OrderLists, an_otoco_is_released_by_action_2_and_by_1_where_a_switch_says_so) {
    const std::string below = triggered("3", "0", "1") + triggered("2", "2", "2");
    const std::string above = triggered("3", "0", "1") + triggered("1", "1", "2");
    const Message message(header("E") + "25014=L|1385=2|73=3|11=A|" + limit_buy + "11=B|" + stop_sell +
                          triggers(below) + "11=C|" + maker_sell + triggers(above));
    SessionTable table = SessionTable::built_in();
    for (const bool taken : {false, true}) {
        table.switches.otoco_release_may_be_action_1 = taken;
        EXPECT_EQ(show(first_violation(message.frame(), rule_set(oe, table), logged_on(oe))),
                  taken ? "sound"
                        : list_component("OTOCO", "25011=3 25012=0 25013=2, 25011=2 25012=2 25013=2"));
    }
}

TEST(OrderLists, an_oto_is_released_by_action_1_alone) {
    SessionTable table = SessionTable::built_in();
    for (const bool otoco_takes_both : {false, true}) {
        table.switches.otoco_release_may_be_action_1 = otoco_takes_both;
        const Message message(header("E") + "25014=L|1385=2|73=2|11=A|" + limit_buy + "11=B|" + maker_sell +
                              triggers(triggered("3", "0", "2")));
        EXPECT_EQ(show(first_violation(message.frame(), rule_set(oe, table), logged_on(oe))),
                  list_component("OTO", "25011=3 25012=0 25013=1"));
    }
}

} // namespace
} // namespace fixguard::rules::test
