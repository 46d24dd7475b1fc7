// `fixguard run` and `fixguard venue` as processes: logged on, and out again in good order at a signal.
#include "cli/venue_run.hpp"
#include "journal/request_log.hpp"

#include <asio/ip/tcp.hpp>

#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace fixguard::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<json> lines_of(const std::string& out) {
    std::vector<json> lines;
    std::istringstream stream(out);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(json::parse(line));
    return lines;
}

class RunAndSignal : public Run, public testing::WithParamInterface<int> {};

TEST_P(RunAndSignal, logs_out_and_ends_with_0) {
    Child child(command({"--json"}));
    ASSERT_TRUE(child.wait_for("\"phase\":\"up\""));
    EXPECT_EQ(server->counters().sessions_up, 1U);
    child.signal(GetParam());
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    std::vector<std::string> phases;
    for (const json& line : lines_of(outcome.out)) {
        EXPECT_EQ(line["session"], "oe");
        EXPECT_THAT(line["time"], testing::MatchesRegex("....-..-..T..:..:..\\.......Z"));
        if (line["event"] == "state") phases.push_back(line["phase"]);
    }
    EXPECT_EQ(phases.back(), "idle");
    // The name is free at once: a Logout<5> was exchanged.
    EXPECT_EQ(server->counters().sessions_up, 0U);
}

INSTANTIATE_TEST_SUITE_P(Signals, RunAndSignal, testing::Values(SIGINT, SIGTERM));

TEST_F(Run, a_second_signal_does_not_cut_the_logout_short) {
    Child child(command({"--json"}));
    ASSERT_TRUE(child.wait_for("\"phase\":\"up\""));
    for (int i = 0; i < 100; ++i) // timeout(1) sends two
        child.signal(SIGINT);
    EXPECT_EQ(child.wait().exit_code, 0);
    EXPECT_EQ(server->counters().sessions_up, 0U);
}

TEST_F(Run, tells_what_happens_in_lines_of_text) {
    Child child(command());
    ASSERT_TRUE(child.wait_for("oe: up as TESTER"));
    child.signal(SIGINT);
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("oe: connecting"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("SECRET-API-KEY")));
    EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));
}

TEST_F(Run, reports_an_error_with_its_plan_and_the_keys_of_a_scan) {
    Child child(command({"--json"}));
    ASSERT_TRUE(child.wait_for("\"phase\":\"up\""));
    server->announce_maintenance(milliseconds{0});
    ASSERT_TRUE(child.wait_for("\"event\":\"error\""));
    child.signal(SIGINT);
    json error;
    for (const json& line : lines_of(child.wait().out))
        if (line["event"] == "error" && error.is_null()) error = line;
    ASSERT_FALSE(error.is_null());
    for (const char* const key : {"time", "session", "kind", "code", "name", "carrier", "msg_seq_num",
                                  "ref_seq_num", "ref_tag_id", "ref_msg_type", "session_reject_reason",
                                  "text", "params", "cause", "remedy", "fate", "session_effect", "plan"})
        EXPECT_TRUE(error.contains(key)) << key;
}

TEST_F(Run, ends_with_1_when_every_session_is_halted) {
    files.write("api-key", "ANOTHER-KEY\n");
    const Outcome outcome = run(command());
    EXPECT_EQ(outcome.exit_code, 1) << outcome.out;
    EXPECT_THAT(outcome.err, HasSubstr("every session is halted"));
    EXPECT_THAT(outcome.out, HasSubstr("-2015 REJECTED_MBX_KEY"));
    EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("ANOTHER-KEY")));
}

TEST_F(Run, keeps_trying_when_asked_to) {
    server->stop();
    Child child(command({"--json", "--keep-trying"}));
    ASSERT_TRUE(child.wait_for("\"attempt\":2"));
    child.signal(SIGINT);
    EXPECT_EQ(child.wait().exit_code, 0);
}

// The fates in order, each with its id.
std::string fates_in(const std::string& out) {
    std::string text;
    for (const json& line : lines_of(out)) {
        if (line["event"] != "fate") continue;
        text += (text.empty() ? "" : ", ") + line["id"].get<std::string>() + " " +
                line["fate"].get<std::string>();
        if (line.contains("code")) text += " " + line["code"].dump() + " tag " + line["tag"].dump();
    }
    return text;
}

