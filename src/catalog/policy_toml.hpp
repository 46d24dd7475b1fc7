// The policy keys of a code's table in TOML, read the same way for spec/errors.toml and for a user's file.
#pragma once

#include "model/error_code.hpp"
#include "model/policy.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <toml++/toml.h>

namespace fixguard::catalog {

// "spec/errors.toml:12: what"
std::string located(std::string_view file, const toml::source_region& where, std::string_view what);

// "-1171" -> -1171. Nothing for any other spelling: no plus sign, no leading zero, not 0.
std::optional<ErrorCode> code_of_key(std::string_view key);

// Whether the handler is able to carry the remedy out. It cannot mend programs or settings, and `surface`
// means that it does nothing.
bool handler_can(Remedy remedy);

// The two keys that only spec/errors.toml has: nobody but the exchange's documents can back a statement.
bool is_basis_key(std::string_view key);

enum class ReadResult { read, not_a_policy_key, refused };

// Reads one key of a code's table into `policy`. `refused`: `why` says what would be right.
ReadResult read_policy_key(std::string_view key, const toml::node& value, Policy& policy, std::string& why);

} // namespace fixguard::catalog
