// `fixguard conformance` as a process: its arguments, its files, a venue behind TLS, and clients of all
// sorts.
#include "cli/conformance_progress.hpp"
#include "cli/fixguard_program.hpp"
#include "cli/session_files.hpp"
#include "conformance/client_listener.hpp"
#include "conformance/venue_setup.hpp"
#include "engine/supervisor.hpp"
#include "venue/server.hpp"
#include "wire/message_writer.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

namespace fixguard::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// ---- arguments

struct Misuse {
    std::vector<std::string> arguments;
    const char* line;
};

TEST(ConformanceProgram, misuse_is_one_line_and_2) {
    const SessionFiles files(0);
    const std::string key = files.path("key.pem");
    const std::vector<Misuse> all{
        {{"--session", "spot"}, "--session: oe, dc or md is wanted"},
        {{"--scenario", "oe/no-such-*"}, "--scenario: no scenario has such a name; see --list"},
        {{"--target", "localhost:1"}, "--target needs --session, --key and --api-key"},
        {{"--target", "localhost", "--session", "oe", "--key", key, "--api-key", "AK"},
         "--target: HOST:PORT is wanted"},
        {{"--target", "localhost:0", "--session", "oe", "--key", key, "--api-key", "AK"},
         "--target: HOST:PORT is wanted"},
        {{"--target", "localhost:1", "--session", "oe", "--key", key, "--api-key", "NO_SUCH_VARIABLE"},
         "--api-key: the environment has no variable NO_SUCH_VARIABLE"},
        {{"--target", "localhost:1", "--session", "oe", "--key", "/no/key", "--api-key", "AK"}, "/no/key"},
        {{"--scenarios", "/no/folder"}, "/no/folder: "},
        {{"--client"}, "--client needs --public-key and --api-key"},
        {{"--client", "--target", "localhost:1"}, "--client waits for a client, --target judges a venue"},
        {{"--client", "--public-key", key, "--api-key", "AK"}, "an Ed25519 public key in PEM is wanted"},
        {{"--client", "--listen", "nowhere", "--public-key", key, "--api-key", "AK"},
         "--listen: HOST:PORT is wanted"},
        {{"--client", "--patience", "0"}, "--patience"},
        {{"--no-such-option"}, "--no-such-option"},
    };
    for (const Misuse& misuse : all) {
        std::vector<std::string> arguments{"conformance"};
        arguments.insert(arguments.end(), misuse.arguments.begin(), misuse.arguments.end());
        const Outcome outcome = run_fixguard(arguments, {.environment = {{"AK", "KEY"}}});
        EXPECT_EQ(outcome.exit_code, 2) << misuse.line;
        EXPECT_THAT(outcome.err, HasSubstr(misuse.line));
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
        EXPECT_THAT(outcome.err, Not(HasSubstr("PRIVATE")));
    }
}

TEST(ConformanceProgram, lists_what_is_covered) {
    const Outcome outcome = run_fixguard({"conformance", "--list"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("  -1169"));
    EXPECT_THAT(outcome.out, HasSubstr("  14c  "));
    EXPECT_THAT(outcome.out, HasSubstr("  wrong-test-req-id "));
}

TEST(ConformanceProgram, writes_the_same_outcome_as_json_junit_and_page) {
    const SessionFiles files(0);
    const std::string json_file = files.path("o.json"), junit = files.path("o.xml"),
                      html = files.path("o.html");
    const Outcome outcome = run_fixguard({"conformance", "--scenario", "{oe,md}/116[0-9]-0-tag-*", "--json",
                                          json_file, "--junit", junit, "--html", html});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("2 passed, 0 failed, 0 skipped, 0 not run"));
    const json written = json::parse(content(json_file));
    EXPECT_EQ(written["passed"], 2);
    EXPECT_EQ(written["scenarios"][0]["name"], "md/1169-0-tag-zero");
    pugi::xml_document xml;
    ASSERT_TRUE(xml.load_file(junit.c_str()));
    EXPECT_EQ(xml.child("testsuite").attribute("tests").as_int(), 2);
    EXPECT_STREQ(xml.child("testsuite").child("testcase").attribute("classname").value(), "md");
    EXPECT_THAT(content(html), HasSubstr("oe/1169-0-tag-zero"));
}

