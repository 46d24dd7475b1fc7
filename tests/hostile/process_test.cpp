// The program on machines that are short of everything: it says so in one line or does its work, and ends.
#include "hostile/poor_machine.hpp"
#include "support/blocking_client.hpp"
#include "support/sanitizer.hpp"

#include <gmock/gmock.h>

#include <array>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

namespace fixguard::test {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

// ---- stopped for three heartbeats, which are 15 s: these two take their time and no processor

// Orders of `fixguard run --orders`, given one by one.
class Orders {
public:
    explicit Orders(const SessionFiles& files) : path_(files.path("orders")) {
        ::mkfifo(path_.c_str(), 0600);
        end_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC); // so that neither side waits for the other
    }
    ~Orders() { ::close(end_); }
    Orders(const Orders&) = delete;
    Orders& operator=(const Orders&) = delete;

    const std::string& path() const { return path_; }
    void send(const std::string& id) const {
        const std::string line = R"({"id":")" + id +
                                 R"(","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5",)"
                                 R"("price":"100"})"
                                 "\n";
        EXPECT_EQ(::write(end_, line.data(), line.size()), static_cast<ssize_t>(line.size()));
    }

private:
    std::string path_;
    int end_ = -1;
};

std::size_t count(const std::string& text, const std::string& words) {
    std::size_t found = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
        ++found;
    return found;
}

TEST_F(PoorMachine, that_stands_still_for_three_heartbeats_loses_its_session_and_comes_back) {
    files.set("SenderCompID", "TESTER00"); // with a fixed name it had to wait for the lock of the old one
    files.set("FixguardSenderCompIDs", "TESTER??");
    venue::Fault late;
    late.kind = venue::FaultKind::delay;
    late.msg_type = "D";
    late.delay = std::chrono::minutes(10);
    server->inject(late);
    const Orders orders(files);
    std::vector<std::string> command = run_command();
    command.insert(command.end(), {"--orders", orders.path()});
    Child child(fixguard(command));
    ASSERT_TRUE(child.wait_for("\"phase\":\"up\""));
    orders.send("A");
    ASSERT_TRUE(until([&] { return server->counters().orders == 1; })) << "and its answer never comes";
    child.signal(SIGSTOP);
    EXPECT_TRUE(until([&] { return server->counters().sessions_up == 0; })) << "the venue waits for ever";
    child.signal(SIGCONT);
    EXPECT_TRUE(until([&] { return server->counters().logons == 2; }));
    EXPECT_TRUE(child.wait_for("\"event\":\"recovered\""));
    orders.send("B"); // behind it, so that a second A would have come before
    EXPECT_TRUE(child.wait_for(R"("id":"B","fate":"accepted")"));
    child.signal(SIGTERM);
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 1) << "a request is of unknown fate";
    EXPECT_EQ(count(outcome.out, R"("id":"A","fate":)"), 1U) << outcome.out;
    EXPECT_EQ(count(outcome.out, R"("id":"A","fate":"unknown")"), 1U);
    EXPECT_EQ(server->counters().orders, 2U) << "nothing was sent twice";
    EXPECT_EQ(server->counters().sessions_up, 0U);
}

TEST(PoorMachineAlone, a_venue_that_stands_still_for_three_heartbeats_is_left_and_found_again) {
    SessionFiles files(0);
    files.write("public.pem", files.keys().public_pem);
    const std::string config = files.write(
        "venue.toml",
        "tls = false\n[[accounts]]\nname = \"a\"\n[[accounts.keys]]\napi_key = \"SECRET-API-KEY\"\n"
        "public_key_file = \"public.pem\"\npermission = \"fix_api\"\n");
    const std::string control = files.path("control");
    Child venue(fixguard({"venue", "--config", config, "--control", control}));
    ASSERT_TRUE(venue.wait_for("\n  md 127.0.0.1:"));
    files.set("SocketConnectPort", port_of(venue.out(), "oe"));
    files.set("FixguardTransport", "plain");
    files.set("SocketConnectHost", "127.0.0.1");
    files.set("SenderCompID", "TESTER00");
    files.set("FixguardSenderCompIDs", "TESTER??");
    files.set("FixguardConnectTimeoutMs", "1000");
    files.set("LogonTimeout", "1");
    const Orders orders(files);
    Child child(
        fixguard({"run", "--config", files.config(), "--json", "--keep-trying", "--orders", orders.path()}));
    ASSERT_TRUE(child.wait_for("\"phase\":\"up\""));
    orders.send("A");
    ASSERT_TRUE(child.wait_for(R"("id":"A","fate":"accepted")"));
    venue.signal(SIGSTOP);
    orders.send("B"); // is read when it goes on, and carried out
    EXPECT_TRUE(child.wait_for("\"carrier\":\"silence\""));
    EXPECT_TRUE(child.wait_for("no answer to the Logon<A>"));
    venue.signal(SIGCONT);
    EXPECT_TRUE(child.wait_for("\"event\":\"recovered\""));
    orders.send("C");
    EXPECT_TRUE(child.wait_for(R"("id":"C","fate":"accepted")"));
    child.signal(SIGTERM);
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 1) << "a request is of unknown fate";
    EXPECT_EQ(count(outcome.out, R"("id":"B","fate":)"), 1U) << outcome.out;
    EXPECT_EQ(count(outcome.out, R"("id":"B","fate":"unknown")"), 1U);
    EXPECT_THAT(run_fixguard({"venue", "ctl", "--control", control, "status"}).out,
                HasSubstr("\"orders\":3,"))
        << "nothing was sent twice";
    venue.signal(SIGTERM);
    EXPECT_EQ(venue.wait().exit_code, 0);
}

