// The suite judged: it has to catch every wrong venue.
#include "conformance/judge.hpp"
#include "conformance/mutants.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace fixguard::conformance::test {
namespace {

// Long ones that no mutant needs are left out, so that the table stays quick.
bool is_quick(const Scenario& scenario) {
    return !scenario.name.starts_with("oe/1181") && !scenario.name.starts_with("md/1181") &&
           scenario.name != "md/limit-not-reached";
}

bool catches(const Scenario& scenario, const Mutant& mutant) {
    const auto target = mutated(mutant, venue_of(scenario));
    return run(scenario, *target, identity()).verdict == Verdict::failed;
}

TEST(Mutants, forty_of_them_accept_what_they_should_refuse) {
    const auto accepting = std::count_if(mutants().begin(), mutants().end(), [](const Mutant& mutant) {
        return mutant.name.starts_with("accepts ") || mutant.name.starts_with("takes ");
    });
    EXPECT_GE(accepting, 40);
}

// In parts, so that they may run side by side.
constexpr std::size_t parts = 6;
class MutantsOfPart : public testing::TestWithParam<std::size_t> {};

TEST_P(MutantsOfPart, are_each_caught_by_a_scenario) {
    for (std::size_t at = GetParam(); at < mutants().size(); at += parts) {
        const Mutant& mutant = mutants()[at];
        const auto caught = [&](bool hinted) {
            return std::any_of(scenarios().begin(), scenarios().end(), [&](const Scenario& scenario) {
                const bool fits = mutant.hint.empty() || scenario.name.find(mutant.hint) != std::string::npos;
                return fits == hinted && is_quick(scenario) && catches(scenario, mutant);
            });
        };
        EXPECT_TRUE(caught(true) || caught(false)) << mutant.name;
    }
}

// Each of these says the right thing at first: only a scenario that looks again finds out.
TEST(Mutants, that_do_other_than_they_say_are_caught_by_the_line_that_looks_again) {
    int deceivers = 0;
    for (const Mutant& mutant : mutants()) {
        if (mutant.confirms.empty() && mutant.name.find(" refuses") == std::string::npos) continue;
        ++deceivers;
        const Scenario& looks_again = scenario(mutant.hint);
        const auto target = mutated(mutant, venue_of(looks_again));
        const Result result = run(looks_again, *target, identity());
        EXPECT_EQ(result.verdict, Verdict::failed) << mutant.name;
        const auto requests =
            std::count_if(looks_again.steps.begin(), looks_again.steps.end(), [&](const Step& step) {
                return step.kind == StepKind::send && step.line < result.line;
            });
        constexpr int logon_and_deed = 2;
        EXPECT_GT(requests, logon_and_deed) << mutant.name << "\n" << describe(looks_again, result);
    }
    EXPECT_EQ(deceivers, 9);
}

// Not by accident, and not only by what else is wrong with it.
TEST(Mutants, that_fill_in_the_wrong_value_are_caught_by_a_scenario_of_that_text) {
    int wrong = 0;
    for (const Mutant& mutant : mutants()) {
        if (!mutant.name.starts_with("a text ")) continue;
        ++wrong;
        EXPECT_TRUE(std::any_of(scenarios().begin(), scenarios().end(), [&](const Scenario& scenario) {
            return scenario.name.find(mutant.hint) != std::string::npos && is_quick(scenario) &&
                   catches(scenario, mutant);
        })) << mutant.name;
    }
    EXPECT_EQ(wrong, 13);
}

INSTANTIATE_TEST_SUITE_P(Parts, MutantsOfPart, testing::Range<std::size_t>(0, parts));

TEST(Mutants, none_of_them_is_a_mutant_for_want_of_a_change) {
    const Mutant none{
        .name = "none", .config = {}, .hears = {}, .says = [](std::string text) { return text; }};
    const Scenario& one = scenario("oe/order-limit");
    const auto target = mutated(none, venue_of(one));
    const Result result = run(one, *target, identity());
    EXPECT_EQ(result.verdict, Verdict::passed) << describe(one, result);
}

} // namespace
} // namespace fixguard::conformance::test
