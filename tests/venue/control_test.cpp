// The commands of the control socket, without the socket.
#include "venue/client.hpp"
#include "venue/control.hpp"
#include "venue/fault_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::venue::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct Control : testing::Test {
    World world;
    json ask(const std::string& line) {
        const std::string answer = control_answer(world.exchange, line, world.clock.now());
        EXPECT_EQ(answer.find('\n'), std::string::npos) << "one line";
        return json::parse(answer);
    }
    std::string error_of(const std::string& line) {
        const json answer = ask(line);
        EXPECT_EQ(answer["ok"], false) << answer;
        return answer.value("error", "");
    }
};

TEST_F(Control, help_names_every_command_kind_and_key) {
    const json help = ask(R"({"command":"help"})");
    for (const char* const command : {"fault", "faults", "clear", "sessions", "status", "help"})
        EXPECT_TRUE(help["commands"].contains(command)) << command;
    EXPECT_EQ(help["fault_kinds"].size(), all_fault_kinds.size());
    EXPECT_EQ(help["fault_keys"].size(), fault_keys().size());
    EXPECT_EQ(ask(help["example"].dump())["ok"], true) << "the example works";
}

TEST_F(Control, faults_are_listed_in_the_words_in_which_they_came) {
    const std::vector<std::string> words{
        R"({"kind":"reject","session":"oe","sender_comp_id":"X1","msg_type":"D","skip":2,"times":0,"code":-1015,)"
        R"("carrier":"3","text":"No."})",
        R"({"kind":"delay","msg_type":"F","delay_ms":1500})",
        R"({"kind":"close","session":"dc","after_ms":60000})",
        R"({"kind":"maintenance","session":"md","msg_type":"0","countdown_ms":25000,"down_ms":5000})",
        R"({"kind":"clock_offset","after_ms":60000,"offset_ms":-6000})",
        R"({"kind":"certificate","after_ms":60000,"certificate":"expired"})"};
    for (const std::string& fault : words)
        EXPECT_EQ(ask(R"({"command":"fault",)" + fault.substr(1))["ok"], true) << fault;
    const json listed = ask(R"({"command":"faults"})")["faults"];
    ASSERT_EQ(listed.size(), words.size());
    // Those for a message come first.
    const std::vector<std::size_t> order{0, 1, 3, 2, 4, 5};
    for (std::size_t i = 0; i < words.size(); ++i)
        EXPECT_EQ(listed[i], json::parse(words[order[i]]));
}

TEST_F(Control, clear_forgets_all_that_wait) {
    ask(R"({"command":"fault","kind":"close","msg_type":"D"})");
    EXPECT_EQ(ask(R"({"command":"fault","kind":"silence","after_ms":1000})")["waiting"], 2);
    EXPECT_EQ(ask(R"({"command":"clear"})"), json({{"ok", true}}));
    EXPECT_EQ(ask(R"({"command":"faults"})")["faults"], json::array());
}

TEST_F(Control, sessions_and_status_tell_who_is_there) {
    Client up(world, SessionKind::order_entry, "UP");
    up.log_on();
    Client waiting(world, SessionKind::market_data, "W");
    const json sessions = ask(R"({"command":"sessions"})")["sessions"];
    ASSERT_EQ(sessions.size(), 2u);
    EXPECT_EQ(sessions[0],
              json({{"id", 1}, {"session", "oe"}, {"sender_comp_id", "UP"}, {"logged_on", true}}));
    EXPECT_EQ(sessions[1]["logged_on"], false);
    const json status = ask(R"({"command":"status"})");
    EXPECT_EQ(status["sessions_up"], 1);
    EXPECT_EQ(status["connections"], 2);
    EXPECT_EQ(status["messages"], 1);
    EXPECT_EQ(status["clock_offset_ms"], 0);
}

struct Bad {
    const char* line;
    const char* error;
};

class ControlErrors : public testing::TestWithParam<Bad> {};

TEST_P(ControlErrors, name_the_key_and_change_nothing) {
    World world;
    const std::string answer = control_answer(world.exchange, GetParam().line, world.clock.now());
    const json parsed = json::parse(answer);
    EXPECT_EQ(parsed["ok"], false);
    EXPECT_THAT(parsed["error"].get<std::string>(), HasSubstr(GetParam().error));
    EXPECT_TRUE(world.exchange.waiting_faults().empty());
    EXPECT_EQ(world.exchange.clock_offset(), 0ms);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, ControlErrors,
    testing::Values(
        Bad{"", "a JSON object in one line is wanted"}, Bad{"[]", "a JSON object in one line is wanted"},
        Bad{"{\"command\":\"help\"", "a JSON object"}, Bad{"\xFF\xFE", "a JSON object"},
        Bad{"{}", "command: one of fault, "}, Bad{R"({"command":7})", "command: one of fault, "},
        Bad{R"({"command":"stop"})", "command: \"stop\" is none of fault, "},
        Bad{R"({"command":"status","x":1})", "x: unknown key"},
        Bad{R"({"command":"fault"})", "the key \"kind\" is missing"},
        Bad{R"({"command":"fault","kind":"flood"})", "kind: \"flood\" is none of reject, delay, "},
        Bad{R"({"command":"fault","kind":"reject"})", "the key \"code\" is missing"},
        Bad{R"({"command":"fault","kind":"reject","code":"-1015"})", "code: a whole number"},
        Bad{R"({"command":"fault","kind":"reject","code":1})", "code: a whole number from -999999 to -1"},
        Bad{R"({"command":"fault","kind":"reject","code":-1,"carrier":"D"})",
            "carrier: \"D\" is none of 3, 8"},
        Bad{R"({"command":"fault","kind":"reject","code":-1,"after_ms":1})",
            "after_ms: does not go with kind reject"},
        Bad{R"({"command":"fault","kind":"close","code":-1})", "code: does not go with kind close"},
        Bad{R"({"command":"fault","kind":"close","msg_type":"ZZ"})", "msg_type: \"ZZ\" is no MsgType(35)"},
        Bad{R"({"command":"fault","kind":"close","msg_type":"D","after_ms":1})",
            "after_ms: strikes at a time"},
        Bad{R"({"command":"fault","kind":"close","session":"xx"})", "session: \"xx\" is none of oe, dc, md"},
        Bad{R"({"command":"fault","kind":"close","when":1})", "when: unknown key"},
        Bad{R"({"command":"fault","kind":"close","skip":[1]})", "skip: a text, a whole number"},
        Bad{R"({"command":"fault","kind":"close","skip":18446744073709551615})",
            "skip: the number is too large"},
        Bad{R"({"command":"fault","kind":"close","skip":1.5})", "skip: a text, a whole number"},
        Bad{R"({"command":"fault","kind":"clock_offset"})", "the key \"offset_ms\" is missing"},
        Bad{R"({"command":"fault","kind":"clock_offset","offset_ms":99999999999})",
            "offset_ms: a whole number"},
        Bad{R"({"command":"fault","kind":"certificate","certificate":"old"})",
            "certificate: \"old\" is none of renewed, other_authority"}));

TEST_F(Control, nesting_without_end_is_only_a_wrong_line) {
    EXPECT_THAT(error_of(std::string(60'000, '[')), HasSubstr("a JSON object"));
    EXPECT_THAT(
        error_of(R"({"command":"fault","kind":)" + std::string(20'000, '[') + std::string(20'000, ']') + "}"),
        HasSubstr("kind: "));
}

} // namespace
} // namespace fixguard::venue::test
