// AccountLedger: what was spent stays spent, for this process, the next one and the one beside it.
#include "journal/account_ledger.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace fixguard::journal {
namespace {

using std::chrono::seconds;

constexpr SteadyTime t0{std::chrono::hours{10}};
constexpr SessionKind oe = SessionKind::order_entry;

AccountLedger opened(const std::string& path, SteadyTime now = t0) {
    auto result = AccountLedger::open(path, now);
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
    // "taken", or what is missing and for how many milliseconds.
    static std::string claim(AccountLedger& ledger, std::string_view name, SteadyTime now,
                             const AccountLedger::Limits& within = limits, SessionKind kind = oe) {
        const AccountLedger::Claim made = ledger.claim(kind, name, within, seconds{60}, now);
        const auto wait = " " + std::to_string(made.wait.count());
        switch (made.refusal) {
        case AccountLedger::Refusal::none: return "taken";
        case AccountLedger::Refusal::attempts: return "attempts" + wait;
        case AccountLedger::Refusal::connections: return "connections" + wait;
        case AccountLedger::Refusal::name: return "name" + wait;
        case AccountLedger::Refusal::file: return "file" + wait;
        }
        return "?";
    }
    // One attempt under a name of its own, which is given back at once.
    static std::string attempt(AccountLedger& ledger, SteadyTime now,
                               const AccountLedger::Limits& within = limits, SessionKind kind = oe) {
        const std::string made = claim(ledger, "ANY", now, within, kind);
        ledger.hold_name(kind, "ANY", now);
        return made;
    }

    static constexpr AccountLedger::Limits limits{15, seconds{30}, 10};
    test::TempDir folder;
    std::string path = folder.file("account.sqlite");
};

TEST_F(Ledger, GivesFifteenAttemptsInThirtySecondsAndNoMore) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 15; ++i)
        ASSERT_EQ(attempt(ledger, t0 + seconds{i}), "taken") << i;
    EXPECT_EQ(attempt(ledger, t0 + seconds{15}), "attempts 15000");
    EXPECT_EQ(ledger.attempt_free_at(oe, limits, t0 + seconds{15}), t0 + seconds{30});
    EXPECT_EQ(attempt(ledger, t0 + seconds{29}), "attempts 1000");
    EXPECT_EQ(attempt(ledger, t0 + seconds{30}), "taken");
    EXPECT_EQ(attempt(ledger, t0 + seconds{30}), "attempts 1000") << "the second is a second old";
}

TEST_F(Ledger, NeverLetsMoreThanTheLimitIntoAnyWindow) {
    AccountLedger ledger = opened(":memory:");
    std::vector<SteadyTime> taken;
    for (SteadyTime now = t0; now < t0 + seconds{200}; now += milliseconds{700})
        if (attempt(ledger, now) == "taken") taken.push_back(now);
    EXPECT_FALSE(std::filesystem::exists(":memory:")) << "that is no file";
    ASSERT_GT(taken.size(), 90U);
    for (std::size_t i = 15; i < taken.size(); ++i)
        EXPECT_GE(taken[i] - taken[i - 15], seconds{30}) << i;
}

TEST_F(Ledger, CountsEachKindByItself) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 15; ++i)
        attempt(ledger, t0);
    EXPECT_EQ(attempt(ledger, t0), "attempts 30000");
    EXPECT_EQ(attempt(ledger, t0, limits, SessionKind::drop_copy), "taken");
}

TEST_F(Ledger, AShortWindowForgetsNothingOfAnotherKind) {
    AccountLedger ledger = opened(path);
    const auto data = [&ledger](SteadyTime now) {
        return attempt(ledger, now, {1, seconds{300}, 10}, SessionKind::market_data);
    };
    EXPECT_EQ(data(t0), "taken");
    EXPECT_EQ(attempt(ledger, t0 + seconds{60}), "taken");
    EXPECT_EQ(data(t0 + seconds{60}), "attempts 240000");
}

TEST_F(Ledger, ALimitThatWasLoweredCountsTheNewestAttempts) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 10; ++i)
        attempt(ledger, t0 + seconds{i});
    EXPECT_EQ(attempt(ledger, t0 + seconds{10}, {5, seconds{30}, 10}), "attempts 25000");
}

TEST_F(Ledger, AWaitIsNeverAMillisecondTooShort) {
    AccountLedger ledger = opened(path);
    constexpr AccountLedger::Limits one{1, seconds{30}, 10};
    EXPECT_EQ(attempt(ledger, t0, one), "taken");
    const SteadyTime later = t0 + microseconds{500};
    EXPECT_EQ(attempt(ledger, later, one), "attempts 30000");
    EXPECT_EQ(attempt(ledger, later + seconds{30}, one), "taken");
}

