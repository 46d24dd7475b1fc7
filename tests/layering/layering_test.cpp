// The whole tree against the table of src/README.md; and planted faults, to see that the check can fail.
#include "layering/tree_rules.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <iterator>

namespace fixguard::layering {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const fs::path& top() {
    static const fs::path path = FIXGUARD_SOURCE_DIR;
    return path;
}

const std::string& readme() {
    static const std::string text = read(top() / "src/README.md");
    return text;
}

const Rooms& rooms() {
    static const Rooms table = parse_rooms(readme());
    return table;
}

std::vector<SourceFile> tree() {
    std::vector<SourceFile> files;
    const auto take = [&](const fs::path& path) {
        files.push_back({fs::relative(path, top()).generic_string(), read(path)});
    };
    for (const char* const folder : {"src", "tests", "spec", "fix", "config", ".ci"})
        for (const auto& entry : fs::recursive_directory_iterator(top() / folder))
            if (entry.is_regular_file() && entry.path().extension() != ".pyc") take(entry.path());
    for (const auto& entry : fs::directory_iterator(top()))
        if (entry.is_regular_file()) take(entry.path());
    return files;
}

// What a planted file breaks, in a small house of its own.
std::vector<std::string> planted(std::string path, std::string content) {
    static const Rooms house{{"model", {}},
                             {"wire", {"model"}},
                             {"engine", {"model", "wire"}},
                             {"cli", {"model", "wire", "engine"}}};
    return broken_rules({std::move(path), std::move(content)}, house);
}

TEST(Tree, keeps_every_rule) {
    const std::vector<SourceFile> files = tree();
    ASSERT_GT(files.size(), 30U);
    std::vector<std::string> findings;
    for (const SourceFile& file : files) {
        for (const std::string& finding : broken_rules(file, rooms()))
            findings.push_back(finding);
        if (deserves_a_warning(file)) std::cout << "warning: " << file.path << " is long\n";
    }
    EXPECT_THAT(findings, IsEmpty());
}

TEST(Tree, has_a_row_for_each_room_and_a_room_for_each_row) {
    const auto unbuilt = parse_unbuilt(readme());
    for (const auto& entry : fs::directory_iterator(top() / "src")) {
        if (!entry.is_directory() || fs::is_empty(entry.path())) continue;
        const std::string room = entry.path().filename().string();
        EXPECT_TRUE(rooms().contains(room)) << "src/README.md has no row for " << room;
        EXPECT_FALSE(unbuilt.contains(room)) << "src/README.md says that " << room << " is not built";
    }
    for (const auto& [room, used] : rooms()) {
        EXPECT_TRUE(fs::exists(top() / "src" / room / "CMakeLists.txt") || unbuilt.contains(room)) << room;
        for (const std::string& other : used)
            EXPECT_TRUE(rooms().contains(other)) << room << " uses an unknown room: " << other;
    }
}

TEST(Tree, has_no_circle_of_rooms) {
    // Rooms whose uses are all placed are placed next; a circle is what never gets its turn.
    std::set<std::string, std::less<>> placed;
    for (std::size_t round = 0; round < rooms().size(); ++round)
        for (const auto& [room, used] : rooms())
            if (std::includes(placed.begin(), placed.end(), used.begin(), used.end())) placed.insert(room);
    EXPECT_EQ(placed.size(), rooms().size());
}

TEST(Tree, has_only_the_agreed_names_at_the_top) {
    const std::set<std::string, std::less<>> agreed{"CMakeLists.txt", "CMakePresets.json",
                                                    "README.md",      "run",
                                                    "config",         "fix",
                                                    "spec",           "src",
                                                    "tests",          "build",
                                                    "install"};
    for (const auto& entry : fs::directory_iterator(top())) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(".")) {
            EXPECT_TRUE(agreed.contains(name)) << name << " does not belong at the top";
        }
    }
}

TEST(RoomTable, is_read_from_the_markdown) {
    const Rooms table =
        parse_rooms("| room | what lives here | may use |\n|---|---|---|\n"
                    "| `model/` | words | - |\n| `wire/` | bytes | model |\n\n| `x/` | no | y |\n");
    EXPECT_THAT(table, ElementsAre(std::pair{"model", std::set<std::string>{}},
                                   std::pair{"wire", std::set<std::string>{"model"}}));
    EXPECT_THAT(parse_unbuilt("a\nNot built yet: `one/` `two/`.\n"), ElementsAre("one", "two"));
}

TEST(PlantedFault, an_include_against_the_table_is_found) {
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\n#include \"engine/supervisor.hpp\"\n"),
                ElementsAre("src/wire/a.cpp:2: wire/ may not include engine/"));
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\n#  include <engine/supervisor.hpp>\n"),
                ElementsAre("src/wire/a.cpp:2: wire/ may not include engine/"));
    EXPECT_THAT(planted("src/engine/a.cpp", "// A.\n#include \"wire/frame.hpp\"\n"), IsEmpty());
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\n#include \"wire/frame.hpp\"\n"), IsEmpty());
}

