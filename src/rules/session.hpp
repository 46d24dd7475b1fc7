// Whether a message fits its session: first Logon, identity, sequence, permission, logon fields, clock.
#pragma once

#include "rules/check.hpp"

#include <optional>
#include <string_view>

namespace fixguard::rules {

// The rules from `logon_first` to `allowed_in_market_data`, which need no more than three header fields. A
// field that is missing or malformed is left to the structure. The same promises as first_violation().
std::optional<Violation> first_turn_violation(const wire::Frame& frame, const RuleSet& rules,
                                              const SessionFacts& facts);

// The rules from `logon_tag_required` to `sending_time_late`, of a message whose structure is sound.
std::optional<Violation> first_session_violation(const wire::Frame& frame, const RuleSet& rules,
                                                 const SessionFacts& facts);

// The clock rules alone, for the second look just before the matching engine: `now` is then later.
std::optional<Violation> first_time_violation(const wire::Frame& frame, const RuleSet& rules, UtcTime now);

// MsgSeqNum(34) counts in 32 bits and rolls over.
constexpr std::uint32_t next_seq_num(std::uint32_t msg_seq_num) noexcept {
    return msg_seq_num + 1;
}

} // namespace fixguard::rules
