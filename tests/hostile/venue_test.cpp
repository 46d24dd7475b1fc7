// The venue against clients that mean harm or are ill: it answers by its rules, and others are served on.
#include "hostile/memory.hpp"
#include "hostile/odd_locale.hpp"
#include "support/blocking_client.hpp"
#include "transport/tls_server.hpp"
#include "venue/client.hpp"
#include "venue/server.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <memory>

namespace fixguard::venue::test {
namespace {

using fixguard::test::BlockingClient;
using fixguard::test::resident_bytes;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string now_utc() {
    return std::string(wire::format_utc_timestamp(
                           std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()))
                           .view());
}

// The venue as a process of sockets: for what only bytes on a stream can do to it.
class HostileClient : public testing::Test {
protected:
    void start(Config config = demo_config()) {
        server = std::make_unique<Server>(std::move(config));
        ASSERT_EQ(server->start(), std::nullopt);
    }
    static Config plain() {
        Config config = demo_config();
        config.tls = false;
        return config;
    }
    std::unique_ptr<BlockingClient> connect(SessionKind kind = SessionKind::order_entry) {
        const std::string ca = server->ca_pem();
        return std::make_unique<BlockingClient>(
            server->port(kind), ca.empty() ? std::nullopt : std::optional(BlockingClient::Tls{ca}));
    }
    static std::string header(const std::string& name, std::uint32_t number) {
        return "34=" + std::to_string(number) + "|49=" + name + "|52=" + now_utc() + "|56=SPOT|";
    }
    static std::string message(const std::string& name, std::uint32_t number, const std::string& type,
                               const std::string& fields) {
        return wire::frame_body(wire::from_readable("35=" + type + "|" + header(name, number) + fields));
    }
    static std::string logon(const std::string& name) {
        const std::string time = now_utc();
        const std::string signature = demo_key().sign(wire::from_readable("A|" + name + "|SPOT|1|" + time));
        return wire::frame_body(wire::from_readable("35=A|34=1|49=" + name + "|52=" + time +
                                                    "|56=SPOT|98=0|108=30|95=88|96=" + signature +
                                                    "|141=Y|553=DEMO|25035=1|"));
    }
    std::unique_ptr<BlockingClient> log_on(const std::string& name) {
        auto client = connect();
        client->write(logon(name));
        EXPECT_THAT(client->read_until(wire::from_readable("|25037=")), HasSubstr("25037="));
        return client;
    }
    // That somebody else is served while the other one does what it does.
    void expect_serves_others() { log_on("OTHER"); }

