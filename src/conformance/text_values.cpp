// Reads names of fields and times inside texts.
#include "conformance/text_values.hpp"

#include "dictionary/dictionary.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace fixguard::conformance {
namespace {

// Cuts a number off the front.
std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

std::string_view without(std::string_view text, std::string_view around) {
    while (!text.empty() && around.find(text.front()) != around.npos)
        text.remove_prefix(1);
    while (!text.empty() && around.find(text.back()) != around.npos)
        text.remove_suffix(1);
    return text;
}

bool names(std::string_view text, tag::Tag tag) {
    const std::string number = std::to_string(tag);
    if (text == number) return true;
    for (const SessionKind kind : all_session_kinds) {
        const dictionary::FieldDef* const field = dictionary::built_in(kind)->field(tag);
        if (field == nullptr || !text.starts_with(field->name)) continue;
        const std::string_view rest = text.substr(field->name.size());
        if (rest.empty() || rest == "(" + number + ")" || rest == " (" + number + ")") return true;
    }
    return false;
}

} // namespace

std::vector<tag::Tag> tags_of(std::string_view text) {
    std::vector<tag::Tag> tags;
    while (const auto number = take_number(text)) {
        tags.push_back(static_cast<tag::Tag>(*number));
        if (!text.empty()) text.remove_prefix(1);
    }
    return tags;
}

bool names_one(std::string_view text, const std::vector<tag::Tag>& tags) {
    return std::any_of(tags.begin(), tags.end(), [&](tag::Tag tag) { return names(text, tag); });
}

bool names_all(std::string_view text, const std::vector<tag::Tag>& tags) {
    std::vector<tag::Tag> missing = tags;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::string_view one = without(text.substr(0, end), " '\"");
        const auto found =
            std::find_if(missing.begin(), missing.end(), [&](tag::Tag tag) { return names(one, tag); });
        if (found == missing.end()) return false;
        missing.erase(found);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return missing.empty();
}

bool is_interval(std::string_view text, std::int64_t seconds) {
    struct Unit {
        std::string_view word;
        std::int64_t milliseconds;
    };
    constexpr std::array<Unit, 9> units{{{"ms", 1},
                                         {"millisecond", 1},
                                         {"s", 1'000},
                                         {"sec", 1'000},
                                         {"second", 1'000},
                                         {"m", 60'000},
                                         {"min", 60'000},
                                         {"minute", 60'000},
                                         {"h", 3'600'000}}};
    const auto count = take_number(text);
    if (!count) return false;
    std::string word(without(text, " "));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::any_of(units.begin(), units.end(), [&](const Unit& unit) {
        const bool plural = unit.word.size() > 2 && word == std::string(unit.word) + "s";
        return (word == unit.word || plural) && *count * unit.milliseconds == seconds * 1'000;
    });
}

} // namespace fixguard::conformance
