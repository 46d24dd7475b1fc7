// The policy of each code: the catalogue's, or the user's where a file says otherwise.
#pragma once

#include "catalog/catalog.hpp"

#include <string>
#include <unordered_map>
#include <variant>

namespace fixguard::catalog {

// Read-only after loading, then safe from any thread.
class PolicyTable {
public:
    PolicyTable() = default; // the catalogue's own policies

    // A TOML file of the form of spec/errors.toml; a code's table may hold any of remedy, fate,
    // session_effect, handler_acts. Unknown codes, keys and values are refused, also handler_acts = true for
    // a remedy that no handler can carry out; such a remedy alone sets it to false. What the user changes
    // counts as `inferred`. The string is one line: file, line, table, key, what to do.
    static std::variant<PolicyTable, std::string> load(const std::string& path);

    // Unknown codes: surface, unknown fate, may end, nothing is done by itself.
    const Policy& of(ErrorCode code) const noexcept;

private:
    std::unordered_map<std::int32_t, Policy> changed_;
};

} // namespace fixguard::catalog