TEST_F(Ledger, RemembersAcrossProcesses) {
    {
        AccountLedger ledger = opened(path);
        for (int i = 0; i < 15; ++i)
            attempt(ledger, t0);
    }
    AccountLedger next = opened(path);
    AccountLedger beside = opened(path);
    EXPECT_EQ(attempt(next, t0 + seconds{1}), "attempts 29000");
    EXPECT_EQ(attempt(beside, t0 + seconds{1}), "attempts 29000");
}

TEST_F(Ledger, ANameThatIsRefusedCostsNoAttempt) {
    AccountLedger ledger = opened(path);
    EXPECT_EQ(claim(ledger, "OE1", t0), "taken");
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(claim(ledger, "OE1", t0), "name 60000");
    EXPECT_EQ(claim(ledger, "OE2", t0), "taken");
}

TEST_F(Ledger, ANameIsTakenOnceUntilItsLockIsOver) {
    AccountLedger ledger = opened(path);
    AccountLedger other = opened(path);
    EXPECT_EQ(claim(ledger, "OE1", t0), "taken");
    EXPECT_EQ(claim(other, "OE1", t0 + seconds{1}), "name 59000");
    EXPECT_TRUE(ledger.hold_name(oe, "OE1", t0 + seconds{90})) << "it lives on";
    EXPECT_EQ(claim(other, "OE1", t0 + seconds{89}), "name 1000");
    EXPECT_EQ(claim(other, "OE1", t0 + seconds{90}), "taken");
}

TEST_F(Ledger, ANameThatIsGivenBackIsFreeAtOnce) {
    AccountLedger ledger = opened(path);
    EXPECT_EQ(claim(ledger, "OE1", t0), "taken");
    EXPECT_TRUE(ledger.hold_name(oe, "OE1", t0));
    EXPECT_EQ(claim(ledger, "OE1", t0), "taken");
}

// A process that stood still for minutes wakes up, and its name has become another one's.
TEST_F(Ledger, NobodyHoldsANameThatAnotherHasTaken) {
    AccountLedger slow = opened(path);
    AccountLedger other = opened(path);
    EXPECT_EQ(claim(slow, "OE1", t0), "taken");
    EXPECT_EQ(claim(other, "OE1", t0 + seconds{70}), "taken");
    EXPECT_FALSE(slow.hold_name(oe, "OE1", t0 + seconds{200}));
    EXPECT_EQ(claim(slow, "OE1", t0 + seconds{80}), "name 50000");
    EXPECT_TRUE(slow.hold_name(oe, "OE2", t0 + seconds{200})) << "nobody has taken this one";
}

TEST_F(Ledger, CountsConnectionsUntilTheirNamesAreFree) {
    AccountLedger ledger = opened(path);
    constexpr AccountLedger::Limits two{100, seconds{30}, 2};
    EXPECT_EQ(claim(ledger, "A", t0, two), "taken");
    EXPECT_EQ(claim(ledger, "B", t0 + seconds{1}, two), "taken");
    EXPECT_EQ(claim(ledger, "C", t0 + seconds{2}, two), "connections 58000");
    EXPECT_EQ(claim(ledger, "D", t0 + seconds{2}, two, SessionKind::drop_copy), "taken");
    ledger.hold_name(oe, "B", t0 + seconds{2});
    EXPECT_EQ(claim(ledger, "C", t0 + seconds{2}, two), "taken");
}

// Fresh names for each attempt must not make the file grow for ever.
TEST_F(Ledger, ForgetsNamesAndAttemptsThatAreOver) {
    AccountLedger ledger = opened(path);
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(claim(ledger, "N" + std::to_string(i), t0 + seconds{100 * i}), "taken");
    EXPECT_EQ(count(path, "names"), 1);
    EXPECT_EQ(count(path, "attempts"), 1);
}

// The clock of processes counts from the start of the machine.
TEST_F(Ledger, ForgetsWhatWasBeforeTheMachineWasStartedAnew) {
    {
        AccountLedger ledger = opened(path);
        for (int i = 0; i < 15; ++i)
            attempt(ledger, t0);
        EXPECT_EQ(claim(ledger, "OE1", t0 + seconds{30}), "taken");
    }
    constexpr SteadyTime soon{seconds{20}};
    AccountLedger ledger = opened(path, soon);
    EXPECT_EQ(claim(ledger, "OE1", soon), "taken");
}

TEST_F(Ledger, ALimitOfNothingLetsNobodyInAndAsksForNoHurry) {
    AccountLedger ledger = opened(path);
    EXPECT_EQ(attempt(ledger, t0, {0, seconds{30}, 10}), "attempts 30000");
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
    EXPECT_EQ(claim(ledger, "OE1", t0), "taken");
    run(path, "DROP TABLE attempts; DROP TABLE names; DROP TABLE halts");
    EXPECT_EQ(claim(ledger, "OE2", t0), "file 0");
    EXPECT_FALSE(ledger.hold_name(oe, "OE1", t0));
    EXPECT_FALSE(ledger.set_halt("OE", "reason"));
    EXPECT_FALSE(ledger.clear_halt("OE"));
    EXPECT_EQ(ledger.attempt_free_at(oe, limits, t0), t0);
}

