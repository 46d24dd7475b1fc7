// Messages with many faults: each row mends the one that was reported, and the next one of the table shows.
#include "rules/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fixguard::rules::test {
namespace {

// One fault, by the piece of the message that is wrong and what it is mended to.
struct Mend {
    Rule rule;
    std::string wrong;
    std::string right;
};

std::string_view name_of(const std::optional<Violation>& violation) {
    if (!violation) return "sound";
    for (const RuleDef& rule : rule_order)
        if (rule.code == violation->code && rule.text == violation->text) return rule.name;
    return "a switch";
}

// The findings of a message with all faults have the rules' order; then one after the other is mended.
void expect_in_order(std::string message, const std::vector<Mend>& mends, SessionKind kind,
                     const SessionFacts& facts) {
    for (const Mend& mend : mends) {
        const Message faulty(message);
        const auto findings = all_violations(faulty.frame(), rule_set(kind), facts);
        ASSERT_FALSE(findings.empty()) << message;
        EXPECT_EQ(definition(findings.front().rule).name, definition(mend.rule).name) << message;
        EXPECT_EQ(first_violation(faulty.frame(), rule_set(kind), facts), findings.front().violation);
        EXPECT_TRUE(std::ranges::is_sorted(findings, {}, &Finding::rule));
        const auto at = message.find(mend.wrong);
        ASSERT_NE(at, std::string::npos) << mend.wrong << " in " << message;
        message.replace(at, mend.wrong.size(), mend.right);
    }
    const Message mended(message);
    EXPECT_EQ(name_of(first_violation(mended.frame(), rule_set(kind), facts)), "sound") << message;
}

constexpr auto oe = SessionKind::order_entry;
constexpr auto md = SessionKind::market_data;

TEST(Precedence, the_bytes_the_session_and_the_structure_of_an_order) {
    const std::string message =
        "35=D|49=OTHER|56=SPOT|34=9|52=20260714-09:30:00|"
        "11=O\x7F"
        "1|0=x|38=|4711=x|112=x|54=1|54=1|44=a|59=1|25000=5000|40=9|55=B|7940=99999999999999999999|"
        "111=0.000000001|25001=0|";
    expect_in_order(message,
                    {{Rule::characters,
                      "O\x7F"
                      "1",
                      "O 1"},
                     {Rule::tag_number, "0=x|", ""},
                     {Rule::value_present, "38=|", "38=1|"},
                     {Rule::sender_comp_id_kept, "OTHER", "CLIENT"},
                     {Rule::msg_seq_num_expected, "34=9", "34=7"},
                     {Rule::tag_defined, "4711=x|", ""},
                     {Rule::tag_in_message, "112=x|", ""},
                     {Rule::tag_once, "54=1|54=1|", ""},
                     {Rule::tag_order, "25000=5000|", ""},
                     {Rule::tag_required, "44=a|", "44=a|54=9|"},
                     {Rule::value_format, "44=a", "44=1"},
                     {Rule::value_overflow, "99999999999999999999", "1"},
                     {Rule::value_precision, "111=0.000000001", "111=0.1"},
                     {Rule::value_pattern, "O 1", "O1"},
                     {Rule::order_type_known, "40=9", "40=2"},
                     {Rule::side_known, "54=9", "54=1"},
                     {Rule::value_known, "25001=0", "25001=1"}},
                    oe, logged_on(oe));
}

TEST(Precedence, before_the_logon) {
    expect_in_order(header("D", 2) + "11=O1|",
                    {{Rule::logon_first, "35=D", "35=A"},
                     {Rule::msg_seq_num_expected, "34=2", "34=1"},
                     {Rule::tag_in_message, "11=O1|", logon_body}},
                    oe, not_logged_on(oe));
}

TEST(Precedence, a_logon) {
    expect_in_order(header("A", 1, "20260714-09:00:00") +
                        "25000=70000|98=1|108=1|95=4|96=c2ln|141=N|9406=Y|25035=1|",
                    {{Rule::logon_tag_required, "25035=1|", "25035=1|553=key|"},
                     {Rule::encrypt_method, "98=1", "98=0"},
                     {Rule::heart_bt_int_range, "108=1", "108=30"},
                     {Rule::reset_seq_num, "141=N", "141=Y"},
                     {Rule::drop_copy_not_here, "9406=Y", "9406=N"},
                     {Rule::recv_window_range, "70000", "60000"},
                     {Rule::sending_time_late, "09:00:00", "09:30:00"}},
                    oe, not_logged_on(oe));
}

TEST(Precedence, the_groups_of_a_market_data_request) {
    expect_in_order(header("V") + "262=R|263=1|267=2|269=0|269=0|146=2|266=Y|55=BTCUSDT|",
                    {{Rule::group_order, "266=Y|55=BTCUSDT|", "55=BTCUSDT|266=Y|"},
                     {Rule::group_count, "146=2", "146=1"},
                     {Rule::group_entries_unique, "269=0|269=0", "269=0|269=1"},
                     {Rule::market_tag_required, "263=1|", "263=1|264=9999|"},
                     {Rule::market_depth_too_large, "9999", "0"},
                     {Rule::market_depth_range, "264=0", "264=1"}},
                    md, logged_on(md));
}

TEST(Precedence, the_fields_of_an_order) {
    expect_in_order(header("D", 7, "20260714-09:31:00") +
                        "11=O1|55=BTCUSDT|54=1|40=1|18=6|44=1|59=3|1102=5|211=1|847=5|",
                    {{Rule::sending_time_ahead, "09:31", "09:30"},
                     {Rule::one_of_required, "40=1|", "40=P|"},
                     {Rule::order_tag_required, "18=6|", "18=6|38=1|"},
                     {Rule::order_combination, "18=6|", ""},
                     {Rule::fields_conflict, "44=1|", ""},
                     {Rule::component_populated, "1102=5|", "1094=4|835=1|"},
                     {Rule::fields_together, "211=1|", "111=1|"},
                     {Rule::iceberg_time_in_force, "59=3", "59=1"},
                     {Rule::target_strategy_range, "847=5|", ""}},
                    oe, logged_on(oe));
}

TEST(Precedence, an_order_list) {
    const std::string working = "38=1|40=2|44=60000|54=2|55=BTCUSDT|59=1|";
    const std::string pending = "38=1|40=2|18=6|44=70000|54=1|55=BTCUSDT|";
    expect_in_order(oto(working, pending, "25046=Y|"),
                    {{Rule::opo_working_buy, "54=2", "54=1"},
                     {Rule::opo_pending_sell, "70000|54=1", "70000|54=2"},
                     {Rule::opo_pending_tag_not_required, "38=1|40=2|18=6", "40=2|18=6"}},
                    oe, logged_on(oe));
}

// The table is the order: its rules are told apart by code and text, and each can be named.
TEST(Precedence, every_rule_has_a_code_with_that_text_or_a_switch) {
    std::size_t switches = 0;
    for (const RuleDef& rule : rule_order) {
        EXPECT_FALSE(rule.name.empty());
        if (!rule.code) {
            ++switches;
            continue;
        }
        const catalog::Entry* const entry = catalog::find(rule.code);
        ASSERT_NE(entry, nullptr) << rule.name;
        EXPECT_LT(rule.text, entry->texts.size()) << rule.name;
    }
    EXPECT_EQ(switches, 4u);
}

} // namespace
} // namespace fixguard::rules::test
