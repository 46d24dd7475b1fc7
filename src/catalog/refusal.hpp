// The verdict of the rules in the exchange's words.
#pragma once

#include "model/refusal.hpp"
#include "model/violation.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace fixguard::catalog {

Refusal refusal_of(const Violation& violation);
// The same of a refusal that is no rule of a message's: `text` as the exchange sends it.
Refusal refusal_of(ErrorCode code, std::string text, std::int32_t tag, std::size_t offset);

} // namespace fixguard::catalog
