// Entries of the catalogue as text and as JSON.
#pragma once

#include "catalog/catalog.hpp"
#include "report/style.hpp"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>

namespace fixguard::report {

// One line per code: code, name, remedy, who acts, fate of the request, effect on the session.
std::string code_table(std::span<const catalog::Entry> entries);

// Everything that is known of one code, over several lines.
std::string code_page(const catalog::Entry& entry, const Policy& policy, Style style);

// A code that the catalogue does not have: what the handler does with it.
std::string unknown_code_page(ErrorCode code, const Policy& policy, Style style);

// Keys: code name description advice remedy handler_acts fate fate_basis session_effect
// session_effect_basis texts (each with text and params: how many) notes.
nlohmann::ordered_json code_json(const catalog::Entry& entry, const Policy& policy);

// "text" or "engine message" ...: where a text stands.
std::string_view name(catalog::TextKind kind) noexcept;

} // namespace fixguard::report
