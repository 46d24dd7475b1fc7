// What the sessions of an account share: attempts, connections, SenderCompIDs, halts, across processes.
#pragma once

#include "engine/settings.hpp"
#include "engine/world.hpp"
#include "journal/account_ledger.hpp"
#include "model/plan.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace fixguard::engine {

// On the loop's thread.
class Account {
public:
    using Limits = journal::AccountLedger::Limits;
    using Refusal = journal::AccountLedger::Refusal;

    // How often a process writes down that it still has its names.
    static constexpr milliseconds usual_renewal{1'000};

    // `shared`: other processes look into the ledger's file, so that a name in use is a lease that is renewed
    // in every `renewal`: when this process is killed it runs out no earlier than the exchange's lock.
    // `limits`: in the order of SessionKind. `world` outlives the account.
    Account(World& world, journal::AccountLedger ledger, bool shared, const std::array<Limits, 3>& limits,
            milliseconds renewal = usual_renewal);

    // How long the exchange may keep a SenderCompID(49), and its connection slot, behind a close without
    // Logout<5>: 2 x HeartBtInt(108) from when it notices the close. `close_seen`: it has noticed, for it
    // closed too. Else it notices when our end of stream arrives, or when we have been silent for so long
    // that it gives us up: SessionSettings::close_notice.
    static milliseconds lock_time(const SessionSettings& session, bool close_seen);

    struct Wait {
        SteadyTime until{}; // then another try may succeed; a name or a slot may be given back before
        Refusal why = Refusal::none;
        milliseconds longest{0}; // so long, if nothing is given back before; years: it is in use here
    };
    // The name of an attempt that may begin now; it, the attempt and the connection are taken. `last`: the
    // session's name before, empty at first. NameChoice::same takes it again where it is free;
    // NameChoice::other avoids it where the policy has another.
    std::variant<std::string, Wait> begin_attempt(const SessionSettings& session, NameChoice choice,
                                                  const std::string& last);
    // The attempt has reached the exchange: it counts from here on.
    void attempt_arrived(const std::string& name);
    // The attempt is over, and its name locked for so long.
    void end_attempt(const std::string& name, milliseconds locked_for);

    SteadyTime attempt_free_at(SessionKind kind) const;
    const Limits& limits(SessionKind kind) const { return limits_[static_cast<std::size_t>(kind)]; }
    // What the exchange says of its limits is truer than what we believed.
    void correct(SessionKind kind, const Limits& limits) { limits_[static_cast<std::size_t>(kind)] = limits; }

    // See AccountLedger.
    bool set_halt(std::string_view session, std::string_view why) { return ledger_.set_halt(session, why); }
    bool clear_halt(std::string_view session) { return ledger_.clear_halt(session); }
    std::optional<std::string> halt_of(std::string_view session) const { return ledger_.halt_of(session); }

    // Called when a name or a connection was given back. Others may wait for it.
    std::function<void()> on_free;

private:
    struct Live {
        SessionKind kind = SessionKind::order_entry;
        milliseconds lease{0};
        std::int64_t attempt = 0; // in the ledger; 0: it has arrived
    };

    journal::AccountLedger::Claim claim(const SessionSettings& session, const std::string& name);
    milliseconds lease(const SessionSettings& session) const;
    std::optional<SteadyTime> kept_until(const std::string& name) const;
    void watch_leases();
    void renew_leases();
    SteadyTime retry_at(const journal::AccountLedger::Claim& refused) const;

    World& world_;
    journal::AccountLedger ledger_;
    const bool shared_;
    const milliseconds renewal_;
    std::array<Limits, 3> limits_;
    std::map<std::string, Live> live_;
    struct Lock {
        SessionKind kind = SessionKind::order_entry;
        SteadyTime until{};
    };
    std::map<std::string, Lock> unwritten_; // of which the file does not know
    const std::unique_ptr<Timer> timer_;
};

} // namespace fixguard::engine
