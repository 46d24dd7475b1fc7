// Texts of the exchange are recognised with their parameters, and nothing else is.
#include "catalog/catalog.hpp"

#include "support/slow_text_match.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace fixguard::catalog {
namespace {

using Params = std::vector<std::string_view>;

std::vector<const Text*> all_texts_of_the_catalogue() {
    std::vector<const Text*> all;
    const auto add = [&](std::span<const Text> texts) {
        for (const Text& text : texts)
            all.push_back(&text);
    };
    for (const Entry& entry : entries())
        add(entry.texts);
    add(engine_messages());
    add(filter_failures());
    return all;
}

// "-1171[0] 55" for a match of the first text of -1171 with parameter 55; "nothing" for none.
std::string found(std::string_view text, std::int32_t code = 0) {
    const auto match = match_text(text, ErrorCode{code});
    if (!match) return "nothing";
    std::string said =
        std::to_string(match->text->code.value) + "[" + std::to_string(match->text->index) + "]";
    for (std::size_t i = 0; i < match->text->param_count; ++i)
        said += " " + std::string(match->params[i]);
    return said;
}

TEST(MatchText, TakesTheParametersOut) {
    EXPECT_EQ(found("Tag '55' appears more than once.", -1171), "-1171[0] 55");
    EXPECT_EQ(found("Too many messages; current limit is '10000' messages per '10s'.", -1181),
              "-1181[0] 10000 10s");
    EXPECT_EQ(found("Component 'TriggeringInstruction' is incorrectly populated on 'STOP_LOSS' order. "
                    "Recommendation: 'send 1100'",
                    -1174),
              "-1174[0] TriggeringInstruction STOP_LOSS send 1100");
}

TEST(MatchText, NeedsNoCode) {
    EXPECT_EQ(found("Tag '55' appears more than once."), "-1171[0] 55");
    EXPECT_EQ(found("Too many connection attempts from IP; current limit is 15 per '30s'."),
              "-1034[2] 15 30s");
    EXPECT_EQ(found("Invalid tag number."), "-1169[0]");
    EXPECT_EQ(found("Unknown order sent."), "0[0]");
    EXPECT_EQ(found("Filter failure: NOTIONAL"), "0[4]");
}

TEST(MatchText, FindsTheOwnerWhenTheCodeIsAnothers) {
    EXPECT_EQ(found("Tag '55' appears more than once.", -1170), "-1171[0] 55");
    EXPECT_EQ(found("Unknown order sent.", -1013), "0[0]"); // the exchange's own sample pairs them so
    EXPECT_EQ(found("Invalid tag number.", -9999), "-1169[0]");
}

// The documents print a sample or a name of their own instead of %s in these four.
TEST(MatchText, KnowsTheTextsThatAreShownAsSamples) {
    EXPECT_EQ(found("Timestamp for this request was 1000ms ahead of the server's time."), "-1021[1] 1000");
    EXPECT_EQ(found("Timestamp for this request was 1731ms ahead of the server's time."), "-1021[1] 1731");
    EXPECT_EQ(found("Unable to encode the response in SBE schema '1:0'. Please use schema '2:1' or higher."),
              "-1161[0] 1:0 2:1");
    EXPECT_EQ(found("Working order must include the '44' tag."), "-1224[0] 44");
    EXPECT_EQ(found("Conflicting fields: ['37', '41']"), "-1128[4] 37', '41");
}

TEST(MatchText, LetsTheCodeDecideBetweenTwoThatFit) {
    EXPECT_EQ(found("Conflicting fields: [37, 41]"), "-1182[0] 37, 41");
    EXPECT_EQ(found("Conflicting fields: ['37', '41']", -1128), "-1128[4] 37', '41");
    EXPECT_EQ(found("Conflicting fields: ['37', '41']", -1182), "-1182[0] '37', '41'");
}

TEST(MatchText, TellsTextsApartThatDifferByAFullStop) {
    EXPECT_EQ(found("Unsupported order combination."), "-1014[0]");
    EXPECT_EQ(match_text("Unsupported order combination")->text->kind, TextKind::engine_message);
}

TEST(MatchText, TakesTheWholeTextOrNothing) {
    for (const std::string_view text :
         {"", " ", "T", "'", "%s", "Tag ", "Tag '55' appears more than once",
          "Tag '55' appears more than once. ", " Tag '55' appears more than once.",
          "tag '55' appears more than once.", "Tag 55 appears more than once.",
          "Tag '55' specified more than once.", "Filter failure:", "Filter failure: NEW_FILTER",
          "Too many messages; current limit is '10000' messages.", "Invalid tag number.\n"})
        EXPECT_EQ(found(text), "nothing") << text;
}

TEST(MatchText, TakesEmptyParameters) {
    EXPECT_EQ(found("Tag '' appears more than once."), "-1171[0] ");
}

TEST(MatchText, TakesTheFirstOfTwoPossibleCuts) {
    EXPECT_EQ(found("Param 'a' or 'b' or 'c' must be sent, but both were empty/null!"),
              "-1102[2] a b' or 'c");
}

TEST(MatchText, IsNotConfusedByPiecesThatOverlap) {
    // The quote that opens the parameter must not close it as well.
    EXPECT_EQ(found("Parameter ' overflowed."), "nothing");
    EXPECT_EQ(found("Fields [ must be sent together or omitted entirely."), "nothing");
}

TEST(MatchText, GivesViewsIntoTheText) {
    const std::string text = "Tag '55' appears more than once.";
    EXPECT_EQ(match_text(text)->params[0].data(), text.data() + 5);
}

TEST(MatchText, SurvivesLongAndBinaryText) {
    const std::string much(1'000'000, '\'');
    EXPECT_EQ(found("Tag '" + much), "nothing");
    EXPECT_EQ(match_text("Tag '" + much + "' appears more than once.")->params[0], much);
    EXPECT_EQ(found(std::string("\0\xff", 2)), "nothing");
    EXPECT_EQ(found(std::string(255, 'x')), "nothing");
    EXPECT_EQ(found(std::string(256, 'x')), "nothing");
}

TEST(Fill, PutsParametersInOrder) {
    const Text& text = find(ErrorCode{-1181})->texts[0];
    EXPECT_EQ(fill(text, Params{"10000", "10s"}),
              "Too many messages; current limit is '10000' messages per '10s'.");
}

TEST(Fill, MarksWhatIsMissingAndDropsWhatIsTooMuch) {
    const Text& text = find(ErrorCode{-1181})->texts[0];
    EXPECT_EQ(fill(text, Params{"10000"}), "Too many messages; current limit is '10000' messages per '?'.");
    EXPECT_EQ(fill(text, Params{"1", "2", "3"}), "Too many messages; current limit is '1' messages per '2'.");
}

TEST(Fill, IsUndoneByMatchText) {
    const std::vector<Params> sets{
        {"38", "44", "59"}, {"x", "x", "x"}, {"100%", "10 SECONDS", "%s"}, {"a.b", "-1", "[0-9]"}};
    for (const Text* text : all_texts_of_the_catalogue()) {
        for (const Params& params : sets) {
            const std::string filled = fill(*text, params);
            for (const ErrorCode code : {text->code, ErrorCode{}}) {
                const auto match = match_text(filled, code);
                ASSERT_TRUE(match) << filled;
                EXPECT_EQ(match->text, text) << filled;
                for (std::size_t i = 0; i < text->param_count; ++i)
                    EXPECT_EQ(match->params[i], params[i]) << filled;
            }
        }
    }
}

// The fast matcher and the slow one must agree on whatever they are given.
class AgainstTheSlowMatcher : public testing::Test {
protected:
    void compare(const std::string& text, ErrorCode code) { compare(text, code, slow_.match(text, code)); }

