// Checks one file of the tree line by line; knows no file system, so that a test can plant a fault.
#include "layering/tree_rules.hpp"

#include <array>
#include <regex>
#include <sstream>

namespace fixguard::layering {
namespace {

using Findings = std::vector<std::string>;

constexpr std::size_t most_lines = 500;
constexpr std::size_t many_lines = 300;

std::vector<std::string> lines_of(std::string_view content) {
    std::istringstream stream{std::string(content)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> endings) {
    for (const std::string_view ending : endings)
        if (path.ends_with(ending)) return true;
    return false;
}

bool is_cpp(std::string_view path) {
    return ends_with_any(path, {".cpp", ".hpp"});
}

bool is_script(std::string_view path) {
    return ends_with_any(path, {".py", ".sh"}) || path == "run" || path == ".ci/run";
}

// src/wire/frame.cpp -> wire; empty outside src/.
std::string room_of(std::string_view path) {
    if (!path.starts_with("src/")) return {};
    path.remove_prefix(4);
    const std::size_t slash = path.find('/');
    return slash == std::string_view::npos ? std::string{} : std::string(path.substr(0, slash));
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    for (const std::string_view candidate : words)
        if (word == candidate) return true;
    return false;
}

class Checker {
public:
    Checker(const SourceFile& file, const Rooms& rooms)
        : file_(file), rooms_(rooms), room_(room_of(file.path)), lines_(lines_of(file.content)),
          is_program_(file.content.find("\nint main(") != std::string::npos) {}

    Findings findings() {
        check_first_line();
        check_length();
        for (number_ = 1; number_ <= lines_.size(); ++number_) {
            const std::string& line = lines_[number_ - 1];
            if (is_cpp(file_.path)) check_cpp_line(line);
            if (file_.path.ends_with("CMakeLists.txt")) check_cmake_line(line);
            check_machine_path(line);
        }
        return std::move(findings_);
    }

private:
    void report(const std::string& what) {
        findings_.push_back(file_.path + ":" + std::to_string(number_) + ": " + what);
    }

    bool may_use(const std::string& other) const {
        if (other == room_) return true;
        const auto row = rooms_.find(room_);
        return row != rooms_.end() && row->second.contains(other);
    }

    void check_first_line() {
        const auto starts = [&](std::size_t index, std::string_view opening) {
            return index < lines_.size() && lines_[index].starts_with(opening);
        };
        const bool has_shebang = starts(0, "#!");
        if (is_cpp(file_.path) && !starts(0, "// ")) report("the first line does not say what the file does");
        const std::size_t opening = has_shebang ? 1 : 0;
        if (is_script(file_.path) && !starts(opening, "# ") && !starts(opening, "\"\"\""))
            report("the first line does not say what the file does");
        if (ends_with_any(file_.path, {".toml", ".cfg"}) && !starts(0, "#"))
            report("the first line does not say what the file holds");
    }

    void check_length() {
        if ((is_cpp(file_.path) || is_script(file_.path)) && lines_.size() > most_lines)
            report("has " + std::to_string(lines_.size()) + " lines, more than " +
                   std::to_string(most_lines));
    }

    void check_cpp_line(const std::string& line) {
        static const std::regex include(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
        std::smatch match;
        if (std::regex_search(line, match, include)) check_include(match[1] == "\"", match[2]);
        check_habits(line);
    }

    void check_include(bool quoted, const std::string& header) {
        if (room_.empty()) return; // a test may take QuickFIX as a peer, and any room
        if (header.starts_with("quickfix/") && room_ != "engine") report("includes QuickFIX outside engine/");
        if (header.starts_with("spdlog/") && room_ != "cli") report("includes spdlog outside cli/");
        const std::string first = header.substr(0, header.find('/'));
        const bool names_a_room = header.find('/') != std::string::npos && rooms_.contains(first);
        if (quoted && !names_a_room) report("'" + header + "' is not written \"room/file.hpp\"");
        if (names_a_room && !may_use(first)) report(room_ + "/ may not include " + first + "/");
    }

    void check_habits(const std::string& line) {
        static const std::regex clock(R"((system_clock|steady_clock|high_resolution_clock)::now)");
        static const std::regex print(
            R"(std::(cout|cerr|clog)\b|(^|[^\w.>])(std::)?(printf|fprintf|puts|perror)\()");
        static const std::regex waiting(R"(sleep_for\(|sleep_until\(|\b(u|nano)?sleep\()");
        if (!room_.empty() && !one_of(room_, {"transport", "engine", "venue", "cli"}) &&
            std::regex_search(line, clock))
            report("reads a clock; in " + room_ + "/ time is an argument");
        if (!room_.empty() && room_ != "cli" && !is_program_ && std::regex_search(line, print))
            report("prints; only programs do");
        if (file_.path.starts_with("tests/") && std::regex_search(line, waiting)) report("a test sleeps");
    }

    // USES of fixguard_room() names the same rooms as the includes.
    void check_cmake_line(const std::string& line) {
        if (room_.empty()) return;
        std::istringstream words(std::regex_replace(line, std::regex("[()]"), " "));
        for (std::string word; words >> word;) {
            if (one_of(word, {"SOURCES", "USES", "LINKS"}))
                in_uses_ = word == "USES";
            else if (in_uses_ && !may_use(word))
                report(room_ + "/ may not use " + word + "/");
        }
        if (line.find(')') != std::string::npos) in_uses_ = false;
    }

    void check_machine_path(const std::string& line) {
        static const std::regex machine_path(
            R"((^|[^\w.<>$}])/(home|root|work|shared|Users|mnt)/\w|\.\./shared/)");
        // CI may compare with tables that lie beside the checkout: that one path stands in .ci/run.
        if (file_.path == ".ci/run") return;
        if (std::regex_search(line, machine_path)) report("names a path of somebody's machine");
    }

    const SourceFile& file_;
    const Rooms& rooms_;
    std::string room_;
    std::vector<std::string> lines_;
    bool is_program_; // such as a generator that runs during the build
    std::size_t number_ = 1;
    bool in_uses_ = false;
    Findings findings_;
};

std::string without(std::string text, std::string_view marks) {
    std::erase_if(text, [&](char c) { return marks.find(c) != std::string_view::npos; });
    return text;
}

} // namespace

Rooms parse_rooms(std::string_view readme) {
    static const std::regex row(R"(^\| (`\w+/`) \|[^|]*\| ([a-z -]+) \|$)");
    Rooms rooms;
    bool in_table = false;
    for (const std::string& line : lines_of(readme)) {
        if (line == "| room | what lives here | may use |") in_table = true;
        if (!line.starts_with("|")) in_table = false;
        std::smatch match;
        if (!in_table || !std::regex_match(line, match, row)) continue;
        auto& used = rooms[without(match[1], "`/")];
        std::istringstream words(match[2]);
        for (std::string word; words >> word;)
            if (word != "-") used.insert(word);
    }
    return rooms;
}

std::set<std::string, std::less<>> parse_unbuilt(std::string_view readme) {
    static constexpr std::string_view opening = "Not built yet: ";
    std::set<std::string, std::less<>> unbuilt;
    for (const std::string& line : lines_of(readme)) {
        if (!line.starts_with(opening)) continue;
        std::istringstream words(without(line.substr(opening.size()), "`/."));
        for (std::string word; words >> word;)
            unbuilt.insert(word);
    }
    return unbuilt;
}

std::vector<std::string> broken_rules(const SourceFile& file, const Rooms& rooms) {
    return Checker(file, rooms).findings();
}

bool deserves_a_warning(const SourceFile& file) {
    if (!is_cpp(file.path)) return false;
    const std::size_t lines = lines_of(file.content).size();
    return lines > many_lines && lines <= most_lines;
}

} // namespace fixguard::layering
