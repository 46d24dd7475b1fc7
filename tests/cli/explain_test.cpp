// `fixguard codes` and `fixguard explain` as a user meets them.
#include "cli/fixguard_program.hpp"
#include "wire/message_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string reject =
    "35=3|34=7|45=5|371=55|372=D|373=13|25016=-1171|58=Tag '55' appears more than once.|";

std::string readable_reject() {
    return wire::to_readable(wire::frame_body(wire::from_readable(reject)));
}

json explained(const std::string& what) {
    const Outcome outcome = run_fixguard({"explain", "--json", what});
    EXPECT_EQ(outcome.exit_code, 0) << what << outcome.err;
    return json::parse(outcome.out);
}

TEST(Codes, lists_each_code_once) {
    const Outcome outcome = run_fixguard({"codes"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("\n-1179  BAD_SEQ_NUM"));
    EXPECT_THAT(outcome.err, "");
}

TEST(Codes, as_json_is_one_array_with_all_106) {
    const json codes = json::parse(run_fixguard({"codes", "--json"}).out);
    ASSERT_EQ(codes.size(), 106U);
    EXPECT_EQ(codes[0]["code"], -1000);
}

TEST(Explain, takes_a_code) {
    EXPECT_EQ(explained("-1179")["code"]["name"], "BAD_SEQ_NUM");
}

TEST(Explain, takes_a_code_that_lost_its_minus) {
    EXPECT_EQ(explained("1179")["code"]["code"], -1179);
}

TEST(Explain, takes_a_name_in_any_case) {
    EXPECT_EQ(explained("bad_seq_num")["code"]["code"], -1179);
}

TEST(Explain, takes_a_text_and_finds_its_parameters) {
    const json found = explained("Too many messages; current limit is '10000' messages per '10s'.");
    EXPECT_EQ(found["code"]["code"], -1181);
    EXPECT_EQ(found["params"], json::parse(R"(["10000", "10s"])"));
}

TEST(Explain, takes_a_text_in_words_without_quotes) {
    const Outcome outcome = run_fixguard({"explain", "Unknown", "order", "sent."});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("matching engine"));
}

TEST(Explain, an_unknown_code_is_a_failure_and_no_other_code) {
    const Outcome outcome = run_fixguard({"explain", "-9999"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("-9999 is in no list"));
}

TEST(Explain, an_unknown_text_is_a_failure) {
    const Outcome outcome = run_fixguard({"explain", "no", "such", "thing"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr("no such thing"));
}

// Every way in which people copy a message out of a log.
class ExplainMessage : public testing::TestWithParam<std::string> {};

TEST_P(ExplainMessage, reads_any_separator) {
    std::string text;
    for (const char c : readable_reject())
        text += c == '|' ? GetParam() : std::string(1, c);
    const json found = explained("20260701-12:00:00 incoming: " + text + "\n");
    EXPECT_EQ(found["error"]["code"], -1171);
    EXPECT_EQ(found["error"]["ref_tag_id"], 55);
    EXPECT_EQ(found["code"]["name"], "TAG_APPEARS_MORE_THAN_ONCE");
    EXPECT_TRUE(found["message"]["framing"].is_null());
    EXPECT_EQ(found["message"]["fields"][3]["meaning"], nullptr);
    EXPECT_EQ(found["message"]["fields"][2]["name"], "MsgType");
}

INSTANTIATE_TEST_SUITE_P(Separators, ExplainMessage, testing::Values("|", "\x01", "^A", "\\x01"));

TEST(Explain, reads_a_message_from_stdin) {
    const Outcome outcome = run_fixguard({"explain", "-"}, {.input = readable_reject() + "\n"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("-1171 TAG_APPEARS_MORE_THAN_ONCE"));
}

TEST(Explain, says_when_the_framing_is_wrong) {
    std::string text = readable_reject();
    text[text.size() - 2] = text[text.size() - 2] == '0' ? '1' : '0';
    EXPECT_THAT(run_fixguard({"explain", text}).out, HasSubstr("framing: CheckSum(10) is wrong"));
}

TEST(Explain, masks_the_api_key_and_the_signature) {
    const std::string logon = "8=FIX.4.4|9=5|35=A|34=1|95=9|96=SIGNATURE|553=APIKEY|10=000|";
    for (const auto& arguments : {std::vector<std::string>{"explain", logon}, {"explain", "--json", logon}}) {
        const Outcome outcome = run_fixguard(arguments);
        EXPECT_THAT(outcome.out, HasSubstr("***"));
        EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("SIGNATURE\"")));
        EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("=SIGNATURE")));
        EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("APIKEY")));
    }
}

