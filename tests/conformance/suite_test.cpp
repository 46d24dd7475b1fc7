// Every scenario against our venue, and what the scenarios cover.
#include "catalog/catalog.hpp"
#include "conformance/coverage.hpp"
#include "conformance/exchange_target.hpp"
#include "conformance/judge.hpp"
#include "conformance/suite.hpp"
#include "wire/message_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace fixguard::conformance::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Suite, our_venue_passes_every_scenario) {
    for (const Scenario& scenario : scenarios()) {
        ExchangeTarget target(venue_of(scenario));
        const Result result = run(scenario, target, identity());
        EXPECT_EQ(result.verdict, Verdict::passed) << describe(scenario, result);
    }
}

TEST(Suite, has_250_scenarios_of_different_names) {
    std::set<std::string> names;
    for (const Scenario& scenario : scenarios())
        names.insert(scenario.name);
    EXPECT_EQ(names.size(), scenarios().size());
    EXPECT_GE(names.size(), 250u);
}

TEST(Suite, every_scenario_says_its_rule_and_where_it_is_documented) {
    for (const Scenario& scenario : scenarios()) {
        EXPECT_FALSE(scenario.about.empty()) << scenario.name;
        EXPECT_FALSE(scenario.rule.empty()) << scenario.name;
        EXPECT_FALSE(scenario.source.empty()) << scenario.name;
    }
}

// The kinds of session on which a text cannot occur: what it is about does not exist there.
std::vector<std::string> kinds_of(std::int32_t code) {
    switch (code) {
    case -1173: return {"oe"}; // only NoOrders(73) has entries of more than one field
    case -1174:
    case -1182: return {"oe"}; // orders
    case -1183:
    case -1185: return {"dc"};
    case -1184: return {"oe", "md"};
    case -1186: return {"oe"};
    case -1187: return {"md"};
    case -1188:
    case -1189: return {"oe", "md"}; // messages with groups
    case -1190:
    case -1191: return {"md"};
    }
    return {"oe", "dc", "md"};
}

TEST(Suite, has_each_text_of_the_23_codes_on_each_kind_where_it_can_occur) {
    const auto covered = coverage(scenarios());
    for (std::int32_t code = -1169; code >= -1191; --code) {
        const catalog::Entry* const entry = catalog::find(ErrorCode{code});
        ASSERT_NE(entry, nullptr);
        for (const catalog::Text& text : entry->texts) {
            const std::string what = std::to_string(code) + "." + std::to_string(text.index);
            const auto found = covered.find(what);
            for (const std::string& kind : kinds_of(code)) {
                const bool there =
                    found != covered.end() &&
                    std::any_of(found->second.begin(), found->second.end(),
                                [&](const auto& name) { return name.starts_with(kind + "/"); });
                EXPECT_TRUE(there) << what << " on " << kind << ": " << text.pattern;
            }
        }
    }
}

TEST(Suite, has_each_of_the_85_session_layer_test_cases_or_says_why_not) {
    const auto cases = session_cases();
    EXPECT_EQ(cases.size(), 85u);
    const auto covered = coverage(scenarios());
    for (const SessionCase& one : cases) {
        EXPECT_FALSE(one.note.empty()) << one.id;
        const bool wanted = one.outcome != "not applicable" && !one.of_client;
        EXPECT_TRUE(!wanted || covered.contains(std::string(one.id))) << one.id;
    }
}

TEST(Suite, the_table_counts_the_scenarios_of_venues_and_the_cases_of_clients) {
    const std::string table = coverage_table(scenarios());
    EXPECT_THAT(table, HasSubstr("  1Bc  1   client  other "));
    EXPECT_THAT(table, Not(HasSubstr("-   client")));
    for (const SessionCase& one : session_cases()) {
        const std::string none = "  " + std::string(one.id) + std::string(5 - one.id.size(), ' ') + "-   ";
        EXPECT_EQ(table.find(none) != std::string::npos,
                  one.outcome == "not applicable" && !coverage(scenarios()).contains(std::string(one.id)))
            << one.id;
    }
}

// All that the catalogue has: "-1170.0", a code without texts, words of the matching engine.
std::set<std::string> catalogued() {
    std::set<std::string> all;
    for (const catalog::Entry& entry : catalog::entries()) {
        const std::string code = std::to_string(entry.code.value);
        for (const catalog::Text& text : entry.texts)
            all.insert(code + "." + std::to_string(text.index));
        if (entry.texts.empty()) all.insert(code);
    }
    for (const auto& words : {catalog::engine_messages(), catalog::filter_failures()})
        for (const catalog::Text& text : words)
            all.emplace(text.pattern);
    return all;
}