TEST(PlantedFault, a_quoted_include_without_its_room_is_found) {
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\n#include \"frame.hpp\"\n"),
                Contains(HasSubstr("is not written")));
}

TEST(PlantedFault, a_room_used_in_cmake_against_the_table_is_found) {
    EXPECT_THAT(
        planted("src/wire/CMakeLists.txt", "fixguard_room(wire SOURCES a.cpp\n    USES model\n  engine)\n"),
        ElementsAre("src/wire/CMakeLists.txt:3: wire/ may not use engine/"));
    EXPECT_THAT(planted("src/wire/CMakeLists.txt", "fixguard_room(wire USES model LINKS engine)\n"),
                IsEmpty());
}

TEST(PlantedFault, quickfix_outside_the_engine_is_found) {
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\n#include <quickfix/Session.h>\n"),
                ElementsAre("src/wire/a.cpp:2: includes QuickFIX outside engine/"));
    EXPECT_THAT(planted("tests/wire/a.cpp", "// A.\n#include <quickfix/Session.h>\n"), IsEmpty());
    EXPECT_THAT(planted("src/engine/a.cpp", "// A.\n#include <quickfix/Session.h>\n"), IsEmpty());
}

TEST(PlantedFault, spdlog_outside_the_program_is_found) {
    EXPECT_THAT(planted("src/engine/a.cpp", "// A.\n#include <spdlog/spdlog.h>\n"),
                ElementsAre("src/engine/a.cpp:2: includes spdlog outside cli/"));
    EXPECT_THAT(planted("src/cli/a.cpp", "// A.\n#include <spdlog/spdlog.h>\n"), IsEmpty());
}

TEST(PlantedFault, a_file_that_does_not_say_what_it_does_is_found) {
    EXPECT_THAT(planted("src/wire/a.hpp", "#pragma once\n// A.\n"), testing::SizeIs(1));
    EXPECT_THAT(planted("tests/a.py", "#!/usr/bin/env python3\nimport sys\n"), testing::SizeIs(1));
    EXPECT_THAT(planted("tests/a.py", "#!/usr/bin/env python3\n# Says it.\n"), IsEmpty());
    EXPECT_THAT(planted("spec/a.toml", "[limits]\n"), testing::SizeIs(1));
    EXPECT_THAT(planted("src/wire/a.hpp", ""), testing::SizeIs(1));
}

TEST(PlantedFault, a_file_that_is_too_long_is_found) {
    const auto file_of = [](std::size_t lines) {
        std::string content = "// Long.\n";
        for (std::size_t line = 1; line < lines; ++line)
            content += '\n';
        return content;
    };
    EXPECT_THAT(planted("src/wire/a.cpp", file_of(501)), testing::SizeIs(1));
    EXPECT_THAT(planted("src/wire/a.cpp", file_of(500)), IsEmpty());
    EXPECT_TRUE(deserves_a_warning({"src/wire/a.cpp", file_of(301)}));
    EXPECT_FALSE(deserves_a_warning({"src/wire/a.cpp", file_of(300)}));
}

TEST(PlantedFault, a_clock_in_a_pure_room_is_found) {
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\nauto t = std::chrono::steady_clock::now();\n"),
                ElementsAre("src/wire/a.cpp:2: reads a clock; in wire/ time is an argument"));
    EXPECT_THAT(planted("src/engine/a.cpp", "// A.\nauto t = steady_clock::now();\n"), IsEmpty());
}

TEST(PlantedFault, a_library_that_prints_is_found) {
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\nstd::cerr << 1;\n"),
                ElementsAre("src/wire/a.cpp:2: prints; only programs do"));
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\n    printf(\"x\");\n"), testing::SizeIs(1));
    EXPECT_THAT(planted("src/wire/a.cpp", "// A.\nstd::snprintf(a, b, \"x\");\n"), IsEmpty());
    EXPECT_THAT(planted("src/cli/a.cpp", "// A.\nstd::cout << 1;\n"), IsEmpty());
    EXPECT_THAT(planted("src/wire/make.cpp", "// A.\nint main() {\n    puts(\"x\");\n}\n"), IsEmpty());
}

TEST(PlantedFault, a_test_that_sleeps_is_found) {
    const std::string call = std::string("std::this_thread::sleep") + "_for(1s);\n";
    EXPECT_THAT(planted("tests/wire/a.cpp", "// A.\n" + call),
                ElementsAre("tests/wire/a.cpp:2: a test sleeps"));
}

TEST(PlantedFault, a_path_of_a_machine_is_found) {
    const std::string path = std::string("/ho") + "me/me/x";
    EXPECT_THAT(planted("config/a.cfg", "# A.\nKey=" + path + "\n"),
                ElementsAre("config/a.cfg:2: names a path of somebody's machine"));
    EXPECT_THAT(planted("config/a.cfg", "# A.\nKey=keys/home/x\n"), IsEmpty());
}

} // namespace
} // namespace fixguard::layering
