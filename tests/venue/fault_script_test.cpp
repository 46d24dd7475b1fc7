// Faults on demand: each kind, and which message each strikes.
#include "venue/client.hpp"
#include "venue/fault_script.hpp"
#include "wire/message_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const char* const order = "11=A1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|";

struct OnDemand : testing::Test {
    World world;
    Client client{world, SessionKind::order_entry};
    void SetUp() override { client.log_on(); }
    void inject(Fault fault) { world.exchange.inject(std::move(fault), world.clock.now()); }
};

// ---- one kind each

struct Carried {
    const char* msg_type;
    const char* fields;
    const char* answer; // behind the header
};

class RejectOnDemand : public testing::TestWithParam<Carried> {};

TEST_P(RejectOnDemand, takes_the_usual_carrier) {
    World world;
    Client client(world, SessionKind::order_entry);
    client.log_on();
    world.exchange.inject(
        {.kind = FaultKind::reject, .msg_type = GetParam().msg_type, .code = ErrorCode{-1008}},
        world.clock.now());
    client.sends(GetParam().msg_type, GetParam().fields);
    const std::string busy = "25016=-1008|58=Server is currently overloaded with other requests. Please try "
                             "again in a few minutes.|";
    const std::string answer = client.gets_one();
    EXPECT_THAT(answer, testing::StartsWith("35=" + std::string(GetParam().answer))) << answer;
    EXPECT_THAT(answer, testing::EndsWith(busy));
    EXPECT_TRUE(client.is_up());
}

INSTANTIATE_TEST_SUITE_P(
    Requests, RejectOnDemand,
    testing::Values(Carried{"D", order, "8|"}, Carried{"F", "11=C1|41=A1|55=BTCUSDT|", "9|"},
                    Carried{"XAK", "11=C1|41=A1|55=BTCUSDT|38=1|", "XAR|"},
                    Carried{"q", "11=C1|55=BTCUSDT|530=1|", "r|"},
                    Carried{"E",
                            "25014=L1|1385=2|73=2|11=W1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|"
                            "11=P1|38=1|40=2|44=70000|54=2|55=BTCUSDT|59=1|25010=1|25011=3|25012=0|25013=1|",
                            "N|"},
                    Carried{"XLQ", "6136=Q1|", "3|"}));

TEST_F(OnDemand, a_carrier_and_a_text_of_ones_own) {
    inject({.kind = FaultKind::reject,
            .msg_type = "D",
            .code = ErrorCode{-2010},
            .carrier = "3",
            .text = "Market is closed."});
    client.sends("D", order);
    EXPECT_EQ(client.gets_one(),
              "35=3|34=2|49=SPOT|56=CLIENT1|45=2|372=D|373=99|25016=-2010|58=Market is closed.|");
}

TEST_F(OnDemand, a_code_the_catalogue_does_not_know) {
    inject({.kind = FaultKind::reject, .msg_type = "D", .code = ErrorCode{-9999}, .text = "Something new."});
    client.sends("D", order);
    EXPECT_THAT(client.gets_one(), HasSubstr("|25016=-9999|58=Something new.|"));
}

