// `fixguard lint` as a user meets it.
#include "cli/fixguard_program.hpp"
#include "support/temp_dir.hpp"
#include "wire/message_writer.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

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

// What the SARIF 2.1.0 schema asks for, as far as we use it.
TEST(Lint, sarif_has_the_form_that_its_readers_check) {
    const TempDir folder;
    const std::string path = folder.file("my orders.log");
    std::ofstream(path) << framed(head + order + "54=2|") << "\n" << framed(head + "11=a|40=1|") << "\n";
    const json log = json::parse(run_fixguard({"lint", path, "--sarif"}).out);
    EXPECT_EQ(log["version"], "2.1.0");
    EXPECT_TRUE(log["$schema"].is_string());
    ASSERT_EQ(log["runs"].size(), 1U);
    const json& run = log["runs"][0];
    EXPECT_EQ(run["tool"]["driver"]["name"], "fixguard");
    EXPECT_EQ(run["columnKind"], "utf16CodeUnits");
    std::set<std::string> rules;
    for (const json& rule : run["tool"]["driver"]["rules"]) {
        EXPECT_TRUE(rules.insert(rule["id"].get<std::string>()).second) << rule;
        EXPECT_TRUE(rule["shortDescription"]["text"].is_string());
    }
    EXPECT_GT(run["results"].size(), 2U);
    for (const json& result : run["results"]) {
        EXPECT_TRUE(rules.contains(result["ruleId"].get<std::string>())) << result;
        EXPECT_EQ(result["level"], "error");
        EXPECT_NE(result["message"]["text"], "");
        const json& place = result["locations"][0]["physicalLocation"];
        EXPECT_THAT(place["artifactLocation"]["uri"].get<std::string>(),
                    testing::EndsWith("/my%20orders.log"));
        EXPECT_GE(place["region"]["startLine"], 1);
        EXPECT_GE(place["region"]["startColumn"], 1);
    }
    // Nothing wrong: still a log, with no results.
    EXPECT_EQ(json::parse(linted("", {"--sarif"}).out)["runs"][0]["results"].size(), 0U);
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

const std::string list_head = "35=E|49=TRADER|56=SPOT|34=2|52=20260701-12:00:00|25014=L|1385=1|73=2|";

TEST(Lint, fix_orders_the_entries_of_a_group_that_begin_with_its_first_field) {
    const std::string wrong =
        framed(list_head + "11=A|40=1|38=1|54=1|55=X|11=B|44=5|38=1|40=2|55=X|54=2|59=1|");
    const std::string right =
        framed(list_head + "11=A|38=1|40=1|54=1|55=X|11=B|38=1|40=2|44=5|54=2|55=X|59=1|");
    EXPECT_THAT(linted(wrong).out, HasSubstr("-1173"));
    const Outcome outcome = linted(wrong, {"--fix"});
    EXPECT_EQ(outcome.out, right + "\n");
    EXPECT_THAT(outcome.err, Not(HasSubstr("-1173")));
}

TEST(Lint, fix_orders_entries_that_all_have_the_same_fields) {
    EXPECT_EQ(linted(framed(list_head + "38=1|11=A|40=1|54=1|55=X|11=B|40=1|38=2|55=X|54=2|"), {"--fix"}).out,
              framed(list_head + "11=A|38=1|40=1|54=1|55=X|11=B|38=2|40=1|54=2|55=X|") + "\n");
}

TEST(Lint, fix_orders_a_group_inside_a_group_with_it) {
    const std::string wrong =
        list_head + "11=A|40=1|38=1|54=1|55=X|25010=1|25012=1|25011=1|25013=1|11=B|38=1|40=1|54=1|55=X|";
    const std::string right =
        list_head + "11=A|38=1|40=1|54=1|55=X|25010=1|25011=1|25012=1|25013=1|11=B|38=1|40=1|54=1|55=X|";
    EXPECT_EQ(linted(framed(wrong), {"--fix"}).out, framed(right) + "\n");
}

// Price(44) could be of either entry.
TEST(Lint, fix_leaves_a_group_whose_fields_may_belong_to_either_entry) {
    const std::string unclear = framed(list_head + "38=1|11=A|40=1|54=1|55=X|44=5|40=1|38=2|11=B|55=X|54=2|");
    EXPECT_EQ(linted(unclear, {"--fix"}).out, unclear + "\n");
}

std::string logon(int seq_num) {
    return framed("35=A|49=TRADER|56=SPOT|34=" + std::to_string(seq_num) +
                  "|52=20260701-12:00:00|95=1|96=x|98=0|108=30|141=Y|553=k|25035=1|") +
           "\n";
}

std::string numbered(int seq_num) {
    std::string message = head + order;
    message.replace(message.find("34=2"), 4, "34=" + std::to_string(seq_num));
    return framed(message) + "\n";
}

TEST(LintSession, a_gap_behind_a_logon_is_told_once) {
    const Outcome outcome = linted(logon(1) + numbered(2) + numbered(4) + numbered(5));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, StartsWith("-:3: error -1179 BAD_SEQ_NUM: "));
    EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1) << outcome.out;
}

TEST(LintSession, a_logon_in_the_middle_is_a_second_one_and_with_1_a_new_session) {
    EXPECT_THAT(linted(logon(1) + logon(2)).out, StartsWith("-:2: error -1176 ALREADY_LOGGED_IN: "));
    EXPECT_EQ(linted(logon(1) + numbered(2) + logon(1) + numbered(2)).out, "");
}

TEST(LintSession, without_a_logon_and_alone_numbers_do_not_count) {
    EXPECT_EQ(linted(numbered(7) + numbered(3)).out, "");
    EXPECT_EQ(linted(logon(1) + numbered(7), {"--alone"}).out, "");
}

std::string subscription(int seq_num, const std::string& id, const std::string& type = "1") {
    return framed("35=V|49=TRADER|56=SPOT|34=" + std::to_string(seq_num) + "|52=20260701-12:00:00|262=" + id +
                  "|263=" + type + "|" + (type == "1" ? "264=1|146=1|55=BTCUSDT|267=1|269=2|" : "")) +
           "\n";
}

TEST(LintSession, subscriptions_that_are_active_count) {
    const auto of_market_data = [](const std::string& lines) {
        return run_fixguard({"lint", "-", "--session", "md"}, {.input = lines}).out;
    };
    EXPECT_THAT(of_market_data(logon(1) + subscription(2, "a") + subscription(3, "b")),
                StartsWith("-:3: error -1191 TOO_MANY_SUBSCRIPTIONS: "));
    EXPECT_EQ(
        of_market_data(logon(1) + subscription(2, "a") + subscription(3, "a", "2") + subscription(4, "b")),
        "");
    EXPECT_THAT(of_market_data(logon(1) + subscription(2, "a", "2")),
                StartsWith("-:2: error -1190 INVALID_REQUEST_ID: "));
}

TEST(Lint, a_file_that_is_missing_is_misuse) {
    EXPECT_EQ(run_fixguard({"lint", "/nowhere/orders.log"}).exit_code, 2);
}

} // namespace
} // namespace fixguard::test
