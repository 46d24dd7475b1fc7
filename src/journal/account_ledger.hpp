// What an account has spent and may not use yet: attempts, connections, SenderCompIDs, halts. Shared by
// processes.
#pragma once

#include "model/session_kind.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace fixguard::journal {

// The limits belong to the account and the address, not to the process: what was spent is written down before
// it is used. One SQLite file, any number of processes on one machine, all of one account; each call is one
// transaction and writes to the file, so it stands before connects and after ends, never before a send. Times
// are of the clock that all processes of a machine share and that never steps. What was written survives the
// death of the process; after a reboot it is forgotten, which takes longer than any of the windows. Not
// thread-safe within a process.
class AccountLedger {
public:
    // The string is one line: path, what is wrong, what to do. ":memory:" keeps everything in the process.
    static std::variant<AccountLedger, std::string> open(const std::string& path, SteadyTime now);

    AccountLedger(AccountLedger&&) noexcept;
    AccountLedger& operator=(AccountLedger&&) noexcept;
    ~AccountLedger();

    // Of the servers of one kind.
    struct Limits {
        std::uint32_t attempts = 0; // in any `window`
        milliseconds window{0};
        std::uint32_t connections = 0; // at one time; a slot stays taken as long as its name
    };

    enum class Refusal : std::uint8_t {
        none,        // the attempt is taken, and the name until now + lease
        attempts,    // too many in the window
        connections, // all are in use, or not free yet
        name,        // in use, or locked
        file,        // it cannot be written: do not connect
    };
    struct Claim {
        Refusal refusal = Refusal::none;
        milliseconds wait{0};     // until another try may succeed, as far as the file knows; 0 with `file`
        std::int64_t attempt = 0; // with `none`: for move_attempt()
    };
    // One attempt under one name: all of it or nothing is taken.
    Claim claim(SessionKind kind, std::string_view sender_comp_id, const Limits& limits, milliseconds lease,
                SteadyTime now);

    // The exchange counts an attempt from when it arrives, which may be long after it was claimed: where
    // several are held up on their way and then come together, so many fewer may follow. false: the file
    // cannot be written, and the attempt counts from its claim.
    bool move_attempt(SessionKind kind, std::int64_t attempt, SteadyTime to);

    // When another attempt is free, if nobody takes it before; `now` where it is already, or where the file
    // cannot be read.
    SteadyTime attempt_free_at(SessionKind kind, const Limits& limits, SteadyTime now) const;

    // A name that was claimed here: still in use, or free at once after an orderly Logout<5>, else 2 x
    // HeartBtInt(108) after the close. false: it is not ours (any more), or the file cannot be written.
    bool hold_name(SessionKind kind, std::string_view sender_comp_id, SteadyTime until);

    // What `action` calls of this ledger, as one transaction: another process that sits on the file is waited
    // for once. false: nothing of it is written, and `action` may not have been called.
    bool at_once(const std::function<void()>& action);

    // A session that may not be started before a person has looked, and why. Where the file cannot be read
    // the reason says so: who does not know may not start either.
    bool set_halt(std::string_view session, std::string_view reason);
    bool clear_halt(std::string_view session);
    std::optional<std::string> halt_of(std::string_view session) const;

private:
    struct Database;
    bool forget(SessionKind kind, const Limits& limits, SteadyTime now);
    explicit AccountLedger(std::unique_ptr<Database> database) noexcept;
    std::unique_ptr<Database> database_;
};

} // namespace fixguard::journal