// A file that may not grow any more, as on a full disk: each call says so, and what was written stays.
TEST_F(Ledger, AFullDiskIsToldByEachCallAndCostsNothingThatWasWritten) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        AccountLedger ledger = opened(path);
        const bool before = claim(ledger, "OE1", t0) == "taken" && ledger.set_halt("DC", "before");
        std::signal(SIGXFSZ, SIG_IGN);
        const auto wal = static_cast<rlim_t>(std::filesystem::file_size(path + "-wal"));
        const rlimit full{wal, wal};
        setrlimit(RLIMIT_FSIZE, &full);
        const bool told = claim(ledger, "OE2", t0) == "file 0" && !ledger.set_halt("OE", "after") &&
                          !ledger.hold_name(oe, "OE1", t0 + seconds{90}) && !ledger.clear_halt("DC");
        const bool kept = ledger.halt_of("DC") == "before" && !ledger.halt_of("OE");
        _exit(before && told && kept ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    AccountLedger next = opened(path);
    EXPECT_EQ(next.halt_of("DC"), "before");
    EXPECT_EQ(claim(next, "OE1", t0), "name 60000");
    EXPECT_EQ(claim(next, "OE2", t0), "taken");
}

TEST_F(Ledger, ATornTailCostsTheLastCallAtMost) {
    const std::string torn = folder.file("torn.sqlite");
    AccountLedger ledger = opened(path);
    ledger.set_halt("first", "reason");
    ledger.set_halt("second", "reason");
    const auto size = std::filesystem::file_size(path + "-wal");
    for (const std::uintmax_t cut : {1U, 100U, 4'000U}) {
        for (const char* const part : {"", "-wal"})
            std::filesystem::copy_file(path + part, torn + part,
                                       std::filesystem::copy_options::overwrite_existing);
        std::filesystem::resize_file(torn + "-wal", size - cut);
        const AccountLedger next = opened(torn);
        EXPECT_TRUE(next.halt_of("first")) << cut;
        EXPECT_FALSE(next.halt_of("second")) << cut;
    }
}

TEST_F(Ledger, AFlippedByteInTheTailCostsItsCallAlone) {
    const std::string spoilt = folder.file("spoilt.sqlite");
    AccountLedger ledger = opened(path);
    ledger.set_halt("first", "reason");
    ledger.set_halt("second", "reason");
    for (const char* const part : {"", "-wal"})
        std::filesystem::copy_file(path + part, spoilt + part);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(spoilt + "-wal"));
    std::fstream(spoilt + "-wal", std::ios::in | std::ios::out | std::ios::binary).seekp(size - 50).put('!');
    const AccountLedger next = opened(spoilt);
    EXPECT_TRUE(next.halt_of("first"));
    EXPECT_FALSE(next.halt_of("second"));
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
    auto result = AccountLedger::open(path, t0);
    ASSERT_TRUE(std::holds_alternative<std::string>(result));
    EXPECT_EQ(std::get<std::string>(result).find(path + ": is no usable account ledger"), 0U);
}

// SQLite quotes the file, whose bytes may be anything by now.
TEST_F(Ledger, RefusesADamagedSchemaInOneLine) {
    { const AccountLedger ledger = opened(path); }
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const std::size_t at = bytes.find("CREATE TABLE");
    ASSERT_NE(at, std::string::npos);
    bytes[at + 6] = '\x1b';
    std::ofstream(path, std::ios::binary) << bytes;
    const auto result = AccountLedger::open(path, t0);
    ASSERT_TRUE(std::holds_alternative<std::string>(result));
    const std::string& error = std::get<std::string>(result);
    EXPECT_NE(error.find("unrecognized token"), std::string::npos) << error;
    EXPECT_EQ(error.find('\x1b'), std::string::npos) << error;
}

TEST_F(Ledger, IsForItsOwnersEyes) {
    const mode_t before = umask(0);
    path = folder.file("private.sqlite");
    {
        AccountLedger ledger = opened(path);
        for (const char* const beside : {"", "-wal", "-shm"})
            EXPECT_EQ(std::filesystem::status(path + beside).permissions(),
                      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
                << beside;
    }
    umask(before);
}

TEST_F(Ledger, RefusesAFolderThatIsNotThere) {
    auto result = AccountLedger::open(folder.file("none/account.sqlite"), t0);
    ASSERT_TRUE(std::holds_alternative<std::string>(result));
    EXPECT_NE(std::get<std::string>(result).find("cannot be opened"), std::string::npos);
}

} // namespace
} // namespace fixguard::journal
