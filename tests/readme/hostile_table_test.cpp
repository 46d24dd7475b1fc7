// tests/hostile/README.md says which test stands for what: each row has both sides, and each test is there.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace fixguard::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> matches(const std::string& text, const char* pattern) {
    const std::regex expression(pattern);
    std::vector<std::string> all;
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
        all.push_back((*it)[1].str() + ((*it).size() > 2 ? "." + (*it)[2].str() : ""));
    return all;
}

// "Suite.name" of every test in the tree.
std::set<std::string> tests() {
    std::set<std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(FIXGUARD_SOURCE_DIR) / "tests"))
        if (entry.path().extension() == ".cpp")
            for (const std::string& test : matches(read(entry.path()), R"(TEST(?:_[FP])?\((\w+),\s*(\w+)\))"))
                all.insert(test);
    return all;
}

// `Suite`, `Suite.test`, `Suite.begin_..`; `..begin` of the suite before it.
std::string begin_of(std::string name, std::string& suite) {
    const bool open = name.ends_with("..");
    if (open) name.resize(name.size() - 2);
    if (name.starts_with("..")) return suite + "." + name.substr(2);
    suite = name.substr(0, name.find('.'));
    return name == suite ? suite + "." : name;
}

TEST(HostileTable, names_a_test_of_the_tree_for_each_side_of_each_row) {
    const std::set<std::string> known = tests();
    std::istringstream lines(read(fs::path(FIXGUARD_SOURCE_DIR) / "tests/hostile/README.md"));
    std::size_t rows = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| ") || line.starts_with("| what comes |")) continue;
        ++rows;
        std::istringstream cells(line.substr(2));
        std::string cell;
        std::getline(cells, cell, '|');
        for (const char* const side : {"client", "venue"}) {
            std::getline(cells, cell, '|');
            const auto names = matches(cell, "`([^`]+)`");
            EXPECT_FALSE(names.empty()) << side << " has no test: " << line;
            std::string suite;
            for (const std::string& name : names) {
                const std::string begin = begin_of(name, suite);
                const auto found = known.lower_bound(begin);
                EXPECT_TRUE(found != known.end() && found->starts_with(begin)) << name << " of " << line;
            }
        }
    }
    EXPECT_GT(rows, 20U);
}

} // namespace
} // namespace fixguard::test
