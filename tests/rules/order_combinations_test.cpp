// The documented order types and order lists, one by one: each is sound; each of its fields is needed; each
// field of another type is refused; each other arrangement of a list is refused.
#include "rules/samples.hpp"

#include <gtest/gtest.h>

#include <map>

namespace fixguard::rules::test {
namespace {

constexpr auto oe = SessionKind::order_entry;

std::string judge(const std::string& text) {
    const Message message(text);
    return show(first_violation(message.frame(), rule_set(oe), logged_on(oe)));
}

// Code and 371 of the first violation: "-1102 371=44"; "sound".
std::string refusal(const std::string& text) {
    const std::string whole = judge(text);
    return whole.substr(0, whole.find(' ', whole.find("371=") == std::string::npos ? 0 : whole.find("371=")));
}

// ---- order types

using Fields = std::map<int, std::string>;

std::string text_of(const Fields& fields) {
    std::string text;
    for (const auto& [tag, value] : fields)
        text += std::to_string(tag) + "=" + value + "|";
    return text;
}

// A documented row of the order types, and what is said where one of its fields is absent.
struct Type {
    std::string name;
    Fields fields;
    std::map<int, std::string> without;
};

const std::string bad_trigger = "-1174 371=40";
const std::string bad_peg = "-1174 371=40";

Fields with(Fields fields, const Fields& more) {
    fields.insert(more.begin(), more.end());
    return fields;
}

const Fields trigger_fields{{1100, "4"}, {1101, "1"}, {1107, "2"}};
const std::map<int, std::string> trigger_needed{
    {1100, bad_trigger}, {1101, bad_trigger}, {1107, bad_trigger}};

std::map<int, std::string> needed(std::map<int, std::string> fields) {
    for (const int always : {11, 40, 54, 55})
        fields[always] = "-1102 371=" + std::to_string(always);
    return fields;
}

std::vector<Type> stops(const std::string& name, const std::string& side, const std::string& direction,
                        bool takes_profit) {
    const Fields market{{11, "O"}, {38, "1"}, {40, "3"}, {54, side}, {55, "BTCUSDT"}};
    Fields limit = with(market, {{44, "60000"}, {59, "1"}});
    limit[40] = "4";
    std::vector<Type> rows;
    for (const bool is_limit : {false, true}) {
        const Fields base = with(is_limit ? limit : market, trigger_fields);
        auto need = needed(trigger_needed);
        need[38] = "-1102 371=38";
        if (is_limit) need[44] = "-1102 371=44", need[59] = "-1102 371=59";
        const std::string suffix = is_limit ? "_limit" : "";
        auto by_price = need, trailing = need, both = need;
        by_price[1102] = by_price[1109] = bad_trigger;
        trailing[25009] = bad_trigger;
        trailing[1109] = "sound"; // without a direction it is a take profit
        both[1109] = bad_trigger;
        both[1102] = both[25009] = "sound";
        rows.push_back({name + suffix, with(base, {{1102, "60000"}, {1109, direction}}), by_price});
        rows.push_back(
            {name + suffix + "_trailing", with(base, {{25009, "100"}, {1109, direction}}), trailing});
        rows.push_back({name + suffix + "_trailing_from_a_price",
                        with(base, {{1102, "60000"}, {25009, "100"}, {1109, direction}}), both});
        if (!takes_profit) continue;
        auto alone = need;
        alone[25009] = bad_trigger;
        rows.push_back({name + suffix + "_trailing_alone", with(base, {{25009, "100"}}), alone});
    }
    return rows;
}

std::vector<Type> order_types() {
    std::vector<Type> rows;
    const auto add = [&](const std::vector<Type>& more) {
        rows.insert(rows.end(), more.begin(), more.end());
    };
    for (const auto& [side_name, side] : {std::pair{"buy", "1"}, {"sell", "2"}}) {
        const std::string of = std::string("_") + side_name;
        const Fields base{{11, "O"}, {54, side}, {55, "BTCUSDT"}};
        const bool buys = std::string(side) == "1";
        rows.push_back({"market" + of, with(base, {{38, "1"}, {40, "1"}}), needed({{38, "-1102 371=38"}})});
        rows.push_back({"market_by_amount" + of, with(base, {{40, "1"}, {152, "100"}}),
                        needed({{152, "-1102 371=38"}})});
        rows.push_back({"limit" + of, with(base, {{38, "1"}, {40, "2"}, {44, "60000"}, {59, "1"}}),
                        needed({{38, "-1102 371=38"}, {44, "-1102 371=44"}, {59, "-1102 371=59"}})});
        rows.push_back({"limit_maker" + of, with(base, {{18, "6"}, {38, "1"}, {40, "2"}, {44, "60000"}}),
                        // without 18 it is a limit order, which needs 59
                        needed({{38, "-1102 371=38"}, {44, "-1102 371=44"}, {18, "-1102 371=59"}})});
        add(stops("stop_loss" + of, side, buys ? "U" : "D", false));
        add(stops("take_profit" + of, side, buys ? "D" : "U", true));
        for (const std::string price_type : {"4", "5"}) {
            const Fields peg = with(base, {{38, "1"}, {40, "P"}, {835, "1"}, {1094, price_type}});
            const auto need = needed({{38, "-1102 371=38"}, {835, bad_peg}, {1094, bad_peg}});
            rows.push_back({"pegged_" + price_type + of, peg, need});
            auto offset_needed = need;
            offset_needed[211] = "-1128 371=211";
            offset_needed[836] = "-1128 371=836";
            rows.push_back({"pegged_" + price_type + "_with_offset" + of, with(peg, {{211, "1"}, {836, "3"}}),
                            offset_needed});
        }
    }
    return rows;
}

class OrderType : public testing::TestWithParam<Type> {};

TEST_P(OrderType, is_sound_and_needs_each_of_its_fields) {
    const Type& type = GetParam();
    EXPECT_EQ(judge(header("D") + text_of(type.fields)), "sound");
    EXPECT_EQ(judge(header("XCN") + "25033=1|37=5|" + text_of(type.fields)), "sound");
    for (const auto& [tag, value] : type.fields) {
        Fields fields = type.fields;
        fields.erase(tag);
        const auto expected = type.without.find(tag);
        ASSERT_NE(expected, type.without.end()) << "no row says what becomes of it without " << tag;
        EXPECT_EQ(refusal(header("D") + text_of(fields)), expected->second) << "without " << tag;
    }
}

// Which fields an order type has no use for, and with what they are refused.
TEST_P(OrderType, refuses_the_fields_of_the_others) {
    const Type& type = GetParam();
    const bool market = type.name.starts_with("market"), pegged = type.name.starts_with("pegged");
    const bool limit = type.name.starts_with("limit"), maker = type.name.starts_with("limit_maker");
    const bool stop_limit = type.fields.contains(1100) && type.fields.contains(44);
    const bool stop = type.fields.contains(1100) && !stop_limit;
    const auto added = [&](int tag, const std::string& value) {
        return refusal(header("D") + text_of(with(type.fields, {{tag, value}})));
    };
    if (!type.fields.contains(44)) {
        EXPECT_EQ(added(44, "1"), stop ? "-1106 371=44" : "-1182 371=44");
    }
    if (!type.fields.contains(59)) {
        EXPECT_EQ(added(59, "1"), market || stop ? "-1106 371=59" : "sound")
            << "a peg and a maker may have it";
    }
    if (!type.fields.contains(152)) {
        EXPECT_EQ(added(152, "100"), "-1182 371=152");
    }
    if (!type.fields.contains(38)) {
        EXPECT_EQ(added(38, "1"), "-1182 371=152") << "one of the two quantities";
    }
    if (!limit) {
        EXPECT_EQ(added(18, "6"), "-1014 371=18");
    }
    const std::string iceberg = type.fields.contains(59) ? "sound" : "-1160 371=111";
    EXPECT_EQ(added(111, "0.5"), market || stop ? "-1106 371=111" : iceberg);
    for (const int tag : {1100, 1101, 1102, 1107, 1109, 25009}) {
        if (stop || stop_limit) continue;
        EXPECT_EQ(added(tag, tag == 1109   ? "U"
                             : tag == 1100 ? "4"
                             : tag == 1107 ? "2"
                                           : "1"),
                  bad_trigger)
            << tag;
    }
    for (const int tag : {211, 835, 836, 1094}) {
        if (pegged) continue;
        EXPECT_EQ(added(tag, tag == 836 ? "3" : tag == 1094 ? "4" : "1"), bad_peg) << tag;
    }
    EXPECT_EQ(added(847, "999999"), "-1134 371=847");
    EXPECT_EQ(added(847, "1000000"), "sound");
    EXPECT_EQ(added(25032, "Y"), "sound") << "SOR on a NewOrderSingle<D>";
    EXPECT_EQ(refusal(header("XCN") + "25033=1|37=5|" + text_of(with(type.fields, {{25032, "Y"}}))),
              "-1170 371=25032")
        << "and on nothing else";
    if (maker) {
        EXPECT_EQ(refusal(header("D") + text_of(with(type.fields, {{59, "1"}, {111, "0.5"}}))), "sound");
    }
}

INSTANTIATE_TEST_SUITE_P(Documented, OrderType, testing::ValuesIn(order_types()),
                         [](const auto& row) { return row.param.name; });

// Without 18 the time in force decides: only good-till-cancel may be an iceberg.
TEST(Iceberg, is_good_till_cancel) {
    for (const auto& [time, expected] :
         {std::pair<std::string, std::string>{"1", "sound"}, {"3", "-1160 371=111"}, {"4", "-1160 371=111"}})
        EXPECT_EQ(refusal(header("D") + "11=O|38=1|40=2|44=60000|54=1|55=BTCUSDT|111=0.5|59=" + time + "|"),
                  expected);
}

// ---- order lists

// Orders by the letters of the documented lists: below or above, stop loss, take profit, limit maker.
struct Leg {
    std::string name;
    std::string sell;
    std::string buy;
};

std::string as_limit(std::string stop) { // the same with a limit price
    stop.replace(stop.find("40=3|"), 5, "40=4|44=60000|");
    return stop + "59=1|";
}

const std::vector<Leg> legs{{"stop_loss", stop_sell, stop_buy},
                            {"stop_loss_limit", as_limit(stop_sell), as_limit(stop_buy)},
                            {"take_profit", profit_sell, profit_buy},
                            {"take_profit_limit", as_limit(profit_sell), as_limit(profit_buy)},
                            {"limit_maker", maker_sell, maker_buy}};

bool is_stop(const Leg& leg) {
    return leg.name.starts_with("stop");
}
bool is_profit(const Leg& leg) {
    return leg.name.starts_with("take");
}
bool is_maker(const Leg& leg) {
    return leg.name == "limit_maker";
}

// Why such a pair is none, by the documented texts; empty: it is documented.
std::string pair_refusal(const Leg& below, const Leg& above, bool sells) {
    if (is_maker(below) && is_maker(above)) return "-1168";
    if (sells) {
        if (is_maker(below)) return "-1166";
        if (is_stop(above)) return "-1197";
        if (is_profit(below)) return "-1199";
    } else {
        if (is_maker(above)) return "-1165";
        if (is_stop(below)) return "-1196";
        if (is_profit(above)) return "-1198";
    }
    return "";
}

// The documented trigger of an order beside another: a stop beside a limit maker waits for its first fill.
std::string trigger_of(const Leg& leg, const Leg& other, const std::string& other_index) {
    return triggered(is_stop(leg) && is_maker(other) ? "2" : "1", other_index, "2");
}

struct PairOf {
    Leg below;
    Leg above;
    bool sells;
};

class ListPair : public testing::TestWithParam<PairOf> {
protected:
    std::string below() const { return GetParam().sells ? GetParam().below.sell : GetParam().below.buy; }
    std::string above() const { return GetParam().sells ? GetParam().above.sell : GetParam().above.buy; }
    std::string expected() const {
        return pair_refusal(GetParam().below, GetParam().above, GetParam().sells);
    }
    std::string trigger_below(const std::string& index) const {
        return trigger_of(GetParam().below, GetParam().above, index);
    }
    std::string trigger_above(const std::string& index) const {
        return trigger_of(GetParam().above, GetParam().below, index);
    }
    static std::string code(const std::string& message) {
        const std::string whole = judge(message);
        return whole == "sound" ? "" : whole.substr(0, whole.find(' '));
    }
};

TEST_P(ListPair, as_an_oco) {
    EXPECT_EQ(code(oco(below(), trigger_below("1"), above(), trigger_above("0"))), expected());
}

TEST_P(ListPair, as_the_pending_orders_of_an_otoco) {
    EXPECT_EQ(code(otoco(limit_buy, below(), trigger_below("2"), above(), trigger_above("1"))), expected());
    EXPECT_EQ(code(otoco(maker_buy, below(), trigger_below("2"), above(), trigger_above("1"))), expected());
}

TEST_P(ListPair, as_the_pending_orders_of_an_opoco) {
    const std::string own = without(below(), "38=1|"), other = without(above(), "38=1|");
    const std::string pair = expected().empty() && !GetParam().sells ? "-1223" : expected();
    const std::string found =
        code(otoco(limit_buy, own, trigger_below("2"), other, trigger_above("1"), "25046=Y|"));
    EXPECT_EQ(found, GetParam().sells ? pair : "-1223") << "an OPO sells what it has bought";
}

// Any other trigger is refused, with the right one as the recommendation.
TEST_P(ListPair, with_no_other_trigger) {
    if (!expected().empty()) return;
    for (const std::string type : {"1", "2", "3"})
        for (const std::string index : {"0", "1", "2"})
            for (const std::string action : {"1", "2"}) {
                const std::string trigger = triggered(type, index, action);
                EXPECT_EQ(code(oco(below(), trigger, above(), trigger_above("0"))),
                          trigger == trigger_below("1") ? "" : "-1174")
                    << trigger;
                EXPECT_EQ(code(otoco(limit_buy, below(), trigger_below("2"), above(), trigger)),
                          trigger == trigger_above("1") ? "" : "-1174")
                    << trigger;
            }
}

std::vector<PairOf> all_pairs() {
    std::vector<PairOf> pairs;
    for (const Leg& below : legs)
        for (const Leg& above : legs)
            for (const bool sells : {true, false})
                pairs.push_back({below, above, sells});
    return pairs;
}

INSTANTIATE_TEST_SUITE_P(All, ListPair, testing::ValuesIn(all_pairs()), [](const auto& row) {
    return std::string(row.param.sells ? "sell_" : "buy_") + row.param.below.name + "_below_" +
           row.param.above.name;
});

// The working order is a limit or a limit maker; the pending one may be any.
TEST(Oto, takes_these_working_and_pending_orders) {
    const std::string market = "38=1|40=1|54=2|55=BTCUSDT|";
    const std::string any_limit = "38=1|40=2|44=60000|54=2|55=BTCUSDT|59=1|";
    const std::string pegged_in_order = "38=1|40=P|211=1|1094=5|835=1|836=3|54=2|55=BTCUSDT|";
    for (const std::string& pending : {market, any_limit, maker_sell, stop_sell, profit_sell,
                                       as_limit(stop_sell), as_limit(profit_sell), pegged_in_order}) {
        EXPECT_EQ(judge(oto(limit_buy, pending)), "sound") << pending;
        EXPECT_EQ(judge(oto(maker_buy, pending)), "sound") << pending;
        if (pending == any_limit || pending == maker_sell) continue;
        EXPECT_EQ(refusal(oto(pending, limit_buy)), "-1014 371=40") << "working: " << pending;
    }
}

// -1174 names the component, the order type or list, and what would be right.
TEST(Component, names_its_three_parameters) {
    EXPECT_EQ(judge(header("D") + "11=O|38=1|40=3|54=1|55=BTCUSDT|"),
              "-1174 371=40 Component 'TriggeringInstruction' is incorrectly populated on 'STOP' order. "
              "Recommendation: 'Set TriggerType (1100), TriggerAction (1101) and TriggerPriceType (1107)'");
    EXPECT_EQ(judge(header("D") + "11=O|38=1|40=P|54=1|55=BTCUSDT|"),
              "-1174 371=40 Component 'PegInstructions' is incorrectly populated on 'PEGGED' order. "
              "Recommendation: 'Set PegPriceType (1094) and PegMoveType (835)'");
    EXPECT_EQ(
        judge(oco(stop_sell, triggered("3", "1", "2"), maker_sell, triggered("1", "0", "2"))),
        "-1174 371=25010 Component 'ListTriggeringInstruction' is incorrectly populated on 'OCO' order. "
        "Recommendation: '25011=2 25012=1 25013=2'");
}

} // namespace
} // namespace fixguard::rules::test
