// A conformance run as one page that needs nothing beside itself.
#pragma once

#include "cli/conformance_outcome.hpp"

#include <string>
#include <vector>

namespace fixguard::cli {

// Summary, every failure with its fields side by side, and what is covered. No script; by light and by dark.
std::string conformance_page(const std::vector<ConformanceOutcome>& outcomes, const std::string& target);

} // namespace fixguard::cli