// ---- memory and descriptors

constexpr bool has_shadow = sanitizer == "address" || sanitizer == "thread"; // terabytes of address space
constexpr bool needs_descriptors = sanitizer == "undefined"; // it looks at objects through a pipe

TEST_F(PoorMachine, with_512_mb_of_address_space_runs_sessions) {
    if (has_shadow) GTEST_SKIP();
    expect_logs_on("ulimit -v 524288");
}

TEST(PoorMachineAlone, with_512_mb_of_address_space_plays_the_whole_demo) {
    if (has_shadow) GTEST_SKIP();
    const Outcome outcome = run(in_shell("ulimit -v 524288", {"demo"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out.substr(outcome.out.size() -
                                                          std::min<std::size_t>(outcome.out.size(), 500));
}

TEST_F(PoorMachine, with_16_descriptors_runs_a_session) {
    expect_logs_on("ulimit -n 16");
}

TEST_F(PoorMachine, with_too_few_descriptors_ends_in_one_line_or_keeps_trying) {
    if (needs_descriptors) GTEST_SKIP();
    for (const char* const few : {"4", "5", "6", "7", "8", "9", "10"}) {
        Child child(in_shell(std::string("ulimit -n ") + few, run_command()));
        // Up, or a connection that fails and is told; else the program has ended.
        const bool told = child.wait_for("\"phase\":\"up\"") || child.wait_for("\"event\":\"error\"");
        child.signal(SIGTERM);
        const Outcome outcome = child.wait();
        EXPECT_LT(outcome.exit_code, 128) << few << " " << outcome.err;
        EXPECT_TRUE(told || is_one_line(outcome.err)) << few << " " << outcome.out << outcome.err;
    }
}

// A listener that accepts without a free descriptor must neither end nor turn in circles.
TEST(PoorMachineAlone, with_16_descriptors_a_venue_outlives_a_crowd) {
    if (needs_descriptors) GTEST_SKIP();
    const SessionFiles keys(0);
    const std::string config = keys.write("venue.toml", "tls = false\n");
    Child venue(in_shell("ulimit -n 16; ulimit -t 20", {"venue", "--config", config}));
    ASSERT_TRUE(venue.wait_for("  oe 127.0.0.1:"));
    ASSERT_TRUE(venue.wait_for("\n  md 127.0.0.1:"));
    const auto port = static_cast<std::uint16_t>(std::stoi(port_of(venue.out(), "oe")));
    {
        std::vector<std::unique_ptr<BlockingClient>> crowd;
        for (int i = 0; i < 40; ++i)
            crowd.push_back(std::make_unique<BlockingClient>(port));
    }
    BlockingClient late(port);
    late.write("8=FIX.4.4\x01"
               "9=5\x01"
               "35=0\x01"
               "10=161\x01");
    EXPECT_THAT(late.read_until("25016="), HasSubstr("25016=")) << "who comes after the crowd is answered";
    venue.signal(SIGTERM);
    EXPECT_EQ(venue.wait().exit_code, 0);
}

// ---- standard streams

class ClosedStream : public PoorMachine, public testing::WithParamInterface<const char*> {
protected:
    // The streams that the parameter closes are no other files by now.
    static void expect_led_nowhere(const Child& child) {
        if (sanitizer == "thread") return; // it opens a file of its own before main()
        const std::string descriptors = "/proc/" + std::to_string(child.pid()) + "/fd/";
        for (const char stream : {'0', '1', '2'}) {
            if (std::string_view(GetParam()).find(stream) == std::string_view::npos) continue;
            EXPECT_EQ(std::filesystem::read_symlink(descriptors + stream), "/dev/null") << stream;
        }
    }
};

// Without care the next socket would be descriptor 1, and the exchange would read what is printed.
TEST_P(ClosedStream, is_no_socket_and_no_file) {
    Child child(in_shell("true", run_command(), GetParam()));
    EXPECT_TRUE(until([&] { return server->counters().sessions_up == 1; }));
    expect_led_nowhere(child);
    child.signal(SIGTERM);
    EXPECT_THAT(child.wait().exit_code, AnyOf(0, 1));
    EXPECT_EQ(server->counters().rejects, 0U);
    EXPECT_EQ(server->counters().sessions_up, 0U);
}

TEST_P(ClosedStream, is_no_socket_and_no_file_of_a_venue) {
    const std::string config = files.write("venue.toml", "tls = false\n");
    const std::string control = files.path("control");
    Child venue(in_shell("true", {"venue", "--config", config, "--control", control}, GetParam()));
    EXPECT_TRUE(until([&] {
        return run_fixguard({"venue", "ctl", "--control", control, "status"}).exit_code == 0;
    }));
    expect_led_nowhere(venue);
    venue.signal(SIGTERM);
    EXPECT_THAT(venue.wait().exit_code, AnyOf(0, 1));
}

INSTANTIATE_TEST_SUITE_P(, ClosedStream, testing::Values("0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"));

TEST(ClosedStdout, is_a_failure_of_one_line) {
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"codes"}, {"explain", "-1179"}, {"demo", "--only", "-1171"}}) {
        const Outcome outcome = run(in_shell("true", command, ">&-"));
        EXPECT_EQ(outcome.exit_code, 1) << command[0];
        EXPECT_EQ(outcome.err, "fixguard: stdout cannot be written to\n") << command[0];
    }
}

