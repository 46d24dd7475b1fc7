// Every documented order list, with its sequence and its triggers.
#include "orders/checked.hpp"
#include "orders/order_list.hpp"

#include <stdexcept>

namespace fixguard::orders {
namespace {

const ClientId list("L");
const StopLeg stop_at_50{ClientId("S"), Trigger::at(price("50")), std::nullopt};
const StopLeg stop_at_70{ClientId("S"), Trigger::at(price("70")), std::nullopt};
const MakerLeg maker_at_70{ClientId("M"), price("70")};
const MakerLeg maker_at_50{ClientId("M"), price("50")};
const ProfitLeg profit_at_70{ClientId("P"), Trigger::at(price("70")), std::nullopt};
const ProfitLeg profit_at_50{ClientId("P"), Trigger::at(price("50")), std::nullopt};
const Working buying{ClientId("W"), Order::limit(btc, Side::buy, quantity("1"), price("60"))};
const Working selling{ClientId("W"), Order::limit_maker(btc, Side::sell, quantity("1"), price("60"))};

// The parts of a list that make it what it is: identifiers and triggers.
std::string shape(const std::string& body) {
    std::string text;
    const std::string readable = checked(body);
    std::size_t from = 0;
    for (std::size_t end; (end = readable.find('|', from)) != std::string::npos; from = end + 1) {
        const std::string field = readable.substr(from, end - from);
        if (field.rfind("11=", 0) == 0) text += (text.empty() ? "" : " ; ") + field.substr(3);
        if (field.rfind("25011=", 0) == 0) text += " (" + field.substr(6);
        if (field.rfind("25012=", 0) == 0) text += "," + field.substr(6);
        if (field.rfind("25013=", 0) == 0) text += "," + field.substr(6) + ")";
    }
    return text;
}

TEST(OneCancelsOther, reads_as_documented_on_the_wire) {
    EXPECT_EQ(
        checked(one_cancels_other(list, btc, quantity("1"), {Side::sell, stop_at_50, maker_at_70})),
        "35=E|25014=L|1385=1|73=2|"
        "11=S|38=1|40=3|1100=4|1101=1|1102=50|1107=2|1109=D|54=2|55=BTCUSDT|25010=1|25011=2|25012=1|25013=2|"
        "11=M|38=1|40=2|18=6|44=70|54=2|55=BTCUSDT|25010=1|25011=1|25012=0|25013=2|");
}

TEST(OneCancelsOther, what_lies_below_the_market_goes_first) {
    EXPECT_EQ(shape(one_cancels_other(list, btc, quantity("1"), {Side::sell, stop_at_50, maker_at_70})),
              "S (2,1,2) ; M (1,0,2)");
    EXPECT_EQ(shape(one_cancels_other(list, btc, quantity("1"), {Side::buy, stop_at_70, maker_at_50})),
              "M (1,1,2) ; S (2,0,2)");
    EXPECT_EQ(shape(one_cancels_other(list, btc, quantity("1"), {Side::sell, stop_at_50, profit_at_70})),
              "S (1,1,2) ; P (1,0,2)");
    EXPECT_EQ(shape(one_cancels_other(list, btc, quantity("1"), {Side::buy, stop_at_70, profit_at_50})),
              "P (1,1,2) ; S (1,0,2)");
}

TEST(OneCancelsOther, legs_with_a_price_are_limit_orders_once_they_wake) {
    const StopLeg stop{ClientId("S"), Trigger::at(price("50")), price("49")};
    const ProfitLeg profit{ClientId("P"), Trigger::trailing(20), price("71")};
    const std::string text = checked(one_cancels_other(list, btc, quantity("1"), {Side::sell, stop, profit}));
    EXPECT_NE(text.find("11=S|38=1|40=4|44=49|1100=4|"), std::string::npos) << text;
    EXPECT_NE(text.find("11=P|38=1|40=4|44=71|1100=4|"), std::string::npos) << text;
}

TEST(OneTriggersOther, the_pending_order_waits_for_the_fill) {
    const Pending pending{ClientId("N"), Order::market(btc, Side::sell, quantity("1"))};
    EXPECT_EQ(shape(one_triggers_other(list, buying, pending)), "W ; N (3,0,1)");
    EXPECT_EQ(shape(one_triggers_other(list, selling, pending)), "W ; N (3,0,1)");
}

TEST(OneTriggersPair, both_wait_for_the_fill_and_then_for_each_other) {
    EXPECT_EQ(shape(one_triggers_pair(list, buying, quantity("1"), {Side::sell, stop_at_50, maker_at_70})),
              "W ; S (3,0,2) (2,2,2) ; M (3,0,2) (1,1,2)");
    EXPECT_EQ(shape(one_triggers_pair(list, selling, quantity("1"), {Side::buy, stop_at_70, maker_at_50})),
              "W ; M (3,0,2) (1,2,2) ; S (3,0,2) (2,1,2)");
    EXPECT_EQ(shape(one_triggers_pair(list, buying, quantity("1"), {Side::sell, stop_at_50, profit_at_70})),
              "W ; S (3,0,2) (1,2,2) ; P (3,0,2) (1,1,2)");
}

TEST(OnePays, what_is_bought_is_sold) {
    const Pending pending{ClientId("N"), Order::limit(btc, Side::sell, quantity("1"), price("70"))};
    EXPECT_NE(checked(one_pays_other(list, buying, pending)).find("|1385=2|25046=Y|73=2|"),
              std::string::npos);
    EXPECT_EQ(checked(one_pays_other(list, buying, pending)).find("|11=N|38="), std::string::npos);
    EXPECT_EQ(shape(one_pays_pair(list, buying, {Side::sell, stop_at_50, maker_at_70})),
              "W ; S (3,0,2) (2,2,2) ; M (3,0,2) (1,1,2)");
}

TEST(OnePays, the_wrong_way_round_is_no_list) {
    const Pending sale{ClientId("N"), Order::market(btc, Side::sell, quantity("1"))};
    const Pending purchase{ClientId("N"), Order::market(btc, Side::buy, quantity("1"))};
    EXPECT_THROW(one_pays_other(list, selling, sale), std::invalid_argument);
    EXPECT_THROW(one_pays_other(list, buying, purchase), std::invalid_argument);
    EXPECT_THROW(one_pays_pair(list, buying, {Side::buy, stop_at_70, maker_at_50}), std::invalid_argument);
}

TEST(OneTriggersOther, has_one_symbol) {
    const Pending other{ClientId("N"), Order::market(Symbol("ETHUSDT"), Side::sell, quantity("1"))};
    EXPECT_THROW(one_triggers_other(list, buying, other), std::invalid_argument);
}

} // namespace
} // namespace fixguard::orders
