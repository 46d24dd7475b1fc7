// The demo judges by what happens: on a sound venue it succeeds, on one that answers otherwise it fails.
#include "cli/demo.hpp"
#include "cli/demo_watch.hpp"
#include "cli/fixguard_program.hpp"
#include "cli/program.hpp"
#include "wire/message_writer.hpp"

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

namespace fixguard::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

struct Played {
    int exit_code = -1;
    std::vector<json> lines; // one for each fault, then the summary
};

Played play(DemoOptions options) {
    options.as_json = true;
    std::stringstream out;
    Played played;
    played.exit_code = run_demo(options, out);
    for (std::string line; std::getline(out, line);)
        played.lines.push_back(json::parse(line));
    return played;
}

DemoOptions only(int code, std::function<void(venue::Config&)> spoil) {
    DemoOptions options;
    options.only = code;
    options.spoil_venue = std::move(spoil);
    return options;
}

TEST(Demo, every_fault_is_rejected_diagnosed_and_recovered) {
    const Played played = play({});
    ASSERT_EQ(played.lines.size(), 32U);
    for (std::size_t i = 0; i < 31; ++i)
        EXPECT_TRUE(played.lines[i]["good"]) << played.lines[i];
    EXPECT_EQ(played.lines.back()["good"], 31);
    EXPECT_EQ(played.lines.back()["loose_ends"], "");
    EXPECT_EQ(played.exit_code, exit_ok);
}

// What the sessions did before their first logon is told while the first answer is waited for.
TEST(DemoWatch, does_not_take_a_session_that_is_not_up_yet_for_one_that_went_down) {
    DemoWatch watch;
    auto answered = std::async(std::launch::async,
                               [&] { return watch.wait_for_answer("md", "id", std::chrono::seconds(60)); });
    for (int i = 0; i < 1'000; ++i) {
        watch.on_state({.session = "md", .phase = Phase::waiting, .sender_comp_id = {}});
        std::this_thread::yield();
    }
    const std::string answer = wire::from_readable("35=W|262=id|");
    watch.on_message("md", wire::MessageView(answer));
    EXPECT_TRUE(answered.get());
}

TEST(DemoWatch, tells_that_a_session_went_down) {
    DemoWatch watch;
    auto answered = std::async(std::launch::async,
                               [&] { return watch.wait_for_answer("md", "id", std::chrono::seconds(60)); });
    while (answered.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
        for (const Phase phase : {Phase::up, Phase::draining})
            watch.on_state({.session = "md", .phase = phase, .sender_comp_id = {}});
    EXPECT_FALSE(answered.get());
}

TEST(Demo, fails_on_a_venue_that_answers_with_another_code) {
    const Played played = play(only(-1186, [](venue::Config& config) {
        config.rules.of(SessionKind::order_entry).msg_types.push_back("V");
    }));
    EXPECT_EQ(played.exit_code, exit_failed);
    EXPECT_EQ(played.lines.at(0)["good"], false);
    EXPECT_THAT(played.lines.at(0)["outcome"], HasSubstr("came back as -11"));
}

TEST(Demo, fails_on_a_venue_that_answers_with_another_text_of_the_code) {
    const Played played = play(only(
        -1177, [](venue::Config& config) { config.rules.switches.binary_header_is_encoding_fault = false; }));
    EXPECT_EQ(played.exit_code, exit_failed);
    EXPECT_THAT(played.lines.at(6)["outcome"],
                HasSubstr("another text: BeginString (8) is not the first tag in a message."));
}

TEST(Demo, fails_on_a_venue_that_does_not_find_the_fault) {
    DemoOptions options =
        only(-1191, [](venue::Config& config) { config.rules.of(SessionKind::market_data).streams = 5'000; });
    options.patience.error = milliseconds{300};
    const Played played = play(options);
    EXPECT_EQ(played.exit_code, exit_failed);
    EXPECT_EQ(played.lines.at(0)["outcome"], "no error came");
}

TEST(Demo, fails_where_no_good_request_is_answered_afterwards) {
    DemoOptions options = only(-1171, [](venue::Config& config) {
        venue::Fault fault; // strikes what the rules let pass
        fault.kind = venue::FaultKind::no_answer;
        fault.msg_type = "D";
        fault.times = 0;
        config.faults = {fault};
    });
    options.patience = {milliseconds{5'000}, milliseconds{300}, milliseconds{100}};
    const Played played = play(options);
    EXPECT_EQ(played.exit_code, exit_failed);
    EXPECT_EQ(played.lines.at(0)["outcome"], "the good request was not answered");
}

TEST(Demo, fails_where_a_session_does_not_come_back) {
    DemoOptions options = only(-1179, [](venue::Config& config) {
        venue::Fault fault;
        fault.kind = venue::FaultKind::silence;
        fault.session = SessionKind::order_entry;
        fault.msg_type = "A";
        fault.skip = 1; // the first logon passes
        fault.times = 0;
        config.faults = {fault};
    });
    options.patience = {milliseconds{5'000}, milliseconds{300}, milliseconds{100}};
    const Played played = play(options);
    EXPECT_EQ(played.exit_code, exit_failed);
    EXPECT_THAT(played.lines.at(0)["outcome"], HasSubstr("not recovered"));
    EXPECT_THAT(played.lines.back()["loose_ends"], HasSubstr("oe is not logged on"));
}

TEST(Demo, as_a_program_prints_a_line_per_fault) {
    const test::Outcome outcome = test::run_fixguard({"demo", "--only", "1190"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("\n-1190  INVALID_REQUEST_ID"));
    EXPECT_THAT(outcome.out, HasSubstr("2 of 2 faults"));
    EXPECT_THAT(outcome.out, HasSubstr("10,000 messages in 5 s on oe instead of 10 s"));
}

TEST(Demo, refuses_a_code_that_it_cannot_provoke) {
    EXPECT_EQ(test::run_fixguard({"demo", "--only", "-1000"}).exit_code, 2);
    EXPECT_EQ(test::run_fixguard({"demo", "--only", "x"}).exit_code, 2);
}

} // namespace
} // namespace fixguard::cli
