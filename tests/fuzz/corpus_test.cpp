// Every file of the corpus through its target, without libFuzzer: findings of old stay mended.
#include "fuzz/target.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace fixguard::fuzz {

void PrintTo(const Target& target, std::ostream* out) {
    *out << target.name;
}

namespace {

namespace fs = std::filesystem;

const fs::path& corpus() {
    static const fs::path path = fs::path(FIXGUARD_SOURCE_DIR) / "tests/fuzz/corpus";
    return path;
}

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

class FuzzCorpus : public testing::TestWithParam<Target> {};

TEST_P(FuzzCorpus, breaks_no_promise) {
    const auto files = files_in(corpus() / GetParam().name);
    ASSERT_FALSE(files.empty()) << "a target without a seed starts from nothing";
    for (const fs::path& file : files) {
        std::cout << file.filename().string() << std::endl; // the last one named is the one that crashed
        std::ifstream in(file, std::ios::binary);
        const std::string input{std::istreambuf_iterator<char>(in), {}};
        EXPECT_NO_THROW(GetParam().run(input)) << file;
    }
    EXPECT_NO_THROW(GetParam().run({}));
}

INSTANTIATE_TEST_SUITE_P(, FuzzCorpus, testing::ValuesIn(targets()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(FuzzCorpusFolders, belong_to_a_target_each) {
    for (const fs::path& folder : files_in(corpus())) {
        const auto has_name = [&](const Target& target) { return target.name == folder.filename().string(); };
        EXPECT_TRUE(std::any_of(targets().begin(), targets().end(), has_name)) << folder;
    }
}

} // namespace
} // namespace fixguard::fuzz
