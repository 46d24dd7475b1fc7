// The rules that the source tree keeps, as a function of file contents: who may include whom, and habits.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::layering {

struct SourceFile {
    std::string path; // from the top of the tree: src/wire/frame.cpp
    std::string content;
};

// Room -> the rooms it may include beside itself.
using Rooms = std::map<std::string, std::set<std::string>, std::less<>>;

// The table under "room | what lives here | may use" of src/README.md; empty where there is none.
Rooms parse_rooms(std::string_view readme);

// The rooms that the line "Not built yet:" of src/README.md names.
std::set<std::string, std::less<>> parse_unbuilt(std::string_view readme);

// One line for each broken rule: "src/wire/frame.cpp:3: what is wrong".
std::vector<std::string> broken_rules(const SourceFile& file, const Rooms& rooms);

// Files that are long, but not too long.
bool deserves_a_warning(const SourceFile& file);

} // namespace fixguard::layering
