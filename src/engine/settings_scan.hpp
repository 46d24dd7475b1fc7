// Reads a settings file line by line, because FIX::SessionSettings forgets lines and repetitions.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::engine {

struct SettingsEntry {
    std::string key; // as written
    std::string value;
    unsigned line = 0;
};

struct SettingsSection {
    unsigned number = 0; // 0: [DEFAULT]; n: the nth [SESSION]
    unsigned line = 0;   // of its heading
    std::vector<SettingsEntry> entries;

    // Keys do not care for case, as in QuickFIX. nullptr: not there.
    const SettingsEntry* find(std::string_view key) const;
    std::string heading() const; // "[DEFAULT]", "[SESSION 2]"
};

// The sections in the order of the file, [DEFAULT] first even where there is none. Refuses what QuickFIX
// would skip in silence: other sections, lines that are no `Key=Value`, repeated keys, comments behind a
// value, values that are empty. The string is one line.
std::variant<std::vector<SettingsSection>, std::string> scan_settings(std::string_view text,
                                                                      const std::string& origin);

bool same_key(std::string_view left, std::string_view right);

} // namespace fixguard::engine
