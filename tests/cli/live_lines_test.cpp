// The lines at the foot of the terminal: what they say, where they are drawn, and that they are wiped.
#include "cli/live_lines.hpp"

#include "cli/venue_run.hpp"
#include "support/execute.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fixguard::test {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

cli::LiveSession session(const std::string& name, Phase phase) {
    cli::LiveSession live;
    live.status.name = name;
    live.status.phase = phase;
    return live;
}

TEST(LiveLines, say_how_a_session_is) {
    cli::LiveSession up = session("oe", Phase::up);
    up.status.sender_comp_id = "OE1";
    up.status.next_outbound = 12;
    up.status.next_inbound = 7;
    up.status.messages_used = 3;
    up.status.message_limit = {10'000, milliseconds{10'000}};
    up.status.in_flight = 2;
    up.status.unknown = 1;
    up.last_error = "-1102 MANDATORY_PARAM_EMPTY_OR_MALFORMED";
    EXPECT_THAT(
        cli::live_lines({up, session("md-2", Phase::idle)}, 200, 10),
        ElementsAre(
            "oe    up    OE1  out 12 in 7  3/10000 messages  2 in flight, 1 unknown  last error -1102 "
            "MANDATORY_PARAM_EMPTY_OR_MALFORMED",
            "md-2  idle  -    out 0 in 0                     0 in flight             no error"));
}

TEST(LiveLines, fit_the_terminal) {
    const std::vector<cli::LiveSession> many(5, session("oe", Phase::up));
    const auto lines = cli::live_lines(many, 12, 3);
    EXPECT_THAT(lines, ElementsAre("oe  up  -  o", "oe  up  -  o", "and 3 more s"));
    EXPECT_THAT(cli::live_lines(many, 12, 0), SizeIs(0));
}

