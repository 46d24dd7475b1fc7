// Every kind of fault, ordered by the configuration and through the control socket: the same words, the same
// effect, and none without them.
#include "venue/client.hpp"
#include "venue/control.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace fixguard::venue::test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const char* const order = "11=A1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|";

// What a client sees of a script: every message with the milliseconds since the begin, and how it ended.
class Witness {
public:
    explicit Witness(const Config& config) : world(config), client(world, SessionKind::order_entry) {
        client.checks_form = false;
    }
    void looks() {
        const auto since = (world.clock.now().steady - begin_).count() / 1000;
        for (const std::string& message : messages_of(client.gets_raw()))
            seen += std::to_string(since) + " " + message + "\n";
    }
    void waits(milliseconds time) {
        for (; time > 0ms; time -= 100ms) {
            world.advance(100ms);
            looks();
        }
    }

    World world;
    Client client;
    std::string seen;

private:
    SteadyTime begin_ = world.clock.now().steady;
};

void order_and_wait(Witness& witness) {
    witness.client.sends("D", order);
    witness.looks();
    witness.waits(1'000ms);
    witness.client.sends("1", "112=T1|");
    witness.looks();
    witness.waits(10'000ms);
    if (witness.client.is_closed()) witness.seen += "closed\n";
}

struct Ordered {
    FaultKind kind;
    std::string toml;
    std::string json;
    std::string expected; // regular expression; found in what a client sees, and not without the fault
};

void PrintTo(const Ordered& ordered, std::ostream* out) {
    *out << name(ordered.kind);
}

class FaultsOnDemand : public testing::TestWithParam<Ordered> {
protected:
    static std::string by_configuration(const std::string& toml) {
        Config config = demo_config();
        auto parsed = parse_config("[[faults]]\n" + toml, "test.toml");
        EXPECT_TRUE(std::holds_alternative<Config>(parsed)) << std::get<std::string>(parsed);
        config.faults = std::get<Config>(parsed).faults;
        Witness witness(config);
        witness.client.log_on();
        order_and_wait(witness);
        return witness.seen;
    }
    static std::string by_socket(const std::string& json) {
        Witness witness(demo_config());
        witness.client.log_on();
        const std::string answer = control_answer(witness.world.exchange, json, witness.world.clock.now());
        EXPECT_THAT(answer, HasSubstr("\"ok\":true"));
        order_and_wait(witness);
        return witness.seen;
    }
};

TEST_P(FaultsOnDemand, strikes_by_configuration) {
    EXPECT_THAT(by_configuration(GetParam().toml), ContainsRegex(GetParam().expected));
}

TEST_P(FaultsOnDemand, strikes_by_the_control_socket) {
    EXPECT_THAT(by_socket(GetParam().json), ContainsRegex(GetParam().expected));
}

TEST_P(FaultsOnDemand, its_effect_is_not_there_without_it) {
    Witness witness(demo_config());
    witness.client.log_on();
    order_and_wait(witness);
    EXPECT_THAT(witness.seen, Not(ContainsRegex(GetParam().expected)));
}

const std::vector<Ordered> all_ordered{
    {FaultKind::reject, "kind = 'reject'\nmsg_type = 'D'\ncode = -1008\ntext = 'Busy.'",
     R"({"command":"fault","kind":"reject","msg_type":"D","code":-1008,"text":"Busy."})",
     "^0 .*35=8.*150=8.*25016=-1008.58=Busy"},
    {FaultKind::delay, "kind = 'delay'\nmsg_type = 'D'\ndelay_ms = 700",
     R"({"command":"fault","kind":"delay","msg_type":"D","delay_ms":700})", "^700 .*35=8.*150=0"},
    {FaultKind::slow_engine, "kind = 'slow_engine'\nmsg_type = 'D'\ndelay_ms = 800",
     R"({"command":"fault","kind":"slow_engine","msg_type":"D","delay_ms":800})", "^800 .*35=8.*150=0"},
    {FaultKind::no_answer, "kind = 'no_answer'\nmsg_type = 'D'",
     R"({"command":"fault","kind":"no_answer","msg_type":"D"})", "10000 .*45=2.*25016=-1007"},
    {FaultKind::lose_answer, "kind = 'lose_answer'\nmsg_type = 'D'",
     R"({"command":"fault","kind":"lose_answer","msg_type":"D"})", "10000 .*45=2.*25016=-1007"},
    {FaultKind::silence, "kind = 'silence'\nmsg_type = 'D'",
     R"({"command":"fault","kind":"silence","msg_type":"D"})", "^$"},
    {FaultKind::close, "kind = 'close'\nmsg_type = 'D'",
     R"({"command":"fault","kind":"close","msg_type":"D"})", "^closed"},
    {FaultKind::log_out, "kind = 'log_out'\nmsg_type = 'D'\ntext = 'Bye.'",
     R"({"command":"fault","kind":"log_out","msg_type":"D","text":"Bye."})", "^0 .*35=5.*58=Bye.*\nclosed"},
    {FaultKind::skip_seq_num, "kind = 'skip_seq_num'\nmsg_type = 'D'",
     R"({"command":"fault","kind":"skip_seq_num","msg_type":"D"})", "^0 .*35=8.34=3.*\n.*35=0.34=4"},
    {FaultKind::same_seq_num, "kind = 'same_seq_num'\nmsg_type = 'D'",
     R"({"command":"fault","kind":"same_seq_num","msg_type":"D"})", "^0 .*35=8.34=1.*\n.*35=0.34=2"},
    {FaultKind::garble, "kind = 'garble'\nmsg_type = '1'\ntimes = 0",
     R"({"command":"fault","kind":"garble","msg_type":"1","times":0})", "112=T1.10=204"},
    {FaultKind::maintenance, "kind = 'maintenance'\ncountdown_ms = 5000\nafter_ms = 500",
     R"({"command":"fault","kind":"maintenance","countdown_ms":5000,"after_ms":500})",
     "500 .*35=B.*disconnected in 5 seconds(.|\n)*5500 .*about to be closed(.|\n)*closed"},
    {FaultKind::clock_offset, "kind = 'clock_offset'\noffset_ms = 500\nafter_ms = 600",
     R"({"command":"fault","kind":"clock_offset","offset_ms":500,"after_ms":600})", "1000 .*52=[^|]*:01.500"},
};

INSTANTIATE_TEST_SUITE_P(Kinds, FaultsOnDemand, testing::ValuesIn(all_ordered),
                         [](const auto& given) { return std::string(name(given.param.kind)); });

TEST(FaultTable, has_every_kind) {
    std::set<FaultKind> tested{FaultKind::certificate}; // needs sockets: control_socket_test.cpp
    for (const Ordered& ordered : all_ordered)
        tested.insert(ordered.kind);
    EXPECT_EQ(tested.size(), all_fault_kinds.size());
}

// ---- more of what each may do

struct Running : testing::Test {
    World world;
    Client client{world, SessionKind::order_entry};
    void SetUp() override { client.log_on(); }
    void inject(Fault fault) { world.exchange.inject(std::move(fault), world.clock.now()); }
};

TEST_F(Running, a_fault_may_be_for_one_name) {
    Client other(world, SessionKind::order_entry, "OTHER");
    other.log_on();
    inject({.kind = FaultKind::close, .sender_comp_id = "OTHER", .msg_type = "0"});
    client.sends("0");
    EXPECT_TRUE(client.is_up());
    other.sends("0");
    EXPECT_TRUE(other.is_closed());
}

TEST_F(Running, at_a_time_it_strikes_all_that_fit_at_once) {
    Client second(world, SessionKind::order_entry, "SECOND");
    second.log_on();
    Client copy(world, SessionKind::drop_copy, "COPY");
    copy.log_on();
    inject({.kind = FaultKind::close, .session = SessionKind::order_entry, .after = 0ms});
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(second.is_closed());
    EXPECT_TRUE(copy.is_up());
}

TEST_F(Running, a_time_that_is_still_to_come_can_be_cleared) {
    inject({.kind = FaultKind::close, .after = 100ms});
    EXPECT_EQ(world.exchange.waiting_faults().size(), 1u);
    world.exchange.clear_faults();
    world.advance(200ms);
    EXPECT_TRUE(client.is_up());
}

TEST_F(Running, a_fault_that_needs_a_message_has_no_time) {
    EXPECT_THROW(inject({.kind = FaultKind::reject, .after = 0ms}), std::invalid_argument);
}

TEST_F(Running, maintenance_may_be_for_one_kind_of_session) {
    Client market(world, SessionKind::market_data, "MD");
    market.log_on();
    inject({.kind = FaultKind::maintenance, .session = SessionKind::market_data, .after = 0ms});
    EXPECT_TRUE(market.is_closed());
    EXPECT_TRUE(client.is_up());
}

TEST_F(Running, behind_maintenance_the_venue_may_be_down_for_a_while) {
    inject({.kind = FaultKind::maintenance, .after = 0ms, .countdown = 1s, .down = 5s});
    world.advance(5'999ms);
    Client early(world, SessionKind::order_entry, "EARLY");
    EXPECT_TRUE(early.is_closed());
    EXPECT_EQ(early.gets_raw(), "");
    world.advance(1ms);
    Client later(world, SessionKind::order_entry, "LATER");
    later.log_on();
    EXPECT_TRUE(later.is_up());
}

TEST_F(Running, a_message_may_start_the_maintenance) {
    inject({.kind = FaultKind::maintenance, .msg_type = "D"});
    client.sends("0");
    EXPECT_TRUE(client.is_up());
    client.sends("D", order);
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Running, a_clock_behind_refuses_what_comes_and_its_return_mends_it) {
    inject({.kind = FaultKind::clock_offset, .after = 0ms, .offset = -1s});
    client.sends("1", "112=T|");
    EXPECT_EQ(client.seen_text(), "Timestamp for this request was 1000ms ahead of the server's time.");
    inject({.kind = FaultKind::clock_offset, .after = 0ms, .offset = 0ms});
    client.sends("1", "112=T|");
    EXPECT_EQ(field(client.gets_one(), 35), "0");
}

TEST_F(Running, a_clock_ahead_leaves_the_limits_of_time_alone) {
    inject({.kind = FaultKind::clock_offset, .after = 0ms, .offset = 3600s});
    world.advance(29s);
    EXPECT_TRUE(client.gets().empty()) << "no heartbeat is due before 30 s";
}

// ---- the second look at the clock, just before the matching engine

struct SecondLook : Running {
    std::uint32_t unfilled_orders() {
        client.sends("XLQ", "6136=Q|");
        const std::string answer = client.gets_one();
        return static_cast<std::uint32_t>(std::stoul(field(answer, 25005)));
    }
    void order_with_window(const std::string& recv_window) {
        const std::string header = client.header() + "25000=" + recv_window + "|";
        client.sends_body("35=D|" + header + order);
    }
};

TEST_F(SecondLook, a_request_that_waited_too_long_is_refused_and_counts_as_an_order) {
    inject({.kind = FaultKind::slow_engine, .msg_type = "D", .delay = 3s});
    order_with_window("2999");
    world.advance(3s);
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 25016), "-1021") << answer;
    EXPECT_EQ(field(answer, 58), "Timestamp for this request is outside of the recvWindow.");
    EXPECT_EQ(field(answer, 45), "2");
    EXPECT_EQ(unfilled_orders(), 1u);
}

TEST_F(SecondLook, its_twin_whose_window_is_long_enough_is_accepted) {
    inject({.kind = FaultKind::slow_engine, .msg_type = "D", .delay = 3s});
    order_with_window("3000");
    world.advance(3s);
    EXPECT_EQ(field(client.gets_one(), 150), "0");
}

TEST_F(SecondLook, what_is_refused_at_the_first_look_counts_as_no_order) {
    const std::string late = "35=D|" + client.header() + "25000=1000|" + order;
    world.advance(1'001ms);
    client.sends_body(late);
    EXPECT_EQ(field(client.gets_one(), 25016), "-1021");
    EXPECT_EQ(unfilled_orders(), 0u);
}

TEST_F(SecondLook, an_engine_that_takes_too_long_is_a_timeout_and_the_order_stands) {
    inject({.kind = FaultKind::slow_engine, .msg_type = "D", .delay = 12s});
    Client copy(world, SessionKind::drop_copy, "COPY");
    copy.log_on();
    client.sends("D", order);
    world.advance(10s);
    EXPECT_EQ(field(client.gets_one(), 25016), "-1007");
    world.advance(4s);
    EXPECT_TRUE(client.gets().empty());
    EXPECT_EQ(field(copy.gets_one(), 11), "A1");
}

} // namespace
} // namespace fixguard::venue::test
