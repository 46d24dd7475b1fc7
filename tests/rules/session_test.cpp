// Faults of time and place: who speaks first, as whom, with which number, when, and on which server.
#include "rules/samples.hpp"
#include "rules/session.hpp"

#include <gtest/gtest.h>

namespace fixguard::rules::test {
namespace {

constexpr auto oe = SessionKind::order_entry;
constexpr auto dc = SessionKind::drop_copy;
constexpr auto md = SessionKind::market_data;

std::string refusal(const std::string& text, const SessionFacts& facts,
                    const SessionTable& table = SessionTable::built_in()) {
    const Message message(text);
    return show(first_violation(message.frame(), rule_set(facts.kind, table), facts));
}

std::string logon(const std::string& body = logon_body, std::string_view time = now_text) {
    return header("A", 1, time) + body;
}

const std::string order = header("D") + "11=O1|55=BTCUSDT|54=1|40=2|38=1|44=1|59=1|";

TEST(Turn, a_heartbeat_before_the_logon) {
    EXPECT_EQ(refusal(header("0", 1), not_logged_on(oe)),
              "-1180 371=35 Logon<A> must be the first message in the session.");
}

TEST(Turn, a_second_logon) {
    EXPECT_EQ(refusal(logon(), logged_on(oe)), "-1176 371=35 Logon<A> should only be sent once.");
}

TEST(Turn, another_sender_comp_id) {
    EXPECT_EQ(refusal("35=0|49=OTHER|56=SPOT|34=7|52=20260714-09:30:00|", logged_on(oe)),
              "-1178 371=49 SenderCompId(49) contains an incorrect value. The SenderCompID value should not "
              "change throughout the lifetime of a session.");
}

TEST(Turn, a_msg_seq_num_too_high_or_too_low) {
    const std::string text = "-1179 371=34 MsgSeqNum(34) contains an unexpected value. Expected: '7'.";
    EXPECT_EQ(refusal(header("0", 8), logged_on(oe)), text);
    EXPECT_EQ(refusal(header("0", 6), logged_on(oe)), text);
}

TEST(Turn, a_first_logon_that_does_not_start_at_one) {
    EXPECT_EQ(refusal(header("A", 2) + logon_body, not_logged_on(oe)),
              "-1179 371=34 MsgSeqNum(34) contains an unexpected value. Expected: '1'.");
}

TEST(Turn, msg_seq_num_rolls_over_to_zero) {
    EXPECT_EQ(next_seq_num(4'294'967'295), 0u);
    SessionFacts facts = logged_on(oe);
    facts.expected_seq_num = next_seq_num(4'294'967'295);
    EXPECT_EQ(refusal(header("0", 0), facts), "sound");
    EXPECT_EQ(refusal(header("0", 1), facts),
              "-1179 371=34 MsgSeqNum(34) contains an unexpected value. Expected: '0'.");
}

TEST(Turn, an_order_on_a_drop_copy_session) {
    EXPECT_EQ(refusal(order, logged_on(dc)),
              "-1183 371=35 Requested operation is not allowed in DropCopy sessions.");
}

TEST(Turn, market_data_on_an_order_entry_session) {
    EXPECT_EQ(refusal(header("V") + "262=R|263=1|", logged_on(oe)),
              "-1186 371=35 Requested operation is not allowed in order entry sessions.");
}

TEST(Turn, an_order_on_a_market_data_session) {
    EXPECT_EQ(refusal(header("D"), logged_on(md)),
              "-1187 371=35 Requested operation is not allowed in market data sessions.");
}

TEST(Turn, a_message_that_only_the_server_sends) {
    EXPECT_EQ(refusal(header("B") + "148=hello|", logged_on(oe)),
              "-1186 371=35 Requested operation is not allowed in order entry sessions.");
}

TEST(Turn, a_message_type_that_nobody_has_is_a_switch) {
    EXPECT_EQ(refusal(header("2") + "58=resend|", logged_on(oe)),
              "-1130 371=35 Data sent for parameter '35' is not valid.");
    SessionTable table = SessionTable::built_in();
    table.switches.unknown_msg_type = code::unsupported_operation;
    EXPECT_EQ(refusal(header("2"), logged_on(oe), table), "-1020 371=35 This operation is not supported.");
}

TEST(Logon, each_required_field) {
    for (const std::string field : {"98=0|", "141=Y|", "553=key|", "25035=1|"}) {
        const std::string tag = field.substr(0, field.find('='));
        EXPECT_EQ(refusal(logon(without(logon_body, field)), not_logged_on(oe)),
                  "-1102 371=" + tag + " Required tag '" + tag + "' missing.");
    }
    EXPECT_EQ(refusal(logon(without(logon_body, "95=4|96=c2ln|")), not_logged_on(oe)),
              "-1102 371=95 Required tag '95' missing.");
    EXPECT_EQ(refusal(logon(without(logon_body, "96=c2ln|")), not_logged_on(oe)),
              "-1102 371=96 Required tag '96' missing.");
}

TEST(Logon, sequence_numbers_have_to_be_reset) {
    EXPECT_EQ(refusal(logon(without(logon_body, "141=Y|") + "141=N|"), not_logged_on(oe)),
              "-1175 371=141 Continuation of sequence numbers to new session is currently unsupported. "
              "Sequence numbers must be reset for each new session.");
}

TEST(Logon, drop_copy_on_the_order_entry_server) {
    EXPECT_EQ(refusal(logon(logon_body + "9406=Y|"), not_logged_on(oe)),
              "-1184 371=9406 DropCopy sessions are not supported on this server. Please reconnect to a drop "
              "copy server.");
    EXPECT_EQ(refusal(logon(logon_body + "9406=N|"), not_logged_on(oe)), "sound");
}

TEST(Logon, order_entry_on_the_drop_copy_server) {
    const std::string text =
        "-1185 371=9406 Only DropCopy sessions are supported on this server. Either reconnect to order entry "
        "server or send DropCopyFlag (9406) field.";
    EXPECT_EQ(refusal(logon(), not_logged_on(dc)), text);
    EXPECT_EQ(refusal(logon(logon_body + "9406=N|"), not_logged_on(dc)), text);
}

TEST(Logon, heart_bt_int_is_5_to_60_seconds) {
    for (const std::string good : {"5", "60"})
        EXPECT_EQ(refusal(logon(without(logon_body, "108=30|") + "108=" + good + "|"), not_logged_on(oe)),
                  "sound");
    for (const std::string bad : {"4", "61", "0", "-30"})
        EXPECT_EQ(refusal(logon(without(logon_body, "108=30|") + "108=" + bad + "|"), not_logged_on(oe)),
                  "-1130 371=108 Data sent for parameter '108' is not valid.");
}

TEST(Logon, the_codes_that_nobody_documents_are_switches) {
    SessionTable table = SessionTable::built_in();
    table.switches.bad_heart_bt_int = code::mandatory_param_empty_or_malformed;
    table.switches.bad_encrypt_method = code::unsupported_operation;
    table.switches.bad_target_comp_id = code::invalid_parameter;
    EXPECT_EQ(refusal(logon(without(logon_body, "108=30|") + "108=1|"), not_logged_on(oe), table),
              "-1102 371=108 Mandatory parameter '108' was not sent, was empty/null, or malformed.");
    EXPECT_EQ(refusal(logon(without(logon_body, "98=0|") + "98=1|"), not_logged_on(oe), table),
              "-1020 371=98 This operation is not supported.");
    EXPECT_EQ(refusal("35=0|49=CLIENT|56=OTHER|34=7|52=20260714-09:30:00|", logged_on(oe), table),
              "-1130 371=56 Data sent for parameter '56' is not valid.");
}

const std::string late = "-1021 371=52 Timestamp for this request is outside of the recvWindow.";
const std::string ahead = "-1021 371=52 Timestamp for this request was 1000ms ahead of the server's time.";

TEST(Clock, sending_time_is_less_than_a_second_ahead) {
    EXPECT_EQ(refusal(header("0", 7, "20260714-09:30:00.999999"), logged_on(oe)), "sound");
    EXPECT_EQ(refusal(header("0", 7, "20260714-09:30:01.000000"), logged_on(oe)), ahead);
    EXPECT_EQ(refusal(header("0", 7, "20260714-09:30:01"), logged_on(oe)), ahead);
}

TEST(Clock, recv_window_counts_to_the_microsecond) {
    const std::string sent = header("0", 7, "20260714-09:29:59.000000");
    EXPECT_EQ(refusal(sent + "25000=1000|", logged_on(oe)), "sound");
    EXPECT_EQ(refusal(sent + "25000=999.999|", logged_on(oe)), late);
}

TEST(Clock, without_recv_window_only_a_logon_can_be_late) {
    EXPECT_EQ(refusal(header("0", 7, "20260713-09:30:00"), logged_on(oe)), "sound");
    EXPECT_EQ(refusal(logon(logon_body, "20260714-09:29:55.000000"), not_logged_on(oe)), "sound");
    EXPECT_EQ(refusal(logon(logon_body, "20260714-09:29:54.999999"), not_logged_on(oe)), late);
}

TEST(Clock, recv_window_is_at_most_a_minute) {
    EXPECT_EQ(refusal(header("0") + "25000=60000|", logged_on(oe)), "sound");
    EXPECT_EQ(refusal(header("0") + "25000=60000.001|", logged_on(oe)),
              "-1102 371=25000 '25000' contains unexpected value. Cannot be greater than 60000.");
}

TEST(Clock, a_second_look_finds_what_has_become_late) {
    const Message message(header("D") + "25000=100|11=O1|");
    const RuleSet rules = rule_set(oe);
    EXPECT_EQ(show(first_time_violation(message.frame(), rules, now + milliseconds(100))), "sound");
    EXPECT_EQ(show(first_time_violation(message.frame(), rules, now + milliseconds(101))), late);
}

// The parts alone say what the whole says.
TEST(Parts, turn_and_session_can_be_asked_by_themselves) {
    const Message wrong_number(header("0", 9));
    EXPECT_EQ(first_turn_violation(wrong_number.frame(), rule_set(oe), logged_on(oe)),
              first_violation(wrong_number.frame(), rule_set(oe), logged_on(oe)));
    const Message wrong_target("35=0|49=CLIENT|56=OTHER|34=7|52=20260714-09:30:00|");
    EXPECT_EQ(first_session_violation(wrong_target.frame(), rule_set(oe), logged_on(oe)),
              first_violation(wrong_target.frame(), rule_set(oe), logged_on(oe)));
}

} // namespace
} // namespace fixguard::rules::test
