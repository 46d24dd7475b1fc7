// One line for each fault of the demo, as text or JSON.
#pragma once

#include "cli/demo_runner.hpp"
#include "report/style.hpp"

#include <string>

namespace fixguard::cli {

// What the venue has shorter than the exchange, and what the columns are.
std::string demo_opening(report::Style style);

// Code, name, session, what was done wrong, carrier, what it was about, plan, outcome, milliseconds.
std::string demo_line(const Verdict& verdict, report::Style style);

// The same: code name text session what good carrier about plan outcome recovery_ms, and `error` with the
// keys of report::error_json.
std::string demo_json(const Verdict& verdict);

} // namespace fixguard::cli
