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

TEST(Switch, absent_reset_flag_is_continuation) {
    for (const bool continuation : {true, false}) {
        World world(
            with([&](auto& table) { table.switches.absent_reset_flag_is_continuation = continuation; }));
        Client client(world, SessionKind::order_entry);
        std::string logon = client.logon_body();
        logon.erase(logon.find("141=Y|"), 6);
        client.sends_body(logon);
        EXPECT_EQ(field(client.gets_one(), 25016), continuation ? "-1175" : "-1102");
    }
}

// A rule whose code nobody documents, a message that breaks it, and where its switch stands.
struct OpenCode {
    const char* name;
    ErrorCode rules::Switches::*code;
    const char* msg_type;
    const char* fields;
    const char* tag;
};

class SwitchedCode : public testing::TestWithParam<OpenCode> {};

TEST_P(SwitchedCode, both_positions) {
    for (const int code : {-1130, -1014, -1111}) {
        World world(with([&](auto& table) { table.switches.*GetParam().code = ErrorCode{code}; }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends(GetParam().msg_type, GetParam().fields);
        const std::string answer = client.gets_one();
        EXPECT_EQ(field(answer, 25016), std::to_string(code));
        EXPECT_EQ(field(answer, 371), GetParam().tag);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Codes, SwitchedCode,
    testing::Values(OpenCode{"excess_decimals", &rules::Switches::excess_decimals, "D",
                             "11=A|38=1|40=2|44=0.000000001|54=1|55=BTCUSDT|59=1|", "44"},
                    OpenCode{"bad_no_orders", &rules::Switches::bad_no_orders, "E",
                             "25014=L|1385=2|73=1|11=A|38=1|40=2|44=1|54=1|55=BTCUSDT|59=1|", "73"},
                    OpenCode{"list_orders_differ", &rules::Switches::list_orders_differ, "E",
                             "25014=L|1385=2|73=2|11=A|38=1|40=2|44=1|54=1|55=BTCUSDT|59=1|"
                             "11=B|38=1|40=2|44=1|54=2|55=ETHUSDT|59=1|25010=1|25011=3|25012=0|25013=1|",
                             "55"},
                    OpenCode{"bad_working_order_type", &rules::Switches::bad_working_order_type, "E",
                             "25014=L|1385=2|73=2|11=A|38=1|40=1|54=1|55=BTCUSDT|"
                             "11=B|38=1|40=2|44=1|54=2|55=BTCUSDT|59=1|25010=1|25011=3|25012=0|25013=1|",
                             "40"}),
    [](const auto& test) { return test.param.name; });

const std::string limit_order = "11=A1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|";

TEST(Switch, timeout_in_reject) {
    for (const bool in_reject : {true, false}) {
        Config config = with([&](auto& table) { table.switches.timeout_in_reject = in_reject; });
        config.faults = {{.kind = FaultKind::no_answer, .msg_type = "D"}};
        World world(config);
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends("D", limit_order);
        world.advance(10s);
        const std::string answer = client.gets_one();
        EXPECT_EQ(field(answer, 35), in_reject ? "3" : "8");
        EXPECT_EQ(field(answer, 25016), "-1007");
    }
}

TEST(Switch, bad_symbol_in_request_reject) {
    for (const bool in_y : {true, false}) {
        World world(with([&](auto& table) { table.switches.bad_symbol_in_request_reject = in_y; }));
        Client client(world, SessionKind::market_data);
        client.log_on();
        client.sends("V", "262=R|263=1|146=1|55=NOPE|267=1|269=2|");
        const std::string answer = client.gets_one();
        EXPECT_EQ(field(answer, 35), in_y ? "Y" : "3");
        EXPECT_EQ(field(answer, 25016), "-1121");
    }
}

TEST(Switch, list_error_in_group) {
    for (const bool in_group : {true, false}) {
        World world(with([&](auto& table) { table.switches.list_error_in_group = in_group; }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends("E", "25014=L|1385=2|73=2|11=A|38=1|40=2|44=0.001|54=1|55=BTCUSDT|59=1|"
                          "11=B|38=1|40=2|44=1|54=2|55=BTCUSDT|59=1|25010=1|25011=3|25012=0|25013=1|");
        const std::string answer = client.gets_one();
        EXPECT_EQ(field(answer, 25016), "-1013");
        EXPECT_EQ(answer.find("|73=1|") < answer.find("|25016="), in_group) << answer;
    }
}

TEST(Switch, address_limit_waits_for_message) {
    for (const bool waits : {true, false}) {
        World world(with([&](auto& table) {
            table.switches.address_limit_waits_for_message = waits;
            table.of(SessionKind::order_entry).attempts = {1, 30s};
        }));
        Client first(world, SessionKind::order_entry);
        Client second(world, SessionKind::order_entry, "CLIENT2");
        EXPECT_EQ(second.is_closed(), !waits) << "before any message";
        if (waits) second.sends("0");
        EXPECT_EQ(field(second.gets_one(), 25016), "-1034");
        EXPECT_TRUE(second.is_closed());
        EXPECT_FALSE(first.is_closed());
    }
}

TEST(Switch, maintenance_ends_with_logout) {
    for (const bool logout : {true, false}) {
        World world(with([&](auto& table) { table.switches.maintenance_ends_with_logout = logout; }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        world.exchange.announce_maintenance(0ms, world.clock.now());
        const auto messages = client.gets();
        ASSERT_EQ(messages.size(), logout ? 2u : 1u);
        EXPECT_EQ(field(messages.front(), 35), "B");
        EXPECT_EQ(field(messages.back(), 35), logout ? "5" : "B");
        EXPECT_TRUE(client.is_closed());
    }
}

TEST(Switch, drop_copy_hears_refusals) {
    for (const bool hears : {true, false}) {
        World world(with([&](auto& table) { table.switches.drop_copy_hears_refusals = hears; }));
        Client client(world, SessionKind::order_entry);
        Client other(world, SessionKind::order_entry, "OTHER");
        Client copy(world, SessionKind::drop_copy, "COPY");
        client.log_on();
        other.log_on();
        copy.log_on();
        client.sends("D", "11=A1|38=1|40=2|44=60000.001|54=1|55=BTCUSDT|59=1|");
        EXPECT_EQ(field(client.gets_one(), 150), "8");
        world.advance(1s);
        const auto copied = copy.gets();
        ASSERT_EQ(copied.size(), hears ? 1u : 0u);
        if (hears) {
            EXPECT_EQ(field(copied.front(), 58), "Filter failure: PRICE_FILTER");
        }
        EXPECT_TRUE(other.gets().empty()) << "another order-entry session hears of no refusal";
    }
}

TEST(Switch, logon_timeout) {
    for (const auto timeout : {10'000ms, 300ms}) {
        World world(with([&](auto& table) { table.common.logon_timeout = timeout; }));
        Client client(world, SessionKind::order_entry);
        world.advance(timeout - 1ms);
        EXPECT_FALSE(client.is_closed());
        world.advance(1ms);
        EXPECT_TRUE(client.is_closed());
    }
}

// A field that an order type has no use for: two codes, and none at all.
TEST(Switch, superfluous_fields) {
    for (const int code : {-1182, -1106, 0}) {
        World world(with([&](auto& table) {
            for (rules::SuperfluousField& entry : table.superfluous_fields)
                if (entry.kind == rules::OrderKind::market && entry.tag == 44) entry.code = ErrorCode{code};
        }));
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends("D", "11=A1|38=1|40=1|44=60000|54=1|55=BTCUSDT|");
        const auto answers = client.gets();
        EXPECT_EQ(field(answers.front(), 25016), code == 0 ? "" : std::to_string(code));
        EXPECT_EQ(field(answers.front(), 35), code == 0 ? "8" : "3");
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
