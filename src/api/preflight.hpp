// What the exchange would refuse a request for, before it is sent.
#pragma once

#include "model/refusal.hpp"
#include "model/session_kind.hpp"

#include <optional>
#include <string_view>

namespace fixguard::api {

// `body` as for Supervisor::send(), which asks the same. Nothing where the exchange would take it, as far as
// the message alone tells: balances, filters and limits are not looked at. Thread-safe; does not allocate for
// a sound body but for groups of more than 16 entries.
std::optional<Refusal> preflight(SessionKind kind, std::string_view body);

} // namespace fixguard::api
