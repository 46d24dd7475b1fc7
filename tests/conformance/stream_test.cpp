// Scenarios over a real connection, and the budget of attempts.
#include "conformance/judge.hpp"
#include "conformance/stream_target.hpp"
#include "conformance/venue_setup.hpp"
#include "venue/server.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace fixguard::conformance::test {
namespace {

using namespace std::chrono_literals;

StreamTargetOptions to(std::uint16_t port) {
    return {"127.0.0.1", port, nullptr,
            [] { return std::chrono::time_point_cast<microseconds>(std::chrono::steady_clock::now()); },
            [] { return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()); }};
}

TEST(Stream, scenarios_pass_against_a_server) {
    venue::Config config = embedded_venue(public_key_pem());
    config.tls = false;
    venue::Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    AttemptBudget budget(15, 30s);
    int number = 0;
    for (const char* const name : {"oe/test-request", "oe/1170-0-other-message", "oe/1180-heartbeat"}) {
        const Scenario& one = scenario(name);
        StreamTarget target(to(server.port(one.kind)), budget);
        RunOptions options;
        options.name_seed = "S" + std::to_string(number++);
        const Result result = run(one, target, identity(), options);
        EXPECT_EQ(result.verdict, Verdict::passed) << describe(one, result);
    }
    EXPECT_EQ(server.counters().sessions_up, 0u);
}

// Five scenarios against a server that lets three connections through in two seconds. How many failed.
int play_five(AttemptBudget budget, int& waits) {
    venue::Config config = embedded_venue(public_key_pem());
    config.tls = false;
    for (auto& kind : config.rules.kinds)
        kind.attempts = {3, 2s};
    venue::Server server(config);
    EXPECT_EQ(server.start(), std::nullopt);
    int failed = 0;
    for (int number = 0; number < 5; ++number) {
        const Scenario& one = scenario("oe/test-request");
        StreamTargetOptions options = to(server.port(one.kind));
        options.waiting = [&](milliseconds time) {
            EXPECT_GT(time, 0ms);
            ++waits;
        };
        StreamTarget target(options, budget);
        RunOptions run_options;
        run_options.name_seed = "W" + std::to_string(number);
        if (run(one, target, identity(), run_options).verdict != Verdict::passed) ++failed;
    }
    return failed;
}

TEST(Stream, waits_rather_than_break_the_limit_of_attempts) {
    int waits = 0;
    EXPECT_EQ(play_five(AttemptBudget(3, 2100ms), waits), 0);
    EXPECT_GE(waits, 1);
}

TEST(Stream, without_the_wait_the_limit_is_broken) {
    int waits = 0;
    EXPECT_EQ(play_five(AttemptBudget(100, 2s), waits), 2);
    EXPECT_EQ(waits, 0);
}

TEST(Stream, nobody_there_is_a_failure_and_no_hang) {
    AttemptBudget budget(15, 30s);
    StreamTarget target(to(1), budget);
    const Scenario& one = scenario("oe/test-request");
    const Result result = run(one, target, identity());
    EXPECT_EQ(result.verdict, Verdict::failed);
    EXPECT_TRUE(result.what.starts_with("no connection: ")) << result.what;
}

TEST(AttemptBudget, lets_so_many_through_and_then_waits_for_the_oldest) {
    AttemptBudget budget(2, 30s);
    const SteadyTime begin{100s};
    EXPECT_EQ(budget.next(begin), begin);
    budget.take(begin);
    budget.take(begin + 10s);
    EXPECT_EQ(budget.next(begin + 11s), begin + 30s);
    budget.take(begin + 30s);
    EXPECT_EQ(budget.next(begin + 31s), begin + 40s);
}

} // namespace
} // namespace fixguard::conformance::test
