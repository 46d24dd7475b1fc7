// Attempts, connections and SenderCompIDs of an account, in virtual time.
#include "engine/account.hpp"

#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <set>
#include <sqlite3.h>
#include <sys/resource.h>

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::AnyOf;
using ::testing::MatchesRegex;

// Time that the test moves. One timer is enough here.
class StillWorld : public World {
public:
    SteadyTime time{10h};
    std::function<void()> due;
    SteadyTime due_at = SteadyTime::max();

    void pass(milliseconds by) {
        const SteadyTime end = time + by;
        while (due && due_at <= end) {
            time = std::max(time, due_at);
            std::exchange(due, nullptr)();
        }
        time = end;
    }

    SteadyTime now() const noexcept override { return time; }
    UtcTime utc_now() const noexcept override { return UtcTime(time.time_since_epoch()); }
    std::uint32_t random() override { return next_random_++; }
    void post(std::function<void()> action) override { action(); }
    std::unique_ptr<Timer> timer() override { return std::make_unique<OneTimer>(*this); }
    std::shared_ptr<transport::ClientStream>
    open(transport::StreamOptions, std::weak_ptr<transport::ClientStreamHandler>, transport::Tap*) override {
        return nullptr;
    }

private:
    class OneTimer : public Timer {
    public:
        explicit OneTimer(StillWorld& world) : world_(world) {}
        ~OneTimer() override { cancel(); }
        void set(SteadyTime at, std::function<void()> action) override {
            world_.due_at = at;
            world_.due = std::move(action);
        }
        void cancel() override { world_.due = nullptr; }

    private:
        StillWorld& world_;
    };
    std::uint32_t next_random_ = 0;
};

class AccountOfSessions : public ::testing::Test {
protected:
    static std::array<Account::Limits, 3> limits(std::uint32_t attempts, std::uint32_t connections) {
        const Account::Limits all{attempts, 30s, connections};
        return {all, all, all};
    }
    Account made(std::uint32_t attempts = 15, std::uint32_t connections = 10) {
        return Account(world,
                       std::get<journal::AccountLedger>(journal::AccountLedger::open(":memory:", world.time)),
                       false, limits(attempts, connections));
    }
    // As another process would: the same file, and a world of its own that shares the clock.
    Account on_file(World& its_world) {
        return Account(its_world,
                       std::get<journal::AccountLedger>(
                           journal::AccountLedger::open(folder.file("account.sqlite"), world.time)),
                       true, limits(15, 10));
    }
    static SessionSettings session(const NamePolicy& names) {
        SessionSettings settings;
        settings.names = names;
        settings.heart_bt_int = 30s;
        return settings;
    }
    // The name, or what is missing and for how many seconds.
    std::string take(Account& account, const NamePolicy& names, NameChoice choice = NameChoice::same,
                     const std::string& last = {}) {
        const auto claimed = account.begin_attempt(session(names), choice, last);
        if (const auto* const name = std::get_if<std::string>(&claimed)) return *name;
        const auto& wait = std::get<Account::Wait>(claimed);
        const auto left = std::chrono::duration_cast<std::chrono::seconds>(wait.until - world.time);
        const std::string time = left > 24h ? "" : " " + std::to_string(left.count()) + " s";
        switch (wait.why) {
        case Account::Refusal::none: return "none" + time;
        case Account::Refusal::attempts: return "attempts" + time;
        case Account::Refusal::connections: return "connections" + time;
        case Account::Refusal::name: return "name" + time;
        case Account::Refusal::file: return "file" + time;
        }
        return "?";
    }

    StillWorld world;
    test::TempDir folder;
    const NamePolicy fixed{NamePolicy::Kind::fixed, {"OE1"}};
    const NamePolicy pool{NamePolicy::Kind::pool, {"OE1", "OE2"}};
    const NamePolicy pattern{NamePolicy::Kind::pattern, {"OE?"}};
};

TEST_F(AccountOfSessions, AFixedNameIsGivenToOneAtATime) {
    Account account = made();
    EXPECT_EQ(take(account, fixed), "OE1");
    EXPECT_EQ(take(account, fixed), "name");
    int freed = 0;
    account.on_free = [&freed] { ++freed; };
    account.end_attempt("OE1", 0ms);
    EXPECT_EQ(freed, 1);
    EXPECT_EQ(take(account, fixed), "OE1");
}

TEST_F(AccountOfSessions, ALockedNameHasToBeWaitedFor) {
    Account account = made();
    take(account, fixed);
    account.end_attempt("OE1", 60s);
    world.pass(10s);
    EXPECT_EQ(take(account, fixed), "name 50 s");
    world.pass(50s);
    EXPECT_EQ(take(account, fixed), "OE1");
}

TEST_F(AccountOfSessions, APoolGivesTheSameNameAgainWhereItIsFree) {
    Account account = made();
    EXPECT_EQ(take(account, pool, NameChoice::same, "OE2"), "OE2");
}

