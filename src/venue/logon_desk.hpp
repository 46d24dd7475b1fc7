// Who may log on: API keys, signatures, permissions, connection limits and SenderCompIDs.
#pragma once

#include "model/violation.hpp"
#include "rules/limits.hpp"
#include "rules/session_table.hpp"
#include "venue/config.hpp"
#include "venue/names.hpp"
#include "venue/now.hpp"
#include "venue/signature.hpp"
#include "wire/message_view.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace fixguard::venue {

// The rules that need more than the message: what accounts there are and who is connected. Not thread-safe;
// time is an argument. Bounded: one counter per account and kind, one per IP that tried in the last window.
class LogonDesk {
public:
    // `table` is read at each call and outlives the desk. Throws std::invalid_argument where a public key of
    // the configuration cannot be read.
    LogonDesk(const Config& config, const rules::SessionTable& table);

    // Counts a connection. The violation is -1034, its third text.
    std::optional<Violation> attempt_from(std::string_view ip, SessionKind kind, Now now);

    // A Logon<A> that the rules have passed: the place of its account, or why not, in the order of the
    // table's logon_checks. On success the name is taken until leave().
    std::variant<std::size_t, Violation> admit(wire::MessageView logon, SessionKind kind, Now now);

    // `locked_until`: nothing where the name is free at once.
    void leave(std::size_t account, std::string_view sender_comp_id, std::optional<SteadyTime> locked_until);

    // New limits for the counters that stand; used after the table has changed.
    void limits_changed();

private:
    struct KnownKey {
        std::size_t account;
        PublicKey public_key;
        Permission permission;
    };
    using AttemptCounters = std::array<rules::WindowCounter, 3>; // in the order of SessionKind

    std::optional<Violation> fails(rules::LogonCheck check, wire::MessageView logon, const KnownKey* key,
                                   SessionKind kind, Now now);
    Violation too_many_attempts(std::uint8_t text, SessionKind kind) const;
    AttemptCounters new_counters() const;
    void forget_idle_addresses(Now now);

    const rules::SessionTable& table_;
    std::unordered_map<std::string, KnownKey> keys_; // by API key
    std::vector<AttemptCounters> by_account_;
    std::map<std::pair<std::string, SessionKind>, rules::WindowCounter> by_address_;
    Names names_;
};

} // namespace fixguard::venue
