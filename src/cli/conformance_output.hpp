// What a conformance run shows: progress and failures for people, JSON and JUnit for programs.
#pragma once

#include "cli/conformance_outcome.hpp"

#include <string>
#include <vector>

namespace fixguard::cli {

// A failure with every field that differs, side by side, by name; of a client with what was said.
std::string conformance_failure(const ConformanceOutcome& outcome);

// How a field is shown: "Symbol(55)".
std::string field_name(const conformance::Difference& difference, SessionKind kind);
std::string_view word(conformance::Verdict verdict);
std::size_t count(const std::vector<ConformanceOutcome>& outcomes, conformance::Verdict verdict);

std::string conformance_json(const std::vector<ConformanceOutcome>& outcomes, const std::string& target);
std::string conformance_junit(const std::vector<ConformanceOutcome>& outcomes);

} // namespace fixguard::cli
