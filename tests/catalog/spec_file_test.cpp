// The generator refuses a spec/errors.toml on which the catalogue could not stand.
#include "catalog/spec_file.hpp"

#include <gtest/gtest.h>

namespace fixguard::catalog {
namespace {

// A code's table of eleven lines: the key in line 1, one key in each line after it.
const std::string good = "[-1171]\n"
                         "name = \"TWICE\"\n"
                         "description = \"d\"\n"
                         "advice = \"a\"\n"
                         "texts = [\"Tag '%s' twice.\"]\n"
                         "remedy = \"fix_message\"\n"
                         "handler_acts = false\n"
                         "fate = \"rejected\"\n"
                         "fate_basis = \"documented\"\n"
                         "session_effect = \"stays_open\"\n"
                         "session_effect_basis = \"inferred\"\n";

std::string complaint(const std::string& text) {
    const auto result = read_spec("e.toml", text);
    return std::holds_alternative<std::string>(result) ? std::get<std::string>(result) : "no complaint";
}

// `good` with one stretch of it replaced.
std::string with(const std::string& before, const std::string& after) {
    std::string text = good;
    const std::size_t at = text.find(before);
    EXPECT_NE(at, std::string::npos) << before;
    return text.replace(at, before.size(), after);
}

std::string with_texts(const std::string& texts) {
    return with("[\"Tag '%s' twice.\"]", texts);
}

TEST(SpecFile, ReadsACode) {
    const auto result = read_spec("e.toml", good);
    ASSERT_TRUE(std::holds_alternative<Spec>(result)) << std::get<std::string>(result);
    const SpecCode& code = std::get<Spec>(result).codes.at(0);
    EXPECT_EQ(code.code, ErrorCode{-1171});
    EXPECT_EQ(code.name, "TWICE");
    EXPECT_EQ(code.texts, std::vector<std::string>{"Tag '%s' twice."});
    EXPECT_EQ(code.policy, (Policy{Remedy::fix_message, RequestFate::rejected, SessionEffect::stays_open,
                                   false, Basis::documented, Basis::inferred}));
}

TEST(SpecFile, TakesThePatternWhereASampleWasPublished) {
    const auto result = read_spec("e.toml", with_texts("[{ text = \"%d\", published = \"1\" }]"));
    EXPECT_EQ(std::get<std::string>(result),
              "e.toml:5: [-1171] a parameter must follow some text of the exchange: %d");
    const auto read = read_spec("e.toml", with_texts("[{ text = \"in %dms\", published = \"in 1000ms\" }]"));
    EXPECT_EQ(std::get<Spec>(read).codes.at(0).texts.at(0), "in %dms");
}

TEST(SpecFile, SortsTheCodesAsTheExchangeListsThem) {
    const std::string two = good + "[-1003]\n" + with("TWICE", "MANY").substr(8);
    EXPECT_EQ(std::get<Spec>(read_spec("e.toml", two)).codes.at(0).code, ErrorCode{-1003});
}

TEST(SpecFile, NamesTheKeyItDoesNotKnow) {
    EXPECT_EQ(complaint(with("advice", "advise")), "e.toml:4: [-1171] has no key 'advise'");
    EXPECT_EQ(complaint("[-11x]\n"), "e.toml:1: [-11x] is no error code, engine_messages or filter_failures");
    EXPECT_EQ(complaint("[engine_messages]\ntext = []\n"),
              "e.toml:2: [engine_messages] has no key 'text'; it has texts");
    EXPECT_EQ(complaint("x = 1\n"), "e.toml:1: [x] is no table");
}

TEST(SpecFile, NamesTheKeyThatIsMissing) {
    EXPECT_EQ(complaint(with("fate_basis = \"documented\"\n", "")), "e.toml:1: [-1171] lacks fate_basis");
    EXPECT_EQ(complaint("[filter_failures]\n"), "e.toml:1: [filter_failures] lacks texts");
}

TEST(SpecFile, NamesTheWordItDoesNotKnow) {
    EXPECT_EQ(complaint(with("\"rejected\"", "\"refused\"")),
              "e.toml:8: [-1171] fate = \"refused\" is unknown; use one of none, not_sent, rejected, "
              "accepted, unknown");
    EXPECT_EQ(complaint(with("\"TWICE\"", "\"Twice\"")),
              "e.toml:2: [-1171] name must be made of A-Z, 0-9 and _ and begin with a letter");
    EXPECT_EQ(complaint(with("\"d\"", "\"\"")), "e.toml:3: [-1171] description must say something");
}

TEST(SpecFile, RefusesWhatStandsTwice) {
    EXPECT_EQ(complaint(good + good).substr(0, 10), "e.toml:12:");
    EXPECT_EQ(complaint(good + with("-1171", "-1172")), "e.toml:12: [-1172] has the name of -1171");
    EXPECT_EQ(complaint(with_texts("[\"a\", \"b\",\n\"a\"]")), "e.toml:6: [-1171] has the text twice: a");
}

TEST(SpecFile, RefusesPatternsThatCannotBeFound) {
    EXPECT_EQ(complaint(with_texts("[\"%s is bad\"]")),
              "e.toml:5: [-1171] a parameter must follow some text of the exchange: %s is bad");
    EXPECT_EQ(complaint(with_texts("[\"a %s%d\"]")),
              "e.toml:5: [-1171] a parameter must follow some text of the exchange: a %s%d");
    EXPECT_EQ(complaint(with_texts("[\"a %x\"]")), "e.toml:5: [-1171] only %s and %d are parameters: a %x");
    EXPECT_EQ(complaint(with_texts("[\"100%\"]")), "e.toml:5: [-1171] only %s and %d are parameters: 100%");
    EXPECT_EQ(complaint(with_texts("[\"a%s b%s c%s d%s\"]")),
              "e.toml:5: [-1171] a text has three parameters at most: a%s b%s c%s d%s");
    EXPECT_EQ(complaint(with_texts("[\"\"]")), "e.toml:5: [-1171] a text must not be empty: ");
    EXPECT_EQ(complaint(with_texts("[1]")),
              "e.toml:5: [-1171] a text must be a string or { text = \"...\", published = \"...\" }");
}

TEST(SpecFile, RefusesAHandlerThatWouldMendTheMessage) {
    EXPECT_EQ(complaint(with("false", "true")),
              "e.toml:1: [-1171] says handler_acts = true, but no handler can carry out fix_message");
}

} // namespace
} // namespace fixguard::catalog
