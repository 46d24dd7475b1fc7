// What the documents leave open: each switch in both positions.
#include "venue/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;

Config with(const std::function<void(rules::SessionTable&)>& change) {
    Config config = demo_config();
    change(config.rules);
    return config;
}

// A fault, the code it has, and the switch that says whether the session outlives it.
struct Ending {
    const char* name;
    bool rules::Switches::*ends;
    std::function<void(Client&)> misbehave;
    const char* code;
};

class EndsSession : public testing::TestWithParam<Ending> {};

TEST_P(EndsSession, both_positions) {
    for (const bool ends : {true, false}) {
        World world(with([&](rules::SessionTable& table) { table.switches.*GetParam().ends = ends; }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        GetParam().misbehave(client);
        EXPECT_EQ(field(client.gets_one(), 25016), GetParam().code);
        EXPECT_EQ(client.is_up(), !ends);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Codes, EndsSession,
    testing::Values(
        Ending{"framing", &rules::Switches::framing_fault_ends_session,
               [](Client& client) { client.sends_bytes("8=FIX.4.4|9=5|35=0|10=000|"); }, "-1177"},
        Ending{"content", &rules::Switches::content_fault_ends_session,
               [](Client& client) { client.sends("1", "112=|"); }, "-1177"},
        Ending{"second_logon", &rules::Switches::second_logon_ends_session,
               [](Client& client) { client.sends_body(client.logon_body()); }, "-1176"},
        Ending{"sender_comp_id", &rules::Switches::bad_sender_comp_id_ends_session,
               [](Client& client) { client.sends_body("35=0|34=2|49=OTHER|52={now}|56=SPOT|"); }, "-1178"},
        Ending{"msg_seq_num", &rules::Switches::bad_msg_seq_num_ends_session,
               [](Client& client) { client.sends_body("35=0|34=9|49=CLIENT1|52={now}|56=SPOT|"); }, "-1179"}),
    [](const auto& test) { return test.param.name; });

TEST(Switch, logout_before_refusal_closes) {
    for (const bool logout : {true, false}) {
        World world(with([&](auto& table) { table.switches.logout_before_refusal_closes = logout; }));
        Client client(world, SessionKind::order_entry);
        client.sends("0");
        const auto messages = client.gets();
        ASSERT_EQ(messages.size(), logout ? 2u : 1u);
        EXPECT_EQ(field(messages.back(), 35), logout ? "5" : "3");
        EXPECT_EQ(field(messages.back(), 58), "Logon<A> must be the first message in the session.");
        EXPECT_TRUE(client.is_closed());
    }
}

TEST(Switch, server_close_locks_sender_comp_id) {
    for (const bool locks : {true, false}) {
        World world(with([&](auto& table) { table.switches.server_close_locks_sender_comp_id = locks; }));
        Client first(world, SessionKind::order_entry);
        first.log_on();
        first.sends_body("35=0|34=9|49=CLIENT1|52={now}|56=SPOT|");
        Client second(world, SessionKind::order_entry);
        second.sends_body(second.logon_body());
        EXPECT_EQ(second.is_up(), !locks);
    }
}

// The client goes on with the next MsgSeqNum(34), as an engine does that has counted what it sent.
TEST(Switch, refused_message_uses_msg_seq_num) {
    for (const bool uses : {true, false}) {
        World world(with([&](auto& table) { table.switches.refused_message_uses_msg_seq_num = uses; }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends("1", "112=T|112=T|"); // 2
        EXPECT_EQ(field(client.gets_one(), 25016), "-1171");
        client.sends("1", "112=T|"); // 3
        const std::string answer = client.gets_one();
        if (uses)
            EXPECT_EQ(field(answer, 35), "0");
        else
            EXPECT_EQ(field(answer, 58), "MsgSeqNum(34) contains an unexpected value. Expected: '2'.");
    }
}

TEST(Switch, garbled_message_uses_msg_seq_num) {
    for (const bool uses : {true, false}) {
        World world(with([&](auto& table) {
            table.switches.garbled_message_uses_msg_seq_num = uses;
            table.switches.framing_fault_ends_session = false;
        }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends_bytes("8=FIX.4.4|9=5|35=0|10=000|");
        client.gets();
        client.next_seq_num = uses ? 3 : 2;
        client.sends("1", "112=T|");
        EXPECT_EQ(field(client.gets_one(), 112), "T");
    }
}

TEST(Switch, binary_header_is_encoding_fault) {
    for (const bool encoding : {true, false}) {
        World world(with([&](auto& table) { table.switches.binary_header_is_encoding_fault = encoding; }));
        Client client(world, SessionKind::order_entry);
        world.exchange.find(1)->on_bytes(std::string_view("\x08\x00\x00\x00\x5b\xe0\x00\x00", 8),
                                         world.clock.now());
        EXPECT_EQ(client.seen_text(),
                  encoding ? "Invalid encodingType." : "BeginString (8) is not the first tag in a message.");
    }
}

// Two bursts around a multiple of the window: 60 messages before 12:01, 60 behind it.
TEST(Switch, message_window) {
    for (const auto type : {rules::WindowType::sliding, rules::WindowType::fixed}) {
        World world(with([&](auto& table) { table.switches.message_window = type; }));
        world.clock.advance(19s); // 59 s of the steady clock's minute that ends at 1020 s
        Client client(world, SessionKind::drop_copy);
        client.log_on();
        for (int i = 0; i < 59; ++i)
            client.sends("0");
        world.clock.advance(2s);
        client.sends("0");
        EXPECT_EQ(client.is_up(), type == rules::WindowType::fixed);
    }
}

TEST(Switch, attempt_window) {
    for (const auto type : {rules::WindowType::sliding, rules::WindowType::fixed}) {
        World world(with([&](auto& table) { table.switches.attempt_window = type; }));
        world.clock.advance(19s);
        for (int i = 0; i < 15; ++i)
            Client(world, SessionKind::order_entry);
        world.clock.advance(2s); // over a multiple of 30 s
        Client client(world, SessionKind::order_entry);
        client.sends_body(client.logon_body());
        EXPECT_EQ(client.is_up(), type == rules::WindowType::fixed);
    }
}

TEST(Switch, interval_form) {
    for (const auto form : {rules::IntervalForm::short_form, rules::IntervalForm::words}) {
        World world(with([&](auto& table) {
            table.switches.interval_form = form;
            table.of(SessionKind::order_entry).messages = {1, 10s};
        }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends("0");
        const std::string text = form == rules::IntervalForm::words
                                     ? "Too many messages; current limit is '1' messages per '10 SECONDS'."
                                     : "Too many messages; current limit is '1' messages per '10s'.";
        EXPECT_EQ(field(client.gets().front(), 58), text);
    }
}

TEST(Switch, unknown_msg_type) {
    for (const int code : {-1130, -1103}) {
        World world(with([&](auto& table) { table.switches.unknown_msg_type = ErrorCode{code}; }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends("2", "7=1|16=0|"); // ResendRequest<2> is not supported
        const std::string answer = client.gets_one();
        EXPECT_EQ(field(answer, 25016), std::to_string(code));
        EXPECT_EQ(field(answer, 372), "2");
        EXPECT_TRUE(client.is_up());
    }
}

TEST(Switch, unknown_order) {
    for (const int code : {-2011, -1013}) {
        World world(with([&](auto& table) { table.switches.unknown_order = ErrorCode{code}; }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends("F", "11=C1|41=NOBODY|55=BTCUSDT|");
        EXPECT_EQ(client.gets_one(), "35=9|34=2|49=SPOT|56=CLIENT1|11=C1|41=NOBODY|55=BTCUSDT|434=1|25016=" +
                                         std::to_string(code) + "|58=Unknown order sent.|");
    }
}

TEST(Switch, session_reject_reasons) {
    World world(with([](auto& table) {
        table.reasons.insert(table.reasons.begin(), {ErrorCode{-1171}, 0, 5});
    }));
    Client client(world, SessionKind::order_entry);
    client.log_on();
    client.sends("1", "112=T|112=T|");
    EXPECT_EQ(field(client.gets_one(), 373), "5");
}

} // namespace
} // namespace fixguard::venue::test
