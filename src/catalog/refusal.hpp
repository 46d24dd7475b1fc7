// The verdict of the rules in the exchange's words.
#pragma once

#include "model/refusal.hpp"
#include "model/violation.hpp"

namespace fixguard::catalog {

Refusal refusal_of(const Violation& violation);

} // namespace fixguard::catalog
