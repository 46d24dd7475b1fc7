// What the fields of a request say to each other: orders, cancels, order lists, market data.
#pragma once

#include "rules/check.hpp"

#include <optional>

namespace fixguard::rules {

// The rules from `one_of_required` to `stream_count`, of a message whose structure is sound; others than
// requests break none of them. The same promises as first_violation().
std::optional<Violation> first_request_violation(const wire::Frame& frame, const RuleSet& rules,
                                                 SessionKind kind, const ActiveStreams* streams = nullptr);

} // namespace fixguard::rules
