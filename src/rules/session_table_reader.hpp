// Changes a SessionTable by tables of the form of spec/sessions.toml, inside whatever file they stand.
#pragma once

#include "rules/session_table.hpp"
#include "rules/toml_reader.hpp"

namespace fixguard::rules {

// complete: every key and every basis has to be there. changes: any may be left out.
enum class TableForm : std::uint8_t { complete, changes };

// Reads the keys of `section` into `table` and refuses all others. Errors go to the section's report.
void read_session_table(TomlSection& section, SessionTable& table, TableForm form);

} // namespace fixguard::rules
