// What is learned of a venue: the proposal names exactly what is other there than in spec/.
#include "catalog/catalog.hpp"
#include "catalog/policy_table.hpp"
#include "cli/conformance_proposal.hpp"
#include "conformance/exchange_target.hpp"
#include "conformance/judge.hpp"
#include "conformance/venue_setup.hpp"
#include "rules/session_table.hpp"
#include "support/temp_dir.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <toml++/toml.h>

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

// What was asked for without success.
std::vector<std::string> unsettled(const cli::Proposal& proposal) {
    std::vector<std::string> all;
    for (const auto& fact : proposal.unknown)
        if (fact.evidence.starts_with("the answer settles nothing")) all.push_back(fact.key);
    return all;
}

TEST(Learning, a_venue_that_is_as_spec_says_changes_nothing) {
    const cli::Proposal proposal = learn_from([](auto&) {}, "*");
    EXPECT_THAT(keys(proposal.changes), IsEmpty());
    EXPECT_THAT(keys(proposal.of_errors), IsEmpty());
    // Where a garbled message ends the session nobody can say whether it used its number.
    EXPECT_THAT(unsettled(proposal), ElementsAre("switches.garbled_message_uses_msg_seq_num"));
    EXPECT_GT(proposal.confirmed.size(), 200u);
}

// ---- no fact is forgotten

void add_inferred(const toml::table& table, const std::string& path, std::set<std::string>& facts) {
    for (const auto& [key, node] : table) {
        const toml::table* const inner = node.as_table();
        if (inner == nullptr) continue;
        const std::string here = path + std::string(key.str());
        if (!inner->contains("basis")) {
            add_inferred(*inner, here + ".", facts);
        } else if (inner->at("basis").value_or<std::string_view>("") == "inferred") {
            if (inner->contains("value")) {
                facts.insert(here);
                continue;
            }
            // One basis for a table of facts, or of tables of them.
            for (const auto& [name, fact] : *inner) {
                std::string text(name.str());
                if (text == "basis" || text == "about") continue;
                if (text.find('.') != text.npos) text = "\"" + text + "\"";
                if (const toml::table* const deeper = fact.as_table())
                    for (const auto& [last, value] : *deeper)
                        facts.insert(here + "." + text + "." + std::string(last.str()));
                else
                    facts.insert(here + "." + text);
            }
        }
    }
}

std::set<std::string> inferred_facts() {
    std::set<std::string> facts;
    add_inferred(toml::parse_file(FIXGUARD_SOURCE_DIR "/spec/sessions.toml"), "", facts);
    for (const auto& [code, entry] : toml::parse_file(FIXGUARD_SOURCE_DIR "/spec/errors.toml"))
        for (const std::string fact : {"fate", "session_effect"})
            if ((*entry.as_table())[fact + "_basis"].value_or<std::string_view>("") == "inferred")
                facts.insert(std::string(code.str()) + "." + fact);
    return facts;
}

TEST(Learning, every_inferred_fact_of_spec_is_asked_for_or_named_with_the_reason_why_not) {
    EXPECT_GT(inferred_facts().size(), 200u);
    // Nothing has been played, and nobody asked: each fact that only an answer settles has to be unknown.
    std::set<std::string> named;
    for (const cli::Proposal::Fact& fact : cli::propose({}, {}).unknown) {
        EXPECT_TRUE(named.insert(fact.key).second) << fact.key << " twice";
        EXPECT_FALSE(fact.evidence.empty()) << fact.key;
    }
    EXPECT_EQ(named, inferred_facts());
    // And all have been asked, and all scenarios played: none is lost on the way.
    const cli::Proposal proposal = learn_from([](auto&) {}, "*");
    std::set<std::string> known;
    for (const auto* const facts : {&proposal.confirmed, &proposal.unknown})
        for (const cli::Proposal::Fact& fact : *facts)
            known.insert(fact.key);
    for (const std::string& fact : inferred_facts()) {
        const bool paired = fact.starts_with("session_reject_reasons.-");
        const std::string text = "session_reject_reasons.\"" + fact.substr(fact.rfind('.') + 1) + ".";
        const auto as_texts = known.lower_bound(text); // by the texts of the code
        EXPECT_TRUE(known.contains(fact) ||
                    (paired && as_texts != known.end() && as_texts->starts_with(text)))
            << fact;
    }
}

TEST(Learning, what_is_not_asked_for_is_named_with_the_reason) {
    const std::string summary = cli::proposal_summary(learn_from([](auto&) {}), "a venue");
    const std::string list = summary.substr(summary.find("## Not learned"));
    EXPECT_THAT(list,
                HasSubstr("- `switches.timeout_in_reject`: only a matching engine that does not answer "));
    EXPECT_THAT(list, HasSubstr("`switches.attempt_window`, `switches.address_limit_waits_for_message`: "));
    EXPECT_THAT(list, HasSubstr("`-1000.fate`"));
}

// Whatever is asked for answers as the one server that it is.
class OneServer final : public Target {
public:
    explicit OneServer(venue::Config config) : target_(std::move(config)) {}
    std::optional<std::string> connect(int cid, const Peer&) override {
        return target_.connect(cid, Peer{SessionKind::order_entry});
    }
    void send(int cid, std::string_view bytes) override { target_.send(cid, bytes); }
    void close(int cid) override { target_.close(cid); }
    void wait(microseconds time) override { target_.wait(time); }
    UtcTime now() const override { return target_.now(); }
    Read read(int cid, microseconds time) override { return target_.read(cid, time); }

private:
    ExchangeTarget target_;
};

