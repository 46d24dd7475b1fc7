// Finds scenarios and counts what they cover.
#include "conformance/suite.hpp"

#include "catalog/catalog.hpp"
#include "conformance/client_case.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fixguard::conformance {

extern const std::string_view session_cases_tsv;

namespace {

// Cuts the part in front of `end` off.
std::string_view take(std::string_view& text, char end) {
    const std::size_t at = std::min(text.find(end), text.size());
    const std::string_view part = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return part;
}

std::string_view kinds_of(const std::vector<std::string>& names, std::string& buffer) {
    buffer.clear();
    for (const SessionKind kind : all_session_kinds) {
        const auto count = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
            return name.starts_with(std::string(short_name(kind)) + "/");
        });
        if (count != 0)
            buffer +=
                (buffer.empty() ? "" : " ") + std::string(short_name(kind)) + ":" + std::to_string(count);
    }
    return buffer;
}

// How many cases for clients cover the session-layer test case.
std::size_t client_cases_of(std::string_view id) {
    const auto cases = client_cases();
    return static_cast<std::size_t>(std::count_if(cases.begin(), cases.end(), [&](const ClientCase& one) {
        const std::string covers = " " + std::string(one.covers) + " ";
        return covers.find(" " + std::string(id) + " ") != covers.npos;
    }));
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

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

std::vector<SessionCase> session_cases() {
    std::vector<SessionCase> cases;
    for (std::string_view text = session_cases_tsv; !text.empty();) {
        std::string_view line = take(text, '\n');
        if (line.empty() || line.front() == '#') continue;
        SessionCase one;
        one.id = take(line, '\t');
        one.of_client = take(line, '\t') == "client";
        one.outcome = take(line, '\t');
        one.note = line;
        cases.push_back(one);
    }
    return cases;
}

std::map<std::string, std::vector<std::string>> coverage(const std::vector<Scenario>& scenarios) {
    std::map<std::string, std::vector<std::string>> covered;
    for (const Scenario& scenario : scenarios)
        for (const std::string& what : scenario.covers)
            covered[what].push_back(scenario.name);
    return covered;
}

std::string coverage_table(const std::vector<Scenario>& scenarios) {
    const auto covered = coverage(scenarios);
    const auto names_of = [&](const std::string& what) {
        const auto found = covered.find(what);
        return found == covered.end() ? std::vector<std::string>{} : found->second;
    };
    std::string table = "scenarios by code and text\n";
    std::string kinds;
    for (const catalog::Entry& entry : catalog::entries()) {
        for (const catalog::Text& text : entry.texts) {
            const auto names = names_of(std::to_string(entry.code.value) + "." + std::to_string(text.index));
            if (names.empty()) continue;
            table += "  " + padded(std::to_string(entry.code.value), 7) +
                     padded(std::to_string(names.size()), 4) +
                     padded(std::string(kinds_of(names, kinds)), 18) + std::string(text.pattern) + "\n";
        }
    }
    table += "\nsession-layer test cases of the FIX Trading Community\n";
    for (const SessionCase& one : session_cases()) {
        const auto count = one.of_client ? client_cases_of(one.id) : names_of(std::string(one.id)).size();
        table += "  " + padded(std::string(one.id), 5) + padded(count == 0 ? "-" : std::to_string(count), 4) +
                 padded(one.of_client ? "client" : "venue", 8) + padded(std::string(one.outcome), 16) +
                 std::string(one.note) + "\n";
    }
    return table + "\n" + std::to_string(scenarios.size()) + " scenarios\n";
}

} // namespace fixguard::conformance
