// The suite judged: it has to catch every wrong venue, and come to an end with a hopeless one.
#include "conformance/judge.hpp"
#include "conformance/mutants.hpp"
#include "wire/message_writer.hpp"

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

INSTANTIATE_TEST_SUITE_P(Parts, MutantsOfPart, testing::Range<std::size_t>(0, parts));

TEST(Mutants, none_of_them_is_a_mutant_for_want_of_a_change) {
    const Mutant none{
        .name = "none", .config = {}, .hears = {}, .says = [](std::string text) { return text; }};
    const Scenario& one = scenario("oe/order-limit");
    const auto target = mutated(none, venue_of(one));
    const Result result = run(one, *target, identity());
    EXPECT_EQ(result.verdict, Verdict::passed) << describe(one, result);
}

// ---- venues without hope

enum class Habit { accepts_all, rejects_all, hangs, echoes, closes, floods };

class HopelessTarget final : public Target {
public:
    explicit HopelessTarget(Habit habit) : habit_(habit) {}
    std::optional<std::string> connect(int, const Peer&) override {
        waiting_.clear();
        return std::nullopt;
    }
    void close(int) override {}
    void wait(microseconds time) override { now_ += time; }
    UtcTime now() const override { return now_; }

    void send(int, std::string_view bytes) override {
        const std::string header = "34=1|49=SPOT|52=20260101-00:00:00.000000|56=C1|";
        if (habit_ == Habit::echoes) waiting_ += bytes;
        if (habit_ == Habit::accepts_all)
            waiting_ += wire::frame_body(wire::from_readable("35=A|" + header + "98=0|108=30|25037=u|"));
        if (habit_ == Habit::rejects_all)
            waiting_ += wire::frame_body(wire::from_readable("35=3|" + header + "25016=-1000|58=No.|"));
    }
    Read read(int, microseconds time) override {
        ++reads;
        if (habit_ == Habit::closes) return {Read::Kind::closed, {}};
        if (habit_ == Habit::floods) return {Read::Kind::bytes, "noise"};
        if (!waiting_.empty()) return {Read::Kind::bytes, std::exchange(waiting_, {})};
        now_ += time;
        return {Read::Kind::nothing, {}};
    }
    std::size_t reads = 0;

private:
    Habit habit_;
    std::string waiting_;
    UtcTime now_{};
};

class Hopeless : public testing::TestWithParam<Habit> {};

TEST_P(Hopeless, fails_every_scenario_that_expects_something_of_it_in_bounded_time) {
    for (const Scenario& scenario : scenarios()) {
        HopelessTarget target(GetParam());
        const UtcTime begin = target.now();
        const Result result = run(scenario, target, identity());
        // What a venue that refuses everything by words that fit anything says right cannot be told from it.
        if (GetParam() != Habit::rejects_all && GetParam() != Habit::accepts_all) {
            EXPECT_EQ(result.verdict, Verdict::failed) << scenario.name;
        }
        EXPECT_LE(target.now() - begin, std::chrono::minutes(2)) << scenario.name;
        EXPECT_LE(target.reads, 20'000u) << scenario.name;
    }
}

TEST_P(Hopeless, fails_the_plainest_of_scenarios) {
    const Scenario& plain = scenario("oe/test-request");
    HopelessTarget target(GetParam());
    EXPECT_EQ(run(plain, target, identity()).verdict, Verdict::failed);
}

INSTANTIATE_TEST_SUITE_P(All, Hopeless,
                         testing::Values(Habit::accepts_all, Habit::rejects_all, Habit::hangs, Habit::echoes,
                                         Habit::closes, Habit::floods));

} // namespace
} // namespace fixguard::conformance::test
