// The manual page and the completions speak of every subcommand, and shells can read them.
#include "cli/fixguard_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>

namespace fixguard::test {
namespace {

using ::testing::HasSubstr;

TEST(Manual, names_every_subcommand_and_its_options) {
    const Outcome outcome = run_fixguard({"man"});
    EXPECT_EQ(outcome.exit_code, 0);
    for (const char* const command : {"codes", "explain", "plan", "scan", "lint", "venue", "run", "demo"})
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

// Whether a tool that a test needs is there; says so where it is not.
bool has(const std::string& tool) {
    if (run({"/bin/sh", "-c", "command -v " + tool}).exit_code == 0) return true;
    std::cout << "NOT TESTED: " << tool << " is not installed\n";
    return false;
}

TEST(Manual, is_sound_roff) {
    if (!has("man") || !has("groff")) GTEST_SKIP();
    const std::string page = run_fixguard({"man"}).out;
    const Outcome sound = run({"groff", "-man", "-Tutf8", "-ww"}, {.input = page});
    EXPECT_EQ(sound.exit_code, 0);
    EXPECT_EQ(sound.err, "");
    const Outcome shown =
        run({"man", "--warnings", "-l", "-"}, {.input = page, .environment = {{"MANWIDTH", "100"}}});
    EXPECT_EQ(shown.err, "");
    EXPECT_THAT(shown.out, HasSubstr("--threads N"));
    EXPECT_THAT(shown.out, HasSubstr("Exit codes: 0 scanned"));
}

// What zsh would be offered behind the words; compadd is zsh's own word for offering.
std::string offered_by_zsh(const std::string& words, int at, const std::string& prefix) {
    const std::string script =
        "compdef() {}; compadd() { shift; print -r -- $@ }; _files() { print files }\n" +
        run_fixguard({"completion", "zsh"}).out + "words=(" + words + "); CURRENT=" + std::to_string(at) +
        "; PREFIX=" + prefix + "; _fixguard";
    const Outcome outcome = run({"zsh", "-f", "-c", script});
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
}

TEST(Completion, offers_the_same_in_zsh) {
    if (!has("zsh")) GTEST_SKIP();
    EXPECT_THAT(offered_by_zsh("fixguard sc", 2, "sc"), HasSubstr(" scan "));
    EXPECT_THAT(offered_by_zsh("fixguard scan --", 3, "--"), HasSubstr("--show-secrets"));
    EXPECT_THAT(offered_by_zsh("fixguard lint --", 3, "--"), HasSubstr("--sarif"));
    EXPECT_EQ(offered_by_zsh("fixguard scan fix", 3, "fix"), "files\n");
}

TEST(Program, says_its_version) {
    const Outcome outcome = run_fixguard({"--version"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, ::testing::MatchesRegex("fixguard [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Completion, takes_no_other_shell) {
    EXPECT_EQ(run_fixguard({"completion", "fish"}).exit_code, 2);
}

} // namespace
} // namespace fixguard::test
