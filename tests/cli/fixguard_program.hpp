// The built program, as the tests call it.
#pragma once

#include "cli/child.hpp"

#include <string>
#include <vector>

namespace fixguard::test {

// `fixguard` with these arguments.
inline std::vector<std::string> fixguard(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), FIXGUARD_PROGRAM);
    return arguments;
}

inline Outcome run_fixguard(std::vector<std::string> arguments, const ChildOptions& options = {}) {
    return run(fixguard(std::move(arguments)), options);
}

} // namespace fixguard::test