TEST_F(AccountOfSessions, APoolGivesAnotherNameWhereTheLastIsLockedOrUnwanted) {
    Account account = made();
    EXPECT_EQ(take(account, pool, NameChoice::other, "OE1"), "OE2");
    account.end_attempt("OE2", 60s);
    EXPECT_EQ(take(account, pool, NameChoice::same, "OE2"), "OE1");
    account.end_attempt("OE1", 40s);
    EXPECT_EQ(take(account, pool), "name 40 s") << "the one that is free first";
}

TEST_F(AccountOfSessions, APoolGivesAnUnwantedNameRatherThanNone) {
    Account account = made();
    EXPECT_EQ(take(account, pool, NameChoice::other, "OE1"), "OE2");
    EXPECT_EQ(take(account, pool, NameChoice::other, "OE1"), "OE1");
}

TEST_F(AccountOfSessions, APatternMakesFreshNamesAndNeverOneThatIsInUse) {
    Account account = made(1'000, 1'000);
    std::set<std::string> names;
    for (int i = 0; i < 62; ++i) {
        const std::string name = take(account, pattern);
        ASSERT_THAT(name, MatchesRegex("OE[A-Za-z0-9]"));
        EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_EQ(take(account, pattern), "name");
}

TEST_F(AccountOfSessions, AnotherNameIsNoWayAroundTheOtherLimits) {
    Account account = made(2, 10);
    take(account, pool);
    take(account, pool);
    account.end_attempt("OE1", 0ms);
    EXPECT_EQ(take(account, pool), "attempts 30 s");
    EXPECT_EQ(account.attempt_free_at(SessionKind::order_entry), world.time + 30s);
    Account small = made(15, 1);
    take(small, pool);
    EXPECT_EQ(take(small, pool), "connections");
}

// A SYN that is lost is sent again after seconds, and the exchange counts what it sees.
TEST_F(AccountOfSessions, AnAttemptCountsFromWhenItArrives) {
    Account account = made(2);
    const NamePolicy other{NamePolicy::Kind::fixed, {"OE2"}};
    const NamePolicy third{NamePolicy::Kind::fixed, {"OE3"}};
    take(account, fixed);
    take(account, other);
    world.pass(9s);
    account.attempt_arrived("OE1");
    world.pass(1s);
    account.attempt_arrived("OE1");
    EXPECT_EQ(take(account, third), "attempts 20 s") << "the other one is still on its way";
    account.end_attempt("OE2", 0ms); // it may have arrived all the same
    EXPECT_EQ(take(account, third), "attempts 29 s");
    world.pass(29s);
    EXPECT_EQ(take(account, third), "OE3");
    EXPECT_EQ(take(account, other), "attempts 1 s");
}

TEST_F(AccountOfSessions, AnAttemptThatIsLongerOnItsWayThanTheWindowCountsAllTheSame) {
    Account account = made(2);
    take(account, fixed);
    world.pass(40s);
    const NamePolicy other{NamePolicy::Kind::fixed, {"OE2"}};
    EXPECT_EQ(take(account, other), "OE2");
    account.attempt_arrived("OE1");
    account.end_attempt("OE2", 0ms);
    EXPECT_EQ(take(account, other), "attempts 30 s");
}

TEST_F(AccountOfSessions, BelievesTheExchangesFigures) {
    Account account = made(15, 10);
    account.correct(SessionKind::order_entry, {1, 60s, 10});
    take(account, pool);
    EXPECT_EQ(take(account, pool), "attempts 60 s");
}

// --- a disk that is full ----------------------------------------------------------------------------

// No file may grow any more, while it lives.
class FullDisk {
public:
    FullDisk() {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit none{0, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
};

TEST_F(AccountOfSessions, ALockThatCouldNotBeWrittenDownIsKeptInMind) {
    Account account = on_file(world);
    take(account, fixed);
    {
        const FullDisk disk;
        world.pass(50s); // the lease is not renewed any more
        account.end_attempt("OE1", 60s);
    }
    world.pass(59s);
    EXPECT_EQ(take(account, fixed), "name 1 s");
    world.pass(1s);
    EXPECT_EQ(take(account, fixed), "OE1");
}

TEST_F(AccountOfSessions, ALockIsWrittenDownWhenTheDiskIsWellAgain) {
    {
        Account account = on_file(world);
        take(account, fixed);
        const auto locked = [&] {
            const FullDisk disk;
            account.end_attempt("OE1", 200s);
        };
        locked();
        world.pass(2s);
    }
    Account next = on_file(world);
    world.pass(197s);
    EXPECT_EQ(take(next, fixed), "name 1 s");
}

TEST_F(AccountOfSessions, ANameInUseStaysTakenWhereItsLeaseCouldNotBeRenewed) {
    Account account = on_file(world);
    take(account, fixed);
    {
        const FullDisk disk;
        world.pass(100s);
    }
    EXPECT_EQ(take(account, fixed), "name");
}

// SQLite waits by the clock of its VFS; this one counts what it would have slept.
class CountedSleep {
public:
    CountedSleep() {
        slept_us = 0;
        vfs_.zName = "counted sleep";
        vfs_.xSleep = [](sqlite3_vfs*, int us) {
            slept_us += us;
            return us;
        };
        sqlite3_vfs_register(&vfs_, 1);
    }
    ~CountedSleep() { sqlite3_vfs_unregister(&vfs_); }
    CountedSleep(const CountedSleep&) = delete;
    CountedSleep& operator=(const CountedSleep&) = delete;

    static inline std::int64_t slept_us = 0;

private:
    sqlite3_vfs vfs_ = *sqlite3_vfs_find(nullptr);
};

// The loop stands still meanwhile: no message is read, no heartbeat sent.
TEST_F(AccountOfSessions, AFileThatSomebodySitsOnIsWaitedForOnceAndNotForEachName) {
    const CountedSleep sleep;
    Account account = on_file(world);
    for (const char* const name : {"OE1", "OE2", "OE3", "OE4"})
        EXPECT_EQ(take(account, {NamePolicy::Kind::fixed, {name}}), name);
    sqlite3* somebody = nullptr;
    ASSERT_EQ(sqlite3_open(folder.file("account.sqlite").c_str(), &somebody), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(somebody, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_EQ(CountedSleep::slept_us, 0);
    world.pass(1s);
    EXPECT_GT(CountedSleep::slept_us, 0);
    EXPECT_LE(CountedSleep::slept_us, 2'000'000);
    sqlite3_close(somebody);
    world.pass(1s);
    StillWorld elsewhere;
    elsewhere.time = world.time;
    Account next = on_file(elsewhere);
    EXPECT_EQ(take(next, fixed), "name 1 s") << "it is ours as before";
}

// --- several processes ---------------------------------------------------------------------------

TEST_F(AccountOfSessions, ANameInUseStaysTakenForOtherProcessesAsLongAsItLives) {
    Account account = on_file(world);
    StillWorld elsewhere;
    Account other = on_file(elsewhere);
    take(account, fixed);
    for (int minute = 0; minute < 10; ++minute) {
        world.pass(60s);
        elsewhere.time = world.time;
        EXPECT_EQ(take(other, fixed), "name 1 s") << "it looks again soon";
    }
    account.end_attempt("OE1", 0ms);
    EXPECT_EQ(take(other, fixed), "OE1");
}

// kill -9: nobody renews the lease any more, and nobody knows when the exchange notices.
TEST_F(AccountOfSessions, TheNameOfADeadProcessIsLockedUntilTheExchangeHasSurelyFreedIt) {
    {
        Account account = on_file(world);
        take(account, fixed);
        world.pass(100'500ms); // half a second behind its last sign of life
    }
    Account next = on_file(world);
    world.pass(Account::lock_time(session(fixed), false) - 500ms);
    EXPECT_THAT(take(next, fixed), AnyOf("name 1 s", "name 0 s")) << "the exchange may still keep it";
    world.pass(2'500ms);
    EXPECT_EQ(take(next, fixed), "OE1");
}

// --- how long a name is locked --------------------------------------------------------------------

TEST_F(AccountOfSessions, ANameIsLockedForTwiceHeartBtIntFromWhenTheExchangeKnows) {
    EXPECT_EQ(Account::lock_time(session(fixed), true), 60s + 1'500ms);
}

// The exchange gives a silent client up after 2 x HeartBtInt(108); what we said last may have been under way.
TEST_F(AccountOfSessions, ACloseThatNobodyAnsweredMayBeNoticedAsLateAsSilence) {
    EXPECT_EQ(Account::lock_time(session(fixed), false), 60s + 1'500ms + 60s + 20s);
}

TEST_F(AccountOfSessions, AUserWhoKnowsHisNetworkMaySayHowLate) {
    SessionSettings settings = session(fixed);
    settings.close_notice = 3s;
    EXPECT_EQ(Account::lock_time(settings, false), 60s + 1'500ms + 3s);
    EXPECT_EQ(Account::lock_time(settings, true), 60s + 1'500ms);
}

// No lease may be so long that AccountLedger::open() takes it for one of another boot.
TEST_F(AccountOfSessions, TheLongestLeaseOutlivesTheProcess) {
    SessionSettings settings = session(fixed);
    settings.heart_bt_int = 60s;
    settings.close_notice = 300s;
    {
        Account account = on_file(world);
        ASSERT_TRUE(
            std::holds_alternative<std::string>(account.begin_attempt(settings, NameChoice::same, "")));
    }
    Account next = on_file(world);
    world.pass(420s);
    EXPECT_EQ(take(next, fixed), "name 1 s");
}

TEST_F(AccountOfSessions, ProcessesShareTheAttempts) {
    Account account = on_file(world);
    Account other = on_file(world);
    for (int i = 0; i < 15; ++i) {
        Account& one = i % 2 == 0 ? account : other;
        ASSERT_EQ(take(one, fixed), "OE1");
        one.end_attempt("OE1", 0ms);
    }
    EXPECT_EQ(take(account, fixed), "attempts 30 s");
    EXPECT_EQ(take(other, fixed), "attempts 30 s");
}

} // namespace
} // namespace fixguard::engine
