// What a conformance run shows: progress and failures for people, JSON and JUnit for programs.
#pragma once

#include "conformance/runner.hpp"
#include "conformance/scenario.hpp"

#include <string>
#include <vector>

namespace fixguard::cli {

struct ConformanceOutcome {
    const conformance::Scenario* scenario = nullptr;
    conformance::Result result;
    double seconds = 0;
};

// A failure with every field that differs, side by side, by name.
std::string conformance_failure(const ConformanceOutcome& outcome);

std::string conformance_json(const std::vector<ConformanceOutcome>& outcomes, const std::string& target);
std::string conformance_junit(const std::vector<ConformanceOutcome>& outcomes);

} // namespace fixguard::cli
