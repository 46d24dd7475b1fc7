// The client against exchanges that mean harm or are ill. Each ends in a stated time, and nothing is lost.
#include "engine/supervised.hpp"
#include "hostile/memory.hpp"
#include "hostile/odd_locale.hpp"
#include "support/virtual_clock.hpp"

#include <set>

namespace fixguard::engine {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HostileExchange : public Supervised {
protected:
    // Everything up to our Logout<5>, which is answered; the connection is then closed.
    static std::vector<std::string> heard_before_logout(test::ExchangeSession& seat) {
        std::vector<std::string> heard;
        for (std::string message = seat.hear(); !message.empty(); message = seat.hear()) {
            if (value(message, tag::MsgType) == "5") {
                seat.say("35=5|58=Logout acknowledgment.|");
                seat.connection().close();
                return heard;
            }
            heard.push_back(message);
        }
        ADD_FAILURE() << "no Logout<5> came";
        return heard;
    }
    // That the session lives: a question is answered.
    static void expect_alive(test::ExchangeSession& seat, const std::string& id) {
        seat.say("35=1|112=" + id + "|");
        EXPECT_THAT(seat.hear(), AllOf(HasSubstr("|35=0|"), HasSubstr("|112=" + id + "|")));
    }
    static std::string bytes_of(test::ExchangeSession& seat, std::size_t count, const std::string& body) {
        std::string bytes;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::size_t type_end = body.find('|') + 1;
            bytes += wire::frame_body(wire::from_readable(body.substr(0, type_end) +
                                                          test::ExchangeSession::header(seat.next() + i) +
                                                          body.substr(type_end)));
        }
        return bytes;
    }
};

// ---- slow and silent ones

