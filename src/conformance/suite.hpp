// The scenarios of the project, found by name.
#pragma once

#include "conformance/scenario.hpp"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::conformance {

// A file of spec/scenarios, built into the library.
struct BuiltInFile {
    std::string_view name; // "oe/1170-orig-cl-ord-id"
    std::string_view text;
};
std::span<const BuiltInFile> built_in_files() noexcept;

// All of them in the order of their names; or all *.def below a folder. The string is the first error.
std::variant<std::vector<Scenario>, std::string> built_in_scenarios();
std::variant<std::vector<Scenario>, std::string> load_scenarios(const std::string& folder);

// As in a shell: `*` stands for any characters, also '/', `?` for one, `[a-c]` and `[!a-c]` for one of these
// or one of the others, `{a,b}` for either. A pattern without any of these also fits as a part of the name.
bool matches(std::string_view pattern, std::string_view name);

} // namespace fixguard::conformance