// A program on a terminal of its own.
class Terminal {
public:
    Terminal(const std::vector<std::string>& command, unsigned short columns) {
        const winsize size{20, columns, 0, 0};
        pid_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
        if (pid_ != 0) return;
        ::setenv("TERM", "xterm", 1);
        execute(command);
    }
    ~Terminal() {
        if (pid_ > 0) ::kill(pid_, SIGKILL);
        if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
        ::close(terminal_);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    // Until `text` stands on the terminal behind what was found before; false: the program ended first, or a
    // minute is over.
    bool wait_for(const std::string& text) {
        const auto end = Clock::now() + std::chrono::minutes(1);
        while (shown_.find(text, found_) == std::string::npos)
            if (!read_more() || Clock::now() > end) return false;
        const std::size_t at = shown_.find(text, found_);
        passed_over_ = shown_.substr(found_, at - found_);
        found_ = at + text.size();
        return true;
    }
    // What stood between the two texts that were found last.
    const std::string& passed_over() const { return passed_over_; }
    bool found_ends_with(const std::string& text) const {
        return std::string_view(shown_).substr(0, found_).ends_with(text);
    }
    void resize(unsigned short columns) {
        const winsize size{20, columns, 0, 0};
        ::ioctl(terminal_, TIOCSWINSZ, &size);
    }
    // As Ctrl-Z does it, and somebody else has the terminal meanwhile.
    void stop_while_others_write(const std::string& text) {
        ::kill(pid_, SIGSTOP);
        int status = 0;
        ASSERT_EQ(::waitpid(pid_, &status, WUNTRACED), pid_);
        ASSERT_TRUE(WIFSTOPPED(status));
        const int others = ::open(::ptsname(terminal_), O_WRONLY | O_NOCTTY | O_CLOEXEC);
        EXPECT_EQ(::write(others, text.data(), text.size()), static_cast<ssize_t>(text.size()));
        ::close(others);
        ::kill(pid_, SIGCONT);
    }
    void interrupt() { EXPECT_EQ(::write(terminal_, "\x03", 1), 1); }
    int wait() {
        while (read_more()) {
        }
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    const std::string& shown() const { return shown_; }

private:
    using Clock = std::chrono::steady_clock;

    bool read_more() {
        pollfd ready{terminal_, POLLIN, 0};
        if (::poll(&ready, 1, 60'000) != 1) return false;
        std::array<char, 4'096> bytes;
        const ssize_t size = ::read(terminal_, bytes.data(), bytes.size());
        if (size <= 0) return false;
        shown_.append(bytes.data(), static_cast<std::size_t>(size));
        return true;
    }

    int terminal_ = -1;
    pid_t pid_ = -1;
    std::string shown_;
    std::size_t found_ = 0;
    std::string passed_over_;
};

class LiveRun : public Run {};

constexpr auto up = "oe  up  TESTER  out 2 in 2  ";
constexpr auto wiped = "\r\x1b[J";

TEST_F(LiveRun, draws_in_place_and_wipes_at_the_end) {
    Terminal terminal(command(), 100);
    EXPECT_TRUE(terminal.wait_for("oe: up as TESTER\r\n"));
    EXPECT_TRUE(terminal.wait_for(up)) << terminal.shown();
    EXPECT_TRUE(terminal.wait_for(std::string(wiped) + "oe  up  TESTER")) << terminal.shown();
    terminal.interrupt();
    EXPECT_EQ(terminal.wait(), 0);
    EXPECT_THAT(terminal.shown(), EndsWith(wiped)) << "what stands below the last lines";
}

TEST_F(LiveRun, follows_the_size_of_the_terminal) {
    Terminal terminal(command(), 100);
    // The terminal breaks the old line into several; but a line that was wiped already and is not drawn yet
    // cannot break, so that it takes another time.
    bool broken = false;
    for (int time = 0; !broken && time < 10; ++time) {
        terminal.resize(100);
        ASSERT_TRUE(terminal.wait_for(up));
        terminal.resize(20);
        ASSERT_TRUE(terminal.wait_for("\x1b[J"));
        broken = terminal.found_ends_with("A\x1b[J");
    }
    EXPECT_TRUE(broken);
    EXPECT_TRUE(terminal.wait_for("oe  up  TESTER  out"));
    EXPECT_TRUE(terminal.wait_for("\r\x1b[Joe  up  TESTER  out\r\x1b[J")) << "one line of 19";
    terminal.interrupt();
    EXPECT_EQ(terminal.wait(), 0);
}

TEST_F(LiveRun, leaves_alone_what_others_wrote_while_it_was_stopped) {
    Terminal terminal(command(), 100);
    ASSERT_TRUE(terminal.wait_for(up));
    // Lines that were wiped already and are not drawn yet need no line of their own: it takes another time,
    // then.
    bool below = false;
    for (int time = 0; !below && time < 10; ++time) {
        terminal.stop_while_others_write("\nsomebody else");
        ASSERT_TRUE(terminal.wait_for("\r\nsomebody else"));
        ASSERT_TRUE(terminal.wait_for("oe  up  TESTER")) << terminal.shown();
        below = terminal.passed_over() == "\r\n";
    }
    EXPECT_TRUE(below) << terminal.shown();
    EXPECT_TRUE(terminal.wait_for(std::string(wiped) + "oe  up  TESTER")) << "from then on in place";
    terminal.interrupt();
    EXPECT_EQ(terminal.wait(), 0);
}

TEST_F(LiveRun, draws_nothing_where_json_is_asked_for) {
    Terminal terminal(command({"--json"}), 100);
    EXPECT_TRUE(terminal.wait_for("\"phase\":\"up\""));
    terminal.interrupt();
    EXPECT_EQ(terminal.wait(), 0);
    EXPECT_THAT(terminal.shown(), Not(HasSubstr("\x1b[")));
}

TEST_F(LiveRun, draws_nothing_into_a_pipe) {
    Child child(command());
    EXPECT_TRUE(child.wait_for("oe: up as TESTER"));
    child.signal(SIGINT);
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b[")));
    EXPECT_THAT(outcome.out, Not(HasSubstr("in flight")));
}

} // namespace
} // namespace fixguard::test
