// The planner's table, cell by cell: where a session goes and what is done on the way.
#include "recovery/planner.hpp"

#include "catalog/codes.hpp"
#include "errors.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace fixguard::recovery {
namespace {

using test::about_an_order;
using test::about_nothing;
using test::silent;

constexpr SteadyTime t0{microseconds{1'000'000'000}};

State in(Phase phase) {
    State state;
    state.phase = phase;
    state.wanted = phase != Phase::idle && phase != Phase::halted;
    state.next_planned = phase == Phase::waiting;
    state.up_since = t0;
    return state;
}

Step after(const State& state, EventKind kind, const SessionError* error = nullptr, SteadyTime now = t0,
           std::uint16_t jitter = 65'535, const Options& options = {}) {
    return step(state, {kind, error}, now, jitter, options);
}

std::string line(const Step& step) {
    return std::string(name(step.state.phase)) + ": " + describe(step.plan);
}

TEST(Planner, WalksThroughAnUneventfulDay) {
    State state;
    const auto next = [&state](EventKind kind) {
        const Step done = after(state, kind);
        state = done.state;
        return line(done);
    };
    EXPECT_EQ(next(EventKind::start), "waiting: connect at once");
    EXPECT_EQ(next(EventKind::timer), "connecting: nothing to do");
    EXPECT_EQ(next(EventKind::connected), "logging_on: nothing to do");
    EXPECT_EQ(next(EventKind::logged_on), "up: nothing to do");
    EXPECT_EQ(next(EventKind::stop), "draining: log out");
    EXPECT_EQ(next(EventKind::ended), "idle: requests in flight unknown");
}

TEST(Planner, StopsFromEveryPhase) {
    EXPECT_EQ(line(after(in(Phase::idle), EventKind::stop)), "idle: nothing to do");
    EXPECT_EQ(line(after(in(Phase::connecting), EventKind::stop)), "draining: close");
    EXPECT_EQ(line(after(in(Phase::logging_on), EventKind::stop)), "draining: close");
    EXPECT_EQ(line(after(in(Phase::up), EventKind::stop)), "draining: log out");
    EXPECT_EQ(line(after(in(Phase::waiting), EventKind::stop)), "idle: nothing to do");
    EXPECT_EQ(line(after(in(Phase::halted), EventKind::stop)), "halted: nothing to do");
    const Step draining = after(in(Phase::draining), EventKind::stop);
    EXPECT_EQ(line(after(draining.state, EventKind::ended)), "idle: requests in flight unknown");
}

TEST(Planner, AStoppedSessionIsNotDialledByALateTimer) {
    const Step stopped = after(in(Phase::waiting), EventKind::stop);
    EXPECT_EQ(after(stopped.state, EventKind::timer).state.phase, Phase::idle);
}

TEST(Planner, AStopWhileDrainingCancelsTheNextAttempt) {
    const SessionError error = about_an_order(code::bad_seq_num);
    const Step ending = after(in(Phase::up), EventKind::error, &error);
    ASSERT_TRUE(ending.state.next_planned);
    const Step stopped = after(ending.state, EventKind::stop);
    EXPECT_EQ(line(after(stopped.state, EventKind::ended)), "idle: requests in flight unknown");
}

TEST(Planner, StartsAgainAfterAHaltOnlyWhenThePersonSaysSo) {
    const SessionError loss = silent(Carrier::closed);
    EXPECT_EQ(line(after(in(Phase::halted), EventKind::ended, &loss)), "halted: requests in flight unknown");
    EXPECT_EQ(line(after(in(Phase::halted), EventKind::timer)), "halted: nothing to do");
    EXPECT_EQ(line(after(in(Phase::halted), EventKind::start)), "waiting: connect at once");
}

TEST(Planner, ReconnectsAtOnceAfterTheFirstLoss) {
    const SessionError loss = silent(Carrier::reset);
    EXPECT_EQ(line(after(in(Phase::up), EventKind::ended, &loss)),
              "waiting: requests in flight unknown, connect at once");
}

TEST(Planner, BacksOffWithFullJitterUpToTheCap) {
    const SessionError loss = silent(Carrier::connect_failed);
    State state = in(Phase::connecting);
    std::vector<std::int64_t> longest, shortest;
    for (int attempt = 0; attempt < 10; ++attempt) {
        state.phase = Phase::connecting;
        shortest.push_back(after(state, EventKind::ended, &loss, t0, 0).plan.begin()->delay.count());
        const Step lost = after(state, EventKind::ended, &loss);
        longest.push_back(lost.plan.begin()->delay.count());
        state = lost.state;
    }
    EXPECT_EQ(longest,
              (std::vector<std::int64_t>{0, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000}));
    EXPECT_EQ(shortest, std::vector<std::int64_t>(10, 0));
}

TEST(Planner, ASessionThatFallsAtOnceBacksOffToo) {
    const SessionError loss = silent(Carrier::closed);
    State state = in(Phase::up);
    state.failures = 3;
    EXPECT_EQ(line(after(state, EventKind::ended, &loss, t0 + microseconds{5'000'000})),
              "waiting: requests in flight unknown, connect in 2000 ms");
    EXPECT_EQ(line(after(state, EventKind::ended, &loss, t0 + microseconds{10'000'000})),
              "waiting: requests in flight unknown, connect at once");
}

TEST(Planner, FailuresDoNotWrapAround) {
    const SessionError loss = silent(Carrier::connect_failed);
    State state = in(Phase::connecting);
    state.failures = 0xFFFF;
    const Step lost = after(state, EventKind::ended, &loss);
    EXPECT_EQ(lost.state.failures, 0xFFFF);
    EXPECT_EQ(lost.plan.begin()->delay, milliseconds{30'000});
}

TEST(Planner, AWrongCertificateHalts) {
    const SessionError tls = silent(Carrier::tls_failed);
    EXPECT_EQ(line(after(in(Phase::connecting), EventKind::ended, &tls)), "halted: halt: fix_configuration");
}

TEST(Planner, FatalWinsOverRetryableInEitherOrder) {
    const SessionError retryable = about_nothing(code::too_many_connections);
    const SessionError fatal = about_nothing(code::invalid_signature);

    const Step first_retryable = after(in(Phase::logging_on), EventKind::error, &retryable);
    ASSERT_TRUE(first_retryable.state.next_planned);
    const Step then_fatal = after(first_retryable.state, EventKind::error, &fatal);
    EXPECT_EQ(then_fatal.state.phase, Phase::halted);
    EXPECT_FALSE(then_fatal.state.next_planned);

    const Step first_fatal = after(in(Phase::logging_on), EventKind::error, &fatal);
    const Step then_retryable = after(first_fatal.state, EventKind::error, &retryable);
    EXPECT_EQ(then_retryable.state.phase, Phase::halted);
    EXPECT_TRUE(then_retryable.plan.empty());
}

TEST(Planner, AGapEndsTheSessionWithALogout) {
    const SessionError gap = silent(Carrier::sequence_gap);
    EXPECT_EQ(line(after(in(Phase::up), EventKind::error, &gap)), "draining: log out, connect at once");
}

TEST(Planner, NothingIsPlannedTwiceWhenTheEndWasPlanned) {
    const SessionError gap = silent(Carrier::sequence_gap);
    const SessionError closed = silent(Carrier::closed);
    const Step ending = after(in(Phase::up), EventKind::error, &gap);
    const Step ended = after(ending.state, EventKind::ended, &closed);
    EXPECT_EQ(line(ended), "waiting: requests in flight unknown");
    EXPECT_TRUE(ended.state.next_planned);
}

TEST(Planner, AnErrorThatComesWhileDrainingStillSettlesItsRequest) {
    const SessionError late = about_an_order(code::tag_appears_more_than_once);
    EXPECT_EQ(line(after(in(Phase::draining), EventKind::error, &late)), "draining: request rejected");
}

TEST(Planner, AnErrorWithoutItsErrorChangesNothing) {
    const Step none = after(in(Phase::up), EventKind::error, nullptr);
    EXPECT_EQ(none.state, in(Phase::up));
    EXPECT_TRUE(none.plan.empty());
}

// The whole table, as in() leaves the state and with a sequence gap for an error, a close for an end. "-":
// the event cannot come there, or is too late: nothing is planned and nothing changes.
TEST(Planner, DoesInEachCellWhatIsWrittenHere) {
    struct Row {
        Phase phase;
        std::array<const char*, all_event_kinds.size()> cells;
    };
    const Row rows[] = {
        // start, stop, connected, logged_on, error, ended, timer, successor_up, successor_lost
        {Phase::idle,
         {"waiting: connect at once", "-", "-", "-", "-", "idle: requests in flight unknown", "-", "-", "-"}},
        {Phase::connecting,
         {"-", "draining: close", "logging_on: nothing to do", "-", "draining: close, connect at once",
          "waiting: connect at once", "-", "-", "-"}},
        {Phase::logging_on,
         {"-", "draining: close", "-", "up: nothing to do", "draining: close, connect at once",
          "waiting: requests in flight unknown, connect at once", "-", "-", "-"}},
        {Phase::up,
         {"-", "draining: log out", "-", "-", "draining: log out, connect at once",
          "waiting: requests in flight unknown, connect at once", "-", "-", "-"}},
        {Phase::draining,
         {"-", "draining: nothing to do", "-", "-", "-",
          "waiting: requests in flight unknown, connect at once", "-", "-", "-"}},
        {Phase::waiting,
         {"-", "idle: nothing to do", "-", "-", "-", "waiting: requests in flight unknown",
          "connecting: nothing to do", "-", "-"}},
        {Phase::halted,
         {"waiting: connect at once", "-", "-", "-", "-", "halted: requests in flight unknown", "-", "-",
          "-"}}};
    const SessionError gap = silent(Carrier::sequence_gap);
    const SessionError closed = silent(Carrier::closed);
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const EventKind kind = all_event_kinds[i];
            const SessionError* const error = kind == EventKind::error   ? &gap
                                              : kind == EventKind::ended ? &closed
                                                                         : nullptr;
            const Step done = after(in(row.phase), kind, error, t0 + microseconds{1});
            const std::string what = std::string(name(row.phase)) + " x " + std::string(name(kind));
            if (row.cells[i] == std::string_view("-")) {
                EXPECT_EQ(done.state, in(row.phase)) << what;
                EXPECT_TRUE(done.plan.empty()) << what;
                continue;
            }
            EXPECT_EQ(line(done), row.cells[i]) << what;
            // A session is wanted until the user says otherwise, and has a next attempt where one is planned.
            EXPECT_EQ(done.state.wanted,
                      kind == EventKind::start || (kind != EventKind::stop && in(row.phase).wanted))
                << what;
            const bool planned = describe(done.plan).find("connect") != std::string::npos;
            const bool still = row.phase == Phase::waiting && kind == EventKind::ended;
            EXPECT_EQ(done.state.next_planned, planned || still) << what;
        }
}

// --- make before break ---------------------------------------------------------------------------

State rolling_over() {
    const SessionError news = silent(Carrier::news);
    return after(in(Phase::up), EventKind::error, &news).state;
}

TEST(Planner, NewsLogsANewSessionOnBesideTheOldOne) {
    const SessionError news = silent(Carrier::news);
    const Step told = after(in(Phase::up), EventKind::error, &news);
    EXPECT_EQ(line(told), "up: connect beside this session as another SenderCompID(49)");
    EXPECT_TRUE(told.state.successor);
    EXPECT_TRUE(after(told.state, EventKind::error, &news).plan.empty()) << "it comes every 10 s";
    const Step switched = after(told.state, EventKind::successor_up);
    EXPECT_EQ(line(switched), "up: send on the new session, log the old one out when it is answered");
    EXPECT_FALSE(switched.state.successor);
}

TEST(Planner, NewsOnTheNewSessionStartsNoThird) {
    const SessionError news = silent(Carrier::news);
    const State up = after(rolling_over(), EventKind::successor_up).state;
    EXPECT_TRUE(after(up, EventKind::error, &news, t0 + milliseconds{59'999}).plan.empty());
    EXPECT_FALSE(after(up, EventKind::error, &news, t0 + milliseconds{60'000}).plan.empty())
        << "the next maintenance";
}

TEST(Planner, WhereTheNewSessionFailsTheOldOneIsKeptToItsEnd) {
    const SessionError refused = about_nothing(code::comp_id_in_use);
    const SessionError news = silent(Carrier::news);
    const SessionError closed = silent(Carrier::closed);
    const Step lost = after(rolling_over(), EventKind::successor_lost, &refused);
    EXPECT_EQ(line(lost), "up: ask user: look");
    EXPECT_EQ(line(after(rolling_over(), EventKind::successor_lost)), "up: nothing to do");
    EXPECT_TRUE(after(lost.state, EventKind::error, &news).plan.empty());
    EXPECT_EQ(line(after(lost.state, EventKind::ended, &closed)),
              "waiting: requests in flight unknown, connect at once");
}

TEST(Planner, WhereTheOldSessionEndsFirstTheAttemptBesideItTakesItsPlace) {
    const SessionError closed = silent(Carrier::closed);
    const Step lost = after(rolling_over(), EventKind::ended, &closed);
    EXPECT_EQ(line(lost),
              "connecting: requests in flight unknown, go on with the attempt beside this session");
    EXPECT_EQ(line(after(lost.state, EventKind::connected)), "logging_on: nothing to do");
}

// It closes then: another attempt in place of the one that is almost up would only come later.
TEST(Planner, ALogoutOfTheExchangeLeavesTheAttemptBesideTheSessionAlone) {
    const SessionError logout = silent(Carrier::logout);
    const Step told = after(rolling_over(), EventKind::error, &logout);
    EXPECT_EQ(line(told), "up: log out");
    EXPECT_EQ(line(after(told.state, EventKind::successor_up)),
              "up: send on the new session, log the old one out when it is answered");
    EXPECT_EQ(line(after(told.state, EventKind::ended)),
              "connecting: requests in flight unknown, go on with the attempt beside this session");
    EXPECT_EQ(line(after(told.state, EventKind::stop)),
              "draining: give the attempt beside this session up, log out");
    const State alone = after(told.state, EventKind::successor_lost).state;
    EXPECT_EQ(line(after(alone, EventKind::ended)), "waiting: requests in flight unknown, connect at once");
    EXPECT_EQ(line(after(in(Phase::up), EventKind::error, &logout)), "draining: log out, connect at once");
}

TEST(Planner, ALogoutThatAsksForAWaitGivesTheAttemptBesideTheSessionUp) {
    SessionError limit = silent(Carrier::logout);
    limit.policy.remedy = Remedy::throttle;
    EXPECT_EQ(line(after(rolling_over(), EventKind::error, &limit)),
              "draining: hold requests for 30000 ms, give the attempt beside this session up, log out, "
              "connect in 30000 ms");
}

TEST(Planner, AnEndOfTheOldSessionGivesTheAttemptBesideItUp) {
    const SessionError gap = silent(Carrier::sequence_gap);
    const SessionError fatal = about_an_order(code::rejected_mbx_key);
    EXPECT_EQ(line(after(rolling_over(), EventKind::error, &gap)),
              "draining: give the attempt beside this session up, log out, connect at once");
    EXPECT_EQ(line(after(rolling_over(), EventKind::stop)),
              "draining: give the attempt beside this session up, log out");
    EXPECT_EQ(line(after(rolling_over(), EventKind::error, &fatal)),
              "halted: request rejected, give the attempt beside this session up, log out, halt: look");
}

TEST(Planner, WithOneNameTheOldSessionHasToGoFirst) {
    const SessionError news = silent(Carrier::news);
    Options one_name;
    one_name.other_name_available = false;
    const Step told = after(in(Phase::up), EventKind::error, &news, t0, 0, one_name);
    EXPECT_EQ(line(told), "draining: log out, connect at once");
    State again = told.state;
    again.phase = Phase::up;
    again.next_planned = false;
    EXPECT_TRUE(after(again, EventKind::error, &news, t0 + milliseconds{10'000}, 0, one_name).plan.empty());
}

TEST(Planner, AStartForgetsWhatWasBeforeTheHalt) {
    State state = in(Phase::halted);
    state.failures = 9;
    state.endpoint_changes = 1;
    state.logon_mended = true;
    state.refused_logons = 2;
    State expected;
    expected.phase = Phase::waiting;
    expected.wanted = expected.next_planned = true;
    EXPECT_EQ(after(state, EventKind::start).state, expected);
}

TEST(Planner, ALogonForgetsRefusalsAndKeepsFailuresUntilItHasLasted) {
    State state = in(Phase::logging_on);
    state.failures = 4;
    state.endpoint_changes = 1;
    state.refused_logons = 2;
    const SteadyTime later = t0 + microseconds{77};
    const State up = after(state, EventKind::logged_on, nullptr, later).state;
    EXPECT_EQ(up.up_since, later);
    EXPECT_EQ(up.endpoint_changes, 0);
    EXPECT_EQ(up.refused_logons, 0);
    EXPECT_EQ(up.failures, 4);
}

TEST(Planner, AStartWhileDrainingConnectsOnceWhenTheOldOneHasEnded) {
    const Step stopped = after(in(Phase::up), EventKind::stop);
    const Step wanted = after(stopped.state, EventKind::start);
    EXPECT_EQ(line(wanted), "draining: connect at once");
    EXPECT_TRUE(wanted.state.wanted);
    EXPECT_TRUE(after(wanted.state, EventKind::start).plan.empty());
    EXPECT_EQ(line(after(wanted.state, EventKind::ended)), "waiting: requests in flight unknown");
}

TEST(Planner, AFatalErrorHaltsNoSessionThatWasStopped) {
    const SessionError fatal = about_nothing(code::invalid_signature);
    const Step stopped = after(in(Phase::up), EventKind::stop);
    EXPECT_EQ(line(after(stopped.state, EventKind::error, &fatal)), "draining: nothing to do");
}

TEST(Planner, AnErrorThatGivesNoFateSettlesNothing) {
    SessionError half = about_an_order(code::cancel_rejected, Carrier::order_cancel_reject);
    half.policy.fate = RequestFate::none;
    EXPECT_EQ(line(after(in(Phase::up), EventKind::error, &half)), "up: ask user: look");
}

TEST(Planner, DoublesTheBackOffAsLongAsTheCapAllows) {
    const SessionError loss = silent(Carrier::connect_failed);
    Options options;
    options.first_backoff = milliseconds{1};
    options.longest_backoff = milliseconds{3'600'000};
    State state = in(Phase::connecting);
    state.failures = 18; // the 19th
    EXPECT_EQ(after(state, EventKind::ended, &loss, t0, 65'535, options).plan.begin()->delay,
              milliseconds{131'072});
}

// Random events in any order: what must hold whatever comes.
TEST(Planner, HoldsItsInvariantsUnderAnySequenceOfEvents) {
    std::uint32_t seed = 1;
    const auto random = [&seed](std::size_t below) {
        seed = seed * 1'664'525 + 1'013'904'223;
        return (seed >> 8) % below;
    };
    std::vector<SessionError> errors;
    for (const catalog::Entry& entry : catalog::entries())
        errors.push_back(random(2) ? about_an_order(entry.code) : about_nothing(entry.code));
    for (const Carrier carrier : {Carrier::logout, Carrier::news, Carrier::closed, Carrier::tls_failed,
                                  Carrier::sequence_gap, Carrier::silence, Carrier::garbled})
        errors.push_back(silent(carrier));

    State state;
    SteadyTime now = t0;
    std::size_t connects = 0;
    for (int i = 0; i < 200'000; ++i) {
        const EventKind kind = all_event_kinds[random(all_event_kinds.size())];
        const SessionError& error = errors[random(errors.size())];
        const State before = state;
        now += milliseconds{random(20'000)};
        const Step done = after(state, kind, &error, now, static_cast<std::uint16_t>(random(65'536)));
        state = done.state;
        bool connects_now = false, halts = false;
        for (const Action& action : done.plan) {
            connects_now = connects_now || action.kind == ActionKind::connect;
            halts = halts || action.kind == ActionKind::halt;
            ASSERT_GE(action.delay.count(), 0);
            ASSERT_TRUE(action.kind != ActionKind::log_out || before.phase == Phase::up);
        }
        connects += connects_now ? 1 : 0;
        ASSERT_FALSE(connects_now && before.next_planned && kind != EventKind::start)
            << "two attempts planned";
        ASSERT_EQ(halts, state.phase == Phase::halted && before.phase != Phase::halted);
        ASSERT_FALSE(state.phase == Phase::halted && state.next_planned);
        ASSERT_FALSE(state.phase != Phase::up && state.successor);
        ASSERT_TRUE(state.phase != Phase::waiting || state.next_planned) << "waits for nothing";
        ASSERT_TRUE(state.wanted || !state.next_planned);
    }
    EXPECT_GT(connects, 1'000U);
}

} // namespace
} // namespace fixguard::recovery
