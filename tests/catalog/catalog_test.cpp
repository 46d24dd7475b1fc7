// Lookup by code and by name, the lists, and that the generated tables say what spec/errors.toml says.
#include "catalog/catalog.hpp"
#include "catalog/codes.hpp"
#include "catalog/spec_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <climits>
#include <fstream>
#include <iterator>
#include <set>

namespace fixguard::catalog {
namespace {

Spec real_spec() {
    const std::string path = FIXGUARD_SOURCE_DIR "/spec/errors.toml";
    std::ifstream in(path);
    return std::get<Spec>(read_spec(path, std::string(std::istreambuf_iterator<char>(in), {})));
}

std::vector<std::string> patterns(std::span<const Text> texts) {
    std::vector<std::string> all;
    for (const Text& text : texts)
        all.emplace_back(text.pattern);
    return all;
}

TEST(Catalog, HoldsAll106CodesFromTheFirstToTheLast) {
    ASSERT_EQ(entries().size(), 106U);
    EXPECT_EQ(entries().front().code, ErrorCode{-1000});
    EXPECT_EQ(entries().back().code, ErrorCode{-2043});
    EXPECT_TRUE(std::ranges::is_sorted(entries(), std::ranges::greater_equal{}, &Entry::code));
}

TEST(Catalog, HoldsThe23CodesOfFixWithoutAGap) {
    for (std::int32_t code = -1169; code >= -1191; --code)
        EXPECT_NE(find(ErrorCode{code}), nullptr) << code;
    EXPECT_EQ(std::ranges::count_if(
                  entries(), [](const Entry& e) { return e.code.value <= -1169 && e.code.value >= -1191; }),
              23);
}

TEST(Catalog, FindsEveryCodeByNumberAndByName) {
    for (const Entry& entry : entries()) {
        EXPECT_EQ(find(entry.code), &entry) << entry.name;
        EXPECT_EQ(find(entry.name), &entry) << entry.name;
    }
}

TEST(Catalog, DoesNotKnowWhatTheExchangeDoesNotList) {
    const std::set<std::int32_t> known = [] {
        std::set<std::int32_t> codes;
        for (const Entry& entry : entries())
            codes.insert(entry.code.value);
        return codes;
    }();
    for (std::int32_t code = -3000; code <= 3000; ++code)
        EXPECT_EQ(find(ErrorCode{code}) != nullptr, known.contains(code)) << code;
    for (const std::int32_t code : {INT_MIN, INT_MIN + 999, INT_MAX, 0, 1171, -65536 - 1171})
        EXPECT_EQ(find(ErrorCode{code}), nullptr) << code;
}

TEST(Catalog, DoesNotGuessNames) {
    for (const std::string_view name :
         {"", "A", "ZZZ", "TAG_APPEARS_MORE_THAN_ONC", "TAG_APPEARS_MORE_THAN_ONCEX",
          "tag_appears_more_than_once", " TIMEOUT", "-1171"})
        EXPECT_EQ(find(name), nullptr) << name;
}

TEST(Catalog, NamesItsCodesForPrograms) {
    static_assert(code::tag_appears_more_than_once == ErrorCode{-1171});
    EXPECT_EQ(find(code::tag_appears_more_than_once)->name, "TAG_APPEARS_MORE_THAN_ONCE");
    EXPECT_EQ(code::unknown, ErrorCode{-1000});
    EXPECT_EQ(code::no_reference_price, ErrorCode{-2043});
}

TEST(Catalog, SaysOfEachTextWhoseItIs) {
    for (const Entry& entry : entries()) {
        for (std::size_t i = 0; i < entry.texts.size(); ++i) {
            EXPECT_EQ(entry.texts[i].code, entry.code);
            EXPECT_EQ(entry.texts[i].index, i) << entry.name;
            EXPECT_EQ(entry.texts[i].kind, TextKind::code_text);
        }
    }
    ASSERT_EQ(engine_messages().size(), 41U);
    for (const Text& text : engine_messages())
        EXPECT_TRUE(text.kind == TextKind::engine_message && !text.code) << text.pattern;
    ASSERT_EQ(filter_failures().size(), 18U);
    for (const Text& text : filter_failures())
        EXPECT_TRUE(text.kind == TextKind::filter_failure && !text.code) << text.pattern;
}

TEST(Catalog, CountsTheParametersOfEachText) {
    const auto params = [](std::int32_t code, std::size_t text) {
        return find(ErrorCode{code})->texts[text].param_count;
    };
    EXPECT_EQ(params(-1169, 0), 0);
    EXPECT_EQ(params(-1171, 0), 1);
    EXPECT_EQ(params(-1181, 0), 2);
    EXPECT_EQ(params(-1174, 0), 3);
}

TEST(Catalog, IsWhatTheFileSays) {
    const Spec spec = real_spec();
    ASSERT_EQ(spec.codes.size(), entries().size());
    for (std::size_t i = 0; i < spec.codes.size(); ++i) {
        const SpecCode& said = spec.codes[i];
        const Entry& entry = entries()[i];
        EXPECT_EQ(entry.code, said.code);
        EXPECT_EQ(entry.name, said.name);
        EXPECT_EQ(entry.description, said.description);
        EXPECT_EQ(entry.advice, said.advice);
        EXPECT_EQ(entry.policy, said.policy) << said.name;
        EXPECT_EQ(patterns(entry.texts), said.texts);
        EXPECT_TRUE(std::ranges::equal(entry.notes, said.notes)) << said.name;
    }
    EXPECT_EQ(patterns(engine_messages()), spec.engine_messages);
    EXPECT_EQ(patterns(filter_failures()), spec.filter_failures);
}

} // namespace
} // namespace fixguard::catalog
