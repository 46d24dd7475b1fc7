// The cases for clients, judged by clients that keep to the rules and by clients that break one.
#include "conformance/coverage.hpp"
#include "conformance/judge.hpp"
#include "conformance/script_client.hpp"
#include "conformance/venue_setup.hpp"
#include "wire/message_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace fixguard::conformance::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const ClientCase& case_named(std::string_view name) {
    for (const ClientCase& one : client_cases())
        if (one.name == name) return one;
    throw std::runtime_error("no case " + std::string(name));
}

venue::Now begin_of_time() {
    return {UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}}, SteadyTime{1h}};
}

ClientResult play(const ClientCase& client_case, ScriptClient& client, venue::Now& now,
                  SessionKind kind = SessionKind::order_entry, std::vector<SteadyTime> earlier = {}) {
    ClientTrialOptions options;
    options.kind = kind;
    options.earlier_attempts = std::move(earlier);
    ClientTrial trial(client_case, client_venue(std::string(embedded_key), public_key_pem()), options, now);
    client.play(trial, now);
    return trial.result();
}

ClientResult play(std::string_view name, Vice vice, SessionKind kind = SessionKind::order_entry) {
    ScriptClient client(vice, kind);
    venue::Now now = begin_of_time();
    return play(case_named(name), client, now, kind);
}

std::string what_was_said(const ClientResult& result) {
    std::string text;
    for (const std::string& finding : result.findings)
        text += finding + "\n";
    for (const ClientConnection& connection : result.record.connections) {
        text += "-- connection\n";
        for (const Said& said : connection.said)
            text += std::to_string((said.at - result.record.begin).count() / 1000) +
                    (said.by_client ? " client " : " venue  ") + wire::to_readable(said.bytes) + "\n";
    }
    return text;
}

// ---- a client that keeps to the rules

class GoodClient : public testing::TestWithParam<SessionKind> {};

