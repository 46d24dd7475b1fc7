// What `fixguard lint` prints: lines as a compiler does, JSON lines, or one SARIF log.
#pragma once

#include "cli/message_check.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::cli {

struct LintFinding {
    std::string file;
    std::uint64_t line = 0;   // 1 for the first
    std::uint64_t column = 0; // of the field, in bytes, 1 for the first
    std::string msg_type;
    MessageFault fault;
};

// "file:line: error -1172 TAG_OUT_OF_ORDER: text"
std::string lint_line(const LintFinding& finding);

// Keys: file line column msg_type code name text rule ref_tag_id.
std::string lint_json(const LintFinding& finding);

// All findings as one SARIF 2.1.0 log, as code hosts and editors read it.
std::string lint_sarif(const std::vector<LintFinding>& findings);

} // namespace fixguard::cli
