// Logging on: the answer, keys, signatures, permissions, clock, names and the limits of connections.
#include "venue/client.hpp"

#include "venue/signature.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue::test {
namespace {

using testing::MatchesRegex;

struct Logon : testing::Test {
    World world;
    Client client{world, SessionKind::order_entry};

    // Sends the Logon<A> and gives back the only answer.
    std::string refusal(const std::string& body) {
        client.sends_body(body);
        EXPECT_TRUE(client.is_closed());
        return client.gets_one();
    }
};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    text.replace(text.find(what), what.size(), with);
    return text;
}

TEST_F(Logon, the_answer_has_its_documented_fields_and_form) {
    client.sends_body(client.logon_body());
    const std::string raw = client.gets_raw();
    EXPECT_THAT(
        raw, MatchesRegex("8=FIX.4.4\\|9=0000[0-9]{3}\\|35=A\\|34=1\\|49=SPOT\\|52=20260701-12:00:00.000000"
                          "\\|56=CLIENT1\\|98=0\\|108=30\\|25037=[0-9a-f-]{36}\\|10=[0-9]{3}\\|"));
}

TEST_F(Logon, a_signature_by_another_key_1022) {
    const SigningKey other(8);
    client.key = &other;
    EXPECT_EQ(refusal(client.logon_body()),
              "35=3|34=1|49=SPOT|56=CLIENT1|45=1|371=96|372=A|373=8|25016=-1022|"
              "58=Signature for this request is not valid.|");
}

TEST_F(Logon, a_signature_of_other_fields_1022) {
    client.next_seq_num = 1;
    std::string body = client.logon_body();
    world.clock.advance(1s); // SendingTime(52) is written anew, the signature is not
    body = replaced(body, "52=20260701-12:00:00.000000", "52=20260701-12:00:01.000000");
    EXPECT_EQ(field(refusal(body), 25016), "-1022");
}

TEST_F(Logon, an_unknown_key_2015) {
    client.api_key = "NOBODY";
    const std::string answer = refusal(client.logon_body());
    EXPECT_EQ(field(answer, 25016), "-2015");
    EXPECT_EQ(answer.find("NOBODY"), std::string::npos) << "the key is a secret";
}

TEST_F(Logon, a_malformed_key_2014) {
    client.api_key = "a b";
    EXPECT_EQ(field(refusal(client.logon_body()), 25016), "-2014");
}

TEST_F(Logon, a_key_without_permission_2015) {
    client.api_key = "NOFIX";
    EXPECT_EQ(field(refusal(client.logon_body()), 25016), "-2015");
}

TEST_F(Logon, a_read_only_key_is_not_enough_for_order_entry) {
    client.api_key = "READONLY";
    EXPECT_EQ(field(refusal(client.logon_body()), 25016), "-2015");
}

TEST(LogonElsewhere, a_read_only_key_is_enough_for_drop_copy_and_market_data) {
    World world;
    for (const SessionKind kind : {SessionKind::drop_copy, SessionKind::market_data}) {
        Client client(world, kind, std::string("RO-") + std::string(short_name(kind)));
        client.api_key = "READONLY";
        client.log_on();
        EXPECT_TRUE(client.is_up());
    }
}

TEST_F(Logon, a_clock_one_second_ahead_1021) {
    const std::string body = client.logon_body();
    world.clock.advance(-1s);
    EXPECT_EQ(refusal(body), "35=3|34=1|49=SPOT|56=CLIENT1|45=1|371=52|372=A|373=10|25016=-1021|"
                             "58=Timestamp for this request was 1000ms ahead of the server's time.|");
}

