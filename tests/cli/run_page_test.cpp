// The page of `fixguard run --html`, told what a run would tell it.
#include "cli/run_page.hpp"
#include "support/temp_dir.hpp"
#include "wire/message_writer.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::test {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

const UtcTime noon{std::chrono::sys_days(std::chrono::year(2026) / 7 / 1) + 12h};

engine::SessionState state(Phase phase) {
    engine::SessionState state;
    state.session = "oe";
    state.phase = phase;
    return state;
}

TEST(RunPage, has_the_phases_the_errors_and_the_roll_over_of_a_session) {
    const TempDir folder;
    const std::string path = folder.file("page.html");
    cli::RunPage page(path, "local.cfg");
    ASSERT_TRUE(page.opened());
    page.state(state(Phase::connecting), noon);
    page.state(state(Phase::up), noon + 1s);
    SessionError news;
    news.carrier = Carrier::news;
    news.msg_seq_num = 7;
    page.message("oe",
                 wire::MessageView("35=B\x01"
                                   "34=7\x01"),
                 noon + 9s);
    page.error("oe", news, Plan{}, noon + 10s);
    page.state(state(Phase::up), noon + 20s);
    page.state(state(Phase::halted), noon + 30s);
    EXPECT_EQ(page.end(), std::nullopt);
    std::ifstream in(path);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_THAT(text,
                AllOf(HasSubstr("run of local.cfg"), HasSubstr("[\"connecting\","), HasSubstr("[\"halted\","),
                      HasSubstr("\"news\""), HasSubstr("\"roll_over\""), HasSubstr("attempts to connect, oe"),
                      HasSubstr("\"counts\":[1]"), HasSubstr("\"has_halts\":true")));
}

TEST(RunPage, says_when_it_cannot_be_written) {
    EXPECT_FALSE(cli::RunPage("/nowhere/page.html", "local.cfg").opened());
    cli::RunPage page("/dev/full", "local.cfg");
    EXPECT_THAT(page.end().value_or(""), HasSubstr("/dev/full: cannot be written"));
}

} // namespace
} // namespace fixguard::test
