// The grammar line by line, its errors, the macros, and the comparison.
#include "conformance/comparison.hpp"
#include "conformance/judge.hpp"
#include "conformance/macros.hpp"
#include "conformance/scenario.hpp"
#include "wire/message_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::conformance::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Scenario read(std::string_view text) {
    auto parsed = parse_scenario(text, "x.def");
    const auto* const error = std::get_if<std::string>(&parsed);
    EXPECT_EQ(error, nullptr) << (error ? *error : "");
    return error ? Scenario{} : std::get<Scenario>(std::move(parsed));
}

std::string error_of(std::string_view text) {
    auto parsed = parse_scenario(text, "x.def");
    const auto* const error = std::get_if<std::string>(&parsed);
    return error ? *error : "none";
}

TEST(Reader, takes_quickfix_lines_as_they_are) {
    const Scenario scenario =
        read("# If message sequence number matches\n"
             "iCONNECT\n"
             "I8=FIX.4.4\00135=A\00134=1\00149=TW\00152=<TIME>\00156=ISLD\00198=0\001108=2\001\n"
             "E8=FIX.4.4\0019=57\00135=A\00134=1\00149=ISLD\00152=00000000-00:00:00\00156=TW\001"
             "98=0\001108=2\00110=0\001\n"
             "\n"
             "i2,CONNECT\n"
             "eDISCONNECT");
    ASSERT_THAT(scenario.steps, SizeIs(5));
    EXPECT_EQ(scenario.steps[0].kind, StepKind::connect);
    EXPECT_EQ(scenario.steps[0].line, 2u);
    EXPECT_EQ(scenario.steps[1].kind, StepKind::send);
    EXPECT_THAT(scenario.steps[1].text, HasSubstr("\00135=A\001"));
    EXPECT_EQ(scenario.steps[2].kind, StepKind::expect);
    EXPECT_EQ(scenario.steps[3].cid, 2);
    EXPECT_EQ(scenario.steps[4].kind, StepKind::expect_disconnect);
    EXPECT_FALSE(scenario.any_order);
}

TEST(Reader, takes_our_headers) {
    const Scenario scenario =
        read("# What it is about.\n# rule: R\n# source: S\n# covers: -1169.0 14a\n# kind: md\n"
             "# connection: 2 dc 10.0.0.7\n# venue: streams=3\n# options: pipe any-order\n"
             "iCONNECT\nI<WAIT 5>\nI<REPEAT 3>8=FIX.4.4|35=0|\nE8=FIX.4.4|35=0|\n"
             "E<ALT>8=FIX.4.4|35=5|\nE<MAYBE>8=FIX.4.4|35=1|\n");
    EXPECT_EQ(scenario.about, "What it is about.");
    EXPECT_EQ(scenario.rule, "R");
    EXPECT_EQ(scenario.source, "S");
    EXPECT_THAT(scenario.covers, ElementsAre("-1169.0", "14a"));
    EXPECT_EQ(scenario.peer(1).kind, SessionKind::market_data);
    EXPECT_EQ(scenario.peer(2).kind, SessionKind::drop_copy);
    EXPECT_EQ(scenario.peer(2).ip, "10.0.0.7");
    EXPECT_TRUE(scenario.any_order);
    ASSERT_THAT(scenario.steps, SizeIs(5));
    EXPECT_EQ(scenario.steps[1].kind, StepKind::wait);
    EXPECT_EQ(scenario.steps[1].repeat, 5u);
    EXPECT_EQ(scenario.steps[2].repeat, 3u);
    EXPECT_EQ(scenario.steps[2].text, "8=FIX.4.4\00135=0\001");
    EXPECT_THAT(scenario.steps[3].alternatives, SizeIs(1));
    EXPECT_TRUE(scenario.steps[4].optional);
}

