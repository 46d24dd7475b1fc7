// Values with the place where they stand.
#include "engine/settings_reader.hpp"

#include "wire/message_view.hpp"

namespace fixguard::engine {

std::vector<std::string> split_list(std::string_view list) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view part = list.substr(0, comma);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        parts.emplace_back(part.substr(0, part.find_last_not_of(' ') + 1));
        if (comma == list.size()) return parts;
        list.remove_prefix(comma + 1);
    }
}

std::string settings_error(const std::string& origin, unsigned line, const std::string& heading,
                           std::string_view key, std::string_view why) {
    std::string text = origin + ":" + std::to_string(line) + ": " + heading;
    if (!key.empty()) text.append(1, ' ').append(key);
    return text.append(": ").append(why);
}

std::string SettingsReader::text(const std::string& key, std::string_view fallback) const {
    return lookup_(key).value_or(std::string(fallback));
}

std::string SettingsReader::required(const std::string& key, std::string_view what) {
    auto value = lookup_(key);
    if (!value) fail(key, "is missing: " + std::string(what));
    return value.value_or(std::string());
}

bool SettingsReader::yes_or_no(const std::string& key, bool fallback) {
    const std::string value = text(key, fallback ? "Y" : "N");
    if (value != "Y" && value != "N") fail(key, "is '" + value + "' but has to be Y or N");
    return value == "Y";
}

int SettingsReader::number(const std::string& key, int least, int most, std::optional<int> fallback) {
    const std::string range = std::to_string(least) + " to " + std::to_string(most);
    const auto value = lookup_(key);
    if (!value) {
        if (!fallback) fail(key, "is missing: a number from " + range);
        return fallback.value_or(least);
    }
    const auto number = wire::parse_int(*value);
    if (number && *number >= least && *number <= most) return static_cast<int>(*number);
    fail(key, "is '" + *value + "' but has to be a number from " + range);
    return least;
}

void SettingsReader::fail(std::string_view key, std::string_view why) {
    if (!error_) error_ = settings_error(origin_, line_of(key), session_.heading(), key, why);
}

unsigned SettingsReader::line_of(std::string_view key) const {
    if (const auto* const entry = session_.find(key)) return entry->line;
    if (const auto* const entry = defaults_.find(key)) return entry->line;
    return session_.line;
}

} // namespace fixguard::engine
