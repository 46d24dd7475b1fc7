// The venue as a server: over TLS on loopback, with the machine's clock.
#include "support/blocking_client.hpp"
#include "support/temp_dir.hpp"
#include "venue/client.hpp"
#include "venue/server.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace fixguard::venue::test {
namespace {

using fixguard::test::BlockingClient;
using testing::HasSubstr;

std::string now_utc() {
    return std::string(wire::format_utc_timestamp(
                           std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()))
                           .view());
}

std::string logon(const std::string& name, const std::string& more = "") {
    const std::string time = now_utc();
    const std::string signature = demo_key().sign("A\x01" + name +
                                                  "\x01SPOT\x01"
                                                  "1\x01" +
                                                  time);
    return wire::frame_body(wire::from_readable("35=A|34=1|49=" + name + "|52=" + time +
                                                "|56=SPOT|98=0|108=30|95=88|96=" + signature +
                                                "|141=Y|553=DEMO|25035=1|" + more));
}

std::string message(const std::string& name, int msg_seq_num, const std::string& type,
                    const std::string& fields) {
    return wire::frame_body(wire::from_readable("35=" + type + "|34=" + std::to_string(msg_seq_num) +
                                                "|49=" + name + "|52=" + now_utc() + "|56=SPOT|" + fields));
}

// Reads up to a message that has this.
std::string read_message(BlockingClient& client, const std::string& with) {
    return wire::to_readable(client.read_until(wire::from_readable(with)));
}

BlockingClient::Tls trusting(const Server& server) {
    return {server.ca_pem()};
}

TEST(Server, three_sessions_log_on_over_tls) {
    Server server(demo_config());
    ASSERT_EQ(server.start(), std::nullopt);
    BlockingClient oe(server.port(SessionKind::order_entry), trusting(server));
    BlockingClient dc(server.port(SessionKind::drop_copy), trusting(server));
    BlockingClient md(server.port(SessionKind::market_data), trusting(server));
    oe.write(logon("OE"));
    dc.write(logon("DC", "9406=Y|"));
    md.write(logon("MD"));
    for (BlockingClient* const client : {&oe, &dc, &md})
        EXPECT_THAT(read_message(*client, "|25037="), HasSubstr("|98=0|108=30|25037="));
    EXPECT_EQ(server.counters().sessions_up, 3u);
}

TEST(Server, an_order_is_reported_and_a_stream_runs) {
    Config config = demo_config();
    config.tls = false;
    config.feed.interval = 1ms;
    config.rules.of(SessionKind::drop_copy).report_delay = 1ms;
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    BlockingClient oe(server.port(SessionKind::order_entry));
    BlockingClient dc(server.port(SessionKind::drop_copy));
    dc.write(logon("DC", "9406=Y|"));
    read_message(dc, "|25037=");
    oe.write(logon("OE"));
    oe.write(message("OE", 2, "D", "11=A1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|"));
    EXPECT_THAT(read_message(oe, "|150=0|"), HasSubstr("|11=A1|"));
    EXPECT_THAT(read_message(dc, "|150=0|"), HasSubstr("|11=A1|"));
    BlockingClient md(server.port(SessionKind::market_data));
    md.write(logon("MD"));
    md.write(message("MD", 2, "V", "262=R1|263=1|146=1|55=BTCUSDT|267=1|269=2|"));
    EXPECT_THAT(read_message(md, "|1003=3|"), HasSubstr("35=X|"));
}

TEST(Server, a_refused_logon_is_told_and_then_closed) {
    Server server(demo_config());
    ASSERT_EQ(server.start(), std::nullopt);
    BlockingClient client(server.port(SessionKind::order_entry), trusting(server));
    client.write(logon("OE", "9406=Y|"));
    EXPECT_THAT(wire::to_readable(client.read_to_end()), HasSubstr("|25016=-1184|"));
    EXPECT_EQ(client.last_read_error(), asio::error::eof);
}

TEST(Server, control_calls_reach_a_running_venue) {
    Server server(demo_config());
    ASSERT_EQ(server.start(), std::nullopt);
    BlockingClient client(server.port(SessionKind::order_entry), trusting(server));
    client.write(logon("OE"));
    read_message(client, "|25037=");

    server.inject({.kind = FaultKind::reject, .msg_type = "1", .code = ErrorCode{-1008}});
    client.write(message("OE", 2, "1", "112=T|"));
    EXPECT_THAT(read_message(client, "|25016="), HasSubstr("|25016=-1008|"));

    server.inject({.kind = FaultKind::reject, .msg_type = "1", .code = ErrorCode{-1008}});
    server.clear_faults();
    client.write(message("OE", 3, "1", "112=T2|"));
    EXPECT_THAT(read_message(client, "|112="), HasSubstr("|112=T2|"));

    rules::SessionTable table = rules::SessionTable::built_in();
    table.of(SessionKind::order_entry).messages = {1, 60s};
    server.set_rules(table);
    client.write(message("OE", 4, "1", "112=T3|"));
    EXPECT_THAT(read_message(client, "|25016="), HasSubstr("current limit is '1' messages per '60s'."));
}

TEST(Server, a_clock_that_runs_ahead_refuses_a_right_time) {
    Server server(demo_config());
    ASSERT_EQ(server.start(), std::nullopt);
    server.set_clock_offset(6s);
    BlockingClient client(server.port(SessionKind::order_entry), trusting(server));
    client.write(logon("OE"));
    EXPECT_THAT(wire::to_readable(client.read_to_end()),
                HasSubstr("|25016=-1021|58=Timestamp for this request is outside of the recvWindow.|"));
}

TEST(Server, maintenance_is_announced_and_the_old_session_closed) {
    Server server(demo_config());
    ASSERT_EQ(server.start(), std::nullopt);
    BlockingClient client(server.port(SessionKind::order_entry), trusting(server));
    client.write(logon("OE"));
    read_message(client, "|25037=");
    server.announce_maintenance(10ms);
    const std::string text = wire::to_readable(client.read_to_end());
    EXPECT_THAT(text, HasSubstr("|148=You'll be disconnected in 1 seconds. Please reconnect.|"));
    EXPECT_THAT(text, HasSubstr("|148=Your connection is about to be closed. Please reconnect.|"));
}

TEST(Server, the_ca_certificate_is_written_where_it_was_asked_for) {
    const fixguard::test::TempDir folder;
    Config config = demo_config();
    config.ca_file = folder.file("ca.pem");
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    std::ifstream file(config.ca_file);
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), server.ca_pem());
}

TEST(Server, a_port_in_use_leaves_nothing_running) {
    Server first(demo_config());
    ASSERT_EQ(first.start(), std::nullopt);
    Config config = demo_config();
    config.port(SessionKind::market_data) = first.port(SessionKind::order_entry);
    Server second(config);
    const auto error = second.start();
    ASSERT_TRUE(error);
    EXPECT_THAT(*error, HasSubstr("market_data: 127.0.0.1:"));
    EXPECT_THAT(*error, HasSubstr("Address already in use"));
}

TEST(Server, stop_comes_back_with_clients_connected) {
    Server server(demo_config());
    ASSERT_EQ(server.start(), std::nullopt);
    BlockingClient client(server.port(SessionKind::order_entry), trusting(server));
    client.write(logon("OE"));
    read_message(client, "|25037=");
    server.stop();
    client.read_to_end();
    EXPECT_TRUE(client.last_read_error());
    server.stop();
}

} // namespace
} // namespace fixguard::venue::test