TEST(Reader, says_where_and_what_is_wrong) {
    EXPECT_EQ(error_of("iCONNECT\nX\n"), "x.def:2: a line begins with #, i, e, I or E");
    EXPECT_EQ(error_of("iCONNEC\n"), "x.def:1: CONNECT or DISCONNECT is wanted");
    EXPECT_EQ(error_of("# kind: spot\n"), "x.def:1: kind: oe, dc or md is wanted");
    EXPECT_EQ(error_of("# options: pip\n"), "x.def:1: options: pip is none; there are pipe and any-order");
    EXPECT_EQ(error_of("I8=FIX.4.4\00149=<FRESH_ID>\001\n"), "x.def:1: <FRESH_ID>: no such macro");
    EXPECT_EQ(error_of("I8=FIX.4.4\00149=<ANY>\001\n"), "x.def:1: <ANY>: only an expected line may have it");
    EXPECT_EQ(error_of("E8=FIX.4.4\00196=<SIGN>\001\n"), "x.def:1: <SIGN>: only a sent line may have it");
    EXPECT_EQ(error_of("I8=FIX.4.4\00152=<TIME+x>\001\n"),
              "x.def:1: <TIME+x>: a whole number of at most 10 digits is wanted");
    EXPECT_EQ(error_of("I8=FIX.4.4\00152=<TIME+9999999999999>\001\n"),
              "x.def:1: <TIME+9999999999999>: a whole number of at most 10 digits is wanted");
    EXPECT_EQ(error_of("E<ALT>8=FIX.4.4\001\n"),
              "x.def:1: <ALT> stands behind an E line of the same connection");
    EXPECT_EQ(error_of("E35=A\001\n"), "x.def:1: an expected message begins with 8=");
    EXPECT_EQ(error_of("# venue: colour=red\n"), "x.def:1: venue: colour=red is not understood");
    EXPECT_EQ(error_of("# nothing\n"), "x.def:1: no step: a scenario begins with iCONNECT");
    EXPECT_THAT(error_of("iCONNECT\neCONNECT\n"),
                HasSubstr("x.def:2: eCONNECT waits for a connection, but a venue never opens one"));
    EXPECT_EQ(error_of("# venue: unsupported=colour\n"),
              "x.def:1: venue: unsupported=colour is not understood");
    EXPECT_EQ(error_of("# needs: luck\n"), "x.def:1: needs: luck is none; there is book");
    EXPECT_EQ(error_of("# venue: tick=a\n"), "x.def:1: venue: tick=a is not understood");
    EXPECT_EQ(error_of("E8=FIX.4.4\00158=<TAG 38,44>\001\n"),
              "x.def:1: <TAG 38,44>: numbers of fields with / between are wanted");
    EXPECT_EQ(error_of("E8=FIX.4.4\00158=<INTERVAL>\001\n"),
              "x.def:1: <INTERVAL>: a whole number of at most 10 digits is wanted");
    EXPECT_EQ(error_of("R8=FIX.4.4\001\n"), "x.def:1: R lines cannot be run, in QuickFIX neither");
}

// ---- macros

std::string made(std::string_view readable) {
    const MacroValues values{identity(), [](int cid) { return "N" + std::to_string(cid); },
                             UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}}, 2, 7};
    return wire::to_readable(make_message(wire::from_readable(readable), values));
}

TEST(Macros, are_filled_in) {
    EXPECT_EQ(made("<TIME>|<TIME+61>|<TIME-1>|<MICROS+1500>|"),
              "20260701-00:00:00|20260701-00:01:01|20260630-23:59:59|20260701-00:00:00.001500|");
    EXPECT_EQ(made("<FRESH_COMP_ID>|<FRESH_COMP_ID 1>|<SEQ>|<BYTE 41>|"), "N2|N1|7|A|");
    EXPECT_EQ(made("Logon<A>|Logout<5>|"), "Logon<A>|Logout<5>|");
}

TEST(Macros, lengths_and_sums_are_computed_where_they_are_not_given) {
    EXPECT_EQ(made("8=FIX.4.4|35=0|34=2|"), "8=FIX.4.4|9=10|35=0|34=2|10=166|");
    EXPECT_EQ(made("8=FIX.4.4|9=11|35=0|34=2|10=000|"), "8=FIX.4.4|9=11|35=0|34=2|10=000|");
    EXPECT_EQ(made("8=FIX.4.4|35=0|34=2|10=000|"), "8=FIX.4.4|9=10|35=0|34=2|10=000|");
    EXPECT_THAT(made("8=FIX.4.4|9=0<LENGTH+1>|35=0|34=2|"), HasSubstr("|9=011|"));
    EXPECT_EQ(made("35=0|34=2|"), "35=0|34=2|");
}

TEST(Macros, a_signature_is_over_what_stands_in_the_message) {
    const std::string right = made("8=FIX.4.4|35=A|34=1|49=A|52=T|56=SPOT|<SIGN>|");
    EXPECT_THAT(right, HasSubstr("|95=88|96="));
    EXPECT_NE(right, made("8=FIX.4.4|35=A|34=1|49=A|52=T|56=SPOT|<SIGN WRONG>|"));
    EXPECT_NE(right.substr(40), made("8=FIX.4.4|35=A|34=1|49=B|52=T|56=SPOT|<SIGN>|").substr(40));
}

// ---- comparison

std::vector<std::string> differences(std::string_view expected, std::string_view got, bool any_order = true) {
    std::vector<std::string> all;
    for (const Difference& one : compare(wire::from_readable(expected), wire::from_readable(got), any_order))
        all.push_back(std::to_string(one.tag) + " " + one.expected + " " + one.got);
    return all;
}

TEST(Comparison, shows_every_field_that_differs) {
    EXPECT_THAT(differences("35=3|45=2|58=a|", "35=3|45=3|371=1|"),
                ElementsAre("45 2 3", "58 a (absent)", "371 (absent) 1"));
    EXPECT_THAT(differences("35=3|45=2|", "35=3|45=2|"), IsEmpty());
}

