// Heartbeats, test requests, logout, maintenance, and bytes that come in pieces.
#include "venue/client.hpp"

#include "wire/message_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Liveness : testing::Test {
    World world;
    Client client{world, SessionKind::order_entry};
    void SetUp() override { client.log_on(); } // HeartBtInt(108)=30
};

TEST_F(Liveness, a_test_request_is_answered_with_its_id) {
    client.sends("1", "112=ABC|");
    EXPECT_EQ(client.gets_one(), "35=0|34=2|49=SPOT|56=CLIENT1|112=ABC|");
}

TEST_F(Liveness, an_idle_server_sends_a_heartbeat) {
    world.advance(20s);
    client.sends("0");
    world.advance(9'999ms);
    EXPECT_THAT(client.gets(), IsEmpty());
    world.advance(1ms);
    EXPECT_EQ(client.gets_one(), "35=0|34=2|49=SPOT|56=CLIENT1|");
}

TEST_F(Liveness, a_silent_client_is_asked_and_then_logged_out) {
    world.advance(30s);
    EXPECT_EQ(client.gets_one(), "35=1|34=2|49=SPOT|56=CLIENT1|112=test-2|");
    world.advance(29'999ms);
    EXPECT_FALSE(client.is_closed());
    world.advance(1ms);
    EXPECT_THAT(client.gets(), ElementsAre(HasSubstr("35=5|34=3|")));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Liveness, only_the_right_heartbeat_answers_a_test_request) {
    world.advance(30s);
    client.gets();
    client.sends("0", "112=other|");
    world.advance(30s);
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Liveness, a_client_that_answers_stays) {
    world.advance(30s);
    client.gets();
    client.sends("0", "112=test-2|");
    world.advance(29s);
    client.sends("0");
    world.advance(29s);
    EXPECT_TRUE(client.is_up());
}

TEST_F(Liveness, a_client_that_sends_heartbeats_is_never_asked) {
    for (int i = 0; i < 20; ++i) {
        world.advance(15s);
        client.sends("0");
    }
    for (const std::string& message : client.gets())
        EXPECT_EQ(field(message, 35), "0");
    EXPECT_TRUE(client.is_up());
}

TEST_F(Liveness, nothing_answers_a_reject_of_the_client) {
    client.sends("3", "45=1|58=no|");
    EXPECT_THAT(client.gets(), IsEmpty());
    EXPECT_TRUE(client.is_up());
}

TEST_F(Liveness, sending_time_has_microseconds_and_body_length_seven_digits) {
    world.clock.advance(123'456us);
    client.sends("1", "112=T|");
    EXPECT_THAT(client.gets_raw(),
                testing::MatchesRegex("8=FIX.4.4\\|9=0000063\\|35=0\\|34=2\\|49=SPOT\\|"
                                      "52=20260701-12:00:00.123456\\|56=CLIENT1\\|112=T\\|10=...\\|"));
}

TEST_F(Liveness, the_news_count_down_and_the_session_is_closed) {
    world.exchange.announce_maintenance(25s, world.clock.now());
    std::vector<std::string> headlines;
    for (int second = 0; second <= 25; ++second) {
        for (const std::string& message : client.gets())
            if (field(message, 35) == "B") headlines.push_back(field(message, 148));
        if (second < 25) world.advance(1s);
    }
    EXPECT_THAT(headlines, ElementsAre("You'll be disconnected in 25 seconds. Please reconnect.",
                                       "You'll be disconnected in 15 seconds. Please reconnect.",
                                       "You'll be disconnected in 5 seconds. Please reconnect.",
                                       "Your connection is about to be closed. Please reconnect."));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Liveness, during_maintenance_another_name_may_log_on) {
    world.exchange.announce_maintenance(25s, world.clock.now());
    Client next(world, SessionKind::order_entry, "CLIENT2");
    next.log_on();
    world.advance(26s);
    EXPECT_TRUE(next.is_up());
}

TEST_F(Liveness, a_limit_query_counts_what_was_sent) {
    client.sends("0");
    client.sends("XLQ", "6136=Q1|");
    EXPECT_EQ(client.gets_one(),
              "35=XLR|34=2|49=SPOT|56=CLIENT1|6136=Q1|25003=2|25004=1|25005=0|25006=100|25007=10|"
              "25008=s|25004=2|25005=3|25006=10000|25007=10|25008=s|");
}

TEST_F(Liveness, the_limit_is_per_window) {
    for (int window = 0; window < 3; ++window) {
        for (int i = 0; i < 9'999; ++i)
            client.sends("0");
        world.advance(10s);
    }
    EXPECT_TRUE(client.is_up());
}

// That it is followed by 0 is tested with the rule: four billion messages are too many for a session.
TEST_F(Liveness, the_last_msg_seq_num_is_one_like_any_other) {
    client.sends_body("35=0|34=4294967295|49=CLIENT1|52={now}|56=SPOT|");
    EXPECT_EQ(client.seen_text(), "MsgSeqNum(34) contains an unexpected value. Expected: '2'.");
}

// ---- bytes

TEST(Bytes, one_at_a_time_give_the_same_answers) {
    World whole_world;
    World piece_world;
    Client whole(whole_world, SessionKind::order_entry);
    Client pieces(piece_world, SessionKind::order_entry);
    const std::string bytes =
        wire::frame_body(wire::from_readable(whole.logon_body())) +
        wire::frame_body(wire::from_readable("35=1|34=2|49=CLIENT1|52=20260701-12:00:00|"
                                             "56=SPOT|112=T|")) +
        wire::from_readable("8=FIX.4.4|9=5|35=0|10=000|");
    whole.sends_bytes(wire::to_readable(bytes));
    for (const char byte : bytes)
        pieces.sends_bytes(wire::to_readable(std::string_view(&byte, 1)));
    const std::string answers = whole.gets_raw();
    EXPECT_THAT(answers, HasSubstr("|112=T|"));
    EXPECT_THAT(answers, HasSubstr("|25016=-1177|"));
    EXPECT_EQ(answers, pieces.gets_raw());
}

TEST(Bytes, nothing_is_read_behind_the_end_of_a_session) {
    World world;
    Client client(world, SessionKind::order_entry);
    client.log_on();
    client.sends_bytes("8=FIX.4.4|9=5|35=0|10=000|8=FIX.4.4|9=5|35=0|10=163|");
    client.sends("1", "112=T|");
    EXPECT_EQ(client.gets().size(), 1u);
}

TEST(Bytes, garbage_before_logon_is_answered_to_nobody_in_particular) {
    World world;
    Client client(world, SessionKind::order_entry);
    client.sends_bytes("GET / HTTP/1.1|10=000|");
    EXPECT_EQ(client.gets_one(), "35=3|34=1|49=SPOT|56=CLIENT|371=8|373=99|25016=-1177|"
                                 "58=BeginString (8) is not the first tag in a message.|");
    EXPECT_TRUE(client.is_closed());
}

} // namespace
} // namespace fixguard::venue::test
