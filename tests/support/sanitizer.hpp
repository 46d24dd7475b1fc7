// Which sanitizer this build has, for tests that it makes impossible or too slow.
#pragma once

#include <string_view>

namespace fixguard::test {

// Of the preset: "address", "undefined", "thread"; empty: none.
inline constexpr std::string_view sanitizer = FIXGUARD_SANITIZER;
inline constexpr bool is_sanitized = !sanitizer.empty(); // slower, and with memory of its own

} // namespace fixguard::test
