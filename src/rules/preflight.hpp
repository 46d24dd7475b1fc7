// What the exchange would refuse a request for, found before it is sent.
#pragma once

#include "model/violation.hpp"
#include "rules/check.hpp"
#include "rules/plain_requests.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fixguard::rules {

// The rules that the request alone can break. What hangs on the state of the exchange (balances, filters,
// limits, whether an order is known) is not looked at. Thread-safe.
class Preflight {
public:
    // For a session of that kind; both outlive the object and stay as they are.
    Preflight(SessionKind kind, const dictionary::Dictionary& dictionary, const SessionTable& table)
        : kind_(kind), rules_{dictionary, table}, plain_(kind, rules_) {} // NOLINT: filled out of its sight

    // `body`: fields as wire bytes, MsgType(35) first, without the header fields that the session sets;
    // RecvWindow(25000) and its like may stand in it. Nothing: the exchange would take it. Does not allocate
    // for a sound message but for groups of more than 16 entries. Offsets of the violation count from the
    // begin of `body`.
    std::optional<Violation> check(std::string_view body) const;

private:
    std::optional<Violation> check_with_care(const wire::Frame& frame) const;

    SessionKind kind_;
    RuleSet rules_;
    PlainRequests plain_;
};

} // namespace fixguard::rules
