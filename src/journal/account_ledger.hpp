// What an account has spent and may not use yet: connection attempts, locked SenderCompIDs, halts. Shared by
// processes.
#pragma once

#include "model/session_kind.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace fixguard::journal {

// The limits belong to the account and the address, not to the process: what was spent is written down before
// it is used. One SQLite file, any number of processes on one machine; each call is one transaction and takes
// a disk write, so it stands before connects and after ends, never before a send. Not thread-safe within a
// process.
class AccountLedger {
public:
    // The string is one line: path, what is wrong, what to do. ":memory:" keeps everything in the process.
    static std::variant<AccountLedger, std::string> open(const std::string& path);

    AccountLedger(AccountLedger&&) noexcept;
    AccountLedger& operator=(AccountLedger&&) noexcept;
    ~AccountLedger();

    // Takes one of `limit` attempts in `window` for the servers of this kind and returns zero, or returns how
    // long to wait until one is free, having taken none. Nothing when the file cannot be written: then do not
    // connect.
    std::optional<milliseconds> take_attempt(SessionKind kind, std::uint32_t limit, milliseconds window,
                                             UtcTime now);

    // The name is in use, or may be: by a live attempt (`until` far away) or by the exchange's lock. True: it
    // is ours now. False: somebody else has it until later than `now`, or the file cannot be written.
    bool lock_name(std::string_view sender_comp_id, UtcTime until, UtcTime now);
    // After an orderly Logout<5> the name is free at once; else until 2 x HeartBtInt(108) after the close.
    bool release_name(std::string_view sender_comp_id, UtcTime until);

    // A session that may not be started before a person has looked, and why. Where the file cannot be read
    // the reason says so: who does not know may not start either.
    bool set_halt(std::string_view session, std::string_view reason);
    bool clear_halt(std::string_view session);
    std::optional<std::string> halt_of(std::string_view session) const;

private:
    struct Database;
    explicit AccountLedger(std::unique_ptr<Database> database) noexcept;
    std::unique_ptr<Database> database_;
};

} // namespace fixguard::journal
