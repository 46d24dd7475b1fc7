// Orders and cancels whose fields do not go together: one fault per row.
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

} // namespace
} // namespace fixguard::rules::test