// A scenario that expects what no venue says.
std::string wrong_scenario(const SessionFiles& files) {
    std::filesystem::create_directory(files.path("own"));
    files.write("own/wrong.def", "# Not so.\n# rule: R & <S>\n# source: nowhere\n# options: pipe any-order\n"
                                 "iCONNECT\nI8=FIX.4.4|35=0|34=1|49=A|52=<TIME>|56=SPOT|\n"
                                 "E8=FIX.4.4|35=A|34=1|49=SPOT|52=<MICROS>|56=A|98=0|\n");
    return files.path("own");
}

TEST(ConformanceProgram, a_failure_is_1_and_every_field_is_shown_side_by_side) {
    const SessionFiles files(0);
    const std::string junit = files.path("o.xml"), html = files.path("o.html");
    const Outcome outcome =
        run_fixguard({"conformance", "--scenarios", wrong_scenario(files), "--junit", junit, "--html", html});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("FAILED wrong.def:7: another message came"));
    EXPECT_THAT(outcome.out, HasSubstr("MsgType(35)               expected A         got 3"));
    EXPECT_THAT(outcome.out, HasSubstr("ErrorCode(25016)          expected (absent)  got -1180"));
    pugi::xml_document xml;
    ASSERT_TRUE(xml.load_file(junit.c_str()));
    EXPECT_THAT(xml.child("testsuite").child("testcase").child("failure").child_value(),
                HasSubstr("rule      R & <S>"));
    EXPECT_THAT(content(html), HasSubstr("<tr class=\"differs\"><td>MsgType(35)</td>"));
    EXPECT_THAT(content(html), HasSubstr("R &amp; &lt;S&gt;"));
}

