// `fixguard venue` as a process, and `fixguard venue ctl`, which tells it what to do wrong.
#include "cli/fixguard_program.hpp"
#include "support/temp_dir.hpp"

#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace fixguard::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class VenueProgram : public ::testing::Test {
protected:
    std::string write(const std::string& name, const std::string& text) {
        std::ofstream(folder.file(name)) << text;
        return folder.file(name);
    }
    Outcome ctl(std::vector<std::string> words, const std::string& input = {}) {
        std::vector<std::string> all{"venue", "ctl", "--control", control};
        all.insert(all.end(), words.begin(), words.end());
        return run_fixguard(all, {.input = input});
    }

    TempDir folder;
    std::string control = folder.file("control");
};

class RunningVenue : public VenueProgram {
protected:
    void SetUp() override {
        child = std::make_unique<Child>(fixguard(
            {"venue", "--config", write("venue.toml", "seed = 1\n"), "--no-tls", "--control", control}));
        ASSERT_TRUE(child->wait_for("control " + control));
        EXPECT_THAT(child->out(), HasSubstr("the venue listens without TLS\n"));
    }
    void TearDown() override {
        child->signal(SIGTERM);
        EXPECT_EQ(child->wait().exit_code, 0);
        EXPECT_FALSE(std::filesystem::exists(control)) << "the socket goes with the venue";
    }
    std::unique_ptr<Child> child;
};

TEST_F(RunningVenue, takes_a_fault_in_words_and_lists_it) {
    const Outcome told = ctl({"fault", "kind=reject", "msg_type=D", "code=-1015", "sender_comp_id=123"});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_EQ(json::parse(told.out), json({{"ok", true}, {"waiting", 1}}));
    EXPECT_EQ(json::parse(ctl({"faults"}).out)["faults"],
              json::parse(R"([{"kind":"reject","msg_type":"D","code":-1015,"sender_comp_id":"123"}])"));
    EXPECT_EQ(ctl({"clear"}).exit_code, 0);
    EXPECT_EQ(json::parse(ctl({"status"}).out)["waiting_faults"], 0);
}

TEST_F(RunningVenue, takes_lines_of_json_from_stdin) {
    const Outcome outcome = ctl({}, "{\"command\":\"fault\",\"kind\":\"close\",\"msg_type\":\"0\"}\n"
                                    "{\"command\":\"sessions\"}\n");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "{\"ok\":true,\"waiting\":1}\n{\"ok\":true,\"sessions\":[]}\n");
}

TEST_F(RunningVenue, what_it_refuses_is_one_line_with_the_key_and_exit_code_2) {
    for (const auto& [words, line] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"fault", "kind=explode"}, "fixguard: kind: \"explode\" is none of reject, "},
             {{"fault", "kind=delay"}, "fixguard: the key \"delay_ms\" is missing"},
             {{"fault", "kind=delay", "delay_ms=soon"}, "fixguard: delay_ms: a whole number"},
             {{"fault", "nonsense"}, "fixguard: \"nonsense\" is wanted in the form key=value"},
             {{"fault", "kind=close", "kind=delay"}, "fixguard: kind: stands there twice"},
             {{"stop"}, "fixguard: command: \"stop\" is none of fault, "}}) {
        const Outcome outcome = ctl(words);
        EXPECT_EQ(outcome.exit_code, 2);
        EXPECT_EQ(outcome.out, "");
        EXPECT_THAT(outcome.err, HasSubstr(line));
        EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << "one line";
    }
}

TEST_F(VenueProgram, that_is_not_there_is_exit_code_2) {
    const Outcome outcome = ctl({"status"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr(control + ": no venue can be reached there: "));
}

TEST_F(VenueProgram, speaks_plain_tcp_on_loopback_only) {
    const std::string config = write("venue.toml", "host = \"0.0.0.0\"\n");
    const Outcome outcome = run_fixguard({"venue", "--config", config, "--no-tls"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("host: 0.0.0.0 is no loopback address"));
}

TEST_F(VenueProgram, without_a_configuration_is_misuse) {
    const Outcome outcome = run_fixguard({"venue"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--config"));
}

TEST_F(VenueProgram, help_shows_how_to_order_a_fault) {
    EXPECT_THAT(run_fixguard({"venue", "--help"}).out,
                HasSubstr("fixguard venue ctl --control venue.sock fault"));
    EXPECT_THAT(run_fixguard({"venue", "ctl", "--help"}).out,
                HasSubstr("kind=maintenance countdown_ms=25000"));
}

} // namespace
} // namespace fixguard::test