TEST(Comparison, takes_values_by_macros) {
    EXPECT_THAT(differences("58=Tag '<ANY>' twice, '<ANY>'.|", "58=Tag '5' twice, ''.|"), IsEmpty());
    EXPECT_THAT(differences("58=Tag '<ANY>' twice.|", "58=Tag '5' once.|"), SizeIs(1));
    EXPECT_THAT(differences("373=<ONE 1/99>|", "373=99|"), IsEmpty());
    EXPECT_THAT(differences("373=<ONE 1/99>|", "373=9|"), SizeIs(1));
    EXPECT_THAT(differences("35=3|373=<OPT 1>|", "35=3|"), IsEmpty());
    EXPECT_THAT(differences("35=3|373=<OPT 1>|", "35=3|373=2|"), SizeIs(1));
    EXPECT_THAT(differences("35=8|<MORE>|", "35=8|11=x|17=1|"), IsEmpty());
    EXPECT_THAT(differences("52=<MICROS>|", "52=20260701-12:00:00.000001|"), IsEmpty());
    EXPECT_THAT(differences("52=<MICROS>|", "52=20260701-12:00:00|"), SizeIs(1));
    EXPECT_THAT(differences("52=00000000-00:00:00|", "52=20260701-12:00:00|"), IsEmpty());
    EXPECT_THAT(differences("52=00000000-00:00:00|", "52=now|"), SizeIs(1));
}

TEST(Comparison, takes_a_field_inside_a_text_by_number_or_name) {
    for (const char* const named : {"55", "Symbol", "Symbol(55)", "Symbol (55)"})
        EXPECT_THAT(differences("58=Required tag '<TAG 55>' missing.|",
                                "58=Required tag '" + std::string(named) + "' missing.|"),
                    IsEmpty())
            << named;
    for (const char* const other : {"", "5", "555", "44", "Side", "Symbol(54)", "Symbol55", "SymbolX"})
        EXPECT_THAT(differences("58=Required tag '<TAG 55>' missing.|",
                                "58=Required tag '" + std::string(other) + "' missing.|"),
                    SizeIs(1))
            << other;
    EXPECT_THAT(differences("58='<TAG 37/41>' or '<TAG 37/41>'|", "58='OrigClOrdID' or '37'|"), IsEmpty());
    EXPECT_THAT(differences("58=Group '<TAG 267>'|", "58=Group 'NoMDEntryTypes'|"), IsEmpty());
}

TEST(Comparison, takes_a_list_of_fields_inside_a_text_in_any_order) {
    for (const char* const named : {"38, 152", "152,38", "'OrderQty', 'CashOrderQty (152)'"})
        EXPECT_THAT(differences("58=Fields [<TAGS 38/152>]|", "58=Fields [" + std::string(named) + "]|"),
                    IsEmpty())
            << named;
    for (const char* const other : {"", "38", "38, 38", "38, 152, 44", "38 152"})
        EXPECT_THAT(differences("58=Fields [<TAGS 38/152>]|", "58=Fields [" + std::string(other) + "]|"),
                    SizeIs(1))
            << other;
}

TEST(Comparison, takes_a_time_inside_a_text_in_any_unit) {
    for (const char* const said : {"60s", "60 SECONDS", "60 seconds", "1m", "1 MINUTE", "60000ms"})
        EXPECT_THAT(differences("58=15 per '<INTERVAL 60>'.|", "58=15 per '" + std::string(said) + "'.|"),
                    IsEmpty())
            << said;
    for (const char* const said : {"", "60", "61s", "60 MINUTES", "s", "60 apples"})
        EXPECT_THAT(differences("58=15 per '<INTERVAL 60>'.|", "58=15 per '" + std::string(said) + "'.|"),
                    SizeIs(1))
            << said;
}

TEST(Comparison, a_published_text_is_one_of_the_code_beside_it) {
    EXPECT_THAT(
        differences("25016=<ANY>|58=<TEXT>|", "25016=-1170|58=Tag '5' not defined for this message type.|"),
        IsEmpty());
    EXPECT_THAT(
        differences("25016=<ANY>|58=<TEXT>|", "25016=-1171|58=Tag '5' not defined for this message type.|"),
        SizeIs(1));
    EXPECT_THAT(differences("25016=<ANY>|58=<TEXT>|", "25016=-2010|58=Duplicate order sent.|"), IsEmpty());
    EXPECT_THAT(differences("58=<TEXT>|", "58=Duplicate order sent.|"), SizeIs(1));
}

TEST(Comparison, order_counts_where_it_is_said) {
    EXPECT_THAT(differences("35=3|34=1|", "34=1|35=3|", true), IsEmpty());
    EXPECT_THAT(differences("35=3|34=1|", "34=1|35=3|", false), ElementsAre("0 35 34 34 35"));
}

TEST(Comparison, framing_counts_only_where_it_is_expected) {
    EXPECT_THAT(differences("35=0|", "9=0000005|35=0|10=001|"), IsEmpty());
    EXPECT_THAT(differences("9=5|35=0|", "9=0000005|35=0|10=001|"), IsEmpty());
    EXPECT_THAT(differences("9=6|35=0|", "9=0000005|35=0|10=001|"), SizeIs(1));
}

TEST(Comparison, shows_no_secret) {
    EXPECT_THAT(differences("553=key|96=abcd|", "553=kex|96=abce|"),
                ElementsAre("553 *** ***", "96 **** ****"));
}

} // namespace
} // namespace fixguard::conformance::test