TEST(Learning, a_question_that_wants_two_servers_says_so_where_there_is_one) {
    const auto probe = std::find_if(probes().begin(), probes().end(), [](const Probe& one) {
        return one.key == "switches.drop_copy_hears_refusals";
    });
    ASSERT_NE(probe, probes().end());
    OneServer server(embedded_venue(public_key_pem()));
    const Learned learned = ask(*probe, server, identity(), "P");
    EXPECT_EQ(learned.value, "");
    EXPECT_EQ(learned.evidence, "it wants the drop copy server beside order entry");
}

TEST(Learning, questions_of_another_kind_of_session_are_named_with_it) {
    const cli::Proposal proposal = cli::propose({{"switches.bad_heart_bt_int", "-1130", "x"}}, {});
    const auto fact = std::find_if(proposal.unknown.begin(), proposal.unknown.end(),
                                   [](const auto& one) { return one.key == "switches.interval_form"; });
    ASSERT_NE(fact, proposal.unknown.end());
    EXPECT_EQ(fact->evidence, "a question for --session dc");
}

// ---- no question does harm

// Notes each order that is opened, and takes it off the list when it ends.
class OrderWatch final : public Target {
public:
    explicit OrderWatch(venue::Config config) : target_(std::move(config)) {}
    std::optional<std::string> connect(int cid, const Peer& peer) override {
        return target_.connect(cid, peer);
    }
    void send(int cid, std::string_view bytes) override { target_.send(cid, bytes); }
    void close(int cid) override { target_.close(cid); }
    void wait(microseconds time) override { target_.wait(time); }
    UtcTime now() const override { return target_.now(); }
    Read read(int cid, microseconds time) override {
        Read read = target_.read(cid, time);
        wire::FrameReader reader(wire::OnFault::stop);
        for (std::string_view rest = read.bytes; !rest.empty();) {
            const auto cut = reader.next(rest);
            if (cut.status != wire::FrameResult::Status::complete) break;
            note(wire::MessageView(cut.frame.bytes));
            rest.remove_prefix(cut.consumed);
        }
        return read;
    }
    std::set<std::string> open;
    int trades = 0;

private:
    void note(wire::MessageView report) {
        const std::string id(report.find(tag::OrderID).value_or(""));
        const std::string_view type = report.find(tag::ExecType).value_or("");
        if (report.msg_type() != "8" || id.empty()) return;
        if (type == "0") open.insert(id);
        if (type == "4" || type == "C") open.erase(id);
        if (type == "F") ++trades;
    }
    ExchangeTarget target_;
};

TEST(Learning, no_question_trades_or_leaves_an_order_behind) {
    int opened = 0;
    for (const Probe& probe : probes()) {
        OrderWatch watch(embedded_venue(public_key_pem()));
        ask(probe, watch, identity(), "P");
        EXPECT_THAT(watch.open, IsEmpty()) << probe.key;
        EXPECT_EQ(watch.trades, 0) << probe.key;
        ++opened;
    }
    EXPECT_GT(opened, 50);
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
    EXPECT_EQ(std::get<rules::SessionTable>(read).kinds, venues.kinds);
    EXPECT_EQ(std::get<rules::SessionTable>(read).first_rules, venues.first_rules);
    EXPECT_EQ(std::get<rules::SessionTable>(read).logon_checks, venues.logon_checks);
    EXPECT_EQ(std::get<rules::SessionTable>(read).order_checks, venues.order_checks);
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
        flag("switches.otoco_release_may_be_action_1 = true", &S::otoco_release_may_be_action_1, true),
        flag("switches.list_error_in_group = false", &S::list_error_in_group, false),
        flag("switches.drop_copy_hears_refusals = true", &S::drop_copy_hears_refusals, true),
        Flipped{"switches.message_window = \"fixed\"",
                [](auto& table) { table.switches.message_window = rules::WindowType::fixed; }},
        Flipped{"drop_copy.msg_types = [\"0\", \"1\", \"3\", \"5\", \"A\", \"XLQ\"]",
                [](auto& table) { table.of(SessionKind::drop_copy).msg_types.push_back("XLQ"); }},
        Flipped{"precedence.first = [\"tag_required\"]",
                [](auto& table) { table.first_rules = {rules::Rule::tag_required}; }},
        Flipped{"precedence.logon = [\"api_key_format\", \"api_key\", \"sender_comp_id\", \"signature\", "
                "\"permission\", \"attempts\", \"connections\"]",
                [](auto& table) {
                    using enum rules::LogonCheck;
                    table.logon_checks = {api_key_format, api_key,  sender_comp_id, signature,
                                          permission,     attempts, connections};
                }},
        Flipped{"precedence.order = [\"duplicate\", \"filters\", \"features\", \"open_orders\", \"book\"]",
                [](auto& table) {
                    using enum rules::OrderCheck;
                    table.order_checks = {duplicate, filters, features, open_orders, book};
                }},
        Flipped{"expiry_reasons.oto_pending = 9", [](auto& table) { table.expiry_reasons.oto_pending = 9; }},
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
    EXPECT_THAT(keys(proposal.changes),
                ElementsAre("superfluous_fields.market.59 = -1182", "superfluous_fields.stop.59 = -1182"));
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