TEST(OnDemandBeforeLogon, a_refused_logon_is_closed) {
    World world;
    world.exchange.inject({.kind = FaultKind::reject, .msg_type = "A", .code = ErrorCode{-1016}},
                          world.clock.now());
    Client client(world, SessionKind::order_entry);
    client.sends_body(client.logon_body());
    EXPECT_EQ(client.gets_one(), "35=3|34=1|49=SPOT|56=CLIENT1|45=1|372=A|373=99|25016=-1016|"
                                 "58=This service is no longer available.|");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(OnDemand, a_delayed_answer) {
    inject({.kind = FaultKind::delay, .msg_type = "D", .delay = 3s});
    client.sends("D", order);
    world.advance(2'999ms);
    EXPECT_THAT(client.gets(), IsEmpty());
    world.advance(1ms);
    EXPECT_EQ(field(client.gets_one(), 150), "0");
}

TEST_F(OnDemand, a_lost_request_never_happened_and_times_out) {
    Client drop_copy(world, SessionKind::drop_copy, "COPY");
    drop_copy.log_on();
    inject({.kind = FaultKind::no_answer, .msg_type = "D"});
    client.sends("D", order);
    world.advance(9'999ms);
    EXPECT_THAT(client.gets(), IsEmpty());
    world.advance(1ms);
    EXPECT_EQ(client.gets_one(),
              "35=3|34=2|49=SPOT|56=CLIENT1|45=2|372=D|373=99|25016=-1007|58=Timeout waiting for "
              "response from backend server. Send status unknown; execution status unknown.|");
    EXPECT_THAT(drop_copy.gets(), IsEmpty());
}

TEST_F(OnDemand, a_lost_answer_hides_an_order_that_the_drop_copy_shows) {
    Client drop_copy(world, SessionKind::drop_copy, "COPY");
    drop_copy.log_on();
    inject({.kind = FaultKind::lose_answer, .msg_type = "D"});
    client.sends("D", order);
    world.advance(10s);
    EXPECT_EQ(field(client.gets_one(), 25016), "-1007");
    EXPECT_EQ(field(drop_copy.gets_one(), 11), "A1");
}

TEST_F(OnDemand, silence_leaves_the_stream_up) {
    inject({.kind = FaultKind::silence, .msg_type = "1"});
    client.sends("1", "112=T|");
    world.advance(29s);
    client.sends("0");
    world.advance(29s);
    EXPECT_THAT(client.gets(), IsEmpty());
    EXPECT_TRUE(client.is_up());
}

TEST_F(OnDemand, a_close_without_a_word_locks_the_name) {
    inject({.kind = FaultKind::close, .msg_type = "1"});
    client.sends("1", "112=T|");
    EXPECT_EQ(client.gets_raw(), "");
    EXPECT_TRUE(client.is_closed());
    Client again(world, SessionKind::order_entry);
    again.sends_body(again.logon_body());
    EXPECT_EQ(field(again.gets_one(), 25016), "-1033");
}

TEST_F(OnDemand, a_logout_nobody_asked_for) {
    inject({.kind = FaultKind::log_out, .msg_type = "1", .text = "Bye."});
    client.sends("1", "112=T|");
    EXPECT_EQ(client.gets_one(), "35=5|34=2|49=SPOT|56=CLIENT1|58=Bye.|");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(OnDemand, a_missing_and_a_repeated_sequence_number) {
    inject({.kind = FaultKind::skip_seq_num, .msg_type = "1"});
    client.sends("1", "112=T|");
    EXPECT_EQ(field(client.gets_one(), 34), "3");
    inject({.kind = FaultKind::same_seq_num, .msg_type = "1"});
    client.sends("1", "112=T|");
    EXPECT_EQ(field(client.gets_one(), 34), "3");
}

TEST_F(OnDemand, a_garbled_answer) {
    client.checks_form = false;
    inject({.kind = FaultKind::garble, .msg_type = "1"});
    client.sends("1", "112=T|");
    const std::string garbled = wire::from_readable(client.gets_raw());
    wire::FrameReader reader(wire::OnFault::stop);
    const wire::FrameResult result = reader.next(garbled);
    ASSERT_EQ(result.status, wire::FrameResult::Status::fault);
    EXPECT_EQ(result.fault, wire::FrameFault::check_sum_wrong);
    client.checks_form = true;
    client.sends("1", "112=T|");
    EXPECT_EQ(field(client.gets_one(), 34), "3") << "one answer only";
}

// ---- which message

TEST(FaultScript, strikes_the_message_it_is_for) {
    FaultScript script({{.kind = FaultKind::close, .session = SessionKind::drop_copy, .msg_type = "1"}});
    EXPECT_FALSE(script.strike(SessionKind::order_entry, "", "1"));
    EXPECT_FALSE(script.strike(SessionKind::drop_copy, "", "0"));
    EXPECT_TRUE(script.strike(SessionKind::drop_copy, "", "1"));
    EXPECT_FALSE(script.strike(SessionKind::drop_copy, "", "1")) << "once";
}

TEST(FaultScript, lets_some_pass_and_strikes_so_often) {
    FaultScript script({{.kind = FaultKind::close, .skip = 2, .times = 2}});
    std::vector<bool> struck;
    for (int i = 0; i < 6; ++i)
        struck.push_back(script.strike(SessionKind::order_entry, "", "0").has_value());
    EXPECT_THAT(struck, ElementsAre(false, false, true, true, false, false));
}

TEST(FaultScript, zero_times_is_for_ever) {
    FaultScript script({{.kind = FaultKind::close, .times = 0}});
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(script.strike(SessionKind::order_entry, "", "0"));
}

TEST(FaultScript, the_first_that_fits_is_the_one) {
    FaultScript script({{.kind = FaultKind::close, .msg_type = "D"}, {.kind = FaultKind::silence}});
    EXPECT_EQ(script.strike(SessionKind::order_entry, "", "D")->kind, FaultKind::close);
    EXPECT_EQ(script.strike(SessionKind::order_entry, "", "D")->kind, FaultKind::silence);
}

} // namespace
} // namespace fixguard::venue::test
