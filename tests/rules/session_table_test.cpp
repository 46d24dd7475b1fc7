// spec/sessions.toml: that the file is whole, that its figures are the documented ones, and what is refused.
#include "rules/session_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

namespace fixguard::rules {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const SessionTable& table() {
    return SessionTable::built_in();
}

std::string file_text() {
    std::ifstream file(FIXGUARD_SOURCE_DIR "/spec/sessions.toml");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string error_of(std::string_view toml) {
    const auto parsed = SessionTable::parse(toml, "my.toml");
    const auto* error = std::get_if<std::string>(&parsed);
    return error ? *error : "no error";
}

TEST(SessionTable, the_built_in_table_is_the_file_of_the_tree) {
    const auto parsed = SessionTable::parse_complete(file_text(), "spec/sessions.toml");
    ASSERT_TRUE(std::holds_alternative<SessionTable>(parsed)) << std::get<std::string>(parsed);
    EXPECT_EQ(std::get<SessionTable>(parsed), table());
}

TEST(SessionTable, documented_limits_of_order_entry) {
    const KindRules& rules = table().of(SessionKind::order_entry);
    EXPECT_EQ(rules.messages, (WindowLimit{10'000, 10s}));
    EXPECT_EQ(rules.attempts, (WindowLimit{15, 30s}));
    EXPECT_EQ(rules.connections, 10u);
    EXPECT_FALSE(rules.read_only_key_enough);
}

TEST(SessionTable, documented_limits_of_drop_copy) {
    const KindRules& rules = table().of(SessionKind::drop_copy);
    EXPECT_EQ(rules.messages, (WindowLimit{60, 60s}));
    EXPECT_EQ(rules.attempts, (WindowLimit{15, 30s}));
    EXPECT_EQ(rules.connections, 10u);
    EXPECT_EQ(rules.report_delay, 1s);
}

TEST(SessionTable, documented_limits_of_market_data) {
    const KindRules& rules = table().of(SessionKind::market_data);
    EXPECT_EQ(rules.messages, (WindowLimit{2'000, 60s}));
    EXPECT_EQ(rules.attempts, (WindowLimit{300, 300s}));
    EXPECT_EQ(rules.connections, 100u);
    EXPECT_EQ(rules.streams, 1'000u);
}

TEST(SessionTable, orders_only_on_order_entry_and_streams_only_on_market_data) {
    for (const SessionKind kind : all_session_kinds) {
        EXPECT_EQ(table().of(kind).allows("D"), kind == SessionKind::order_entry);
        EXPECT_EQ(table().of(kind).allows("V"), kind == SessionKind::market_data);
        EXPECT_TRUE(table().of(kind).allows("A"));
    }
}

TEST(SessionTable, the_pairing_of_a_text_wins_over_the_one_of_its_code) {
    EXPECT_EQ(table().session_reject_reason(ErrorCode{-1102}, 3), 1);
    EXPECT_EQ(table().session_reject_reason(ErrorCode{-1102}, 4), 6);
    EXPECT_EQ(table().session_reject_reason(ErrorCode{-1181}, 0), 99);
}

TEST(SessionTable, a_users_file_changes_single_facts_and_leaves_the_rest) {
    const auto parsed = SessionTable::parse("[drop_copy]\n"
                                            "messages = { count = 3, window_ms = 500 }\n"
                                            "[switches]\n"
                                            "message_window = { value = \"fixed\" }\n"
                                            "[session_reject_reasons]\n"
                                            "-1177 = 5\n",
                                            "my.toml");
    ASSERT_TRUE(std::holds_alternative<SessionTable>(parsed)) << std::get<std::string>(parsed);
    SessionTable expected = table();
    expected.of(SessionKind::drop_copy).messages = {3, 500ms};
    expected.switches.message_window = WindowType::fixed;
    expected.reasons.push_back({ErrorCode{-1177}, std::nullopt, 5});
    EXPECT_EQ(std::get<SessionTable>(parsed), expected);
}

// Whatever fact is left out of the whole file, the reader notices.
TEST(SessionTable, the_whole_file_needs_every_fact_and_every_basis) {
    const std::string text = file_text();
    const std::regex fact_line("\n[a-z_0-9]+ *= *\\{[^\n]*\\}");
    int facts = 0;
    for (std::sregex_iterator it(text.begin(), text.end(), fact_line), end; it != end; ++it, ++facts) {
        std::string without = text;
        without.erase(static_cast<std::size_t>(it->position()), static_cast<std::size_t>(it->length()));
        const auto parsed = SessionTable::parse_complete(without, "x");
        EXPECT_TRUE(std::holds_alternative<std::string>(parsed)) << "not missed:" << it->str();
    }
    EXPECT_EQ(facts, 40);
    const std::regex switch_section("\n\\[switches\\.[a-z_0-9]+\\]\n");
    int switches = 0;
    for (std::sregex_iterator it(text.begin(), text.end(), switch_section), end; it != end;
         ++it, ++switches) {
        std::string other_name = text;
        other_name.insert(static_cast<std::size_t>(it->position() + it->length()) - 2, "_");
        const auto parsed = SessionTable::parse_complete(other_name, "x");
        EXPECT_TRUE(std::holds_alternative<std::string>(parsed)) << "not missed:" << it->str();
    }
    EXPECT_EQ(switches, 33);
    for (const std::string reason :
         {"unfilled_ioc", "unfilled_fok", "no_liquidity", "oco_leg", "oto_pending", "refused_on_release"}) {
        std::string without = text;
        without.erase(without.find("\n" + reason), 2 + reason.size());
        EXPECT_TRUE(std::holds_alternative<std::string>(SessionTable::parse_complete(without, "x")))
            << reason;
    }
    std::string no_basis = text;
    no_basis.erase(no_basis.find(", basis = \"documented\""), 22);
    const auto parsed = SessionTable::parse_complete(no_basis, "x");
    ASSERT_TRUE(std::holds_alternative<std::string>(parsed));
    EXPECT_THAT(std::get<std::string>(parsed), HasSubstr("\"basis\" is missing"));
}

struct BadFile {
    const char* toml;
    const char* error;
};

class SessionTableRefuses : public testing::TestWithParam<BadFile> {};

TEST_P(SessionTableRefuses, with_file_line_key_and_reason) {
    EXPECT_THAT(error_of(GetParam().toml), HasSubstr(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    Files, SessionTableRefuses,
    testing::Values(
        BadFile{"[order_entry", "my.toml:1: "}, //
        BadFile{"\n[orders]\n", "my.toml:2: orders: unknown key"},
        BadFile{"[drop_copy]\nmesages = { count = 1, window_ms = 1 }",
                "my.toml:2: drop_copy.mesages: unknown key"},
        BadFile{"[drop_copy]\nmessages = 60", "my.toml:2: drop_copy.messages: a table is wanted"},
        BadFile{"[drop_copy]\nmessages = { count = 1 }",
                "my.toml:2: drop_copy.messages: the key \"window_ms\" is missing"},
        BadFile{"[drop_copy]\nconnections = { value = 0 }",
                "my.toml:2: drop_copy.connections.value: a whole number from 1 to"},
        BadFile{"[drop_copy]\nconnections = { value = 1, basis = \"guess\" }",
                "drop_copy.connections.basis: \"guess\" is none of documented, inferred"},
        BadFile{"[common]\nheart_bt_int_min_s = { value = 61 }", "is above heart_bt_int_max_s"},
        BadFile{"[switches]\nmessage_window = { value = \"round\" }", "\"round\" is none of sliding, fixed"},
        BadFile{"[switches]\nunknown_order = { value = 2011 }",
                "switches.unknown_order.value: a whole number"},
        BadFile{"[precedence]\nfirst = [\"tag_count\"]", "precedence.first: \"tag_count\" is no rule"},
        BadFile{"[precedence]\norder = [\"book\", \"stars\"]", "precedence.order: \"stars\" is no check"},
        BadFile{"[precedence]\norder = [\"book\", \"book\", \"filters\", \"duplicate\", \"features\"]",
                "precedence.order: each check is wanted once"},
        BadFile{"[precedence]\nlogon = []", "precedence.logon: each check is wanted once"},
        BadFile{
            "[superfluous_fields]\nmarket = { 44 = -1102 }",
            "superfluous_fields.market.44: -1182, -1106, -1014 or, for a field that is ignored, 0 is wanted"},
        BadFile{"[superfluous_fields]\nmarket = { 4711 = -1182 }",
                "superfluous_fields.market.4711: the tag of a field of an order is wanted"},
        BadFile{"[superfluous_fields]\niceberg = { 44 = -1182 }", "superfluous_fields.iceberg: unknown key"},
        BadFile{"[expiry_reasons]\noco_leg = 100", "expiry_reasons.oco_leg: a whole number from 0 to 99"},
        BadFile{"[session_reject_reasons]\nabc = 1", "session_reject_reasons.abc: a code is wanted"},
        BadFile{"[session_reject_reasons]\n-1102 = \"x\"", "session_reject_reasons.-1102: a whole number"}));

TEST(SessionTable, a_key_with_a_line_end_is_refused_in_one_line) {
    EXPECT_EQ(error_of("[\"common\\n\\u001b[31m\"]\n"), "my.toml:1: common??[31m: unknown key");
}

TEST(SessionTable, a_file_that_is_not_there) {
    const auto loaded = SessionTable::load("/nowhere/sessions.toml");
    ASSERT_TRUE(std::holds_alternative<std::string>(loaded));
    EXPECT_EQ(std::get<std::string>(loaded), "/nowhere/sessions.toml: cannot be read");
}

} // namespace
} // namespace fixguard::rules
