// Reads the values of one [SESSION], with [DEFAULT] behind it, and keeps the first thing that is wrong.
#pragma once

#include "engine/settings_scan.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::engine {

class SettingsReader {
public:
    // The value of a key as FIX::SessionSettings has it, or nothing.
    using Lookup = std::function<std::optional<std::string>(const std::string& key)>;

    SettingsReader(std::string origin, const SettingsSection& defaults, const SettingsSection& session,
                   Lookup lookup)
        : origin_(std::move(origin)), defaults_(defaults), session_(session), lookup_(std::move(lookup)) {}

    bool has(const std::string& key) const { return lookup_(key).has_value(); }
    std::string text(const std::string& key, std::string_view fallback = {}) const;
    std::string required(const std::string& key, std::string_view what);
    bool yes_or_no(const std::string& key, bool fallback); // Y, N
    int number(const std::string& key, int least, int most, std::optional<int> fallback);

    // The first one counts. Does not show the value: it may be a secret in the wrong place.
    void fail(std::string_view key, std::string_view why);
    const std::optional<std::string>& error() const { return error_; }

    // The line of the key, or of the section where the key is missing.
    unsigned line_of(std::string_view key) const;

private:
    std::string origin_;
    const SettingsSection& defaults_;
    const SettingsSection& session_;
    Lookup lookup_;
    std::optional<std::string> error_;
};

// "a, b,c" into its parts, without the blanks around them.
std::vector<std::string> split_list(std::string_view list);

// "name:12: [SESSION 1] Key: why"
std::string settings_error(const std::string& origin, unsigned line, const std::string& heading,
                           std::string_view key, std::string_view why);

} // namespace fixguard::engine
