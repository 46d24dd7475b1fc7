// The manual page and the completions speak of every subcommand, and shells can read them.
#include "cli/fixguard_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::test {
namespace {

using ::testing::HasSubstr;

TEST(Manual, names_every_subcommand_and_its_options) {
    const Outcome outcome = run_fixguard({"man"});
    EXPECT_EQ(outcome.exit_code, 0);
    for (const char* const command : {"codes", "explain", "scan", "lint", "venue", "run", "demo"})
        EXPECT_THAT(outcome.out, HasSubstr(".SH \"fixguard " + std::string(command) + "\"\n"));
    EXPECT_THAT(outcome.out, HasSubstr("\\-\\-show\\-secrets"));
}

// What bash would offer behind the words.
std::string completed(const std::string& words, int at) {
    const std::string script = run_fixguard({"completion", "bash"}).out + "COMP_WORDS=(" + words +
                               "); COMP_CWORD=" + std::to_string(at) +
                               "; _fixguard; echo \"${COMPREPLY[@]}\"";
    return run({"/bin/bash", "-c", script}).out;
}

TEST(Completion, offers_subcommands_then_their_flags) {
    EXPECT_EQ(completed("fixguard sc", 1), "scan\n");
    EXPECT_EQ(completed("fixguard scan --show", 2), "--show-secrets\n");
    EXPECT_EQ(completed("fixguard lint --sar", 2), "--sarif\n");
    EXPECT_EQ(completed("fixguard scan fix", 2), "\n"); // files are bash's own
}

TEST(Completion, takes_no_other_shell) {
    EXPECT_EQ(run_fixguard({"completion", "fish"}).exit_code, 2);
}

} // namespace
} // namespace fixguard::test