    void compare(const std::string& text, ErrorCode code,
                 const std::optional<test::SlowTextMatcher::Match>& expected) {
        const auto match = match_text(text, code);
        ASSERT_EQ(match.has_value(), expected.has_value()) << code.value << " " << text;
        if (!match) return;
        ASSERT_EQ(match->text->pattern, expected->text->pattern) << code.value << " " << text;
        ASSERT_EQ(match->text, expected->text) << code.value << " " << text;
        for (std::size_t i = 0; i < match->params.size(); ++i)
            ASSERT_EQ(match->params[i], i < expected->params.size() ? expected->params[i] : "") << text;
    }

    std::size_t below(std::size_t bound) {
        return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
    }

    // Parameters that hold what also stands in patterns, so that cuts are ambiguous.
    std::string some_param() {
        static const std::vector<std::string> params{
            "",  "38", "'",  "' or '",  "' per '",    ".",     "'.", "10s",
            "[", "]",  "['", "' and '", "overflowed", " per ", "ms", "%s"};
        std::string param = params[below(params.size())];
        if (below(3) == 0) param += params[below(params.size())];
        return param;
    }

    std::string some_filled(const Text& text) {
        const std::array<std::string, 3> owned{some_param(), some_param(), some_param()};
        return fill(text, std::array<std::string_view, 3>{owned[0], owned[1], owned[2]});
    }

    test::SlowTextMatcher slow_;
    std::mt19937 random_{20260701}; // NOLINT: the same run every time
    std::vector<const Text*> texts_ = all_texts_of_the_catalogue();
};

TEST_F(AgainstTheSlowMatcher, AgreesOnEveryTextWithManyParameters) {
    for (const Text* text : texts_) {
        for (int round = text->param_count == 0 ? 1 : 12; round > 0; --round) {
            const std::string filled = some_filled(*text);
            compare(filled, text->code);
            compare(filled, {});
        }
    }
}

TEST_F(AgainstTheSlowMatcher, AgreesOnEveryTextWithEveryCode) {
    for (const Text* text : texts_) {
        const std::string filled = some_filled(*text);
        const auto of_any = slow_.of_any(filled);
        for (const Entry& entry : entries()) {
            const auto of_code = slow_.of_code(filled, entry.code);
            compare(filled, entry.code, of_code ? of_code : of_any);
        }
    }
}

TEST_F(AgainstTheSlowMatcher, AgreesOnTextsWithOneByteWrong) {
    for (const Text* text : texts_) {
        std::string filled = some_filled(*text);
        filled[below(filled.size())] ^= 1;
        compare(filled, text->code);
        compare(filled, {});
        filled = some_filled(*text);
        filled.erase(below(filled.size()), 1);
        compare(filled, {});
    }
}

TEST_F(AgainstTheSlowMatcher, AgreesOnTheHeadOfOneTextWithTheTailOfAnother) {
    for (int round = 0; round < 600; ++round) {
        const std::string head = some_filled(*texts_[below(texts_.size())]);
        const std::string tail = some_filled(*texts_[below(texts_.size())]);
        compare(head.substr(0, below(head.size() + 1)) + tail.substr(below(tail.size() + 1)),
                texts_[below(texts_.size())]->code);
    }
}

} // namespace
} // namespace fixguard::catalog
