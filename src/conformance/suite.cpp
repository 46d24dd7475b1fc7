// Reads scenarios and finds them by their names.
#include "conformance/suite.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fixguard::conformance {

namespace {

// "[a-c]" at the front of the pattern: whether the character is one of them. The pattern moves behind it.
bool take_class(std::string_view& glob, char c) {
    const std::size_t close = glob.find(']', 2);
    std::string_view set = glob.substr(1, close - 1);
    glob.remove_prefix(close + 1);
    const bool negated = set.starts_with('!');
    if (negated) set.remove_prefix(1);
    bool in = false;
    for (; !set.empty(); set.remove_prefix(1)) {
        const bool range = set.size() >= 3 && set[1] == '-';
        in = in || (range ? set[0] <= c && c <= set[2] : set[0] == c);
        if (range) set.remove_prefix(2);
    }
    return in != negated;
}

bool fits_glob(std::string_view glob, std::string_view text) {
    if (glob.empty()) return text.empty();
    if (glob.front() == '*')
        return fits_glob(glob.substr(1), text) || (!text.empty() && fits_glob(glob, text.substr(1)));
    if (text.empty()) return false;
    if (glob.front() == '[' && glob.find(']', 2) != glob.npos)
        return take_class(glob, text.front()) && fits_glob(glob, text.substr(1));
    return (glob.front() == '?' || glob.front() == text.front()) && fits_glob(glob.substr(1), text.substr(1));
}

// The patterns that one with {a,b} stands for; braces may stand in braces.
std::vector<std::string> alternatives(std::string_view pattern) {
    const std::size_t open = pattern.find('{');
    if (open == pattern.npos) return {std::string(pattern)};
    std::vector<std::string> parts{""};
    std::size_t depth = 0, at = open;
    for (; at < pattern.size(); ++at) {
        const char c = pattern[at];
        if (c == '{' && ++depth == 1) continue;
        if (c == '}' && --depth == 0) break;
        if (c == ',' && depth == 1)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    if (at == pattern.size()) return {std::string(pattern)}; // no end: a brace like any character
    std::vector<std::string> all;
    for (const std::string& part : parts)
        for (std::string& one :
             alternatives(std::string(pattern.substr(0, open)) + part + std::string(pattern.substr(at + 1))))
            all.push_back(std::move(one));
    return all;
}

} // namespace

std::variant<std::vector<Scenario>, std::string> built_in_scenarios() {
    std::vector<Scenario> scenarios;
    for (const BuiltInFile& file : built_in_files()) {
        auto parsed = parse_scenario(file.text, std::string(file.name) + ".def");
        if (auto* const error = std::get_if<std::string>(&parsed)) return std::move(*error);
        scenarios.push_back(std::get<Scenario>(std::move(parsed)));
    }
    return scenarios;
}

std::variant<std::vector<Scenario>, std::string> load_scenarios(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code failed;
    std::vector<fs::path> files;
    for (auto entry = fs::recursive_directory_iterator(folder, failed);
         !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed))
        if (entry->path().extension() == ".def") files.push_back(entry->path());
    if (failed) return folder + ": " + failed.message();
    if (files.empty()) return folder + ": there is no .def file in it";
    std::sort(files.begin(), files.end());
    std::vector<Scenario> scenarios;
    for (const fs::path& path : files) {
        std::ifstream in(path, std::ios::binary);
        if (!in) return path.string() + ": cannot be read";
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        auto parsed = parse_scenario(text, path.generic_string());
        if (auto* const error = std::get_if<std::string>(&parsed)) return std::move(*error);
        scenarios.push_back(std::get<Scenario>(std::move(parsed)));
        scenarios.back().name = fs::relative(path, folder).replace_extension().generic_string();
    }
    return scenarios;
}

bool matches(std::string_view pattern, std::string_view name) {
    if (pattern.find_first_of("*?[{") == pattern.npos) return name.find(pattern) != name.npos;
    const auto choices = alternatives(pattern);
    return std::any_of(choices.begin(), choices.end(),
                       [&](const std::string& choice) { return fits_glob(choice, name); });
}

} // namespace fixguard::conformance
