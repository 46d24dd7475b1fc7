// AccountLedger on SQLite: three small tables, one immediate transaction a call.
#include "journal/account_ledger.hpp"

#include "model/one_line.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>

namespace fixguard::journal {
namespace {

constexpr int busy_timeout_ms = 2'000; // another process is in the middle of a call that takes milliseconds

// `owner` is drawn anew for each time the file is opened.
constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS attempts(kind INTEGER NOT NULL, at_us INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS attempts_at ON attempts(kind, at_us);"
    "CREATE TABLE IF NOT EXISTS names(name TEXT PRIMARY KEY, kind INTEGER NOT NULL, until_us INTEGER NOT "
    "NULL, owner INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS halts(session TEXT PRIMARY KEY, reason TEXT NOT NULL);";

// Before the machine was started anew its clock counted from another start. No window or lock is as long.
constexpr milliseconds longest_window{600'000};

std::int64_t us(SteadyTime time) noexcept {
    return time.time_since_epoch().count();
}

// One prepared statement, bound and stepped in the order of its parameters.
class Statement {
public:
    Statement(sqlite3* database, const char* sql) noexcept {
        if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) statement_ = nullptr;
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement() { sqlite3_finalize(statement_); }

    Statement& bind(std::int64_t value) noexcept {
        sqlite3_bind_int64(statement_, ++bound_, value);
        return *this;
    }
    Statement& bind(std::string_view value) noexcept {
        sqlite3_bind_text(statement_, ++bound_, value.data(), static_cast<int>(value.size()),
                          SQLITE_TRANSIENT);
        return *this;
    }
    bool run() noexcept { return step() == SQLITE_DONE; }
    bool row() noexcept { return step() == SQLITE_ROW; }
    int step() noexcept { return statement_ != nullptr ? sqlite3_step(statement_) : SQLITE_ERROR; }
    std::int64_t integer(int column) noexcept { return sqlite3_column_int64(statement_, column); }
    std::string text(int column) {
        const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return bytes == nullptr ? std::string() : std::string(bytes);
    }

private:
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
};

// Rolls back unless committed.
class Transaction {
public:
    explicit Transaction(sqlite3* database) noexcept
        : database_(database),
          open_(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK) {}
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() {
        if (open_) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
    }
    bool is_open() const noexcept { return open_; }
    bool commit() noexcept {
        if (sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) return false;
        open_ = false;
        return true;
    }

private:
    sqlite3* database_;
    bool open_;
};

} // namespace

struct AccountLedger::Database {
    sqlite3* handle = nullptr;
    std::int64_t owner = 0;

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() { sqlite3_close(handle); }
};

AccountLedger::AccountLedger(std::unique_ptr<Database> database) noexcept : database_(std::move(database)) {}
AccountLedger::AccountLedger(AccountLedger&&) noexcept = default;
AccountLedger& AccountLedger::operator=(AccountLedger&&) noexcept = default;
AccountLedger::~AccountLedger() = default;

std::variant<AccountLedger, std::string> AccountLedger::open(const std::string& path, SteadyTime now) {
    auto database = std::make_unique<Database>();
    const auto failed = [&](const char* doing) {
        // SQLite quotes what it finds in a damaged file.
        return one_line(path + ": " + doing + ": " +
                        (database->handle ? sqlite3_errmsg(database->handle) : "out of memory") +
                        "; mend or move the file away, then nothing of what was spent is known");
    };
    // SQLite would let everybody read it; what it puts beside gets the mode of the file. Only a new one is
    // opened here: to close one that is in use would drop SQLite's locks on it.
    constexpr int only_new = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    if (const int made = path == ":memory:" ? -1 : ::open(path.c_str(), only_new, 0600); made >= 0)
        ::close(made);
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    if (sqlite3_open_v2(path.c_str(), &database->handle, flags, nullptr) != SQLITE_OK)
        return failed("cannot be opened");
    sqlite3_busy_timeout(database->handle, busy_timeout_ms);
    // NORMAL: a commit waits for no disk, so that it survives the process and not a loss of power.
    for (const char* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", schema})
        if (sqlite3_exec(database->handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            return failed("is no usable account ledger");
    sqlite3_randomness(sizeof database->owner, &database->owner);
    Statement attempts(database->handle, "DELETE FROM attempts WHERE at_us>?");
    Statement names(database->handle, "DELETE FROM names WHERE until_us>?");
    if (!attempts.bind(us(now + longest_window)).run() || !names.bind(us(now + longest_window)).run())
        return failed("is no usable account ledger");
    return AccountLedger(std::move(database));
}

AccountLedger::Claim AccountLedger::claim(SessionKind kind, std::string_view sender_comp_id,
                                          const Limits& limits, milliseconds lease, SteadyTime now) {
    constexpr Claim no_file{Refusal::file, milliseconds{0}, 0};
    Transaction transaction(database_->handle);
    if (!transaction.is_open() || !forget(kind, limits, now)) return no_file;
    const auto refused = [now](Refusal why, SteadyTime until) {
        return Claim{why, std::max(std::chrono::ceil<milliseconds>(until - now), milliseconds{1}), 0};
    };
    const auto of_kind = static_cast<std::int64_t>(kind);
    Statement used(database_->handle, "SELECT COUNT(*), MIN(until_us) FROM names WHERE kind=?");
    if (!used.bind(of_kind).row()) return no_file;
    if (used.integer(0) >= limits.connections)
        return refused(Refusal::connections, SteadyTime(microseconds(used.integer(1))));

    Statement holder(database_->handle, "SELECT until_us FROM names WHERE name=?");
    switch (holder.bind(sender_comp_id).step()) {
    case SQLITE_DONE: break;
    case SQLITE_ROW: return refused(Refusal::name, SteadyTime(microseconds(holder.integer(0))));
    default: return no_file; // SQLite's set of results is open
    }
    const SteadyTime free_at = attempt_free_at(kind, limits, now);
    if (free_at > now) return refused(Refusal::attempts, free_at);

    Statement take(database_->handle, "INSERT INTO attempts(rowid, kind, at_us) VALUES(?, ?, ?)");
    Statement lock(database_->handle, "INSERT INTO names(name, kind, until_us, owner) VALUES(?, ?, ?, ?)");
    Claim taken;
    sqlite3_randomness(sizeof taken.attempt, &taken.attempt); // SQLite's own numbers come again
    taken.attempt |= 1;                                       // never 0
    const bool written =
        take.bind(taken.attempt).bind(of_kind).bind(us(now)).run() &&
        lock.bind(sender_comp_id).bind(of_kind).bind(us(now + lease)).bind(database_->owner).run() &&
        transaction.commit();
    return written ? taken : no_file;
}

bool AccountLedger::move_attempt(SessionKind kind, std::int64_t attempt, SteadyTime to) {
    // It may have been forgotten on its way.
    Statement move(database_->handle, "INSERT INTO attempts(rowid, kind, at_us) VALUES(?1, ?2, ?3) ON "
                                      "CONFLICT(rowid) DO UPDATE SET at_us=?3");
    return move.bind(attempt).bind(static_cast<std::int64_t>(kind)).bind(us(to)).run();
}

// What is over: a pattern makes a new name for each attempt.
bool AccountLedger::forget(SessionKind kind, const Limits& limits, SteadyTime now) {
    Statement names(database_->handle, "DELETE FROM names WHERE until_us<=?");
    Statement attempts(database_->handle, "DELETE FROM attempts WHERE kind=? AND at_us<=?");
    return names.bind(us(now)).run() &&
           attempts.bind(static_cast<std::int64_t>(kind)).bind(us(now - limits.window)).run();
}

SteadyTime AccountLedger::attempt_free_at(SessionKind kind, const Limits& limits, SteadyTime now) const {
    if (limits.attempts == 0) return now + limits.window;
    // The oldest of the newest ones: there may be more than the limit after it was lowered.
    Statement spent(database_->handle,
                    "SELECT COUNT(*), MIN(at_us) FROM (SELECT at_us FROM attempts WHERE kind=? AND at_us>? "
                    "ORDER BY at_us DESC LIMIT ?)");
    spent.bind(static_cast<std::int64_t>(kind)).bind(us(now - limits.window));
    if (!spent.bind(static_cast<std::int64_t>(limits.attempts)).row()) return now;
    if (spent.integer(0) < static_cast<std::int64_t>(limits.attempts)) return now;
    return SteadyTime(microseconds(spent.integer(1))) + limits.window;
}

bool AccountLedger::hold_name(SessionKind kind, std::string_view sender_comp_id, SteadyTime until) {
    // Where its lease ran out because the process stood still, it may be somebody else's now.
    Statement hold(database_->handle,
                   "INSERT INTO names(name, kind, until_us, owner) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(name) "
                   "DO UPDATE SET until_us=?3 WHERE owner=?4");
    return hold.bind(sender_comp_id)
               .bind(static_cast<std::int64_t>(kind))
               .bind(us(until))
               .bind(database_->owner)
               .run() &&
           sqlite3_changes(database_->handle) == 1;
}

bool AccountLedger::at_once(const std::function<void()>& action) {
    Transaction transaction(database_->handle);
    if (!transaction.is_open()) return false;
    action();
    return transaction.commit();
}

bool AccountLedger::set_halt(std::string_view session, std::string_view reason) {
    Statement set(database_->handle, "INSERT OR REPLACE INTO halts(session, reason) VALUES(?, ?)");
    return set.bind(session).bind(reason).run();
}

bool AccountLedger::clear_halt(std::string_view session) {
    Statement clear(database_->handle, "DELETE FROM halts WHERE session=?");
    return clear.bind(session).run();
}

std::optional<std::string> AccountLedger::halt_of(std::string_view session) const {
    Statement halt(database_->handle, "SELECT reason FROM halts WHERE session=?");
    switch (halt.bind(session).step()) {
    case SQLITE_ROW: return halt.text(0);
    case SQLITE_DONE: return std::nullopt;
    default: // SQLite's set of results is open
        return one_line(std::string("the account ledger cannot be read: ") +
                        sqlite3_errmsg(database_->handle));
    }
}

} // namespace fixguard::journal
