// `fixguard lint` as a user meets it.
#include "cli/fixguard_program.hpp"
#include "wire/message_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string head = "35=D|49=TRADER|56=SPOT|34=2|52=20260701-12:00:00|";
const std::string order = "11=abc|38=1|40=1|54=1|55=BTCUSDT|";

std::string framed(const std::string& body) {
    return wire::to_readable(wire::frame_body(wire::from_readable(body)));
}

Outcome linted(const std::string& lines, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"lint", "-", "--session", "oe"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_fixguard(arguments, {.input = lines});
}

TEST(Lint, a_sound_message_is_passed) {
    const Outcome outcome = linted("12:00 out: " + framed(head + order) + "\n\nno message\n");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.out, "");
}

TEST(Lint, tells_all_that_is_wrong_in_the_order_of_the_exchange) {
    const Outcome outcome =
        linted(framed(head + order) + "\n" + framed(head + "11=abc|38=1|40=1|54=x|54=1|") + "\n");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, StartsWith("-:2: error -1171 TAG_APPEARS_MORE_THAN_ONCE: "));
    const auto missing = outcome.out.find("-:2: error -1102 ");
    ASSERT_NE(missing, std::string::npos) << outcome.out;
    EXPECT_GT(outcome.out.find("-:2: error -1117 INVALID_SIDE"), missing);
}

TEST(Lint, a_wrong_frame_does_not_hide_the_content) {
    std::string message = framed(head + order + "54=1|");
    message.replace(message.size() - 4, 3, "999");
    const Outcome outcome = linted(message + "\n");
    EXPECT_THAT(outcome.out,
                AllOf(StartsWith("-:1: error -1177 GARBLED_MESSAGE: CheckSum(10)"), HasSubstr("-1171")));
}

TEST(Lint, json_names_the_column_of_the_field_in_any_separator) {
    for (const std::string separator : {"|", "^A", "\\x01", "\x01"}) {
        std::string text;
        for (const char c : "out " + framed(head + order + "54=2|"))
            text += c == '|' ? separator : std::string(1, c);
        const Outcome outcome = linted(text + "\n", {"--json"});
        const json found = json::parse(outcome.out.substr(0, outcome.out.find('\n')));
        EXPECT_EQ(found["code"], -1171);
        EXPECT_EQ(found["ref_tag_id"], 54);
        EXPECT_EQ(found["rule"], "tag_once");
        EXPECT_EQ(text.substr(found["column"].get<std::size_t>() - 1, 4), "54=2") << separator;
    }
}

TEST(Lint, sarif_is_one_log_with_a_place_for_each_finding) {
    const Outcome outcome = linted(framed(head + order + "54=2|") + "\n", {"--sarif"});
    EXPECT_EQ(outcome.exit_code, 1);
    const json run = json::parse(outcome.out)["runs"][0];
    EXPECT_EQ(run["tool"]["driver"]["rules"][0]["id"], "TAG_APPEARS_MORE_THAN_ONCE");
    EXPECT_EQ(run["results"][0]["ruleId"], "TAG_APPEARS_MORE_THAN_ONCE");
    EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
}

TEST(Lint, messages_of_the_exchange_are_passed_over) {
    EXPECT_EQ(linted(framed("35=8|49=SPOT|56=TRADER|34=2|11=a|") + "\n").exit_code, 0);
}

TEST(Lint, fix_mends_length_check_sum_and_header_and_keeps_the_line_around) {
    const std::string body =
        "35=D|11=abc|49=TRADER|56=SPOT|34=2|52=20260701-12:00:00|38=1|40=1|54=1|55=BTCUSDT|";
    const Outcome outcome = linted("12:00 (8=FIX.4.4|9=1|" + body + "10=000|) end\nother\n", {"--fix"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "12:00 (" + framed(head + order) + ") end\nother\n");
}

TEST(Lint, fix_leaves_what_would_be_a_guess) {
    const std::string message = framed(head + order + "54=2|");
    const Outcome outcome = linted(message + "\n", {"--fix"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.out, message + "\n");
    EXPECT_THAT(outcome.err, HasSubstr("-1171"));
}

TEST(Lint, a_file_that_is_missing_is_misuse) {
    EXPECT_EQ(run_fixguard({"lint", "/nowhere/orders.log"}).exit_code, 2);
}

} // namespace
} // namespace fixguard::test
