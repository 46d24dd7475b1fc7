// Whether the simulation can be believed: a seed is the same run each time, and a planted bug is found.
#include "simulation/simulation.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

namespace fixguard::simulation {
namespace {

class SimulationTest : public ::testing::Test {
protected:
    SimulationTest() { std::signal(SIGXFSZ, SIG_IGN); }
};

std::string transcript_of(std::uint64_t seed) {
    std::ostringstream out;
    run({.seed = seed, .transcript = &out});
    return out.str();
}

TEST_F(SimulationTest, ASeedIsTheSameRunEachTime) {
    for (const std::uint64_t seed : {3U, 4U, 5U, 6U}) {
        const Outcome first = run({.seed = seed});
        const Outcome second = run({.seed = seed});
        EXPECT_EQ(first.hash, second.hash) << "seed " << seed;
        EXPECT_EQ(first.events, second.events);
        EXPECT_NE(first.hash, run({.seed = seed + 100}).hash);
    }
}

TEST_F(SimulationTest, ATranscriptIsTheSameLineByLine) {
    EXPECT_EQ(transcript_of(7), transcript_of(7));
}

TEST_F(SimulationTest, ARunThatIsWatchedIsTheSameRun) {
    std::ostringstream out;
    EXPECT_EQ(run({.seed = 8, .transcript = &out}).hash, run({.seed = 8}).hash);
}

// Another process has other addresses, another environment and another time of the day.
TEST_F(SimulationTest, ASeedIsTheSameRunInEveryProcess) {
    const auto last_line = [] {
        std::string line;
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
            ::popen(FIXGUARD_SIMULATE " --seed 9 | tail -n 1", "r"), ::pclose);
        for (int letter = 0; (letter = std::fgetc(pipe.get())) != EOF;)
            line += static_cast<char>(letter);
        return line;
    };
    std::ostringstream expected;
    expected << "transcript " << std::hex << run({.seed = 9}).hash << "\n";
    EXPECT_EQ(last_line(), expected.str());
}

TEST_F(SimulationTest, SecretsAreMaskedInTheTranscript) {
    const std::string transcript = transcript_of(10);
    EXPECT_NE(transcript.find("553=*"), std::string::npos);
    EXPECT_EQ(transcript.find("SIMULATEDAPIKEY"), std::string::npos);
}

// One bug for each rule, planted around the engine: the simulation has to find each of them, as what it is.
class CanaryTest : public SimulationTest, public ::testing::WithParamInterface<Invariant> {};

TEST_P(CanaryTest, IsFound) {
    constexpr std::uint64_t most_seeds = 40;
    std::uint64_t seed = 1;
    Outcome outcome;
    // A lost ledger costs the locks and the budget: which of them shows first is a matter of chance.
    for (; seed <= most_seeds; ++seed) {
        outcome = run({.seed = seed, .canary = GetParam()});
        if (outcome.violation && outcome.violation->invariant == GetParam()) return;
    }
    FAIL() << "not in " << most_seeds << " seeds";
}

// Two times HeartBtInt(108) from the close is not enough: the exchange counts from when it notices.
TEST_F(SimulationTest, ALateCloseBreaksTheLockWhereOnlyASmallAllowanceIsMade) {
    int broken = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const Outcome outcome = run({.seed = seed, .close_notice = milliseconds{3'000}});
        if (!outcome.violation) continue;
        EXPECT_EQ(outcome.violation->invariant, Invariant::name_lock) << outcome.violation->what;
        ++broken;
    }
    EXPECT_GT(broken, 0);
}

TEST_F(SimulationTest, ALateCloseBreaksNothingWithTheLongestOfTheUsualAllowances) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const Outcome outcome = run({.seed = seed, .close_notice = milliseconds{140'000}});
        EXPECT_FALSE(outcome.violation) << outcome.violation->what;
    }
}

std::string word_of(const ::testing::TestParamInfo<Invariant>& info) {
    std::string word;
    for (const char letter : name(info.param))
        if (std::isalnum(static_cast<unsigned char>(letter)) != 0) word += letter;
    return word;
}

INSTANTIATE_TEST_SUITE_P(Planted, CanaryTest, ::testing::ValuesIn(all_invariants), word_of);

} // namespace
} // namespace fixguard::simulation
