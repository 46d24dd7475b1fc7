// The command line itself: help, version, exit codes, colour.
#include "cli/fixguard_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Subcommand : public testing::TestWithParam<std::string> {};

TEST_P(Subcommand, help_shows_examples_and_exit_codes) {
    const Outcome outcome = run_fixguard({GetParam(), "--help"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("Examples:\n  fixguard " + GetParam()));
    EXPECT_THAT(outcome.out, HasSubstr("Exit codes: 0"));
    EXPECT_EQ(outcome.err, "");
}

TEST_P(Subcommand, an_unknown_option_is_misuse) {
    const Outcome outcome = run_fixguard({GetParam(), "--no-such-option"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith("fixguard: "));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
}

INSTANTIATE_TEST_SUITE_P(All, Subcommand,
                         testing::Values("codes", "explain", "plan", "venue", "run", "demo"));

TEST(CommandLine, help_names_every_subcommand) {
    const Outcome outcome = run_fixguard({"--help"});
    EXPECT_EQ(outcome.exit_code, 0);
    for (const char* const name : {"codes", "explain", "plan", "venue", "run", "demo"})
        EXPECT_THAT(outcome.out, HasSubstr(std::string("\n  ") + name + " "));
}

TEST(CommandLine, version_is_one_line) {
    const Outcome outcome = run_fixguard({"--version"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, testing::MatchesRegex("fixguard [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLine, without_a_subcommand_is_misuse) {
    EXPECT_EQ(run_fixguard({}).exit_code, 2);
    EXPECT_EQ(run_fixguard({"no-such-subcommand"}).exit_code, 2);
    EXPECT_EQ(run_fixguard({"explain"}).exit_code, 2);
}

TEST(CommandLine, a_pipe_gets_no_colour) {
    EXPECT_THAT(run_fixguard({"explain", "-1179"}).out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(run_fixguard({"explain", "nothing"}).err, Not(HasSubstr("\x1b")));
}

TEST(CommandLine, a_stdout_that_is_full_is_a_failure) {
    const Outcome outcome = run({"sh", "-c", std::string("'") + FIXGUARD_PROGRAM + "' codes > /dev/full"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("stdout"));
}

} // namespace
} // namespace fixguard::test
