// What is learned of a venue: the proposal names exactly what is other there than in spec/.
#include "catalog/catalog.hpp"
#include "catalog/policy_table.hpp"
#include "cli/conformance_proposal.hpp"
#include "conformance/exchange_target.hpp"
#include "conformance/judge.hpp"
#include "conformance/venue_setup.hpp"
#include "rules/session_table.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::conformance::test {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

using Change = std::function<void(rules::SessionTable&)>;

// All probes, and the scenarios whose names fit, against the venue with its rules changed.
cli::Proposal learn_from(const Change& change, const std::string& pattern = "no scenario") {
    std::vector<Sighting> sightings;
    std::vector<Learned> learned;
    for (const Probe& probe : probes()) {
        venue::Config config = embedded_venue(public_key_pem());
        change(config.rules);
        ExchangeTarget target(std::move(config));
        ObservedTarget observed(target, sightings);
        learned.push_back(ask(probe, observed, identity(), "P" + std::to_string(learned.size())));
    }
    for (const Scenario& scenario : scenarios()) {
        if (!matches(pattern, scenario.name)) continue;
        venue::Config config = venue_of(scenario);
        change(config.rules);
        ExchangeTarget target(std::move(config));
        ObservedTarget observed(target, sightings);
        run(scenario, observed, identity());
    }
    return cli::propose(learned, sightings);
}

std::vector<std::string> keys(const std::vector<cli::Proposal::Fact>& facts) {
    std::vector<std::string> all;
    for (const auto& fact : facts)
        all.push_back(fact.key + " = " + fact.value);
    return all;
}

TEST(Learning, a_venue_that_is_as_spec_says_changes_nothing) {
    const cli::Proposal proposal = learn_from([](auto&) {}, "*");
    EXPECT_THAT(keys(proposal.changes), IsEmpty());
    EXPECT_THAT(keys(proposal.of_errors), IsEmpty());
    // Where a garbled message ends the session nobody can say whether it used its number.
    EXPECT_THAT(keys(proposal.unknown), ElementsAre("switches.garbled_message_uses_msg_seq_num = "));
    EXPECT_GT(proposal.confirmed.size(), 60u);
}

struct Flipped {
    const char* key;
    Change change;
    std::vector<std::string> of_errors = {};
};

void PrintTo(const Flipped& flipped, std::ostream* out) {
    *out << flipped.key;
}

class OneFlipped : public testing::TestWithParam<Flipped> {};

TEST_P(OneFlipped, is_the_only_change_that_is_proposed) {
    const cli::Proposal proposal = learn_from(GetParam().change);
    EXPECT_THAT(keys(proposal.changes), ElementsAre(GetParam().key));
    EXPECT_THAT(keys(proposal.of_errors), ElementsAreArray(GetParam().of_errors));

    // The proposal is a file that the library reads, and makes its table that of the venue.
    rules::SessionTable venues = rules::SessionTable::built_in();
    GetParam().change(venues);
    const auto read = rules::SessionTable::parse(cli::proposed_sessions(proposal, "a venue"), "proposal");
    ASSERT_TRUE(std::holds_alternative<rules::SessionTable>(read)) << std::get<std::string>(read);
    EXPECT_EQ(std::get<rules::SessionTable>(read).switches, venues.switches);
    EXPECT_EQ(std::get<rules::SessionTable>(read).common, venues.common);
    EXPECT_EQ(std::get<rules::SessionTable>(read).expiry_reasons, venues.expiry_reasons);
}

Flipped flag(const char* key, bool rules::Switches::*member, bool value,
             std::vector<std::string> errors = {}) {
    return {key, [=](rules::SessionTable& table) { table.switches.*member = value; }, std::move(errors)};
}
Flipped code(const char* key, ErrorCode rules::Switches::*member, std::int32_t value) {
    return {key, [=](rules::SessionTable& table) { table.switches.*member = ErrorCode{value}; }};
}

