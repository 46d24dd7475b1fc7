// AccountLedger: what was spent stays spent, for this process, the next one and the one beside it.
#include "journal/account_ledger.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <fstream>

namespace fixguard::journal {
namespace {

using std::chrono::seconds;

constexpr UtcTime t0{std::chrono::microseconds{1'790'000'000'000'000}};
constexpr SessionKind oe = SessionKind::order_entry;

AccountLedger opened(const std::string& path) {
    auto result = AccountLedger::open(path);
    if (const auto* error = std::get_if<std::string>(&result)) throw std::runtime_error(*error);
    return std::get<AccountLedger>(std::move(result));
}

// From outside, as another program would.
void run(const std::string& path, const char* sql, int* first_column = nullptr) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    const auto keep = [](void* place, int, char** values, char**) {
        if (place != nullptr) *static_cast<int*>(place) = std::atoi(values[0]);
        return 0;
    };
    EXPECT_EQ(sqlite3_exec(database, sql, keep, first_column, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
}

int count(const std::string& path, const std::string& table) {
    int rows = -1;
    run(path, ("SELECT COUNT(*) FROM " + table).c_str(), &rows);
    return rows;
}

class Ledger : public ::testing::Test {
protected:
    milliseconds attempt(AccountLedger& ledger, UtcTime now, SessionKind kind = oe) {
        return ledger.take_attempt(kind, 15, seconds{30}, now).value_or(milliseconds{-1});
    }

    test::TempDir folder;
    std::string path = folder.file("account.sqlite");
};

TEST_F(Ledger, GivesFifteenAttemptsInThirtySecondsAndNoMore) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 15; ++i)
        ASSERT_EQ(attempt(ledger, t0 + seconds{i}), milliseconds{0}) << i;
    EXPECT_EQ(attempt(ledger, t0 + seconds{15}), milliseconds{15'000});
    EXPECT_EQ(attempt(ledger, t0 + seconds{29}), milliseconds{1'000});
    EXPECT_EQ(attempt(ledger, t0 + seconds{30}), milliseconds{0});
    EXPECT_EQ(attempt(ledger, t0 + seconds{30}), milliseconds{1'000}) << "the second is a second old";
}

TEST_F(Ledger, NeverLetsMoreThanTheLimitIntoAnyWindow) {
    AccountLedger ledger = opened(":memory:");
    std::vector<UtcTime> taken;
    for (UtcTime now = t0; now < t0 + seconds{200}; now += milliseconds{700})
        if (attempt(ledger, now) == milliseconds{0}) taken.push_back(now);
    ASSERT_GT(taken.size(), 90U);
    for (std::size_t i = 15; i < taken.size(); ++i)
        EXPECT_GE(taken[i] - taken[i - 15], seconds{30}) << i;
}

TEST_F(Ledger, CountsEachKindByItself) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 15; ++i)
        attempt(ledger, t0);
    EXPECT_GT(attempt(ledger, t0), milliseconds{0});
    EXPECT_EQ(attempt(ledger, t0, SessionKind::drop_copy), milliseconds{0});
}

TEST_F(Ledger, AShortWindowForgetsNothingOfAnotherKind) {
    AccountLedger ledger = opened(path);
    const auto data = [&ledger](UtcTime now) {
        return ledger.take_attempt(SessionKind::market_data, 1, seconds{300}, now);
    };
    EXPECT_EQ(data(t0), milliseconds{0});
    EXPECT_EQ(attempt(ledger, t0 + seconds{60}), milliseconds{0});
    EXPECT_EQ(data(t0 + seconds{60}), milliseconds{240'000});
}

TEST_F(Ledger, ALimitThatWasLoweredCountsTheNewestAttempts) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 10; ++i)
        attempt(ledger, t0 + seconds{i});
    EXPECT_EQ(ledger.take_attempt(oe, 5, seconds{30}, t0 + seconds{10}), milliseconds{25'000});
}

TEST_F(Ledger, AWaitIsNeverAMillisecondTooShort) {
    AccountLedger ledger = opened(path);
    EXPECT_EQ(ledger.take_attempt(oe, 1, seconds{30}, t0), milliseconds{0});
    const UtcTime later = t0 + std::chrono::microseconds{500};
    EXPECT_EQ(ledger.take_attempt(oe, 1, seconds{30}, later), milliseconds{30'000});
    EXPECT_EQ(ledger.take_attempt(oe, 1, seconds{30}, later + seconds{30}), milliseconds{0});
}

TEST_F(Ledger, RemembersAcrossProcesses) {
    {
        AccountLedger ledger = opened(path);
        for (int i = 0; i < 15; ++i)
            attempt(ledger, t0);
    }
    AccountLedger next = opened(path);
    AccountLedger beside = opened(path);
    EXPECT_EQ(attempt(next, t0 + seconds{1}), milliseconds{29'000});
    EXPECT_EQ(attempt(beside, t0 + seconds{1}), milliseconds{29'000});
}

TEST_F(Ledger, AClockThatWasSetBackDoesNotLockTheDoorForEver) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 15; ++i)
        attempt(ledger, t0 + seconds{3'600});
    EXPECT_EQ(attempt(ledger, t0), milliseconds{0});
}

TEST_F(Ledger, ANameIsTakenOnceUntilItsLockIsOver) {
    AccountLedger ledger = opened(path);
    AccountLedger other = opened(path);
    EXPECT_TRUE(ledger.lock_name("OE1", t0 + seconds{90}, t0));
    EXPECT_FALSE(other.lock_name("OE1", t0 + seconds{90}, t0 + seconds{1}));
    EXPECT_TRUE(other.lock_name("OE2", t0 + seconds{90}, t0 + seconds{1}));
    EXPECT_TRUE(ledger.release_name("OE1", t0 + seconds{60}));
    EXPECT_FALSE(other.lock_name("OE1", t0 + seconds{200}, t0 + seconds{59}));
    EXPECT_TRUE(other.lock_name("OE1", t0 + seconds{200}, t0 + seconds{60}));
}

TEST_F(Ledger, AHaltOutlivesTheProcess) {
    {
        AccountLedger ledger = opened(path);
        EXPECT_FALSE(ledger.halt_of("OE"));
        EXPECT_TRUE(ledger.set_halt("OE", "-1022 INVALID_SIGNATURE"));
    }
    AccountLedger ledger = opened(path);
    EXPECT_EQ(ledger.halt_of("OE"), "-1022 INVALID_SIGNATURE");
    EXPECT_FALSE(ledger.halt_of("DC"));
    EXPECT_TRUE(ledger.clear_halt("OE"));
    EXPECT_FALSE(ledger.halt_of("OE"));
}

// Fresh names for each attempt must not make the file grow for ever.
TEST_F(Ledger, ForgetsNamesWhoseLockIsOver) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 50; ++i)
        EXPECT_TRUE(ledger.lock_name("N" + std::to_string(i), t0 + seconds{i + 1}, t0 + seconds{i}));
    EXPECT_EQ(count(path, "names"), 1);
}

// "No halt" would start a session that a person wanted to look at.
TEST_F(Ledger, AHaltThatCannotBeReadIsAHalt) {
    AccountLedger ledger = opened(path);
    run(path, "DROP TABLE halts");
    const auto halt = ledger.halt_of("OE");
    ASSERT_TRUE(halt);
    EXPECT_EQ(halt->find("the account ledger cannot be read: "), 0U) << *halt;
}

TEST_F(Ledger, SaysSoWhenItCannotWrite) {
    AccountLedger ledger = opened(path);
    run(path, "DROP TABLE attempts; DROP TABLE names; DROP TABLE halts");
    EXPECT_FALSE(ledger.take_attempt(oe, 15, seconds{30}, t0));
    EXPECT_FALSE(ledger.lock_name("OE1", t0 + seconds{60}, t0));
    EXPECT_FALSE(ledger.release_name("OE1", t0));
    EXPECT_FALSE(ledger.set_halt("OE", "reason"));
    EXPECT_FALSE(ledger.clear_halt("OE"));
}

TEST_F(Ledger, ALimitOfNothingLetsNobodyInAndAsksForNoHurry) {
    AccountLedger ledger = opened(path);
    EXPECT_EQ(ledger.take_attempt(oe, 0, seconds{30}, t0), milliseconds{30'000});
}

TEST_F(Ledger, TextsAreValuesAndNoSql) {
    AccountLedger ledger = opened(path);
    const std::string text = "a'); DROP TABLE halts; --";
    EXPECT_TRUE(ledger.set_halt(text, text));
    EXPECT_EQ(ledger.halt_of(text), text);
}

TEST_F(Ledger, RefusesAFileThatIsNoLedger) {
    std::ofstream(path)
        << "this is a text of more than a hundred bytes, and no database at all, whatever its name may "
           "say about it; it is here to be refused.";
    auto result = AccountLedger::open(path);
    ASSERT_TRUE(std::holds_alternative<std::string>(result));
    EXPECT_EQ(std::get<std::string>(result).find(path + ": is no usable account ledger"), 0U);
}

TEST_F(Ledger, RefusesAFolderThatIsNotThere) {
    auto result = AccountLedger::open(folder.file("none/account.sqlite"));
    ASSERT_TRUE(std::holds_alternative<std::string>(result));
    EXPECT_NE(std::get<std::string>(result).find("cannot be opened"), std::string::npos);
}

} // namespace
} // namespace fixguard::journal