TEST(Suite, has_each_code_and_text_that_a_session_can_meet_or_says_why_none_can) {
    const auto covered = coverage(scenarios());
    std::set<std::string> excused;
    for (const NotApplicable& one : not_applicable()) {
        EXPECT_TRUE(excused.emplace(one.what).second) << one.what << " twice";
        EXPECT_TRUE(catalogued().contains(std::string(one.what))) << one.what << " does not exist";
        EXPECT_FALSE(one.reason.empty()) << one.what;
    }
    for (const std::string& what : catalogued())
        EXPECT_NE(covered.contains(what), excused.contains(what)) << what;
}

// A line that is expected, or one that may come in its place, has the code and the text.
bool expects(const Scenario& scenario, const std::string& covers) {
    const std::string code = covers.substr(0, covers.find('.'));
    const auto has = [&](const std::string& line) {
        const wire::MessageView message(line);
        const std::string codes = "<ONE " + std::string(message.find(tag::ErrorCode).value_or("")) + ">";
        const std::string_view text = message.find(tag::Text).value_or("");
        if (!fits(tag::ErrorCode, codes, code) && codes.find(code) == codes.npos) return false;
        if (covers == code || text == "<TEXT>") return true;
        const auto match = catalog::match_text(text, ErrorCode{std::stoi(code)});
        return match && std::to_string(match->text->index) == covers.substr(code.size() + 1) &&
               match->text->kind == catalog::TextKind::code_text;
    };
    return std::any_of(scenario.steps.begin(), scenario.steps.end(), [&](const Step& step) {
        return step.kind == StepKind::expect &&
               (has(step.text) || std::any_of(step.alternatives.begin(), step.alternatives.end(), has));
    });
}

TEST(Suite, what_a_scenario_says_that_it_covers_stands_in_its_lines) {
    for (const Scenario& scenario : scenarios())
        for (const std::string& covers : scenario.covers)
            if (covers.starts_with('-')) {
                EXPECT_TRUE(expects(scenario, covers)) << scenario.name << " covers " << covers;
            }
}

TEST(Suite, the_table_shows_words_of_the_engine_and_what_is_not_applicable) {
    const std::string table = coverage_table(scenarios());
    EXPECT_THAT(table, HasSubstr("oe:1              Market is closed.\n"));
    EXPECT_THAT(table, HasSubstr("oe:1              Filter failure: MAX_NUM_ORDERS\n"));
    EXPECT_THAT(table,
                HasSubstr("  -1120 Invalid interval.\n      no message of FIX asks for an interval\n"));
    EXPECT_THAT(table, HasSubstr("  -2021 ORDER_CANCEL_REPLACE_PARTIALLY_FAILED\n      the halves of "));
}

TEST(Suite, covers_nothing_that_does_not_exist) {
    std::set<std::string> known = catalogued();
    for (const SessionCase& one : session_cases())
        known.emplace(one.id);
    for (const catalog::Entry& entry : catalog::entries())
        known.insert(std::to_string(entry.code.value));
    for (const auto& [what, names] : coverage(scenarios()))
        EXPECT_TRUE(known.contains(what)) << what << " in " << names.front();
}

TEST(Suite, names_are_found_by_patterns) {
    EXPECT_TRUE(matches("oe/*", "oe/1169-tag-zero"));
    EXPECT_FALSE(matches("oe/*", "md/1169-tag-zero"));
    EXPECT_TRUE(matches("*/11?9-*", "oe/1169-tag-zero"));
    EXPECT_TRUE(matches("1169", "oe/1169-tag-zero"));
    EXPECT_FALSE(matches("*1169", "oe/1169-tag-zero"));
    EXPECT_TRUE(matches("{oe,md}/{1169,1170}-*", "md/1170-x"));
    EXPECT_FALSE(matches("{oe,md}/{1169,1170}-*", "dc/1170-x"));
    EXPECT_TRUE(matches("oe/{a,b{c,d}}", "oe/bd"));
    EXPECT_FALSE(matches("oe/{a,b{c,d}}", "oe/b"));
    EXPECT_TRUE(matches("oe/11[67][0-24]-*", "oe/1162-x"));
    EXPECT_FALSE(matches("oe/11[67][0-24]-*", "oe/1163-x"));
    EXPECT_TRUE(matches("oe/[!0-9]*", "oe/logout"));
    EXPECT_FALSE(matches("oe/[!0-9]*", "oe/1163"));
    EXPECT_TRUE(matches("a{b", "a{b"));
    EXPECT_TRUE(matches("*[", "a["));
}

} // namespace
} // namespace fixguard::conformance::test