TEST(Explain, indents_the_entries_of_a_group) {
    const std::string report =
        "8=FIX.4.4|9=5|35=8|34=2|136=2|137=0.1|138=BNB|139=4|137=0.2|138=BNB|139=4|58=x|10=000|";
    const json fields = explained(report)["message"]["fields"];
    EXPECT_EQ(fields[4]["name"], "NoMiscFees");
    EXPECT_EQ(fields[4]["depth"], 0);
    EXPECT_EQ(fields[8]["name"], "MiscFeeAmt");
    EXPECT_EQ(fields[8]["depth"], 1);
    EXPECT_EQ(fields[11]["name"], "Text");
    EXPECT_EQ(fields[11]["depth"], 0);
}

TEST(Explain, uses_the_market_data_dictionary_for_its_messages) {
    EXPECT_EQ(explained("8=FIX.4.4|9=5|35=W|34=2|262=a|55=BTCUSDT|268=0|10=000|")["message"]["name"],
              "MarketDataSnapshot");
}

TEST(Explain, survives_bytes_that_are_no_message) {
    for (const std::string text :
         {"8=FIX", "35=", "8=FIX.4.4|9=99999999999|35=3|", "35=3|=|58|0=x|\xff=\xff|"})
        EXPECT_EQ(run_fixguard({"explain", text}).exit_code, 0) << text;
}

TEST(Explain, an_escape_sequence_in_a_message_does_not_reach_the_terminal) {
    EXPECT_THAT(run_fixguard({"explain", "8=FIX.4.4|9=5|35=3|58=\x1b[2J|10=000|"}).out,
                Not(HasSubstr("\x1b")));
}

TEST(ExplainMessage, a_caret_stands_under_the_field_that_breaks_a_rule) {
    const std::string message = wire::to_readable(wire::frame_body(
        wire::from_readable("35=D|49=ME|56=SPOT|34=2|52=20260701-12:00:00|11=a|38=1|40=1|54=9|55=BTCUSDT|")));
    const Outcome outcome = run_fixguard({"explain", message});
    EXPECT_THAT(outcome.out, testing::ContainsRegex("    54  Side .*9.*\n    \\^~+ -1117 INVALID_SIDE: "));
}

TEST(ExplainMessage, the_rule_that_a_message_breaks_first_is_explained) {
    const std::string message = wire::to_readable(wire::frame_body(
        wire::from_readable("35=D|49=ME|56=SPOT|34=2|52=20260701-12:00:00|11=a|38=1|40=1|54=9|55=BTCUSDT|")));
    const Outcome outcome = run_fixguard({"explain", message});
    EXPECT_THAT(outcome.out, HasSubstr("The exchange would answer with:\n\n-1117 INVALID_SIDE\n"));
    EXPECT_THAT(outcome.out, HasSubstr("What to do: "));
    EXPECT_THAT(outcome.out, HasSubstr("the request "));
    EXPECT_EQ(explained(message)["code"]["code"], -1117);
}

TEST(ExplainMessage, the_type_of_the_refused_request_has_its_name) {
    EXPECT_THAT(run_fixguard({"explain", readable_reject()}).out, HasSubstr("D  NewOrderSingle"));
}

// script(1) gives the program a terminal.
TEST(Explain, colours_are_for_terminals_alone) {
    const std::string command = "'" FIXGUARD_PROGRAM "' explain " + std::string("-1171");
    EXPECT_THAT(run({"script", "-qec", command, "/dev/null"}).out, HasSubstr("\x1b[1m-1171"));
    EXPECT_THAT(run({"script", "-qec", "NO_COLOR=1 " + command, "/dev/null"}).out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(run_fixguard({"explain", "-1171"}).out, Not(HasSubstr("\x1b")));
}

TEST(ExplainMessage, a_caret_stands_under_the_tag_that_a_reject_names) {
    const Outcome outcome = run_fixguard({"explain", readable_reject()});
    EXPECT_THAT(outcome.out,
                testing::ContainsRegex("   371  RefTagID .*55.*\n   \\^~+ the field at fault is Symbol"));
}

} // namespace
} // namespace fixguard::test
