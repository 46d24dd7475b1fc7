// Faults that can be told from one message and its dictionary, one per row.
#include "rules/samples.hpp"
#include "rules/structure.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fixguard::rules::test {
namespace {

constexpr auto oe = SessionKind::order_entry;
constexpr auto md = SessionKind::market_data;

struct Row {
    std::string name;
    SessionKind kind;
    std::string message;
    std::string expected;
};

class Structure : public testing::TestWithParam<Row> {};

TEST_P(Structure, is_refused) {
    const auto& [name, kind, text, expected] = GetParam();
    const Message message(text);
    EXPECT_EQ(show(first_structure_violation(message.frame(), rule_set(kind))), expected);
}

INSTANTIATE_TEST_SUITE_P(
    Bytes, Structure,
    testing::Values(
        Row{"control_byte", oe, header("1") + "112=a\tb|",
            "-1177 371=112 Only printable ASCII characters and SOH (Start of Header) are allowed."},
        Row{"utf8_where_it_is_not_allowed", oe, header("1") + "112=\xC3\xA9|",
            "-1177 371=112 Only printable ASCII characters and SOH (Start of Header) are allowed."},
        Row{"broken_utf8_where_it_is", md, header("x") + "320=I|559=0|55=\xC3(|",
            "-1177 371=55 Only printable ASCII characters and SOH (Start of Header) are allowed."},
        Row{"control_byte_in_a_utf8_field", md, header("x") + "320=I|559=0|55=\x7F|",
            "-1177 371=55 Only printable ASCII characters and SOH (Start of Header) are allowed."},
        Row{"byte_in_a_tag", oe, header("0") + "1\xB9=x|",
            "-1177 Only printable ASCII characters and SOH (Start of Header) are allowed."},
        Row{"byte_in_msg_type", oe, header("\xFF"),
            "-1177 371=35 Only printable ASCII characters and SOH (Start of Header) are allowed."},
        Row{"byte_in_raw_data", oe, header("A") + "95=3|96=a\xFF" + "b|98=0|108=30|",
            "-1177 371=96 Only printable ASCII characters and SOH (Start of Header) are allowed."},
        Row{"empty_value", oe, header("0") + "112=|", "-1177 371=112 Tag specified without a value."},
        Row{"no_equals_sign", oe, header("0") + "112|", "-1177 Tag specified without a value."},
        Row{"empty_msg_type", oe, header(""), "-1177 371=35 Tag specified without a value."},
        Row{"tag_zero", oe, header("0") + "0=x|", "-1169 Invalid tag number."},
        Row{"tag_with_leading_zero", oe, header("0") + "0112=x|", "-1169 Invalid tag number."},
        Row{"tag_with_a_letter", oe, header("0") + "11a=x|", "-1169 Invalid tag number."},
        Row{"negative_tag", oe, header("0") + "-112=x|", "-1169 Invalid tag number."},
        Row{"tag_beyond_int32", oe, header("0") + "4294967408=x|", "-1169 Invalid tag number."},
        Row{"no_tag", oe, header("0") + "=x|", "-1169 Invalid tag number."},
        Row{"nothing_between_two_soh", oe, header("0") + "|", "-1169 Invalid tag number."},
        Row{"words_without_equals_sign", oe, header("0") + "hello|", "-1169 Invalid tag number."}),
    [](const auto& row) { return row.param.name; });

const std::string heartbeat = header("0");
const std::string order = header("D") + "11=O1|55=BTCUSDT|54=1|40=2|38=1|44=1|59=1|";
const std::string subscribe = header("V") + "262=R|263=1|264=1|";

INSTANTIATE_TEST_SUITE_P(
    Tags, Structure,
    testing::Values(
        Row{"undefined", oe, heartbeat + "4711=x|", "-1103 371=4711 Undefined Tag."},
        Row{"undefined_on_this_server", oe, order + "262=x|", "-1103 371=262 Undefined Tag."},
        Row{"defined_elsewhere", oe, heartbeat + "58=x|",
            "-1170 371=58 Tag '58' not defined for this message type."},
        Row{"sor_on_a_cancel", oe, header("F") + "11=C|55=BTCUSDT|37=1|25032=Y|",
            "-1170 371=25032 Tag '25032' not defined for this message type."},
        Row{"twice_in_the_body", oe, order + "38=1|", "-1171 371=38 Tag '38' appears more than once."},
        Row{"twice_in_the_header", oe, "35=0|49=CLIENT|56=SPOT|34=7|34=7|52=20260714-09:30:00|",
            "-1171 371=34 Tag '34' appears more than once."},
        Row{"second_msg_type", oe, heartbeat + "35=1|", "-1171 371=35 Tag '35' appears more than once."},
        Row{"second_begin_string", oe, heartbeat + "8=FIX.4.4|",
            "-1171 371=8 Tag '8' appears more than once."},
        Row{"header_field_behind_the_body", oe, "35=0|49=CLIENT|56=SPOT|34=7|112=T|52=20260714-09:30:00|",
            "-1172 371=52 Tag '52' specified out of required order."},
        Row{"recv_window_behind_the_body", oe, order + "25000=1000|",
            "-1172 371=25000 Tag '25000' specified out of required order."}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Groups, Structure,
    testing::Values(
        Row{"entry_starts_with_its_second_field", oe,
            oco("40=3|38=1|1100=4|1101=1|1102=50000|1107=2|1109=D|54=2|55=BTCUSDT|", triggered("2", "1", "2"),
                maker_sell, triggered("1", "0", "2")),
            "-1173 371=38 Repeating group '73' fields out of order."},
        Row{"entry_without_its_first_field", md, subscribe + "267=1|269=2|146=1|266=Y|",
            "-1188 371=146 Incorrect NumInGroup count for repeating group '146'."},
        Row{"nested_group_out_of_order", oe,
            header("E") + "25014=L|1385=2|73=2|11=A|" + limit_buy + "11=B|" + maker_sell +
                "25010=1|25012=0|25011=3|25013=1|",
            "-1173 371=25012 Repeating group '25010' fields out of order."},
        Row{"group_field_outside_its_group", md, subscribe + "55=BTCUSDT|146=1|55=ETHUSDT|267=1|269=2|",
            "-1173 371=55 Repeating group '146' fields out of order."},
        Row{"group_goes_on_after_another_field", md, subscribe + "146=2|55=BTCUSDT|267=1|269=2|55=ETHUSDT|",
            "-1173 371=55 Repeating group '146' fields out of order."},
        Row{"more_entries_than_counted", md, subscribe + "146=1|55=BTCUSDT|55=ETHUSDT|267=1|269=2|",
            "-1188 371=146 Incorrect NumInGroup count for repeating group '146'."},
        Row{"fewer_entries_than_counted", md, subscribe + "146=3|55=BTCUSDT|55=ETHUSDT|267=1|269=2|",
            "-1188 371=146 Incorrect NumInGroup count for repeating group '146'."},
        Row{"count_alone", md, subscribe + "267=1|269=2|146=1|",
            "-1188 371=146 Incorrect NumInGroup count for repeating group '146'."},
        Row{"nested_count", oe,
            header("E") + "25014=L|1385=2|73=2|11=A|" + limit_buy + "11=B|" + maker_sell + "25010=2|" +
                triggered("3", "0", "1"),
            "-1188 371=25010 Incorrect NumInGroup count for repeating group '25010'."},
        Row{"count_twice", md, subscribe + "146=1|55=BTCUSDT|146=1|55=ETHUSDT|267=1|269=2|",
            "-1171 371=146 Tag '146' appears more than once."},
        Row{"field_twice_in_an_entry", oe,
            header("E") + "25014=L|1385=2|73=2|11=A|" + limit_buy + "59=1|11=B|" + maker_sell +
                triggers(triggered("3", "0", "1")),
            "-1171 371=59 Tag '59' appears more than once."},
        Row{"same_symbol_twice", md, subscribe + "146=2|55=BTCUSDT|55=BTCUSDT|267=1|269=2|",
            "-1189 371=146 Group '146' contains duplicate entries."},
        Row{"same_entry_type_twice", md, subscribe + "146=1|55=BTCUSDT|267=2|269=2|269=2|",
            "-1189 371=267 Group '267' contains duplicate entries."},
        Row{"same_order_twice", oe,
            header("E") + "25014=L|1385=2|73=2|11=A|" + limit_buy + "11=A|" + maker_sell +
                triggers(triggered("3", "0", "1")),
            "-1189 371=73 Group '73' contains duplicate entries."}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Required, Structure,
                         testing::Values(Row{"in_the_header", oe, "35=0|49=CLIENT|56=SPOT|34=7|",
                                             "-1102 371=52 Required tag '52' missing."},
                                         Row{"seq_num", oe, "35=0|49=CLIENT|56=SPOT|52=20260714-09:30:00|",
                                             "-1102 371=34 Required tag '34' missing."},
                                         Row{"in_the_body", oe, without(order, "54=1|"),
                                             "-1102 371=54 Required tag '54' missing."},
                                         Row{"in_an_entry", oe,
                                             header("E") + "25014=L|1385=2|73=2|11=A|" +
                                                 without(limit_buy, "55=BTCUSDT|") + "11=B|" + maker_sell +
                                                 triggers(triggered("3", "0", "1")),
                                             "-1102 371=55 Required tag '55' missing."},
                                         Row{"in_a_nested_entry", oe,
                                             header("E") + "25014=L|1385=2|73=2|11=A|" + limit_buy + "11=B|" +
                                                 maker_sell + "25010=1|25011=3|25012=0|",
                                             "-1102 371=25013 Required tag '25013' missing."}),
                         [](const auto& row) { return row.param.name; });

std::string with(const std::string& field, const std::string& replacement) {
    return without(order, field) + replacement;
}

INSTANTIATE_TEST_SUITE_P(
    Values, Structure,
    testing::Values(
        Row{"no_number", oe, with("38=1|", "38=one|"), "-1102 371=38 Field value was empty or malformed."},
        Row{"exponent", oe, with("38=1|", "38=1e2|"), "-1102 371=38 Field value was empty or malformed."},
        Row{"two_points", oe, with("38=1|", "38=1.0.0|"), "-1102 371=38 Field value was empty or malformed."},
        Row{"long_character", oe, with("54=1|", "54=11|"),
            "-1102 371=54 Field value was empty or malformed."},
        Row{"no_boolean", oe, order + "25032=1|", "-1102 371=25032 Field value was empty or malformed."},
        Row{"signed_count", md, subscribe + "146=-1|267=1|269=2|",
            "-1102 371=146 Field value was empty or malformed."},
        Row{"no_time", oe, header("0", 7, "2026-07-14 09:30:00"),
            "-1102 371=52 Field value was empty or malformed."},
        Row{"no_such_day", oe, header("0", 7, "20260231-09:30:00"),
            "-1102 371=52 Field value was empty or malformed."},
        Row{"raw_data_that_eats_the_last_soh", oe, header("A") + "98=0|108=30|95=5|96=abcd|",
            "-1102 371=96 Field value was empty or malformed."},
        Row{"raw_data_shorter_than_announced", oe, header("A") + "95=5|96=abcd|98=0|108=30|",
            "-1102 371=96 Field value was empty or malformed."},
        Row{"seq_num_beyond_32_bits", oe, "35=0|49=CLIENT|56=SPOT|34=4294967296|52=20260714-09:30:00|",
            "-1108 371=34 Parameter '34' overflowed."},
        Row{"order_id_beyond_64_bits", oe, header("F") + "11=C|55=BTCUSDT|37=9223372036854775808|",
            "-1108 371=37 Parameter '37' overflowed."},
        Row{"order_id_that_wraps_to_one", oe, header("F") + "11=C|55=BTCUSDT|37=18446744073709551617|",
            "-1108 371=37 Parameter '37' overflowed."},
        Row{"quantity_too_large", oe, with("38=1|", "38=92233720369|"),
            "-1108 371=38 Parameter '38' overflowed."},
        Row{"nine_decimals", oe, with("38=1|", "38=0.000000001|"),
            "-1111 371=38 Parameter '38' has too much precision."},
        Row{"recv_window_in_nanoseconds", oe, heartbeat + "25000=1.0001|",
            "-1111 371=25000 Parameter '25000' has too much precision."},
        Row{"id_with_a_space", oe, with("11=O1|", "11=O 1|"),
            "-1100 371=11 Illegal characters found in parameter '11'; legal range is "
            "'^[a-zA-Z0-9-_]{1,36}$'."},
        Row{"id_of_37_characters", oe, with("11=O1|", "11=" + std::string(37, 'x') + "|"),
            "-1100 371=11 Illegal characters found in parameter '11'; legal range is "
            "'^[a-zA-Z0-9-_]{1,36}$'."},
        Row{"comp_id_of_9_characters", oe, "35=0|49=CLIENT|56=SPOTSPOTS|34=7|52=20260714-09:30:00|",
            "-1100 371=56 Illegal characters found in parameter '56'; legal range is "
            "'^[a-zA-Z0-9-_]{1,8}$'."},
        Row{"time_in_force", oe, with("59=1|", "59=2|"), "-1115 371=59 Invalid timeInForce."},
        Row{"order_type", oe, with("40=2|", "40=5|"), "-1116 371=40 Invalid orderType."},
        Row{"side", oe, with("54=1|", "54=3|"), "-1117 371=54 Invalid side."},
        Row{"peg_price_type", oe, with("40=2|", "40=P|835=1|1094=1|"),
            "-1210 371=1094 Invalid pegPriceType."},
        Row{"peg_offset_type", oe, with("40=2|", "40=P|835=1|1094=4|211=1|836=1|"),
            "-1211 371=836 Invalid pegOffsetType."},
        Row{"cancel_restrictions", oe, header("F") + "11=C|55=BTCUSDT|37=1|25002=3|",
            "-1145 371=25002 cancelRestrictions has to be either ONLY_NEW or ONLY_PARTIALLY_FILLED."},
        Row{"any_other_listed_value", oe, order + "25001=9|",
            "-1130 371=25001 Data sent for parameter '25001' is not valid."}),
    [](const auto& row) { return row.param.name; });

TEST(StructureDetails, a_field_with_utf8_may_have_it) {
    const Message message(header("x") + "320=I|559=0|55=\xE5\xB8\x81\xE5\xAE\x89|");
    EXPECT_EQ(show(first_violation(message.frame(), rule_set(md), logged_on(md))), "sound");
}

TEST(StructureDetails, offset_points_at_the_field) {
    const Message message(order + "4711=x|");
    const auto violation = first_violation(message.frame(), rule_set(oe), logged_on(oe));
    ASSERT_TRUE(violation);
    EXPECT_EQ(message.bytes().substr(violation->offset, 6), "4711=x");
}

TEST(StructureDetails, a_reason_is_paired_with_the_code) {
    const Message message(order + "38=1|");
    EXPECT_EQ(first_violation(message.frame(), rule_set(oe), logged_on(oe))->session_reject_reason, 13);
}

TEST(StructureDetails, the_pairing_is_data) {
    SessionTable table = SessionTable::built_in();
    for (ReasonPairing& pairing : table.reasons)
        if (pairing.code == code::tag_appears_more_than_once) pairing.reason = 99;
    const Message message(order + "38=1|");
    EXPECT_EQ(first_violation(message.frame(), rule_set(oe, table), logged_on(oe))->session_reject_reason,
              99);
}

TEST(StructureDetails, one_thousand_different_symbols_are_no_duplicates) {
    std::string symbols;
    for (int at = 0; at < 1000; ++at)
        symbols += "55=S" + std::to_string(at) + "|";
    const Message sound(subscribe + "267=1|269=2|146=1000|" + symbols);
    EXPECT_EQ(show(first_structure_violation(sound.frame(), rule_set(md))), "sound");
    const Message twice(subscribe + "267=1|269=2|146=1001|" + symbols + "55=S0|");
    EXPECT_EQ(show(first_structure_violation(twice.frame(), rule_set(md))),
              "-1189 371=146 Group '146' contains duplicate entries.");
}

std::vector<std::string_view> names(const std::vector<Finding>& findings) {
    std::vector<std::string_view> result;
    for (const Finding& finding : findings)
        result.push_back(definition(finding.rule).name);
    return result;
}

TEST(StructureDetails, all_faults_come_in_the_order_of_the_rules) {
    const Message message(header("D") + "59=9|4711=x|0=z|11=O 1|11=O1|58=x|55=BTCUSDT|54=1|38=x|44=1|");
    EXPECT_EQ(names(all_structure_violations(message.frame(), rule_set(oe))),
              (std::vector<std::string_view>{"tag_number", "tag_defined", "tag_in_message", "tag_once",
                                             "tag_required", "value_format", "value_pattern",
                                             "time_in_force_known"}));
}

// One fault is one report: what follows a lost field of a group is not blamed on the rest of the message.
TEST(StructureDetails, a_stray_field_in_a_group_leaves_the_group_open) {
    const Message message(subscribe + "146=2|55=BTCUSDT|4711=x|58=y|55=ETHUSDT|267=1|269=2|");
    EXPECT_EQ(names(all_structure_violations(message.frame(), rule_set(md))),
              (std::vector<std::string_view>{"tag_defined", "tag_in_message"}));
}

TEST(StructureDetails, no_more_faults_are_kept_than_asked_for) {
    std::string text = header("0");
    for (int at = 0; at < 100; ++at)
        text += "0=x|";
    EXPECT_EQ(all_structure_violations(Message(text).frame(), rule_set(oe), 10).size(), 10u);
}

TEST(StructureDetails, the_body_of_an_unknown_message_is_not_judged) {
    const Message message(header("ZZ") + "11=O1|11=O1|38=x|");
    EXPECT_EQ(names(all_structure_violations(message.frame(), rule_set(oe))),
              (std::vector<std::string_view>{"value_format"}));
}

} // namespace
} // namespace fixguard::rules::test