TEST(ConformanceProgram, a_file_that_cannot_be_written_is_1) {
    const Outcome outcome =
        run_fixguard({"conformance", "--scenario", "oe/1169-0-tag-zero", "--json", "/no/folder/o.json"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("/no/folder/o.json: cannot be written"));
}

TEST(ConformanceProgress, is_one_line_on_a_terminal_and_lines_elsewhere) {
    std::ostringstream terminal, pipe, nothing;
    {
        cli::Progress on_terminal(terminal, true, false), to_pipe(pipe, false, true),
            quiet(nothing, false, false);
        for (cli::Progress* const one : {&on_terminal, &to_pipe, &quiet}) {
            one->step(1, 2, "oe/a");
            one->waiting(milliseconds{1'500});
        }
    }
    const std::string wait = "waiting 2 s, so that the target's limit of attempts to connect is kept";
    EXPECT_EQ(terminal.str(), "\r\033[K[1/2] oe/a\r\033[K" + wait + "\r\033[K");
    EXPECT_EQ(pipe.str(), "[1/2] oe/a\n" + wait + "\n");
    EXPECT_EQ(nothing.str(), "");
}

TEST(ConformanceProgram, learns_nothing_new_of_the_simulated_exchange) {
    const SessionFiles files(0);
    const Outcome outcome =
        run_fixguard({"conformance", "--scenario", "oe/117?-*", "--learn", files.path("learned")});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("learned: 0 changes proposed, "));
    for (const char* const name : {"learned/sessions.toml", "learned/errors.toml"}) {
        EXPECT_THAT(content(files.path(name)), ::testing::StartsWith("# Proposed changes of spec/"));
        EXPECT_THAT(content(files.path(name)), Not(HasSubstr("[")));
    }
    EXPECT_THAT(content(files.path("learned/summary.md")),
                HasSubstr("- `switches.interval_form` is \"short_form\"."));
}

// ---- a venue behind TLS

class ConformanceTarget : public testing::TestWithParam<SessionKind> {
protected:
    void SetUp() override {
        venue::Config config = conformance::client_venue("SECRET-API-KEY", files.keys().public_pem);
        server = std::make_unique<venue::Server>(std::move(config));
        ASSERT_EQ(server->start(), std::nullopt);
        files.write("ca.pem", server->ca_pem());
    }

    Outcome play(SessionKind kind, const std::string& pattern, std::uint16_t port,
                 const std::string& more = "--plain=false") const {
        return run_fixguard({"conformance", more, "--target", "localhost:" + std::to_string(port),
                             "--session", std::string(short_name(kind)), "--key", files.path("key.pem"),
                             "--api-key", "AK", "--ca", files.path("ca.pem"), "--scenario", pattern},
                            {.environment = {{"AK", "SECRET-API-KEY"}}});
    }

    SessionFiles files{0};
    std::unique_ptr<venue::Server> server;
};

TEST_P(ConformanceTarget, is_judged_over_tls) {
    const Outcome outcome = play(GetParam(), "{test-request,logout,1169-0-*,1171-0-*,1177-0-*,1178-*,1180-*}",
                                 server->port(GetParam()));
    EXPECT_EQ(outcome.exit_code, 2) << "a name has its folder";
    const std::string folder = std::string(short_name(GetParam())) + "/";
    const Outcome judged =
        play(GetParam(), folder + "{test-request,logout,1169-0-*,1171-0-*,1178-*,1180-h*,1034-*}",
             server->port(GetParam()));
    EXPECT_EQ(judged.exit_code, 0) << judged.out << judged.err;
    EXPECT_THAT(judged.out, HasSubstr("9 passed, 0 failed, 3 skipped, 0 not run"));
    EXPECT_THAT(judged.err, HasSubstr("[1/12] " + folder));
    EXPECT_THAT(judged.out + judged.err, Not(HasSubstr("SECRET")));
    EXPECT_EQ(server->counters().sessions_up, 0U);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ConformanceTarget,
                         testing::Values(SessionKind::order_entry, SessionKind::drop_copy,
                                         SessionKind::market_data));

TEST_F(ConformanceTarget, is_asked_about_orders_that_rest_or_trade_only_where_it_has_the_sample_symbols) {
    const std::uint16_t port = server->port(SessionKind::order_entry);
    const std::string orders = "oe/{order-limit,fill,mass-cancel}";
    EXPECT_THAT(play(SessionKind::order_entry, orders, port).out, HasSubstr("0 passed, 0 failed, 3 skipped"));
    EXPECT_THAT(play(SessionKind::order_entry, orders, port, "--book").out,
                HasSubstr("3 passed, 0 failed, 0 skipped"));
}

TEST_F(ConformanceTarget, that_is_not_there_is_given_up) {
    const std::uint16_t port = server->port(SessionKind::order_entry);
    server->stop();
    const Outcome outcome = play(SessionKind::order_entry, "oe/117*", port);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("fixguard: the target does not answer: given up"));
    EXPECT_THAT(outcome.out, HasSubstr("0 passed, 5 failed, 0 skipped"));
}

// ---- clients

std::uint16_t free_port() {
    venue::Config config;
    config.tls = false;
    venue::Server server(config);
    return server.start() ? std::uint16_t{0} : server.port(SessionKind::order_entry);
}

class ConformanceClient : public testing::TestWithParam<SessionKind> {
protected:
    // `fixguard conformance --client`, waiting.
    std::vector<std::string> judge(SessionKind kind, const std::string& pattern, std::uint16_t port) {
        return fixguard({"conformance", "--client", "--listen", "127.0.0.1:" + std::to_string(port),
                         "--session", std::string(short_name(kind)), "--public-key",
                         files.write("public.pem", files.keys().public_pem), "--api-key", "AK", "--ca-out",
                         files.path("ca.pem"), "--json", files.path("o.json"), "--scenario", pattern});
    }
    const ChildOptions key{.environment = {{"AK", "SECRET-API-KEY"}}};

    SessionFiles files{0};
};

TEST_P(ConformanceClient, ours_passes_as_a_process_of_its_own) {
    const std::uint16_t port = free_port();
    Child judging(judge(GetParam(), "{logon,gap,close}", port), key);
    ASSERT_TRUE(judging.wait_for("waiting for a client"));
    files.set("FixguardSessionKind", std::string(short_name(GetParam())));
    files.set("SocketConnectPort", std::to_string(port));
    files.set("SenderCompID", "TESTER00");
    files.set("FixguardSenderCompIDs", "TESTER??");
    files.set("FixguardCAFile", files.path("ca.pem"));
    Child client(fixguard({"run", "--keep-trying", "--config", files.config()}));
    const Outcome outcome = judging.wait();
    client.signal(SIGTERM);
    client.wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("3 passed, 0 failed, 0 not judged, 0 not run"));
    EXPECT_EQ(json::parse(content(files.path("o.json")))["passed"], 3);
    EXPECT_THAT(outcome.out + outcome.err + content(files.path("o.json")), Not(HasSubstr("SECRET")));
}

