// `fixguard plan` as a user meets it.
#include "cli/fixguard_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string plan_of(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{"plan"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const Outcome outcome = run_fixguard(command);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
}

TEST(PlanCommand, shows_what_is_done_in_each_state_and_why) {
    EXPECT_THAT(
        plan_of({"-1033"}),
        AllOf(HasSubstr("-1033 COMP_ID_IN_USE"), HasSubstr("the SenderCompID(49) is in use"),
              HasSubstr("other_sender_comp_id, carried out by itself"),
              HasSubstr("logging_on  close, connect at once as another SenderCompID(49); then draining"),
              Not(HasSubstr("waiting "))));
}

TEST(PlanCommand, takes_a_name_and_one_state) {
    const std::string page = plan_of({"bad_seq_num", "--state", "up"});
    EXPECT_THAT(page, HasSubstr("up          request rejected, log out, connect at once; then draining"));
    EXPECT_THAT(page, Not(HasSubstr("logging_on")));
    EXPECT_THAT(plan_of({"bad_seq_num", "--state", "halted"}),
                HasSubstr("halted      nothing to do; then halted"));
}

TEST(PlanCommand, reads_the_window_in_the_text) {
    EXPECT_THAT(plan_of({"-1181", "--state", "up", "--text",
                         "Too many messages; current limit is '60' messages per '60s'."}),
                HasSubstr("hold requests for 60000 ms, log out, connect in 60000 ms"));
}

TEST(PlanCommand, knows_how_a_session_is_lost_without_a_code) {
    EXPECT_THAT(plan_of({"news"}), HasSubstr("up          connect beside this session as another"));
    EXPECT_THAT(plan_of({"closed"}), HasSubstr("up          requests in flight unknown, connect at once"));
    EXPECT_THAT(plan_of({"tls_failed"}), HasSubstr("connecting  halt: fix_configuration; then halted"));
}

TEST(PlanCommand, shows_a_plan_for_every_code) {
    for (const json& code : json::parse(run_fixguard({"codes", "--json"}).out)) {
        const json plan = json::parse(plan_of({std::to_string(code["code"].get<int>()), "--json"}));
        EXPECT_EQ(plan["name"], code["name"]);
        EXPECT_GE(plan["plans"].size(), 3U) << code["name"];
        EXPECT_NE(plan["why"], "") << code["name"];
    }
}

TEST(PlanCommand, as_json_has_its_actions_one_by_one) {
    const json plan = json::parse(plan_of({"-1021", "--state", "up", "--json"}));
    EXPECT_EQ(plan["code"], -1021);
    const json row = plan["plans"].at(0);
    EXPECT_EQ(row["state"], "up");
    EXPECT_EQ(row["next_state"], "up");
    EXPECT_EQ(row["actions"], json::parse(R"([{"action":"settle_request","fate":"rejected"},
        {"action":"measure_clock"},{"action":"tell_user","ask":"set_clock"}])"));
    EXPECT_EQ(json::parse(plan_of({"news", "--json"}))["code"], nullptr);
}

TEST(PlanCommand, refuses_what_it_does_not_know_with_one_line) {
    const Outcome unknown = run_fixguard({"plan", "-4711"});
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_THAT(unknown.err, HasSubstr("no code or name is '-4711'"));
    EXPECT_EQ(run_fixguard({"plan", "99999999999999999999"}).exit_code, 1);
    EXPECT_EQ(run_fixguard({"plan", "-1033", "--state", "asleep"}).exit_code, 2);
    EXPECT_EQ(run_fixguard({"plan", "-1033", "--policy", "no-such-file"}).exit_code, 2);
    EXPECT_EQ(run_fixguard({"plan"}).exit_code, 2);
}

} // namespace
} // namespace fixguard::test
