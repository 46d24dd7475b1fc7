// Every file of the corpus through its target, without libFuzzer: findings of old stay mended.
#include "fuzz/target.hpp"

#include "dictionary/dictionary.hpp"

#include <gmock/gmock.h>
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

std::string text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class FuzzCorpus : public testing::TestWithParam<Target> {};

TEST_P(FuzzCorpus, breaks_no_promise) {
    const auto files = files_in(corpus() / GetParam().name);
    ASSERT_FALSE(files.empty()) << "a target without a seed starts from nothing";
    for (const fs::path& file : files) {
        std::cout << file.filename().string() << std::endl; // the last one named is the one that crashed
        EXPECT_NO_THROW(GetParam().run(text_of(file))) << file;
    }
    EXPECT_NO_THROW(GetParam().run({}));
}

INSTANTIATE_TEST_SUITE_P(, FuzzCorpus, testing::ValuesIn(targets()),
                         [](const auto& tested) { return std::string(tested.param.name); });

class FuzzWords : public testing::TestWithParam<SessionKind> {};

TEST_P(FuzzWords, name_every_message_and_field) {
    const std::string words = text_of(corpus().parent_path() / "fix.dict");
    const auto dictionary = dictionary::built_in(GetParam());
    for (const dictionary::MessageDef& message : dictionary->messages())
        EXPECT_THAT(words, testing::HasSubstr("\"35=" + std::string(message.msg_type) + "|\"\n"));
    for (const dictionary::FieldDef& field : dictionary->fields())
        EXPECT_THAT(words, testing::HasSubstr("\"" + std::to_string(field.tag) + "=\"\n"));
}

// One message of each sort with all of its fields.
TEST_P(FuzzWords, have_a_seed_of_every_message_with_every_field) {
    const std::string seeds = text_of(corpus() / "framing/documented");
    const auto dictionary = dictionary::built_in(GetParam());
    for (const dictionary::MessageDef& message : dictionary->messages()) {
        const std::size_t begin = ("\n" + seeds).find("\n35=" + std::string(message.msg_type) + "|");
        ASSERT_NE(begin, std::string::npos) << message.msg_type;
        const std::string seed = seeds.substr(begin, seeds.find('\n', begin) - begin);
        for (const dictionary::Member& member : message.members)
            EXPECT_THAT(seed, testing::HasSubstr("|" + std::to_string(member.field->tag) + "="));
    }
}

INSTANTIATE_TEST_SUITE_P(, FuzzWords,
                         testing::Values(SessionKind::order_entry, SessionKind::drop_copy,
                                         SessionKind::market_data),
                         [](const auto& tested) { return std::string(short_name(tested.param)); });

TEST(FuzzCorpusFolders, belong_to_a_target_each) {
    for (const fs::path& folder : files_in(corpus())) {
        const auto has_name = [&](const Target& target) { return target.name == folder.filename().string(); };
        EXPECT_TRUE(std::any_of(targets().begin(), targets().end(), has_name)) << folder;
    }
}

} // namespace
} // namespace fixguard::fuzz