TEST_F(HostileExchange, that_drips_its_logon_byte_by_byte_is_given_up) {
    SessionSettings settings = session();
    settings.logon_timeout = std::chrono::seconds(1);
    start(settings);
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    const std::string answer = wire::frame_body(
        wire::from_readable("35=A|" + seat->header(1) + "98=0|108=30|58=" + std::string(5'000, 'x') + "|"));
    std::size_t sent = 0;
    // One byte each 10 ms would take a minute; receive() is where the time passes.
    while (sent < answer.size() && seat->connection().send(answer.substr(sent, 1)) &&
           witness.count("no answer to the Logon<A>") == 0) {
        ++sent;
        seat->connection().receive(std::chrono::milliseconds(10));
    }
    EXPECT_LT(sent, answer.size());
    EXPECT_TRUE(witness.sees("oe error silence 0 no answer to the Logon<A> within 1 s"));
}

TEST_F(HostileExchange, that_drips_its_reports_byte_by_byte_is_understood) {
    const auto seat = log_on();
    for (const char byte : bytes_of(*seat, 1, "35=8|11=a|150=F|")) // one TLS record each
        ASSERT_TRUE(seat->connection().send({&byte, 1}));
    EXPECT_TRUE(witness.sees("|11=a|150=F|"));
}

// Bytes that never become a message are no sign of life.
TEST_F(HostileExchange, that_drips_a_message_for_ever_is_asked_and_given_up) {
    SessionSettings settings = session();
    settings.heart_bt_int = std::chrono::seconds(1);
    start(settings);
    const auto seat = log_on();
    ASSERT_TRUE(send("35=D|11=mine|"));
    std::set<std::string> heard;
    seat->connection().send(wire::from_readable("8=FIX.4.4|9=4000000|35=8|34=2|58="));
    // A byte each 10 ms: receive() is where the time passes. What was said before a close is still read.
    for (int sent = 0; sent < 3'000 && !heard.contains("5") && !seat->connection().is_over(); ++sent) {
        seat->connection().send("x");
        if (const auto message = seat->connection().receive(std::chrono::milliseconds(10)))
            heard.emplace(wire::MessageView(*message).msg_type());
    }
    EXPECT_THAT(heard, AllOf(Contains("1"), Contains("5")));
    EXPECT_TRUE(witness.sees("oe error silence"));
    EXPECT_TRUE(witness.sees("fate mine unknown"));
    EXPECT_EQ(witness.count("fate mine"), 1U);
}

TEST_F(HostileExchange, that_never_reads_costs_its_session_and_no_request_is_forgotten) {
    const auto seat = log_on();
    const std::size_t before = test::resident_bytes();
    const std::string text(10'000, 'x');
    std::size_t sent = 0;
    SendResult result;
    while (sent < 10'000 && (result = send("35=D|11=o" + std::to_string(sent + 1) + "|58=" + text + "|")))
        ++sent;
    EXPECT_EQ(result.status, SendStatus::backlog_full);
    EXPECT_TRUE(witness.sees("oe error local 0"));
    EXPECT_TRUE(witness.sees("fate o" + std::to_string(sent) + " unknown"));
    EXPECT_EQ(witness.count("oe fate o"), sent) << "each is told once";
    EXPECT_LT(test::resident_bytes(), before + 30'000'000);
}

// ---- sizes

TEST_F(HostileExchange, that_sends_a_message_without_an_end_is_left_when_it_is_too_long) {
    const auto seat = log_on();
    ASSERT_TRUE(send("35=D|11=mine|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=mine|"));
    const std::size_t before = test::resident_bytes();
    const std::string lot(1'000'000, 'x');
    seat->connection().send(wire::from_readable("8=FIX.4.4|9=4194304|35=8|34=2|58="));
    for (int i = 0; i < 40 && seat->connection().send(lot); ++i) {
    }
    EXPECT_TRUE(witness.sees("oe error garbled 0"));
    EXPECT_TRUE(witness.sees("fate mine unknown"));
    EXPECT_EQ(witness.count("fate mine"), 1U);
    EXPECT_LT(test::resident_bytes(), before + 30'000'000);
    const auto next = exchange.log_on();
    ASSERT_TRUE(next);
    expect_alive(*next, "new-session");
}

TEST_F(HostileExchange, that_sends_a_message_of_a_megabyte) {
    const auto seat = log_on();
    const std::size_t before = test::resident_bytes();
    for (int i = 0; i < 20; ++i)
        seat->say("35=8|11=a|58=" + std::string(1'000'000, 'x') + "|");
    expect_alive(*seat, "still-here");
    EXPECT_LT(test::resident_bytes(), before + 30'000'000) << "what was read is let go";
}

TEST_F(HostileExchange, that_sends_a_hundred_thousand_tiny_fields) {
    const auto seat = log_on();
    std::string fields;
    for (int i = 0; i < 100'000; ++i)
        fields += "58=|";
    const std::size_t before = test::resident_bytes();
    seat->say("35=3|" + fields);
    seat->say("35=8|11=a|" + fields + "150=F|");
    EXPECT_TRUE(witness.sees("oe error Reject<3> 0"));
    EXPECT_TRUE(witness.sees("150=F|"));
    expect_alive(*seat, "still-here");
    EXPECT_LT(test::resident_bytes(), before + 30'000'000);
}

TEST_F(HostileExchange, that_sends_ten_thousand_messages_in_one_write) {
    const auto seat = log_on();
    const std::size_t before = test::resident_bytes();
    constexpr std::size_t count = 10'000;
    ASSERT_TRUE(seat->connection().send(bytes_of(*seat, count, "35=8|11=a|150=F|")));
    for (std::size_t i = 0; i < count; ++i)
        seat->skip();
    expect_alive(*seat, "behind-them-all");
    seat->say("35=8|11=last|150=F|");
    EXPECT_TRUE(witness.sees("|11=last|150=F|"));
    EXPECT_EQ(witness.count("oe message"), count + 1) << "no fill is lost, none is told twice";
    EXPECT_LT(test::resident_bytes(), before + 60'000'000);
}

// ---- framing

class HostileLength : public HostileExchange, public testing::WithParamInterface<const char*> {};

TEST_P(HostileLength, ends_the_session_with_a_logout_and_a_new_one_begins) {
    const auto seat = log_on();
    ASSERT_TRUE(send("35=D|11=mine|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=mine|"));
    seat->connection().send(wire::from_readable("8=FIX.4.4|9=" + std::string(GetParam()) + "|35=8|34=2|"));
    EXPECT_THAT(heard_before_logout(*seat), IsEmpty());
    EXPECT_TRUE(witness.sees("oe error garbled 0"));
    EXPECT_TRUE(witness.sees("fate mine unknown"));
    const auto next = exchange.log_on();
    ASSERT_TRUE(next);
    expect_alive(*next, "new-session");
}

INSTANTIATE_TEST_SUITE_P(, HostileLength,
                         testing::Values("99999999999", "4194305", "-5", "+5", "0000000000000000005", "5 ",
                                         "0x5", ""));

TEST_F(HostileExchange, that_pads_its_length_with_zeros_is_understood) {
    const auto seat = log_on();
    const std::string body = wire::from_readable("35=8|" + seat->header(2) + "11=a|150=F|");
    std::string digits = std::to_string(body.size());
    digits.insert(0, 7 - digits.size(), '0');
    const std::string head = wire::from_readable("8=FIX.4.4|9=" + digits + "|") + body;
    const std::string sum = std::to_string(1'000 + wire::check_sum(head)).substr(1);
    seat->connection().send(head + wire::from_readable("10=" + sum + "|"));
    EXPECT_TRUE(witness.sees("|11=a|150=F|"));
}

TEST_F(HostileExchange, that_hides_a_trailer_in_raw_data_loses_no_message) {
    const auto seat = log_on();
    seat->say("35=8|11=a|95=12|96=a|10=000|bcd|");
    seat->say("35=8|11=behind|150=F|");
    EXPECT_TRUE(witness.sees("|11=behind|150=F|"));
    EXPECT_EQ(witness.count("garbled"), 0U);
}

TEST_F(HostileExchange, that_writes_tags_which_are_none) {
    const auto seat = log_on();
    for (const char* const tag : {"0", "034", "4294967330", "-34", "", "34 "})
        seat->say("35=8|" + std::string(tag) + "=999|11=a|150=F|");
    expect_alive(*seat, "no-gap"); // nothing was taken for MsgSeqNum(34)
    for (int i = 0; i < 6; ++i)
        EXPECT_TRUE(witness.sees("|11=a|150=F|"));
}

// ---- storms

TEST_F(HostileExchange, that_storms_with_logouts_gets_one_answer_and_one_new_logon) {
    const auto seat = log_on();
    ASSERT_TRUE(send("35=D|11=mine|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=mine|"));
    const std::size_t before = test::resident_bytes();
    ASSERT_TRUE(seat->connection().send(bytes_of(*seat, 2'000, "35=5|58=go|")));
    EXPECT_THAT(seat->hear(), HasSubstr("|35=5|"));
    EXPECT_EQ(seat->hear(), "") << "one Logout<5> is all that is said";
    const auto next = exchange.log_on();
    ASSERT_TRUE(next);
    EXPECT_TRUE(witness.sees("oe recovered from Logout<5>"));
    expect_alive(*next, "nothing-was-sent-again"); // the answer is the first that it says
    EXPECT_FALSE(exchange.connect(std::chrono::milliseconds(200))) << "one storm, one new session";
    EXPECT_EQ(witness.count("fate mine"), 1U);
    EXPECT_EQ(witness.count("fate mine unknown"), 1U);
    EXPECT_LT(test::resident_bytes(), before + 60'000'000);
}

TEST_F(HostileExchange, that_storms_with_news_gets_one_new_session) {
    const auto seat = log_on();
    const std::size_t before = test::resident_bytes();
    ASSERT_TRUE(seat->connection().send(
        bytes_of(*seat, 2'000, "35=B|148=You'll be disconnected in 10 seconds. Please reconnect.|")));
    std::unique_ptr<test::ExchangeSession> next;
    // Whether the new session stands before the old one goes is the planner's; both are heard here.
    std::thread old([&] { heard_before_logout(*seat); });
    next = exchange.log_on();
    old.join();
    ASSERT_TRUE(next);
    EXPECT_TRUE(witness.sees("oe recovered from News<B>"));
    expect_alive(*next, "new-session");
    EXPECT_FALSE(exchange.connect(std::chrono::milliseconds(200))) << "one storm, one new session";
    EXPECT_LT(test::resident_bytes(), before + 60'000'000);
}

TEST_F(HostileExchange, that_storms_with_rejects_settles_each_request_once) {
    const auto seat = log_on();
    ASSERT_TRUE(send("35=D|11=mine|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=mine|"));
    const std::size_t before = test::resident_bytes();
    ASSERT_TRUE(seat->connection().send(bytes_of(*seat, 2'000, "35=3|45=2|371=55|25016=-1171|")));
    for (int i = 0; i < 2'000; ++i)
        seat->skip();
    expect_alive(*seat, "still-here");
    EXPECT_TRUE(witness.sees("fate mine rejected"));
    seat->say("35=8|11=last|150=F|");
    EXPECT_TRUE(witness.sees("|11=last|150=F|"));
    EXPECT_EQ(witness.count("fate mine"), 1U);
    EXPECT_LT(test::resident_bytes(), before + 60'000'000);
}

// ---- rejects that say nothing or the wrong thing

class HostileReject : public HostileExchange, public testing::WithParamInterface<const char*> {};

TEST_P(HostileReject, blames_nobody_and_ends_nothing) {
    const auto seat = log_on();
    ASSERT_TRUE(send("35=D|11=mine|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=mine|"));
    seat->say("35=3|" + std::string(GetParam()));
    EXPECT_TRUE(witness.sees("oe error Reject<3> 0"));
    expect_alive(*seat, "still-here");
    EXPECT_EQ(witness.count("fate mine"), 0U);
    seat->say("35=8|11=mine|150=0|39=0|");
    EXPECT_TRUE(witness.sees("fate mine accepted"));
}

// "-1179" with a minus sign, an en dash and a full-width dash in place of the hyphen.
INSTANTIATE_TEST_SUITE_P(, HostileReject,
                         testing::Values("", "45=4294967295|58=who|", "45=16386|58=2 and a turn of the log|",
                                         "45=0|58=who|", "45=-2|58=who|",
                                         "25016=\xe2\x88\x92"
                                         "1179|",
                                         "25016=\xe2\x80\x93"
                                         "1179|",
                                         "25016=\xef\xbc\x8d"
                                         "1179|"));

// ---- clocks

// Both would be seen as silence, or as no silence for an hour, by whoever looks at the clock of the wall.
TEST_F(HostileExchange, is_asked_in_time_and_no_sooner_when_the_clock_of_the_machine_steps) {
    SessionSettings settings = session();
    settings.heart_bt_int = std::chrono::seconds(3);
    start(settings);
    const auto seat = log_on();
    ASSERT_TRUE(send("35=D|11=mine|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=mine|"));
    const test::VirtualClock clock(std::chrono::system_clock::now());
    for (const auto step : {std::chrono::seconds(3'600), std::chrono::seconds(-10)}) {
        clock.advance(step);
        const auto begin = std::chrono::steady_clock::now();
        seat->say("35=0|"); // from here on 3 s are silent
        std::string heard = seat->hear();
        while (value(heard, tag::MsgType) == "0")
            heard = seat->hear();
        ASSERT_EQ(value(heard, tag::MsgType), "1") << "after a step of " << step.count() << " s";
        EXPECT_GT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2'500));
        seat->say("35=0|112=" + value(heard, tag::TestReqID) + "|");
    }
    expect_alive(*seat, "still-here");
    EXPECT_EQ(witness.count("oe error"), 0U);
    seat->say("35=8|11=mine|150=0|39=0|");
    EXPECT_TRUE(witness.sees("fate mine accepted"));
    EXPECT_EQ(witness.count("fate mine"), 1U);
}

// ---- a program around us that speaks another language

TEST_F(HostileExchange, is_understood_where_numbers_are_written_otherwise) {
    const test::OddLocale odd;
    const auto seat = log_on();
    EXPECT_THAT(seat->logon(), AllOf(HasSubstr("|108=30|"), HasSubstr("|34=1|")));
    ASSERT_TRUE(send("35=D|11=mine|38=1000.5|58=" + std::string(2'000, 'x') + "|"));
    EXPECT_THAT(seat->hear(), AllOf(HasSubstr("|11=mine|38=1000.5|"), HasSubstr("|34=2|")));
    seat->say(
        "35=3|45=2|371=55|58=Too many messages; current limit is '10000' messages per '10s'.|25016=-1181|");
    EXPECT_TRUE(witness.sees("fate mine rejected"));
    EXPECT_TRUE(witness.sees("hold requests for 10000 ms"));
}

} // namespace
} // namespace fixguard::engine