// ---- where and when it runs

class OddPlace : public PoorMachine, public testing::WithParamInterface<const char*> {};

// 2026-07-01T12:00:00
std::string utc_now() {
    std::array<char, 20> text{};
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts)};
}

TEST_P(OddPlace, changes_nothing) {
    const std::string before = utc_now();
    const std::string said = expect_logs_on(std::string("export ") + GetParam());
    const std::string time = said.substr(said.find("\"time\":\"") + 8, before.size());
    EXPECT_THAT(time, testing::AllOf(testing::Ge(before), testing::Le(utc_now())));
    const std::string odd = run(in_shell(std::string("export ") + GetParam(), {"explain", "-1181"})).out;
    EXPECT_EQ(odd, run_fixguard({"explain", "-1181"}).out);
    EXPECT_THAT(odd, HasSubstr("TOO_MANY_MESSAGES"));
}

// The venue's too, which a client elsewhere takes for right.
TEST_P(OddPlace, changes_nothing_of_a_venue) {
    files.write("public.pem", files.keys().public_pem);
    const std::string config =
        files.write("venue.toml", "ca_file = \"venue-ca.pem\"\n[[accounts]]\nname = "
                                  "\"a\"\n[[accounts.keys]]\napi_key = \"SECRET-API-KEY\"\n"
                                  "public_key_file = \"public.pem\"\npermission = \"fix_api\"\n");
    Child venue(in_shell(std::string("export ") + GetParam(), {"venue", "--config", config}));
    ASSERT_TRUE(venue.wait_for("\n  md 127.0.0.1:"));
    files.set("SocketConnectPort", port_of(venue.out(), "oe"));
    files.set("FixguardCAFile", files.path("venue-ca.pem"));
    EXPECT_THAT(expect_logs_on("true"), Not(HasSubstr("\"event\":\"error\""))) << "its clock is told";
    venue.signal(SIGTERM);
    EXPECT_EQ(venue.wait().exit_code, 0);
}

// The exchange's time is UTC, and its decimals have a point, wherever the machine stands.
INSTANTIATE_TEST_SUITE_P(, OddPlace,
                         testing::Values("TZ=Asia/Kathmandu", "TZ=America/St_Johns", "TZ=:no/such/place",
                                         "TZ=XYZ-14:59:59", "LC_ALL=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8",
                                         "LC_ALL=C.UTF-8", "LC_ALL=no_such_locale LANG=nor_this"));

} // namespace
} // namespace fixguard::test