    std::unique_ptr<Server> server;
};

TEST_F(HostileClient, that_logs_on_in_tls_records_of_one_byte) {
    start();
    const auto client = connect();
    for (const char byte : logon("DRIP"))
        ASSERT_TRUE(client->write({&byte, 1}));
    EXPECT_THAT(client->read_until(wire::from_readable("|25037=")), HasSubstr("25037="));
}

// In virtual time: a byte each second does not put the end off.
TEST(SlowLoris, is_closed_when_its_time_for_a_logon_is_over) {
    World world;
    Client client(world, SessionKind::order_entry);
    client.checks_form = false;
    const std::string logon = "8=FIX.4.4|9=300|35=A|34=1|49=CLIENT1|";
    for (std::size_t i = 0; i < 9; ++i) {
        client.sends_bytes(logon.substr(i, 1));
        world.advance(1'000ms);
        EXPECT_FALSE(client.is_closed());
    }
    world.advance(1'000ms);
    EXPECT_TRUE(client.is_closed());
}

// Nor do bytes of a message that never ends, once it is logged on.
TEST(SlowLoris, that_is_logged_on_is_asked_and_logged_out) {
    World world;
    Client client(world, SessionKind::order_entry);
    client.log_on();
    client.checks_form = false;
    client.sends_bytes("8=FIX.4.4|9=900000|35=1|112=");
    std::string heard;
    for (int second = 0; second < 61 && !client.is_closed(); ++second) {
        client.sends_bytes("x");
        world.advance(1s);
        heard += client.gets_raw();
    }
    EXPECT_TRUE(client.is_closed()) << "in 2 x HeartBtInt(108)";
    EXPECT_THAT(heard, HasSubstr("|35=1|"));
    EXPECT_THAT(heard, HasSubstr("|35=5|"));
}

TEST(SilentTls, is_closed_when_its_time_for_the_handshake_is_over) {
    asio::io_context io;
    auto identity = transport::make_server_identity({"localhost"});
    ASSERT_TRUE(std::holds_alternative<transport::ServerIdentity>(identity));
    transport::ServerOptions options;
    options.identity = std::get<transport::ServerIdentity>(identity);
    options.handshake_seconds = 1;
    bool accepted = false;
    transport::TlsServer server(io, options, [&](auto) {
        accepted = true;
        return nullptr;
    });
    ASSERT_EQ(server.listen(), std::nullopt);
    asio::ip::tcp::socket silent(io);
    silent.connect({asio::ip::make_address("127.0.0.1"), server.port()});
    bool ended = false;
    char byte = 0;
    silent.async_read_some(asio::buffer(&byte, 1), [&](std::error_code error, std::size_t) {
        ended = static_cast<bool>(error);
        io.stop();
    });
    io.run_for(std::chrono::seconds(10));
    EXPECT_TRUE(ended);
    EXPECT_FALSE(accepted);
}

TEST_F(HostileClient, that_never_reads_is_cut_off) {
    Config config = plain();
    config.rules.of(SessionKind::order_entry).messages.count = 100'000;
    start(config);
    const auto client = connect();
    client->tcp().set_option(asio::ip::tcp::socket::receive_buffer_size(4'096)); // or 32 MB fit into it
    client->write(logon("DEAF"));
    const std::size_t before = resident_bytes();
    std::string many;
    for (std::uint32_t i = 2; i < 12'000; ++i)
        many += message("DEAF", i, "1", "112=" + std::string(1'000, 'x') + "|");
    client->write(many);
    pollfd end{client->tcp().native_handle(), 0, 0}; // nothing is read meanwhile
    EXPECT_EQ(::poll(&end, 1, 10'000), 1) << "the stream was not reset";
    EXPECT_LT(client->read_to_end().size(), many.size() / 2) << "what it did not read was dropped";
    EXPECT_LT(resident_bytes(), before + 60'000'000);
    expect_serves_others();
}

TEST_F(HostileClient, that_sends_a_megabyte_is_answered) {
    start(plain());
    const auto client = log_on("BIG");
    client->write(message("BIG", 2, "1", "112=T|58=" + std::string(1'000'000, 'x') + "|"));
    const std::string answer = wire::to_readable(client->read_until(wire::from_readable("|10=")));
    EXPECT_THAT(answer, HasSubstr("|35=3|"));
    EXPECT_THAT(answer, HasSubstr("|45=2|"));
    expect_serves_others();
}

TEST_F(HostileClient, that_sends_more_than_any_message_may_have_is_not_kept_in_memory) {
    start(plain());
    const auto client = log_on("BIGGER");
    const std::size_t before = resident_bytes();
    const std::string lot = "8=FIX.4.4|9=1|" + std::string(1'000'000, 'x');
    for (int i = 0; i < 40 && client->write(lot); ++i) {
    }
    expect_serves_others();
    EXPECT_LT(resident_bytes(), before + 30'000'000);
}

class HostileClientLength : public HostileClient, public testing::WithParamInterface<const char*> {};

TEST_P(HostileClientLength, is_garbled_and_the_next_message_is_read) {
    start(plain());
    const auto client = log_on("LEN");
    client->write(wire::from_readable("8=FIX.4.4|9=" + std::string(GetParam()) + "|35=1|" + header("LEN", 2) +
                                      "112=T|10=000|"));
    EXPECT_THAT(wire::to_readable(client->read_until("25016=-1177")), HasSubstr("25016=-1177"));
    expect_serves_others();
}

INSTANTIATE_TEST_SUITE_P(, HostileClientLength,
                         testing::Values("99999999999", "4194305", "-5", "00000000000000000005"));

TEST_F(HostileClient, that_pads_its_length_with_zeros_is_understood) {
    start(plain());
    const auto client = log_on("PAD");
    const std::string body = wire::from_readable("35=1|" + header("PAD", 2) + "112=T|");
    std::string digits = std::to_string(body.size());
    digits.insert(0, 7 - digits.size(), '0');
    const std::string head = wire::from_readable("8=FIX.4.4|9=" + digits + "|") + body;
    const std::string sum = std::to_string(1'000 + wire::check_sum(head)).substr(1);
    client->write(head + wire::from_readable("10=" + sum + "|"));
    EXPECT_THAT(wire::to_readable(client->read_until(wire::from_readable("|10="))),
                AllOf(HasSubstr("|35=0|"), HasSubstr("|112=T|")));
}

TEST_F(HostileClient, that_hides_a_trailer_in_raw_data_is_answered_once) {
    start(plain());
    const auto client = log_on("HIDE");
    client->write(message("HIDE", 2, "1", "112=T|95=12|96=a|10=000|bcd|") +
                  message("HIDE", 3, "1", "112=NEXT|"));
    const std::string answers = wire::to_readable(client->read_until("NEXT"));
    EXPECT_THAT(answers, AllOf(HasSubstr("|45=2|"), HasSubstr("|25016=-1170|"), HasSubstr("|112=NEXT|")));
    EXPECT_THAT(answers, Not(HasSubstr("-1177")));
    EXPECT_EQ(answers.find("|35=3|"), answers.rfind("|35=3|"));
}

TEST_F(HostileClient, that_writes_tags_which_are_none) {
    start(plain());
    const auto client = log_on("TAGS");
    std::uint32_t number = 2;
    for (const char* const tag : {"0", "034", "4294967330"}) {
        client->write(message("TAGS", number++, "1", "112=T|" + std::string(tag) + "=1|"));
        EXPECT_THAT(wire::to_readable(client->read_until(wire::from_readable("|10="))),
                    HasSubstr("|25016=-1169|"))
            << tag;
    }
}

TEST_F(HostileClient, that_sends_a_hundred_thousand_tiny_fields_is_answered_once) {
    start(plain());
    const auto client = log_on("TINY");
    std::string fields;
    for (int i = 0; i < 100'000; ++i)
        fields += "1=a|";
    const std::size_t before = resident_bytes();
    client->write(message("TINY", 2, "1", "112=T|" + fields));
    EXPECT_THAT(wire::to_readable(client->read_until(wire::from_readable("|10="))), HasSubstr("|35=3|"));
    client->write(message("TINY", 3, "1", "112=NEXT|"));
    const std::string next = wire::to_readable(client->read_until("NEXT"));
    EXPECT_THAT(next, HasSubstr("|35=0|"));
    EXPECT_THAT(next, Not(HasSubstr("|35=3|")));
    EXPECT_LT(resident_bytes(), before + 30'000'000);
}

TEST_F(HostileClient, that_sends_ten_thousand_messages_in_one_write_meets_the_limit_and_not_before) {
    start(plain());
    const auto client = log_on("FLOOD");
    std::string flood;
    for (std::uint32_t number = 2; number <= 10'001; ++number)
        flood += message("FLOOD", number, "0", "");
    const std::size_t before = resident_bytes();
    ASSERT_TRUE(client->write(flood));
    const std::string answers = wire::to_readable(client->read_to_end());
    EXPECT_LT(resident_bytes(), before + 30'000'000);
    EXPECT_THAT(answers, HasSubstr("|45=10001|"));
    EXPECT_THAT(answers, HasSubstr("|25016=-1181|"));
    expect_serves_others();
}

TEST_F(HostileClient, that_storms_with_logouts_is_answered_once) {
    start(plain());
    const auto client = log_on("BYE");
    std::string storm;
    for (std::uint32_t number = 2; number < 2'000; ++number)
        storm += message("BYE", number, "5", "");
    const std::size_t before = resident_bytes();
    client->write(storm);
    const std::string answers = wire::to_readable(client->read_to_end());
    EXPECT_EQ(answers.find("|35=5|"), answers.rfind("|35=5|"));
    EXPECT_THAT(answers, HasSubstr("|35=5|"));
    EXPECT_LT(resident_bytes(), before + 30'000'000);
    log_on("BYE"); // the name is free: it was an orderly end
}

// Nothing is said to a Reject<3>, whatever it lacks or refers to; but dashes that are no ASCII are garbled.
TEST_F(HostileClient, that_storms_with_rejects_is_told_of_odd_characters_alone) {
    start(plain());
    const auto client = log_on("NO");
    std::string storm;
    for (std::uint32_t number = 2; number < 2'000; ++number)
        storm += message("NO", number, "3",
                         number % 3 == 0   ? ""
                         : number % 3 == 1 ? "45=4294967295|"
                                           : "45=1|25016=\xe2\x88\x92"
                                             "1179|");
    const std::size_t before = resident_bytes();
    client->write(storm + message("NO", 2'000, "1", "112=LAST|"));
    const std::string answers = wire::to_readable(client->read_until("LAST"));
    const std::vector<std::string> said = messages_of(answers);
    ASSERT_EQ(said.size(), 666U + 1U);
    EXPECT_THAT(said.back(), HasSubstr("112=LAST"));
    for (std::size_t i = 0; i + 1 < said.size(); ++i) {
        EXPECT_EQ(field(said[i], 25016), "-1177");
        EXPECT_EQ(field(said[i], 45), std::to_string(3 * i + 2));
    }
    EXPECT_LT(resident_bytes(), before + 30'000'000);
    expect_serves_others();
}

// News<B> is the exchange's own: a client that sends it is told so each time, and no more.
TEST_F(HostileClient, that_storms_with_news_is_told_each_time) {
    start(plain());
    const auto client = log_on("NEWS");
    std::string storm;
    for (std::uint32_t number = 2; number < 2'000; ++number)
        storm += message("NEWS", number, "B", "148=You'll be disconnected in 10 seconds. Please reconnect.|");
    const std::size_t before = resident_bytes();
    client->write(storm + message("NEWS", 2'000, "1", "112=LAST|"));
    const std::string answers = wire::to_readable(client->read_until("LAST"));
    EXPECT_THAT(answers, HasSubstr("|45=1999|"));
    EXPECT_THAT(answers, HasSubstr("112=LAST"));
    EXPECT_LT(resident_bytes(), before + 30'000'000);
    expect_serves_others();
}

TEST_F(HostileClient, is_served_where_numbers_are_written_otherwise) {
    const fixguard::test::OddLocale odd;
    start(plain());
    const auto client = log_on("ODD");
    client->write(message("ODD", 2, "XLQ", "6136=LIMITS|"));
    EXPECT_THAT(wire::to_readable(client->read_until(wire::from_readable("|10="))),
                AllOf(HasSubstr("|35=XLR|"), HasSubstr("|25006=10000|")));
}

// The other way round: the machine's clock steps under a session that stands.
TEST_F(HostileClient, whose_clock_is_an_hour_or_ten_seconds_off_keeps_its_session) {
    start(plain());
    const auto client = log_on("CLOCK");
    server->set_clock_offset(std::chrono::hours(1)); // its time lies an hour back: late, but not too late
    client->write(message("CLOCK", 2, "1", "112=LATE|"));
    EXPECT_THAT(client->read_until("LATE"), HasSubstr("112=LATE"));
    server->set_clock_offset(std::chrono::seconds(-10)); // it comes from the future
    client->write(message("CLOCK", 3, "1", "112=EARLY|"));
    EXPECT_THAT(wire::to_readable(client->read_until("25016=-1021")), HasSubstr("|45=3|"));
    server->set_clock_offset(std::chrono::seconds(0));
    client->write(message("CLOCK", 4, "1", "112=RIGHT|"));
    EXPECT_THAT(client->read_until("RIGHT"), HasSubstr("112=RIGHT"));
}

TEST_F(HostileClient, one_of_more_than_1024_is_served_like_any_other) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < 3'000) GTEST_SKIP() << "the system allows " << limit.rlim_max << " descriptors";
    const rlimit raised{std::max<rlim_t>(limit.rlim_cur, 3'000), limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &raised), 0);
    Config config = plain();
    config.rules.of(SessionKind::order_entry).attempts.count = 2'000;
    start(config);
    asio::io_context io;
    std::vector<asio::ip::tcp::socket> crowd;
    for (int i = 0; i < 1'100; ++i)
        crowd.emplace_back(io).connect(
            {asio::ip::make_address("127.0.0.1"), server->port(SessionKind::order_entry)});
    expect_serves_others();
    crowd.clear();
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace
} // namespace fixguard::venue::test
