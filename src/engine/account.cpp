// Fixed, pooled and fresh SenderCompIDs, claimed from the ledger and held there while they live.
#include "engine/account.hpp"

#include "rules/session_table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace fixguard::engine {
namespace {

// Letters and digits alone: the documents also allow '-' and '_'.
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr int most_draws = 64; // then the pattern has too few names, and one has to be waited for

constexpr milliseconds no_end = std::chrono::hours{24 * 3'650};
// How often it is looked whether another process has given something back, or the file can be written again.
constexpr milliseconds poll_interval{1'000};

std::string draw(std::string name, World& world) {
    for (char& letter : name)
        if (letter == '?') letter = alphabet[world.random() % alphabet.size()];
    return name;
}

// The names to be tried, the best first.
std::vector<std::string> candidates(const NamePolicy& policy, NameChoice choice, const std::string& last,
                                    World& world) {
    std::vector<std::string> names = policy.names;
    if (policy.kind == NamePolicy::Kind::pattern) {
        names.clear();
        for (int i = 0; i < most_draws; ++i)
            names.push_back(draw(policy.names.front(), world));
        return names;
    }
    std::stable_partition(names.begin(), names.end(), [&](const std::string& name) {
        return (name == last) == (choice == NameChoice::same);
    });
    return names;
}

} // namespace

Account::Account(World& world, journal::AccountLedger ledger, bool shared,
                 const std::array<Limits, 3>& limits, milliseconds renewal)
    : world_(world), ledger_(std::move(ledger)), shared_(shared), renewal_(renewal), limits_(limits),
      timer_(world.timer()) {}

milliseconds Account::lock_time(const SessionSettings& session, bool close_seen) {
    const rules::CommonRules& rules = rules::SessionTable::built_in().common;
    const milliseconds heart_bt_int(session.heart_bt_int);
    // No two clocks run alike, and the exchange may act on a close a moment behind the one that told us.
    const milliseconds lock = rules.sender_comp_id_lock_factor * heart_bt_int + heart_bt_int / 20;
    if (close_seen) return lock;
    return lock + session.close_notice.value_or(rules.silence_factor * heart_bt_int + rules.transit_max);
}

std::variant<std::string, Account::Wait> Account::begin_attempt(const SessionSettings& session,
                                                                NameChoice choice, const std::string& last) {
    Wait wait{SteadyTime::max(), Refusal::name, no_end};
    for (std::string& name : candidates(session.names, choice, last, world_)) {
        if (const auto until = kept_until(name)) {
            wait.until = std::min(wait.until, *until);
            wait.longest = std::min(wait.longest, std::chrono::ceil<milliseconds>(*until - world_.now()));
            continue;
        }
        const auto claimed = claim(session, name);
        if (claimed.refusal == Refusal::none) {
            live_[name] = {session.kind, lease(session), claimed.attempt};
            if (live_.size() == 1) watch_leases();
            return std::move(name);
        }
        if (claimed.refusal != Refusal::name) return Wait{retry_at(claimed), claimed.refusal, claimed.wait};
        wait.until = std::min(wait.until, retry_at(claimed));
        wait.longest = std::min(wait.longest, claimed.wait);
    }
    return wait;
}

// What the file may not know, because it could not be written: a name of ours that is in use, or its lock.
std::optional<SteadyTime> Account::kept_until(const std::string& name) const {
    if (live_.contains(name)) return world_.now() + no_end; // on_free() tells of its end
    const auto found = unwritten_.find(name);
    if (found == unwritten_.end() || found->second.until <= world_.now()) return std::nullopt;
    return found->second.until;
}

journal::AccountLedger::Claim Account::claim(const SessionSettings& session, const std::string& name) {
    return ledger_.claim(session.kind, name, limits(session.kind), lease(session), world_.now());
}

// What this process holds has no end that the ledger knew of, and on_free() tells of it. Another process may
// give something back at any time.
SteadyTime Account::retry_at(const journal::AccountLedger::Claim& refused) const {
    const SteadyTime now = world_.now();
    switch (refused.refusal) {
    case Refusal::none: return now;
    case Refusal::attempts: return now + refused.wait;
    case Refusal::file: return now + poll_interval;
    case Refusal::name:
    case Refusal::connections: return now + (shared_ ? std::min(refused.wait, poll_interval) : refused.wait);
    }
    return now;
}

// One renewal may be late.
milliseconds Account::lease(const SessionSettings& session) const {
    return shared_ ? lock_time(session, false) + 2 * renewal_ : no_end;
}

void Account::watch_leases() {
    if (shared_ && !(live_.empty() && unwritten_.empty()))
        timer_->set(world_.now() + renewal_, [this] { renew_leases(); });
}

// Where the file cannot be written the lease runs out while the name is in use: the next one who takes it is
// refused by the exchange (-1033), which harms nobody.
void Account::renew_leases() {
    const SteadyTime now = world_.now();
    std::vector<std::string> written;
    const bool done = ledger_.at_once([&] {
        for (const auto& [name, live] : live_)
            ledger_.hold_name(live.kind, name, now + live.lease);
        for (const auto& [name, lock] : unwritten_)
            if (ledger_.hold_name(lock.kind, name, lock.until)) written.push_back(name);
    });
    if (done)
        for (const std::string& name : written)
            unwritten_.erase(name);
    std::erase_if(unwritten_, [now](const auto& lock) { return lock.second.until <= now; });
    watch_leases();
}

void Account::attempt_arrived(const std::string& name) {
    const auto found = live_.find(name);
    if (found == live_.end() || found->second.attempt == 0) return;
    ledger_.move_attempt(found->second.kind, std::exchange(found->second.attempt, 0), world_.now());
}

void Account::end_attempt(const std::string& name, milliseconds locked_for) {
    attempt_arrived(name); // unheard, perhaps
    const auto found = live_.find(name);
    if (found == live_.end()) return;
    const SteadyTime until = world_.now() + locked_for;
    const SessionKind kind = found->second.kind;
    live_.erase(found);
    if (!ledger_.hold_name(kind, name, until)) unwritten_[name] = {kind, until};
    if (live_.empty() && !unwritten_.empty()) watch_leases();
    if (on_free) on_free();
}

SteadyTime Account::attempt_free_at(SessionKind kind) const {
    return ledger_.attempt_free_at(kind, limits(kind), world_.now());
}

} // namespace fixguard::engine