TEST_P(GoodClient, passes_every_case_one_after_the_other) {
    ScriptClient client(Vice::none, GetParam());
    venue::Now now = begin_of_time();
    std::vector<SteadyTime> attempts;
    for (const ClientCase& one : client_cases()) {
        if (is_about_order(one.strike) && GetParam() != SessionKind::order_entry) continue;
        const SteadyTime begin = now.steady;
        const ClientResult result = play(one, client, now, GetParam(), attempts);
        EXPECT_EQ(result.verdict, ClientVerdict::passed) << one.name << "\n" << what_was_said(result);
        EXPECT_LE(now.steady - begin, 2min) << one.name;
        for (const ClientConnection& connection : result.record.connections)
            attempts.push_back(connection.opened);
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, GoodClient,
                         testing::Values(SessionKind::order_entry, SessionKind::drop_copy,
                                         SessionKind::market_data));

TEST(ClientCases, cover_each_session_layer_case_that_judges_a_client) {
    std::set<std::string> covered;
    for (const ClientCase& one : client_cases()) {
        std::istringstream ids{std::string(one.covers)};
        for (std::string id; ids >> id;)
            covered.insert(id);
        EXPECT_FALSE(one.about.empty() || one.rule.empty() || one.source.empty()) << one.name;
    }
    std::set<std::string> known;
    for (const SessionCase& one : session_cases()) {
        known.emplace(one.id);
        EXPECT_TRUE(!one.of_client || covered.contains(std::string(one.id))) << one.id;
    }
    for (const std::string& id : covered)
        EXPECT_TRUE(known.contains(id)) << id;
}

// ---- clients that break one rule each

struct Wrong {
    Vice vice;
    const char* client_case;
    const char* finding;
};

void PrintTo(const Wrong& wrong, std::ostream* out) {
    *out << wrong.client_case << ": " << wrong.finding;
}

const std::vector<Wrong>& wrong_clients() {
    static const std::vector<Wrong> all{
        Wrong{Vice::stays_away, "close", "does not log on again"},
        Wrong{Vice::same_name, "1033-name-in-use", "under the same SenderCompID(49)"},
        Wrong{Vice::same_name, "close-on-order", "after -1033 it logs on under the same SenderCompID(49)"},
        Wrong{Vice::hammers, "down", "16 attempts to connect in "},
        Wrong{Vice::hammers, "2015-bad-key", "16 attempts to connect in "},
        Wrong{Vice::hammers, "1021-clock", "16 attempts to connect in "},
        Wrong{Vice::goes_on_counting, "close", "Logon<A> has MsgSeqNum(34)="},
        Wrong{Vice::no_reset, "logon", "Logon<A> has ResetSeqNumFlag(141)=N, wanted is Y"},
        Wrong{Vice::resend_request, "gap", "it sends a ResendRequest<2>"},
        Wrong{Vice::ignores_gaps, "gap", "does not end the session"},
        Wrong{Vice::ignores_gaps, "garbled", "does not end the session"},
        Wrong{Vice::no_logout, "gap", "leaves without a Logout<5>"},
        Wrong{Vice::no_logout, "logon-answer-heart-bt-int", "leaves without a Logout<5>"},
        Wrong{Vice::does_not_close, "gap", "does not close the connection"},
        Wrong{Vice::ignores_logout, "log-out", "does not end the session"},
        Wrong{Vice::ignores_tests, "test-request", "TestRequest<1> is not answered"},
        Wrong{Vice::answers_wrongly, "test-request", "TestRequest<1> is not answered"},
        Wrong{Vice::never_tests, "silence", "it sends no TestRequest<1>"},
        Wrong{Vice::takes_any_answer, "wrong-test-req-id",
              "it ends the session 10.0 s after a TestRequest<1>"},
        Wrong{Vice::ignores_logon_terms, "logon-answer-msg-seq-num", "does not end the session"},
        Wrong{Vice::ignores_logon_terms, "logon-answer-heart-bt-int", "does not end the session"},
        Wrong{Vice::ignores_logon_terms, "not-a-logon", "does not end the session"},
        Wrong{Vice::ignores_news, "news", "does not end the session"},
        Wrong{Vice::leaves_first, "news", "leaves the old session before the new one is up"},
        Wrong{Vice::order_again, "1007-lost-order", "sends the order O1 twice"},
        Wrong{Vice::order_renamed, "1007-lost-order", "order of unknown fate again, as ClOrdID(11)=O2"},
        Wrong{Vice::order_again, "close-on-order", "sends the order O1 twice"},
        Wrong{Vice::order_renamed, "close-on-order", "order of unknown fate again, as ClOrdID(11)=O2"},
        Wrong{Vice::impatient, "1034-too-many-connections", "it connects again after 0."},
        Wrong{Vice::stays_away, "1181-too-many-messages", "does not log on again"},
        Wrong{Vice::goes_on_counting, "1181-too-many-messages", "Logon<A> has MsgSeqNum(34)="},
        Wrong{Vice::same_name, "news", "after -1033 it logs on under the same SenderCompID(49)"},
        Wrong{Vice::talks_first, "logon", "its first message is 0, not a Logon<A>"},
        Wrong{Vice::no_secret, "logon", "its Logon<A> lacks the tag 96"},
        Wrong{Vice::sequence_reset, "gap", "it sends a SequenceReset<4>"},
        Wrong{Vice::poss_dup, "logon", "it sends a message with PossDupFlag(43)"},
        Wrong{Vice::skips_a_number, "logon", "a message of type D has MsgSeqNum(34)=3 where 2 comes next"},
        Wrong{Vice::noise, "logon", "it sends bytes that are no message"},
    };
    return all;
}

class BadClient : public testing::TestWithParam<Wrong> {};

TEST_P(BadClient, is_caught) {
    const ClientResult result = play(GetParam().client_case, GetParam().vice);
    EXPECT_EQ(result.verdict, ClientVerdict::failed);
    EXPECT_THAT(result.findings, Contains(HasSubstr(GetParam().finding))) << what_was_said(result);
}

INSTANTIATE_TEST_SUITE_P(Vices, BadClient, testing::ValuesIn(wrong_clients()));

TEST(ClientCases, have_each_a_client_that_fails_them) {
    std::set<std::string_view> failed;
    for (const Wrong& wrong : wrong_clients())
        failed.insert(wrong.client_case);
    for (const ClientCase& one : client_cases())
        EXPECT_TRUE(failed.contains(one.name)) << one.name;
}

TEST(Client, without_orders_is_not_judged_by_cases_about_orders) {
    const ClientResult result = play("1007-lost-order", Vice::no_orders);
    EXPECT_EQ(result.verdict, ClientVerdict::not_judged);
    EXPECT_THAT(result.findings, ElementsAre("the client sends no order"));
}

TEST(Client, that_does_not_come_fails_in_the_time_that_it_is_given) {
    for (const ClientCase& one : client_cases()) {
        venue::Now now = begin_of_time();
        ClientTrial trial(one, client_venue("K", public_key_pem()), {}, now);
        while (!trial.over()) {
            now = now.after(trial.next_timer() - now.steady);
            trial.on_timer(now);
        }
        EXPECT_EQ(now.steady - begin_of_time().steady, 45s) << one.name;
        EXPECT_TRUE(trial.result().no_client);
        EXPECT_THAT(trial.result().findings, ElementsAre("no client logs on"));
    }
}

TEST(Client, attempts_of_cases_before_count) {
    ScriptClient client(Vice::none, SessionKind::order_entry);
    venue::Now now = begin_of_time();
    const std::vector<SteadyTime> earlier(15, now.steady - 29s);
    const ClientResult result = play(case_named("logon"), client, now, SessionKind::order_entry, earlier);
    EXPECT_THAT(result.findings, ElementsAre("16 attempts to connect in 29.0 s; 15 in 30.0 s are allowed"));
}

TEST(Client, whose_key_is_wrong_hears_why) {
    ScriptClient client(Vice::none, SessionKind::order_entry);
    venue::Now now = begin_of_time();
    ClientTrialOptions options;
    options.patience = 5s;
    ClientTrial trial(case_named("logon"), client_venue("ANOTHER-KEY", public_key_pem()), options, now);
    client.play(trial, now);
    EXPECT_THAT(trial.result().findings, Contains(HasSubstr("type A, is refused: -2015")));
}

} // namespace
} // namespace fixguard::conformance::test