INSTANTIATE_TEST_SUITE_P(Kinds, ConformanceClient,
                         testing::Values(SessionKind::order_entry, SessionKind::drop_copy,
                                         SessionKind::market_data));

TEST_F(ConformanceClient, that_does_not_come_is_1_in_the_time_it_has) {
    std::vector<std::string> command = judge(SessionKind::order_entry, "gap", 0);
    command.insert(command.end(), {"--patience", "1"});
    const Outcome outcome = run(command, key);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("FAILED client/gap: no client logs on"));
    EXPECT_THAT(outcome.err, HasSubstr("fixguard: no client comes: given up"));
}

// Our library as a client that sends an order whenever it is logged on.
class OrderingClient : public engine::Observer {
public:
    void use(engine::Supervisor& supervisor) { supervisor_ = &supervisor; }
    void on_state(const engine::SessionState& state) override {
        if (state.phase != Phase::up) return;
        const int number = ++orders_;
        supervisor_.load()->send(
            state.session, wire::from_readable("35=D|11=ORDER-" + std::to_string(number) + "|38=1|40=2|44=" +
                                               std::to_string(20 + number) + "|54=1|55=BTCUSDT|59=1|"));
    }

private:
    std::atomic<engine::Supervisor*> supervisor_ = nullptr;
    std::atomic<int> orders_ = 0;
};

TEST_F(ConformanceClient, ours_sends_no_order_twice) {
    conformance::ClientListener listener(
        {"127.0.0.1", 0, true, [] {
             return venue::Now{std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()),
                               std::chrono::time_point_cast<microseconds>(std::chrono::steady_clock::now())};
         }});
    ASSERT_EQ(listener.start(), std::nullopt);
    files.set("SocketConnectPort", std::to_string(listener.port()));
    files.set("SenderCompID", "TESTER00");
    files.set("FixguardSenderCompIDs", "TESTER??");
    files.set("FixguardCAFile", files.write("ca.pem", listener.ca_pem()));
    const auto settings = engine::load_settings(files.config());
    ASSERT_TRUE(std::holds_alternative<engine::Settings>(settings));
    OrderingClient client;
    auto created = engine::Supervisor::create(std::get<engine::Settings>(settings), client);
    ASSERT_TRUE(std::holds_alternative<std::unique_ptr<engine::Supervisor>>(created));
    const auto& supervisor = std::get<std::unique_ptr<engine::Supervisor>>(created);
    client.use(*supervisor);
    supervisor->start();
    for (const conformance::ClientCase& one : conformance::client_cases()) {
        if (!conformance::is_about_order(one.strike)) continue;
        const auto config = conformance::client_venue("SECRET-API-KEY", files.keys().public_pem);
        const conformance::ClientResult result = listener.play(one, config, {});
        EXPECT_EQ(result.verdict, conformance::ClientVerdict::passed)
            << one.name << ": " << (result.findings.empty() ? "" : result.findings.front());
        EXPECT_THAT(result.record.lost_order, HasSubstr("ORDER-"));
    }
    supervisor->stop();
}

} // namespace
} // namespace fixguard::test