TEST_F(Logon, a_clock_less_than_a_second_ahead_is_right) {
    const std::string body = client.logon_body();
    world.clock.advance(-999'999us);
    client.sends_body(body);
    EXPECT_TRUE(client.is_up());
}

TEST_F(Logon, a_logon_older_than_its_window_1021) {
    const std::string body = client.logon_body();
    world.clock.advance(5'001ms);
    EXPECT_EQ(field(refusal(body), 58), "Timestamp for this request is outside of the recvWindow.");
}

TEST_F(Logon, a_window_of_its_own) {
    const std::string body = replaced(client.logon_body(), "98=0|", "25000=9000|98=0|");
    world.clock.advance(8'999ms);
    client.sends_body(body);
    EXPECT_TRUE(client.is_up());
}

TEST_F(Logon, starts_with_msg_seq_num_1) {
    client.next_seq_num = 7;
    EXPECT_EQ(field(refusal(client.logon_body()), 58),
              "MsgSeqNum(34) contains an unexpected value. Expected: '1'.");
}

// The documents do not name these three codes: they are switches.
struct UnnamedCode {
    const char* what;
    const char* field;
    const char* with;
    ErrorCode rules::Switches::*code;
};

class LogonSwitch : public testing::TestWithParam<UnnamedCode> {};

TEST_P(LogonSwitch, both_positions) {
    for (const int code : {-1130, -1102}) {
        Config config = demo_config();
        config.rules.switches.*GetParam().code = ErrorCode{code};
        World world(config);
        Client client(world, SessionKind::order_entry);
        client.sends_body(replaced(client.logon_body(), GetParam().field, GetParam().with));
        EXPECT_EQ(field(client.gets_one(), 25016), std::to_string(code)) << GetParam().what;
        EXPECT_TRUE(client.is_closed());
    }
}

INSTANTIATE_TEST_SUITE_P(
    Fields, LogonSwitch,
    testing::Values(
        UnnamedCode{"HeartBtInt(108)", "|108=30|", "|108=61|", &rules::Switches::bad_heart_bt_int},
        UnnamedCode{"HeartBtInt(108)", "|108=30|", "|108=4|", &rules::Switches::bad_heart_bt_int},
        UnnamedCode{"TargetCompID(56)", "|56=SPOT|", "|56=OTHER|", &rules::Switches::bad_target_comp_id},
        UnnamedCode{"EncryptMethod(98)", "|98=0|", "|98=1|", &rules::Switches::bad_encrypt_method}));

// ---- SenderCompID(49) and connection slots

struct Names : testing::Test {
    World world;
};

TEST_F(Names, a_name_in_use_1033_and_the_first_session_is_untouched) {
    Client first(world, SessionKind::order_entry);
    first.log_on();
    Client second(world, SessionKind::order_entry);
    second.sends_body(second.logon_body());
    EXPECT_EQ(second.gets_one(),
              "35=3|34=1|49=SPOT|56=CLIENT1|45=1|371=49|372=A|373=99|25016=-1033|58=SenderCompId(49) is "
              "currently in use. Concurrent use of the same SenderCompId within one account is not "
              "allowed.|");
    EXPECT_TRUE(second.is_closed());
    EXPECT_TRUE(first.is_up());
}

TEST_F(Names, a_logout_frees_the_name_at_once) {
    Client first(world, SessionKind::order_entry);
    first.log_on();
    first.sends("5");
    EXPECT_EQ(first.gets_one(), "35=5|34=2|49=SPOT|56=CLIENT1|58=Logout acknowledgment.|");
    EXPECT_TRUE(first.is_closed());
    Client second(world, SessionKind::order_entry);
    second.log_on();
    EXPECT_TRUE(second.is_up());
}

TEST_F(Names, a_close_without_logout_locks_the_name_for_two_heartbeats) {
    Client first(world, SessionKind::order_entry);
    first.log_on(); // HeartBtInt(108)=30
    first.drops_connection();
    world.advance(59'999'999us);
    Client early(world, SessionKind::order_entry);
    early.sends_body(early.logon_body());
    EXPECT_EQ(field(early.gets_one(), 25016), "-1033");
    world.advance(1us);
    Client later(world, SessionKind::order_entry);
    later.log_on();
    EXPECT_TRUE(later.is_up());
}

TEST_F(Names, another_name_is_free_meanwhile) {
    Client first(world, SessionKind::order_entry);
    first.log_on();
    first.drops_connection();
    Client other(world, SessionKind::order_entry, "CLIENT2");
    other.log_on();
    EXPECT_TRUE(other.is_up());
}

TEST_F(Names, eleven_connections_1034) {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(std::make_unique<Client>(world, SessionKind::order_entry, "C" + std::to_string(i)));
        clients.back()->log_on();
    }
    Client eleventh(world, SessionKind::order_entry, "C10");
    eleventh.sends_body(eleventh.logon_body());
    EXPECT_EQ(eleventh.gets_one(), "35=3|34=1|49=SPOT|56=C10|45=1|372=A|373=99|25016=-1034|"
                                   "58=Too many concurrent connections; current limit is '10'.|");
    // The kinds are counted apart.
    Client drop_copy(world, SessionKind::drop_copy, "D1");
    drop_copy.log_on();
    EXPECT_TRUE(drop_copy.is_up());
}

TEST_F(Names, a_lost_connection_keeps_its_slot_as_long_as_its_name) {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(std::make_unique<Client>(world, SessionKind::order_entry, "C" + std::to_string(i)));
        clients.back()->log_on("");
    }
    clients.front()->drops_connection();
    Client early(world, SessionKind::order_entry, "NEW");
    early.sends_body(early.logon_body());
    EXPECT_EQ(field(early.gets_one(), 25016), "-1034");
    // Time alone, no heartbeat: the nine others stay because nothing is asked of them here.
    world.clock.advance(60s);
    Client later(world, SessionKind::order_entry, "NEW");
    later.log_on();
    EXPECT_TRUE(later.is_up());
}

TEST_F(Names, sixteen_attempts_of_an_account_in_30_seconds_1034) {
    for (int i = 0; i < 15; ++i) {
        Client client(world, SessionKind::order_entry, "CLIENT1", "10.0.0." + std::to_string(i));
        client.log_on();
        client.sends("5");
    }
    Client sixteenth(world, SessionKind::order_entry, "CLIENT1", "10.0.0.99");
    sixteenth.sends_body(sixteenth.logon_body());
    EXPECT_EQ(field(sixteenth.gets_one(), 58),
              "Too many connection attempts for account; current limit is 15 per '30s'.");
    world.advance(30s);
    Client later(world, SessionKind::order_entry);
    later.log_on();
    EXPECT_TRUE(later.is_up());
}

TEST_F(Names, sixteen_attempts_of_an_ip_in_30_seconds_1034) {
    for (int i = 0; i < 15; ++i) {
        Client client(world, SessionKind::order_entry);
        client.sends("0"); // never gets to a Logon<A>: counted all the same
    }
    Client sixteenth(world, SessionKind::order_entry);
    sixteenth.sends_body(sixteenth.logon_body());
    EXPECT_EQ(field(sixteenth.gets_one(), 58),
              "Too many connection attempts from IP; current limit is 15 per '30s'.");
    EXPECT_TRUE(sixteenth.is_closed());
    Client elsewhere(world, SessionKind::order_entry, "CLIENT1", "10.0.0.2");
    elsewhere.log_on();
    EXPECT_TRUE(elsewhere.is_up());
}

TEST_F(Names, limits_that_change_at_run_time_count_what_was_counted) {
    Client first(world, SessionKind::order_entry);
    first.log_on();
    rules::SessionTable table = rules::SessionTable::built_in();
    table.of(SessionKind::order_entry).attempts = {1, 30s};
    world.exchange.set_rules(table);
    Client by_ip(world, SessionKind::order_entry, "CLIENT2");
    by_ip.sends_body(by_ip.logon_body());
    EXPECT_EQ(field(by_ip.gets_one(), 58),
              "Too many connection attempts from IP; current limit is 1 per '30s'.");
    Client by_account(world, SessionKind::order_entry, "CLIENT2", "10.0.0.2");
    by_account.sends_body(by_account.logon_body());
    EXPECT_EQ(field(by_account.gets_one(), 58),
              "Too many connection attempts for account; current limit is 1 per '30s'.");
}

TEST_F(Names, a_connection_without_logon_is_closed_after_its_time) {
    Client client(world, SessionKind::order_entry);
    world.advance(9'999ms);
    EXPECT_FALSE(client.is_closed());
    world.advance(1ms);
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(client.gets_raw(), "");
}

// ---- the signature alone

// Made once with "openssl pkeyutl -sign -rawin", by nothing of this project.
TEST(Signature, made_by_another_program) {
    const auto key = PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\n"
                                         "MCowBQYDK2VwAyEAnz9JoKk61fAKgKtSAOp/eflK/19qC8t72cnNuSvfI8c=\n"
                                         "-----END PUBLIC KEY-----\n");
    ASSERT_TRUE(std::holds_alternative<PublicKey>(key));
    const std::string text = logon_text("EXAMPLE", "SPOT", "1", "20240627-11:17:25.223");
    const std::string signature =
        "STNO0oDCBKOM+sLyU1YmVrX9mRHjAbE+vvb5d8fbUQ7gehEfzguDiN4UX7ObNqU0X5nF1mTKuXP5pb+4XEugCQ==";
    const PublicKey& public_key = std::get<PublicKey>(key);
    EXPECT_TRUE(public_key.verifies(text, signature));
    EXPECT_FALSE(public_key.verifies(text + "x", signature));
    EXPECT_FALSE(public_key.verifies(text, "T" + signature.substr(1)));
    EXPECT_FALSE(public_key.verifies(text, signature.substr(0, 84)));
    EXPECT_FALSE(public_key.verifies(text, ""));
    EXPECT_FALSE(public_key.verifies(text, std::string(86, '*') + "=="));
}

TEST(Signature, other_keys_are_refused) {
    for (const char* const pem :
         {"", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"})
        EXPECT_TRUE(std::holds_alternative<std::string>(PublicKey::from_pem(pem))) << pem;
    // P-256
    const auto ec = PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\n"
                                        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n"
                                        "6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n"
                                        "-----END PUBLIC KEY-----\n");
    ASSERT_TRUE(std::holds_alternative<std::string>(ec));
    EXPECT_EQ(std::get<std::string>(ec), "is no Ed25519 key; the exchange takes no other");
}

} // namespace
} // namespace fixguard::venue::test
