// The vocabulary: bounded strings, names that can be read back, plans that compare by value.
#include "model/event.hpp"
#include "model/inline_string.hpp"
#include "model/plan.hpp"
#include "model/session_error.hpp"
#include "model/session_kind.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

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

// A name that two words share, or that one lacks, could not be read back from a log or a file.
template <typename Words>
void expect_names_differ(const Words& words) {
    std::set<std::string_view> names;
    for (const auto word : words)
        names.insert(name(word));
    EXPECT_EQ(names.size(), words.size());
    EXPECT_FALSE(names.contains("?"));
}

// The enumerators from 0 to `count` - 1: the last one still has a name, the next number has none.
template <typename Word>
std::vector<Word> first(std::size_t count) {
    std::vector<Word> words;
    for (std::size_t i = 0; i < count; ++i)
        words.push_back(static_cast<Word>(i));
    EXPECT_EQ(name(static_cast<Word>(count)), "?");
    return words;
}

TEST(Names, OfAllWordsDiffer) {
    expect_names_differ(all_remedies);
    expect_names_differ(all_request_fates);
    expect_names_differ(all_session_effects);
    expect_names_differ(all_bases);
    expect_names_differ(all_session_kinds);
    expect_names_differ(all_phases);
    expect_names_differ(all_event_kinds);
    expect_names_differ(first<Carrier>(carrier_count));
    expect_names_differ(first<ActionKind>(18));
    expect_names_differ(first<Ask>(8));
}

// The planner's table has a row for each phase and a column for each event, in this order.
TEST(Names, PhasesAndEventsAreListedWholeAndInOrder) {
    EXPECT_EQ(std::vector<Phase>(all_phases.begin(), all_phases.end()), first<Phase>(all_phases.size()));
    EXPECT_EQ(std::vector<EventKind>(all_event_kinds.begin(), all_event_kinds.end()),
              first<EventKind>(all_event_kinds.size()));
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

TEST(SessionError, AParamThatItsTextHasLostIsEmpty) {
    SessionError error;
    error.text = "Tag '55' appears more than once.";
    error.param_spans[0] = {5, 2};
    error.param_count = 1;
    error.text = "cut";
    EXPECT_EQ(error.param(0), "");
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
