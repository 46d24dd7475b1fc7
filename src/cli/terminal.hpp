// Where the program prints: stdout for what was asked for, stderr for what is wrong, colour on terminals.
#pragma once

#include "report/style.hpp"

#include <string_view>

namespace fixguard::cli {

// Colour if stdout is a terminal and NO_COLOR is unset or empty (https://no-color.org).
report::Style stdout_style();

// Whether all that was printed so far has been taken: false from the first byte on that a full disk or a
// closed stream refused. Any thread.
bool stdout_works();

// One line on stderr: "fixguard: ...".
void complain(std::string_view what);

// The same, and exit_misuse for `return misuse(...)`.
int misuse(std::string_view what);

} // namespace fixguard::cli
