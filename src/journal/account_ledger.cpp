// AccountLedger on SQLite: three small tables, one immediate transaction a call.
#include "journal/account_ledger.hpp"

#include "model/one_line.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace fixguard::journal {
namespace {

constexpr int busy_timeout_ms = 2'000; // another process is in the middle of a call that takes milliseconds

constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS attempts(kind INTEGER NOT NULL, at_us INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS attempts_at ON attempts(kind, at_us);"
    "CREATE TABLE IF NOT EXISTS names(name TEXT PRIMARY KEY, until_us INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS halts(session TEXT PRIMARY KEY, reason TEXT NOT NULL);";

std::int64_t us(UtcTime time) noexcept {
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

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() { sqlite3_close(handle); }
};

AccountLedger::AccountLedger(std::unique_ptr<Database> database) noexcept : database_(std::move(database)) {}
AccountLedger::AccountLedger(AccountLedger&&) noexcept = default;
AccountLedger& AccountLedger::operator=(AccountLedger&&) noexcept = default;
AccountLedger::~AccountLedger() = default;

std::variant<AccountLedger, std::string> AccountLedger::open(const std::string& path) {
    auto database = std::make_unique<Database>();
    const auto failed = [&](const char* doing) {
        // SQLite quotes what it finds in a damaged file.
        return one_line(path + ": " + doing + ": " +
                        (database->handle ? sqlite3_errmsg(database->handle) : "out of memory") +
                        "; mend or move the file away, then nothing of what was spent is known");
    };
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    if (sqlite3_open_v2(path.c_str(), &database->handle, flags, nullptr) != SQLITE_OK)
        return failed("cannot be opened");
    sqlite3_busy_timeout(database->handle, busy_timeout_ms);
    for (const char* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", schema})
        if (sqlite3_exec(database->handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            return failed("is no usable account ledger");
    return AccountLedger(std::move(database));
}

std::optional<milliseconds> AccountLedger::take_attempt(SessionKind kind, std::uint32_t limit,
                                                        milliseconds window, UtcTime now) {
    if (limit == 0) return window;
    Transaction transaction(database_->handle);
    if (!transaction.is_open()) return std::nullopt;
    const auto kind_number = static_cast<std::int64_t>(kind);
    // Times later than now come from a clock that was set back: they must not block for ever.
    Statement forget(database_->handle, "DELETE FROM attempts WHERE kind=? AND (at_us<=? OR at_us>?)");
    if (!forget.bind(kind_number).bind(us(now - window)).bind(us(now + window)).run()) return std::nullopt;

    Statement spent(database_->handle,
                    "SELECT COUNT(*), MIN(at_us) FROM "
                    "(SELECT at_us FROM attempts WHERE kind=? ORDER BY at_us DESC LIMIT ?)");
    if (!spent.bind(kind_number).bind(static_cast<std::int64_t>(limit)).row()) return std::nullopt;
    if (spent.integer(0) >= static_cast<std::int64_t>(limit)) {
        const UtcTime free_at = UtcTime(microseconds(spent.integer(1))) + window;
        return std::max(std::chrono::ceil<milliseconds>(free_at - now), milliseconds{1});
    }
    Statement take(database_->handle, "INSERT INTO attempts(kind, at_us) VALUES(?, ?)");
    if (!take.bind(kind_number).bind(us(now)).run() || !transaction.commit()) return std::nullopt;
    return milliseconds{0};
}

bool AccountLedger::lock_name(std::string_view sender_comp_id, UtcTime until, UtcTime now) {
    Transaction transaction(database_->handle);
    if (!transaction.is_open()) return false;
    // All that are free again: a pattern makes a new name for each attempt.
    Statement forget(database_->handle, "DELETE FROM names WHERE until_us<=?");
    if (!forget.bind(us(now)).run()) return false;
    // Fails where the name is still there.
    Statement lock(database_->handle, "INSERT INTO names(name, until_us) VALUES(?, ?)");
    return lock.bind(sender_comp_id).bind(us(until)).run() && transaction.commit();
}

bool AccountLedger::release_name(std::string_view sender_comp_id, UtcTime until) {
    Statement release(database_->handle, "UPDATE names SET until_us=? WHERE name=?");
    return release.bind(us(until)).bind(sender_comp_id).run();
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
