// The vocabulary: bounded strings, names that can be read back, plans that compare by value.
#include "model/event.hpp"
#include "model/inline_string.hpp"
#include "model/plan.hpp"
#include "model/session_error.hpp"
#include "model/session_kind.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace fixguard {
namespace {

TEST(InlineString, KeepsWhatFits) {
    const InlineString<4> text("SPOT");
    EXPECT_EQ(text, "SPOT");
    EXPECT_FALSE(text.truncated());
}

TEST(InlineString, CutsWhatDoesNotFitAndSaysSo) {
    InlineString<4> text("SP");
    text.append("OTLIGHT");
    EXPECT_EQ(text, "SPOT");
    EXPECT_TRUE(text.truncated());
}

TEST(InlineString, AssignForgetsTheCut) {
    InlineString<4> text("SPOTLIGHT");
    text.assign("OE");
    EXPECT_EQ(text, "OE");
    EXPECT_FALSE(text.truncated());
}

TEST(SessionKind, ReadsBothForms) {
    for (const SessionKind kind : all_session_kinds) {
        EXPECT_EQ(session_kind(name(kind)), kind);
        EXPECT_EQ(session_kind(short_name(kind)), kind);
    }
    EXPECT_FALSE(session_kind("OE"));
    EXPECT_FALSE(session_kind(""));
}

TEST(Names, OfRemediesDiffer) {
    std::set<std::string_view> names;
    for (const Remedy remedy : all_remedies)
        names.insert(name(remedy));
    EXPECT_EQ(names.size(), all_remedies.size());
    EXPECT_FALSE(names.contains("?"));
}

TEST(SessionError, ParamsLieInItsOwnText) {
    SessionError error;
    error.text = "Tag '55' appears more than once.";
    error.param_spans[0] = {5, 2};
    error.param_count = 1;
    const SessionError copy = error;
    EXPECT_EQ(copy.param(0), "55");
    EXPECT_EQ(copy.param(1), "");
}

TEST(Plan, ComparesActionByActionInOrder) {
    const Plan closes_first{{.kind = ActionKind::close}, {.kind = ActionKind::connect}};
    const Plan connects_first{{.kind = ActionKind::connect}, {.kind = ActionKind::close}};
    const Plan same{{.kind = ActionKind::close}, {.kind = ActionKind::connect}};
    EXPECT_EQ(closes_first, same);
    EXPECT_NE(closes_first, connects_first);
}

} // namespace
} // namespace fixguard
