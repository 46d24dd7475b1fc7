// The words of a fault, the same in the configuration and on the control socket.
#pragma once

#include "rules/toml_reader.hpp"
#include "venue/fault.hpp"

#include <span>
#include <string_view>

namespace fixguard::venue {

// Reads one table. What is wrong is in the report of the section, with its key.
Fault read_fault(rules::TomlSection& section);

// For help texts: each key with its meaning in a line.
struct FaultKey {
    std::string_view name;
    std::string_view meaning;
};
std::span<const FaultKey> fault_keys() noexcept;

// The same words back: what read_fault() would make this fault of. Keys at their default are left out.
toml::table to_toml(const Fault& fault);

} // namespace fixguard::venue
