// The message limit of a connection, in virtual time.
#include "engine/message_budget.hpp"

#include "engine/limit_report.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime t0{1h};
constexpr WindowLimit order_entry{10'000, 10s};

// How many messages of this type go out at once.
int burst(MessageBudget& budget, std::string_view msg_type, SteadyTime now) {
    int sent = 0;
    for (; sent < 20'000 && budget.admits(msg_type, now); ++sent)
        budget.count(now);
    return sent;
}

TEST(MessageBudgetOf, AnOrderEntrySessionHoldsNewOrdersAt95AndCancelsShortOfTheLimit) {
    MessageBudget budget(order_entry, 5s);
    EXPECT_EQ(burst(budget, "D", t0), 9'500);
    EXPECT_FALSE(budget.admits("XCN", t0)) << "it places an order";
    EXPECT_FALSE(budget.admits("E", t0));
    EXPECT_TRUE(budget.admits("q", t0));
    EXPECT_TRUE(budget.admits("XAK", t0));
    EXPECT_EQ(burst(budget, "F", t0), 490)
        << "10 are kept for the session: 3 in each of 3 HeartBtInts, a Logout";
    EXPECT_EQ(budget.used(t0), 9'990U);
}

TEST(MessageBudgetOf, AnySessionCountsAWindowThatIsATwentiethLonger) {
    MessageBudget budget(order_entry, 30s);
    burst(budget, "D", t0);
    EXPECT_FALSE(budget.admits("D", t0 + 10'499ms));
    EXPECT_TRUE(budget.admits("D", t0 + 10'500ms));
}

TEST(MessageBudgetOf, ASessionNeverLetsMoreThanTheLimitIntoAnyWindow) {
    MessageBudget budget({100, 1s}, 5s);
    std::vector<SteadyTime> sent;
    for (SteadyTime now = t0; now < t0 + 20s; now += 7ms)
        if (budget.admits("D", now)) {
            budget.count(now);
            sent.push_back(now);
        }
    ASSERT_GT(sent.size(), 1'500U);
    for (std::size_t i = 95; i < sent.size(); ++i)
        EXPECT_GE(sent[i] - sent[i - 95], 1s) << i;
}

TEST(MessageBudgetOf, ADropCopyKeepsRoomForItsHeartbeats) {
    MessageBudget budget({60, 60s}, 5s);
    EXPECT_EQ(burst(budget, "F", t0), 30) << "half of it at most is kept";
}

TEST(MessageBudgetOf, TheSessionsOwnMessagesAreCountedBeyondTheLimitToo) {
    MessageBudget budget({4, 1s}, 60s);
    for (int i = 0; i < 10; ++i)
        budget.count(t0 + milliseconds{i});
    EXPECT_EQ(budget.used(t0 + 10ms), 4U);
    EXPECT_FALSE(budget.admits("F", t0 + 1'055ms)) << "the newest count";
    EXPECT_TRUE(budget.admits("F", t0 + 1'060ms));
}

TEST(MessageBudgetOf, ASessionWarnsOnceAtFourFifths) {
    MessageBudget budget({100, 1s}, 5s);
    int warnings = 0;
    for (int i = 0; i < 90; ++i) {
        budget.count(t0);
        warnings += budget.take_warning(t0) ? 1 : 0;
        EXPECT_EQ(warnings, i >= 79 ? 1 : 0) << i;
    }
    EXPECT_FALSE(budget.take_warning(t0 + 2s));
    for (int i = 0; i < 90; ++i)
        budget.count(t0 + 3s);
    EXPECT_TRUE(budget.take_warning(t0 + 3s)) << "the next time it comes near";
}

TEST(MessageBudgetOf, ASessionBelievesTheExchange) {
    MessageBudget budget(order_entry, 30s);
    budget.count(t0);
    budget.correct({100, 10s}, 90, t0);
    EXPECT_EQ(budget.used(t0), 90U);
    EXPECT_EQ(burst(budget, "D", t0), 5);
    budget.correct({1'000, 10s}, 3, t0);
    EXPECT_EQ(budget.used(t0), 95U) << "what we have sent since is not in its figure";
    budget.correct({50, 10s}, 0, t0);
    EXPECT_EQ(budget.used(t0), 50U);
    EXPECT_FALSE(budget.admits("F", t0));
}

// --- LimitResponse<XLR> ----------------------------------------------------------------------------

std::vector<LimitReport> read(const std::string& readable) {
    const std::string bytes = wire::from_readable(readable);
    return limits_in(wire::MessageView(bytes));
}

// The text of a -1181 may name any number.
TEST(MessageBudgetOf, ASessionTakesBoundedMemoryWhateverTheExchangeSays) {
    constexpr WindowLimit absurd{4'000'000'000, 10s};
    MessageBudget budget(absurd, 30s);
    EXPECT_TRUE(budget.admits("D", t0));
    budget.correct(absurd, 4'000'000'000, t0);
    EXPECT_LE(budget.used(t0), 1'000'000U);
    EXPECT_EQ(budget.limit().count, absurd.count);
}

TEST(LimitReports, AreReadFromTheirGroup) {
    const auto found = read("35=XLR|6136=a|25003=3|25004=1|25005=7|25006=50|25007=10|25008=s|"
                            "25004=2|25005=12|25006=10000|25007=1|25008=m|25004=3|25005=1|25006=1000|");
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].what, LimitReport::What::orders);
    EXPECT_EQ(found[0].used, 7U);
    EXPECT_EQ(found[0].limit, (WindowLimit{50, 10s}));
    EXPECT_EQ(found[1].what, LimitReport::What::messages);
    EXPECT_EQ(found[1].limit, (WindowLimit{10'000, 60s}));
    EXPECT_EQ(found[2].what, LimitReport::What::subscriptions);
    EXPECT_EQ(found[2].limit.count, 1'000U);
}

TEST(LimitReports, ThatMakeNoSenseAreLeftOut) {
    EXPECT_TRUE(read("35=8|25004=2|25005=1|25006=2|25007=1|25008=s|").empty());
    EXPECT_TRUE(read("35=XLR|25003=1|").empty());
    for (const char* const entry :
         {"25004=2|25005=1|25006=0|25007=1|25008=s|", "25004=2|25005=-1|25006=9|25007=1|25008=s|",
          "25004=2|25005=1|25006=9|25007=1|25008=w|", "25004=2|25005=1|25006=9|25008=s|",
          "25004=2|25005=1|25007=1|25008=s|", "25004=9|25005=1|25006=9|25007=1|25008=s|",
          "25005=1|25006=9|25007=1|25008=s|", "25004=2|25005=1|25006=99999999999|25007=1|25008=s|"})
        EXPECT_TRUE(read(std::string("35=XLR|25003=1|") + entry).empty()) << entry;
}

} // namespace
} // namespace fixguard::engine