TEST_F(Run, sends_the_requests_of_a_file_and_ends_when_each_has_its_fate) {
    const std::string orders = files.write("orders.jsonl", R"(
{"id":"A","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"100"}
{"action":"cancel","id":"B","symbol":"BTCUSDT","order":"A"}
{"action":"limits","id":"C"})"); // the last line needs no end
    const Outcome outcome = run(command({"--orders", orders}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_EQ(fates_in(outcome.out), "A accepted, B accepted, C accepted");
    EXPECT_EQ(server->counters().sessions_up, 0U) << "it logs out behind the last fate";
}

TEST_F(Run, what_the_exchange_would_refuse_is_not_sent) {
    ChildOptions options;
    options.input = R"({"action":"raw","body":"35=D|11=A|38=1|40=2|54=1|55=BTCUSDT|59=1|"}
{"id":"B","symbol":"BTCUSDT"}
{"id":"C","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"100"}
{"action":"cancel","id":"D","symbol":"BTCUSDT","order":"nobody"}
)";
    const Outcome outcome = run(command({"--orders", "-"}), options);
    EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
    EXPECT_EQ(fates_in(outcome.out), "A refused -1102 tag 44,  refused, C accepted, D rejected");
    EXPECT_THAT(outcome.out, HasSubstr("\\\"side\\\" is missing"));
}

// The run before was killed behind its first line, and somebody starts it again.
TEST_F(Run, a_request_that_an_earlier_run_left_unknown_is_not_sent_again) {
    const std::string journal = files.path("journal");
    std::filesystem::create_directories(journal);
    {
        auto log = std::get<journal::RequestLog>(journal::RequestLog::open(journal + "/oe.requests", "oe"));
        ASSERT_TRUE(log.add({2, "D", 11, "A"}, "OE1", UtcTime{}));
    }
    files.set("FixguardJournalFolder", journal);
    const std::string orders = files.write("orders.jsonl", R"(
{"id":"A","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"100"}
{"id":"B","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"100"}
{"action":"cancel","id":"C","symbol":"BTCUSDT","order":"B"}
)");
    const Outcome outcome = run(command({"--orders", orders}));
    EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
    const std::string fates = fates_in(outcome.out); // two threads print them
    for (const char* const fate : {"A unknown", "A refused", "B accepted", "C accepted"})
        EXPECT_THAT(fates, HasSubstr(fate));
    EXPECT_THAT(fates, Not(HasSubstr("A accepted")));
    EXPECT_THAT(outcome.out, HasSubstr("a request under this id is of unknown fate"));
}

TEST_F(Run, requests_from_a_file_that_is_not_there) {
    const Outcome outcome = run(command({"--orders", files.path("nothing")}));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err,
                HasSubstr("--orders: " + files.path("nothing") + ": cannot be read: No such file"));
}

// What a server on this machine answers to GET.
std::string get(std::uint16_t port, const std::string& path) {
    asio::ip::tcp::iostream stream;
    stream.expires_after(std::chrono::seconds(20));
    stream.connect(asio::ip::make_address_v4("127.0.0.1").to_string(), std::to_string(port));
    stream << "GET " << path << " HTTP/1.0\r\nHost: localhost\r\n\r\n" << std::flush;
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::uint16_t free_port() {
    asio::io_context io;
    return asio::ip::tcp::acceptor(io, {asio::ip::address_v4::loopback(), 0}).local_endpoint().port();
}

TEST_F(Run, tells_its_numbers_to_prometheus) {
    const std::uint16_t port = free_port();
    Child child(command({"--json", "--metrics", std::to_string(port)}));
    ASSERT_TRUE(child.wait_for("\"phase\":\"up\""));
    server->announce_maintenance(milliseconds{0});
    ASSERT_TRUE(child.wait_for("\"event\":\"error\""));
    const std::string text = get(port, "/metrics");
    EXPECT_THAT(text, HasSubstr("fixguard_session_up{session=\"oe\"} "));
    EXPECT_THAT(text, HasSubstr("# TYPE fixguard_attempts_total counter"));
    EXPECT_THAT(text, HasSubstr("fixguard_errors_total{session=\"oe\",code=\"0\",carrier=\"News<B>\"} 1"));
    EXPECT_THAT(text, Not(HasSubstr("SECRET-API-KEY")));
    child.signal(SIGTERM);
    EXPECT_EQ(child.wait().exit_code, 0);
}

TEST_F(Run, a_port_for_numbers_that_is_taken) {
    const std::string port = std::to_string(server->port(SessionKind::order_entry));
    const Outcome outcome = run(command({"--metrics", port}));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--metrics: cannot listen on 127.0.0.1:" + port));
}

TEST(Venue, listens_until_a_signal) {
    const SessionFiles files(0);
    const std::string config = files.write("venue.toml", "ca_file = \"ca.pem\"\n");
    Child child(fixguard({"venue", "--config", config}));
    ASSERT_TRUE(child.wait_for("authority"));
    EXPECT_TRUE(std::filesystem::exists(files.path("ca.pem")));
    child.signal(SIGTERM);
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("with TLS\n  oe 127.0.0.1:"));
    EXPECT_THAT(outcome.out, HasSubstr("stopped after 0 connections"));
}

TEST(Venue, that_cannot_listen_ends_with_1) {
    venue::Server other{venue::Config{}};
    ASSERT_EQ(other.start(), std::nullopt);
    const SessionFiles files(0);
    const std::string toml =
        "[ports]\norder_entry = " + std::to_string(other.port(SessionKind::order_entry)) + "\n";
    const Outcome outcome = run_fixguard({"venue", "--config", files.write("venue.toml", toml)});
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("127.0.0.1"));
    EXPECT_EQ(outcome.out, "");
}

} // namespace
} // namespace fixguard::test