using S = rules::Switches;
INSTANTIATE_TEST_SUITE_P(
    Facts, OneFlipped,
    testing::Values(
        flag("switches.content_fault_ends_session = true", &S::content_fault_ends_session, true),
        flag("switches.second_logon_ends_session = true", &S::second_logon_ends_session, true),
        flag("switches.bad_sender_comp_id_ends_session = false", &S::bad_sender_comp_id_ends_session, false,
             {"-1178.session_effect = \"stays_open\""}),
        flag("switches.logout_before_refusal_closes = true", &S::logout_before_refusal_closes, true),
        flag("switches.server_close_locks_sender_comp_id = true", &S::server_close_locks_sender_comp_id,
             true),
        flag("switches.refused_message_uses_msg_seq_num = false", &S::refused_message_uses_msg_seq_num,
             false),
        flag("switches.binary_header_is_encoding_fault = false", &S::binary_header_is_encoding_fault, false),
        flag("switches.absent_reset_flag_is_continuation = true", &S::absent_reset_flag_is_continuation,
             true),
        flag("switches.bad_symbol_in_request_reject = false", &S::bad_symbol_in_request_reject, false),
        code("switches.bad_heart_bt_int = -1102", &S::bad_heart_bt_int, -1102),
        code("switches.bad_encrypt_method = -1102", &S::bad_encrypt_method, -1102),
        code("switches.unknown_msg_type = -1102", &S::unknown_msg_type, -1102),
        code("switches.excess_decimals = -1102", &S::excess_decimals, -1102),
        code("switches.bad_target_comp_id = -1102", &S::bad_target_comp_id, -1102),
        code("switches.unknown_order = -1013", &S::unknown_order, -1013),
        code("switches.bad_no_orders = -1102", &S::bad_no_orders, -1102),
        code("switches.list_orders_differ = -1130", &S::list_orders_differ, -1130),
        code("switches.bad_working_order_type = -1130", &S::bad_working_order_type, -1130),
        Flipped{"switches.interval_form = \"words\"",
                [](auto& table) { table.switches.interval_form = rules::IntervalForm::words; }},
        Flipped{"common.logon_timeout_ms = 30000",
                [](auto& table) { table.common.logon_timeout = milliseconds{30'000}; }},
        Flipped{"expiry_reasons.unfilled_ioc = 9",
                [](auto& table) { table.expiry_reasons.unfilled_ioc = 9; }}));

TEST(Learning, a_session_that_survives_a_garbled_message_shows_more) {
    const cli::Proposal proposal = learn_from([](rules::SessionTable& table) {
        table.switches.framing_fault_ends_session = false;
        table.switches.garbled_message_uses_msg_seq_num = true;
    });
    EXPECT_THAT(keys(proposal.changes), ElementsAre("switches.framing_fault_ends_session = false",
                                                    "switches.garbled_message_uses_msg_seq_num = true"));
}

TEST(Learning, pairings_of_373_come_from_all_that_was_refused) {
    const cli::Proposal proposal = learn_from(
        [](rules::SessionTable& table) {
            for (rules::ReasonPairing& pairing : table.reasons)
                if (pairing.code == ErrorCode{-1170} ||
                    (pairing.code == ErrorCode{-1102} && pairing.text.has_value()))
                    pairing.reason = 12;
        },
        "oe/{1102,1170,1171}*");
    EXPECT_THAT(keys(proposal.changes),
                testing::UnorderedElementsAre("session_reject_reasons.-1170 = 12",
                                              "session_reject_reasons.\"-1102.4\" = 12"));
    const auto read = rules::SessionTable::parse(cli::proposed_sessions(proposal, "a venue"), "proposal");
    ASSERT_TRUE(std::holds_alternative<rules::SessionTable>(read)) << std::get<std::string>(read);
    EXPECT_EQ(std::get<rules::SessionTable>(read).session_reject_reason(ErrorCode{-1170}, 0), 12);
    EXPECT_EQ(std::get<rules::SessionTable>(read).session_reject_reason(ErrorCode{-1102}, 4), 12);
    EXPECT_EQ(std::get<rules::SessionTable>(read).session_reject_reason(ErrorCode{-1102}, 3), 1);
}

TEST(Learning, superfluous_fields_are_learned_one_by_one) {
    const cli::Proposal proposal = learn_from([](rules::SessionTable& table) {
        for (rules::SuperfluousField& field : table.superfluous_fields)
            if (field.tag == 59 && field.code.value != 0) field.code = ErrorCode{-1182};
    });
    EXPECT_THAT(keys(proposal.changes), ElementsAre("superfluous_fields.market.59 = -1182"));
    const auto read = rules::SessionTable::parse(cli::proposed_sessions(proposal, "a venue"), "proposal");
    EXPECT_TRUE(std::holds_alternative<rules::SessionTable>(read)) << std::get<std::string>(read);
}

TEST(Learning, effects_on_the_session_are_a_file_of_policies) {
    const cli::Proposal proposal =
        learn_from([](rules::SessionTable& table) { table.switches.bad_msg_seq_num_ends_session = false; });
    EXPECT_THAT(keys(proposal.of_errors), ElementsAre("-1179.session_effect = \"stays_open\""));
    const fixguard::test::TempDir folder;
    std::ofstream(folder.file("errors.toml")) << cli::proposed_errors(proposal, "a venue");
    const auto read = catalog::PolicyTable::load(folder.file("errors.toml"));
    ASSERT_TRUE(std::holds_alternative<catalog::PolicyTable>(read)) << std::get<std::string>(read);
    EXPECT_EQ(std::get<catalog::PolicyTable>(read).of(ErrorCode{-1179}).session_effect,
              SessionEffect::stays_open);
    EXPECT_THAT(
        cli::proposal_summary(proposal, "a venue"),
        HasSubstr("- `-1179.session_effect` is \"stays_open\", spec says \"ends\". Seen: `35=3 25016=-1179"));
}

} // namespace
} // namespace fixguard::conformance::test
