// The counters of the limits: what a window of time lets through, with time as an argument.
#include "rules/limits.hpp"

#include <gtest/gtest.h>

namespace fixguard::rules {
namespace {

using namespace std::chrono_literals;

SteadyTime at(milliseconds since_start) {
    return SteadyTime(since_start);
}

// Admits as many as it can at one moment.
int admit_all(WindowCounter& counter, SteadyTime now) {
    int admitted = 0;
    while (admitted < 100'000 && counter.admit(now))
        ++admitted;
    return admitted;
}

TEST(SlidingWindow, lets_exactly_the_limit_through) {
    WindowCounter counter({10'000, 10s}, WindowType::sliding);
    EXPECT_EQ(admit_all(counter, at(0ms)), 10'000);
}

TEST(SlidingWindow, an_event_counts_for_the_whole_window_and_no_longer) {
    WindowCounter counter({1, 10s}, WindowType::sliding);
    EXPECT_TRUE(counter.admit(at(1s)));
    EXPECT_FALSE(counter.admit(at(10'999ms)));
    EXPECT_TRUE(counter.admit(at(11s)));
}

TEST(SlidingWindow, two_bursts_around_a_multiple_of_the_window_are_one_too_many) {
    WindowCounter counter({60, 60s}, WindowType::sliding);
    EXPECT_EQ(admit_all(counter, at(59s)), 60);
    EXPECT_EQ(admit_all(counter, at(61s)), 0);
}

TEST(FixedWindow, two_bursts_around_a_multiple_of_the_window_both_pass) {
    WindowCounter counter({60, 60s}, WindowType::fixed);
    EXPECT_EQ(admit_all(counter, at(59s)), 60);
    EXPECT_EQ(admit_all(counter, at(61s)), 60);
}

TEST(FixedWindow, is_free_again_at_the_next_multiple) {
    WindowCounter counter({1, 60s}, WindowType::fixed);
    EXPECT_TRUE(counter.admit(at(59s)));
    EXPECT_EQ(counter.free_at(at(59s)), at(60s));
}

TEST(SlidingWindow, is_free_again_when_the_oldest_event_leaves) {
    WindowCounter counter({2, 10s}, WindowType::sliding);
    EXPECT_TRUE(counter.admit(at(1s)));
    EXPECT_TRUE(counter.admit(at(4s)));
    EXPECT_EQ(counter.free_at(at(5s)), at(11s));
    EXPECT_TRUE(counter.admit(at(11s)));
    EXPECT_EQ(counter.free_at(at(11s)), at(14s));
}

TEST(SlidingWindow, refused_events_do_not_count) {
    WindowCounter counter({2, 10s}, WindowType::sliding);
    admit_all(counter, at(0ms));
    EXPECT_FALSE(counter.admit(at(9s)));
    EXPECT_EQ(counter.used(at(10s)), 0u);
}

TEST(SlidingWindow, time_that_steps_back_frees_nothing) {
    WindowCounter counter({1, 10s}, WindowType::sliding);
    EXPECT_TRUE(counter.admit(at(20s)));
    EXPECT_FALSE(counter.admit(at(5s)));
}

// The ring wraps many times here; a slow count over the last window has to agree each time.
TEST(SlidingWindow, agrees_with_a_plain_count) {
    WindowCounter counter({7, 100ms}, WindowType::sliding);
    std::vector<milliseconds> admitted;
    for (int i = 0; i < 2'000; ++i) {
        const milliseconds now{i * 7 + (i * i) % 11};
        const auto in_window = std::count_if(admitted.begin(), admitted.end(),
                                             [&](milliseconds then) { return now - then < 100ms; });
        const bool expected = in_window < 7;
        ASSERT_EQ(counter.admit(at(now)), expected) << "event " << i;
        if (expected) admitted.push_back(now);
    }
}

TEST(Window, a_smaller_limit_counts_what_was_counted_before) {
    WindowCounter counter({10, 10s}, WindowType::sliding);
    for (int i = 0; i < 8; ++i)
        counter.admit(at(milliseconds{i}));
    counter.set_limit({3, 10s}, WindowType::sliding);
    EXPECT_FALSE(counter.admit(at(9s)));
    EXPECT_EQ(counter.free_at(at(9s)), at(10'005ms));
}

TEST(Window, a_larger_limit_leaves_room_for_the_difference) {
    WindowCounter counter({2, 10s}, WindowType::sliding);
    admit_all(counter, at(0ms));
    counter.set_limit({50, 10s}, WindowType::sliding);
    EXPECT_EQ(admit_all(counter, at(1ms)), 48);
}

TEST(Window, a_limit_of_nothing_is_never_free) {
    WindowCounter counter({0, 10s}, WindowType::sliding);
    EXPECT_FALSE(counter.admit(at(0ms)));
    EXPECT_EQ(counter.free_at(at(0ms)), SteadyTime::max());
}

TEST(Window, what_is_taken_back_is_the_newest) {
    WindowCounter counter({2, 10s}, WindowType::sliding);
    counter.take_back(at(0s)); // nothing there: no harm
    counter.admit(at(0s));
    counter.admit(at(4s));
    counter.take_back(at(5s));
    EXPECT_EQ(counter.used(at(5s)), 1u);
    EXPECT_TRUE(counter.admit(at(6s)));
    EXPECT_FALSE(counter.admit(at(7s)));
    EXPECT_EQ(counter.free_at(at(7s)), at(10s)) << "the one at 0 s still counts";
}

TEST(IntervalText, both_forms) {
    EXPECT_EQ(interval_text(10s, IntervalForm::short_form), "10s");
    EXPECT_EQ(interval_text(10s, IntervalForm::words), "10 SECONDS");
    EXPECT_EQ(interval_text(500ms, IntervalForm::short_form), "500ms");
}

} // namespace
} // namespace fixguard::rules
