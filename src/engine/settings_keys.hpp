// Which keys a settings file may have, and why not the others of QuickFIX.
#pragma once

#include "engine/settings_scan.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fixguard::engine {

// Nothing where the key may stand in such a section with this value; else why not and what to do.
std::optional<std::string> refusal_of_key(const SettingsEntry& entry, bool in_session);

} // namespace fixguard::engine
