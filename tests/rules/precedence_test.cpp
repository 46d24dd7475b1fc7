// Messages with many faults: each row mends the one that was reported, and the next one of the table shows.
#include "rules/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace fixguard::rules::test {
namespace {

constexpr auto oe = SessionKind::order_entry;
constexpr auto dc = SessionKind::drop_copy;
constexpr auto md = SessionKind::market_data;

// One fault, by the piece of the message that is wrong and what it is mended to.
struct Mend {
    Rule rule;
    std::string wrong;
    std::string right;
};

// A message and its faults in the order in which they are told.
struct Chain {
    std::string name;
    SessionFacts facts;
    std::string message;
    std::vector<Mend> mends;
};

// A connection with one subscription and room for one more stream.
class OneSubscription : public ActiveStreams {
public:
    std::size_t count() const override { return 999; }
    bool has_request(std::string_view id) const override { return id == "OLD"; }
    std::string_view request_of(std::string_view symbol, Stream stream) const override {
        return symbol == "BTCUSDT" && stream == Stream::trade ? "OLD" : std::string_view{};
    }
};

const std::string early = "20260714-09:00:00";
const std::string future = "20260714-09:31:00";
const std::string trigger = "1100=4|1101=1|1107=2|";

const std::vector<Mend> turn{{Rule::characters, "x\x7F", "x"},
                             {Rule::tag_number, "0=x|", ""},
                             {Rule::value_present, "112=|", "112=T|"},
                             {Rule::sender_comp_id_kept, "OTHER", "CLIENT"},
                             {Rule::msg_seq_num_expected, "34=9", "34=7"}};

std::vector<Mend> then(std::vector<Mend> mends, const std::vector<Mend>& more) {
    mends.insert(mends.end(), more.begin(), more.end());
    return mends;
}

// What holds for every kind, on a TestRequest<1> that at first is a request of another kind.
Chain common_chain(SessionKind kind, const std::string& foreign_type, Rule not_allowed) {
    return {"common_" + std::string(short_name(kind)), logged_on(kind),
            "35=" + foreign_type + "|49=OTHER|56=BAD|34=9|52=" + early +
                "|112=|0=x|4711=x\x7F|58=x|25000=700000000000000000000|25000=1|",
            then(turn, {{not_allowed, "35=" + foreign_type + "|", "35=1|"},
                        {Rule::tag_defined, "4711=x|", ""},
                        {Rule::tag_in_message, "58=x|", ""},
                        {Rule::tag_once, "|25000=1|", "|"},
                        {Rule::tag_order, "112=T|25000=700000000000000000000|",
                         "25000=700000000000000000000|112=T|"},
                        {Rule::value_overflow, "700000000000000000000", "70000.0001"},
                        {Rule::value_precision, "70000.0001", "70000"},
                        {Rule::target_comp_id, "56=BAD", "56=SPOT"},
                        {Rule::recv_window_range, "70000", "60000"},
                        {Rule::sending_time_late, early, "20260714-09:30:00"}})};
}

Chain logon_chain(SessionKind kind, Rule drop_copy, const std::string& wrong, const std::string& right) {
    return {"logon_" + std::string(short_name(kind)),
            not_logged_on(kind),
            "35=0|49=CLIENT|56=BAD|34=2|52=" + early + "|25000=70000|98=1|108=1|95=4|96=c2ln|141=N|" + wrong +
                "25035=1|",
            {{Rule::logon_first, "35=0", "35=A"},
             {Rule::msg_seq_num_expected, "34=2", "34=1"},
             {Rule::logon_tag_required, "25035=1|", "25035=1|553=key|"},
             {Rule::encrypt_method, "98=1", "98=0"},
             {Rule::heart_bt_int_range, "108=1", "108=30"},
             {Rule::reset_seq_num, "141=N", "141=Y"},
             {drop_copy, wrong, right},
             {Rule::target_comp_id, "56=BAD", "56=SPOT"},
             {Rule::recv_window_range, "70000", "60000"},
             {Rule::sending_time_late, early, "20260714-09:30:00"}}};
}

std::vector<Chain> session_chains() {
    std::vector<Chain> chains{common_chain(oe, "V", Rule::allowed_in_order_entry),
                              common_chain(dc, "D", Rule::allowed_in_drop_copy),
                              common_chain(md, "D", Rule::allowed_in_market_data),
                              logon_chain(oe, Rule::drop_copy_not_here, "9406=Y|", "9406=N|"),
                              logon_chain(dc, Rule::drop_copy_required, "9406=N|", "9406=Y|"),
                              logon_chain(md, Rule::drop_copy_not_here, "", "")};
    // DropCopyFlag(9406) is in the dictionary of order entry and drop copy alone.
    std::erase_if(chains.back().mends,
                  [](const Mend& mend) { return mend.rule == Rule::drop_copy_not_here; });
    for (const SessionKind kind : all_session_kinds) {
        const std::string again = "35=A|49=OTHER|56=SPOT|34=9|52=" + future + "|112=T|58=x|";
        chains.push_back({"second_logon_" + std::string(short_name(kind)),
                          logged_on(kind),
                          again,
                          {{Rule::logon_once, "35=A", "35=1"},
                           {Rule::sender_comp_id_kept, "OTHER", "CLIENT"},
                           {Rule::msg_seq_num_expected, "34=9", "34=7"},
                           {Rule::tag_in_message, "58=x|", ""},
                           {Rule::sending_time_ahead, future, "20260714-09:30:00"}}});
        chains.push_back({"unknown_type_" + std::string(short_name(kind)),
                          logged_on(kind),
                          "35=ZZ|49=OTHER|56=SPOT|34=9|52=20260714-09:30|112=T|25000=|",
                          {{Rule::value_present, "25000=|", "25000=0|"},
                           {Rule::sender_comp_id_kept, "OTHER", "CLIENT"},
                           {Rule::msg_seq_num_expected, "34=9", "34=7"},
                           {Rule::msg_type_known, "35=ZZ", "35=1"},
                           {Rule::tag_order, "112=T|25000=0|", "25000=0|112=T|"},
                           {Rule::value_format, "09:30|", "09:30:00|"}}});
    }
    return chains;
}

std::vector<Chain> order_chains() {
    return {
        {"structure_of_an_order",
         logged_on(oe),
         header("D") +
             "11=O 1|4711=x|112=x|54=1|54=1|44=a|59=1|25000=5000|40=9|38=1|55=B|7940=99999999999999999999|"
             "111=0.000000001|25001=0|",
         {{Rule::tag_defined, "4711=x|", ""},
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
          {Rule::value_known, "25001=0", "25001=1"}}},
        {"values_of_a_cancel_replace",
         logged_on(oe),
         header("XCN") + "25033=9|37=5|25002=9|11=O2|38=1|40=9|1094=9|835=1|211=1|836=9|54=9|55=B|59=9|",
         {{Rule::time_in_force_known, "59=9", "59=1"},
          {Rule::order_type_known, "40=9", "40=P"},
          {Rule::side_known, "54=9", "54=1"},
          {Rule::peg_price_type_known, "1094=9", "1094=5"},
          {Rule::peg_offset_type_known, "836=9", "836=3"},
          {Rule::cancel_restrictions_known, "25002=9", "25002=1"},
          {Rule::value_known, "25033=9", "25033=1"}}},
        {"fields_of_an_order",
         logged_on(oe),
         header("D", 7, future) + "11=O1|55=BTCUSDT|54=1|40=1|18=6|44=1|59=3|1102=5|211=1|847=5|",
         {{Rule::sending_time_ahead, "09:31", "09:30"},
          {Rule::one_of_required, "40=1|", "40=P|"},
          {Rule::order_tag_required, "18=6|", "18=6|38=1|"},
          {Rule::order_combination, "18=6|", ""},
          {Rule::fields_conflict, "44=1|", ""},
          {Rule::component_populated, "1102=5|", "1094=4|835=1|"},
          {Rule::fields_together, "211=1|", "111=1|"},
          {Rule::iceberg_time_in_force, "59=3", "59=1"},
          {Rule::target_strategy_range, "847=5|", ""}}},
        {"superfluous_fields_of_a_stop",
         logged_on(oe),
         header("D") + "11=O1|55=BTCUSDT|54=1|40=3|38=1|18=6|152=1|59=1|847=1|" + trigger + "1102=5|",
         {{Rule::order_combination, "18=6|", ""},
          {Rule::fields_conflict, "152=1|", ""},
          {Rule::component_populated, "1102=5|", "1102=5|1109=U|"},
          {Rule::tag_not_required, "59=1|", ""},
          {Rule::target_strategy_range, "847=1|", ""}}},
    };
}

std::vector<Chain> list_chains() {
    const std::string limit_sell = "38=1|40=2|44=60000|54=2|55=BTCUSDT|59=1|";
    const auto one_zero = triggered("1", "0", "2"), one_one = triggered("1", "1", "2");
    return {
        {"groups_of_a_list",
         logged_on(oe),
         header("E") + "25014=L|1385=1|73=3|11=A|" + stop_sell +
             "25010=2|25011=2|25012=1|25013=2|11=A|40=2|38=1|18=6|44=x|54=2|55=BTCUSDT|" + triggers(one_zero),
         {{Rule::group_order, "40=2|38=1|18=6", "38=1|40=2|18=6"},
          {Rule::group_count, "73=3", "73=2"},
          {Rule::group_count, "25010=2", "25010=1"},
          {Rule::value_format, "44=x", "44=70000"},
          {Rule::group_entries_unique, "11=A|38=1|40=2", "11=B|38=1|40=2"}}},
        {"list_of_one",
         logged_on(oe),
         header("E") + "25014=L|1385=2|73=1|11=A|" + limit_buy,
         {{Rule::list_size, "73=1|11=A|" + limit_buy,
           "73=2|11=A|" + limit_buy + "11=B|" + maker_sell + triggers(triggered("3", "0", "1"))}}},
        {"list_without_orders",
         logged_on(oe),
         header("E") + "25014=L|1385=2|",
         {{Rule::order_tag_required, "1385=2|",
           "1385=2|73=2|11=A|" + limit_buy + "11=B|" + maker_sell + triggers(triggered("3", "0", "1"))}}},
        {"opo",
         logged_on(oe),
         header("E") + "25014=L|1385=1|25046=Y|73=2|11=A|38=1|40=3|" +
             "1100=4|1101=1|1102=50000|1107=2|1109=D|54=2|55=BTCUSDT|" + triggers(one_one) +
             "11=B|38=1|40=2|18=6|44=70000|54=1|55=ETHUSDT|" + triggers(triggered("3", "0", "1")),
         {{Rule::fields_conflict, "1385=1", "1385=2"},
          {Rule::component_populated, triggers(one_one), ""},
          {Rule::list_orders_agree, "ETHUSDT", "BTCUSDT"},
          {Rule::working_order_type, "38=1|40=3|1100=4|1101=1|1102=50000|1107=2|1109=D|",
           "40=2|18=6|44=50000|"},
          {Rule::opo_working_buy, "54=2", "54=1"},
          {Rule::opo_pending_sell, "70000|54=1", "70000|54=2"},
          {Rule::opo_working_tag_required, "11=A|40=2", "11=A|38=1|40=2"},
          {Rule::opo_pending_tag_not_required, "11=B|38=1|", "11=B|"}}},
        {"oco_types",
         logged_on(oe),
         oco(limit_sell, triggered("2", "1", "2"), maker_sell + "", triggered("1", "0", "2")),
         {{Rule::oco_order_type, limit_sell, maker_sell},
          {Rule::oco_both_limit, "11=BELOW|" + maker_sell, "11=BELOW|" + stop_sell}}},
        {"oco_sides",
         logged_on(oe),
         oco(stop_sell, one_one, stop_buy, one_zero),
         {{Rule::list_orders_agree, "11=BELOW|" + stop_sell, "11=BELOW|" + stop_buy},
          {Rule::oco_buy_stop_loss_above, "11=BELOW|" + stop_buy, "11=BELOW|" + profit_buy}}},
        {"oco_buy_limit_above",
         logged_on(oe),
         oco(stop_buy, one_one, maker_buy, one_zero),
         {{Rule::oco_buy_limit_below, "11=ABOVE|" + maker_buy, "11=ABOVE|" + profit_buy},
          {Rule::oco_buy_stop_loss_above, "11=BELOW|" + stop_buy, "11=BELOW|" + profit_buy},
          {Rule::oco_buy_take_profit_below, "11=ABOVE|" + profit_buy, "11=ABOVE|" + stop_buy}}},
        {"oco_sell_limit_below",
         logged_on(oe),
         oco(maker_sell, one_one, stop_sell, one_zero),
         {{Rule::oco_sell_limit_above, "11=BELOW|" + maker_sell, "11=BELOW|" + profit_sell},
          {Rule::oco_sell_stop_loss_below, "11=ABOVE|" + stop_sell, "11=ABOVE|" + profit_sell},
          {Rule::oco_sell_take_profit_above, "11=BELOW|" + profit_sell, "11=BELOW|" + stop_sell}}},
    };
}

std::vector<Chain> market_chains() {
    return {
        {"groups_of_a_market_data_request",
         logged_on(md),
         header("V") + "262=R|263=1|267=3|269=0|269=0|146=2|266=Y|55=ETHUSDT|",
         {{Rule::group_order, "266=Y|55=ETHUSDT|", "55=ETHUSDT|266=Y|"},
          {Rule::group_count, "267=3", "267=2"},
          {Rule::group_count, "146=2", "146=1"},
          {Rule::group_entries_unique, "269=0|269=0", "269=0|269=1"},
          {Rule::market_tag_required, "263=1|", "263=1|264=9999|"},
          {Rule::market_depth_too_large, "9999", "5000"}}},
        {"streams",
         logged_on(md),
         header("V") + "262=OLD|263=1|264=0|146=2|55=BTCUSDT|55=ETHUSDT|267=2|269=0|269=2|",
         {{Rule::market_depth_range, "264=0", "264=1"},
          {Rule::bid_and_offer_together, "267=2|269=0|269=2|", "267=1|269=2|"},
          {Rule::subscription_id_free, "262=OLD", "262=NEW"},
          {Rule::stream_similar, "55=BTCUSDT", "55=BNBUSDT"},
          {Rule::stream_count, "146=2|55=BNBUSDT|55=ETHUSDT|", "146=1|55=BNBUSDT|"}}},
        {"unsubscribe",
         logged_on(md),
         header("V", 7, future) + "262=NEW|263=2|",
         {{Rule::sending_time_ahead, "09:31", "09:30"}, {Rule::subscription_id_active, "NEW", "OLD"}}},
    };
}

std::vector<Chain> all_chains() {
    std::vector<Chain> all;
    for (const auto& chains : {session_chains(), order_chains(), list_chains(), market_chains()})
        all.insert(all.end(), chains.begin(), chains.end());
    return all;
}

class Precedence : public testing::TestWithParam<Chain> {};

TEST_P(Precedence, what_is_mended_uncovers_the_next_rule) {
    const Chain& chain = GetParam();
    const RuleSet rules = rule_set(chain.facts.kind);
    const OneSubscription streams;
    std::string message = chain.message;
    Rule last{};
    for (const Mend& mend : chain.mends) {
        const Message faulty(message);
        const auto findings = all_violations(faulty.frame(), rules, chain.facts, &streams);
        ASSERT_FALSE(findings.empty()) << message;
        ASSERT_EQ(definition(findings.front().rule).name, definition(mend.rule).name) << message;
        EXPECT_EQ(first_violation(faulty.frame(), rules, chain.facts, &streams), findings.front().violation);
        EXPECT_TRUE(std::ranges::is_sorted(findings, {}, &Finding::rule));
        EXPECT_LE(last, mend.rule) << "the rows have to go down the table";
        last = mend.rule;
        const auto at = message.find(mend.wrong);
        ASSERT_NE(at, std::string::npos) << mend.wrong << " in " << message;
        message.replace(at, mend.wrong.size(), mend.right);
    }
    const Message mended(message);
    EXPECT_EQ(show(first_violation(mended.frame(), rules, chain.facts, &streams)), "sound") << message;
}

INSTANTIATE_TEST_SUITE_P(Chains, Precedence, testing::ValuesIn(all_chains()),
                         [](const auto& chain) { return chain.param.name; });

TEST(PrecedenceTable, every_rule_stands_in_a_chain) {
    std::set<Rule> told;
    for (const Chain& chain : all_chains())
        for (const Mend& mend : chain.mends)
            told.insert(mend.rule);
    for (const RuleDef& rule : rule_order)
        EXPECT_TRUE(told.contains(rule.rule)) << rule.name;
}

// The table is the order: its rules are told apart by code and text, and each can be named.
TEST(PrecedenceTable, every_rule_has_a_code_with_that_text_or_a_switch) {
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
    EXPECT_EQ(switches, 8u);
}

// Nobody documents the order, so that a user may turn it round.
TEST(PrecedenceTable, single_rules_may_go_before_all_others) {
    const Message message(header("1", 9) + "112=|4711=x|");
    const auto first_with = [&](const std::string& first) {
        const auto table = SessionTable::parse("[precedence]\nfirst = [" + first + "]\n", "my.toml");
        return first_violation(message.frame(), rule_set(oe, std::get<SessionTable>(table)), logged_on(oe))
            ->code.value;
    };
    EXPECT_EQ(first_with(""), -1177);
    EXPECT_EQ(first_with("\"msg_seq_num_expected\""), -1179);
    EXPECT_EQ(first_with("\"tag_defined\", \"msg_seq_num_expected\""), -1103);
}

} // namespace
} // namespace fixguard::rules::test
