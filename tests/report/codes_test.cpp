// The catalogue's entries as text and JSON.
#include "report/codes.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::report {
namespace {

using ::testing::HasSubstr;

constexpr std::array texts{
    catalog::Text{catalog::TextKind::code_text, ErrorCode{-1}, 0, 1, "Tag '%s' is wrong."}};
constexpr std::array<std::string_view, 1> notes{"A remark."};

const catalog::Entry entry{ErrorCode{-1},
                           "A_NAME",
                           "What it means.",
                           "Mend it.",
                           {Remedy::fix_message, RequestFate::rejected, SessionEffect::stays_open, false,
                            Basis::documented, Basis::inferred},
                           texts,
                           notes};

TEST(CodeTable, has_a_row_per_code) {
    EXPECT_EQ(code_table(std::span(&entry, 1)), "CODE  NAME    REMEDY       BY   REQUEST   SESSION\n"
                                                "-1    A_NAME  fix_message  you  rejected  stays_open\n");
}

TEST(CodePage, says_what_is_documented_and_what_is_inferred) {
    const std::string page = code_page(entry, entry.policy, Style());
    EXPECT_THAT(page, HasSubstr("-1 A_NAME\n"));
    EXPECT_THAT(page, HasSubstr("What to do: Mend it."));
    EXPECT_THAT(page, HasSubstr("rejected (documented)"));
    EXPECT_THAT(page, HasSubstr("stays_open (inferred)"));
    EXPECT_THAT(page, HasSubstr("Tag '%s' is wrong.\n"));
    EXPECT_THAT(page, HasSubstr("what its documents add\n    A remark.\n"));
}

TEST(CodePage, shows_the_policy_that_holds_and_not_the_catalogues) {
    Policy mine = entry.policy;
    mine.handler_acts = true;
    EXPECT_THAT(code_page(entry, mine, Style()), HasSubstr("done by fixguard"));
}

TEST(UnknownCodePage, names_no_other_code) {
    const std::string page = unknown_code_page(ErrorCode{-1178999}, Policy{}, Style());
    EXPECT_THAT(page, HasSubstr("-1178999 is in no list"));
    EXPECT_THAT(page, HasSubstr("surface"));
}

TEST(CodeJson, has_every_key) {
    EXPECT_EQ(code_json(entry, entry.policy), nlohmann::ordered_json::parse(R"({
        "code": -1, "name": "A_NAME", "description": "What it means.", "advice": "Mend it.",
        "remedy": "fix_message", "handler_acts": false, "fate": "rejected", "fate_basis": "documented",
        "session_effect": "stays_open", "session_effect_basis": "inferred",
        "texts": [{"text": "Tag '%s' is wrong.", "params": 1}], "notes": ["A remark."]})"));
}

} // namespace
} // namespace fixguard::report
