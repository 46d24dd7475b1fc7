// Limits, circuits and clocks in the life of a session.
#include "engine/supervised.hpp"
#include "wire/utc_timestamp.hpp"

namespace fixguard::engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Limits : public Supervised {
protected:
    std::unique_ptr<test::ExchangeSession> log_on_with(const SessionSettings& settings) {
        start(settings);
        return log_on();
    }
    // Sends an order that the exchange refuses for tag 38, and waits until that was told.
    void send_refused(test::ExchangeSession& seat, const std::string& id,
                      const std::string& rest = "38=1.5|") {
        const SendResult sent = send("35=D|11=" + id + "|" + rest);
        ASSERT_TRUE(sent) << name(sent.status);
        seat.hear();
        seat.say("35=3|45=" + std::to_string(sent.msg_seq_num) +
                 "|371=38|372=D|58=Parameter '38' has too much precision.|25016=-1111|");
        EXPECT_TRUE(witness.sees("oe fate " + id + " rejected"));
        EXPECT_TRUE(witness.sees("-1111"));
    }
};

TEST_F(Limits, NearTheMessageLimitOrdersAreHeldAndCancelsPass) {
    SessionSettings settings = session();
    settings.message_limit = WindowLimit{100, milliseconds{3'600'000}};
    settings.heart_bt_int = std::chrono::seconds(60);
    const auto seat = log_on_with(settings);
    int sent = 0;
    SendResult result{SendStatus::handed_over, 0};
    for (; result; ++sent)
        result = send("35=D|11=a|");
    EXPECT_EQ(result.status, SendStatus::budget_spent);
    EXPECT_EQ(sent, 50) << "the Logon<A> is one of the 50 that an hour of heartbeats leaves";
    EXPECT_FALSE(send("35=F|11=c|41=a|"));
    EXPECT_EQ(supervisor->status("oe").messages_used, 50U);
}

TEST_F(Limits, WarnsAt80PercentAndHoldsOrdersAt95) {
    SessionSettings settings = session();
    settings.message_limit = WindowLimit{1'000, milliseconds{20'000}};
    settings.heart_bt_int = std::chrono::seconds(60);
    const auto seat = log_on_with(settings);
    int sent = 1;
    while (send("35=D|11=a|"))
        ++sent;
    EXPECT_EQ(sent, 950);
    EXPECT_TRUE(
        witness.sees("messages: 800 of 1000 in 20000 ms; at 95 % new requests are held and only cancels "
                     "pass -> ask user: slow_down"));
    EXPECT_TRUE(send("35=F|11=c|41=a|"));
    EXPECT_TRUE(send("35=q|11=m|55=BTCUSDT|530=1|"));
    EXPECT_EQ(send("35=XCN|11=x|41=a|").status, SendStatus::budget_spent);
    for (sent = 952; send("35=F|11=d|41=a|");)
        ++sent;
    EXPECT_EQ(sent, 996) << "the rest is for heartbeats and the Logout<5>";
    seat->say("35=1|112=alive|");
    std::string heard;
    do {
        heard = seat->hear();
    } while (heard.find("|11=") != std::string::npos);
    EXPECT_THAT(heard, HasSubstr("|112=alive|"));
}

TEST_F(Limits, TheExchangesOwnFiguresCount) {
    const auto seat = log_on();
    send("35=XLQ|6136=q|");
    seat->hear();
    seat->say("35=XLR|6136=q|25003=2|25004=1|25005=45|25006=50|25007=10|25008=s|"
              "25004=2|25005=9600|25006=10000|25007=10|25008=s|");
    EXPECT_TRUE(witness.sees("unfilled orders: 45 of 50 in 10000 ms; the next ones may be refused (-1015)"));
    EXPECT_EQ(send("35=D|11=a|").status, SendStatus::budget_spent);
    EXPECT_TRUE(send("35=F|11=c|41=a|"));
}

// Its own figures are the exchange's: 50 orders in 10 s and 200,000 in a day.
class UnfilledOrders : public Limits {
protected:
    void SetUp() override {
        Limits::SetUp();
        seat_ = log_on();
        send("35=D|11=one-too-many|");
        seat_->hear();
        seat_->say("35=8|11=one-too-many|150=8|39=8|103=99|58=Too many new orders; current limit is 200000 "
                   "orders per 1 DAY.|25016=-1015|");
        ASSERT_TRUE(witness.sees("hold new orders for 86400000 ms"));
    }
    // LimitResponse<XLR>, and a TestRequest<1> behind it whose answer shows that it was read.
    void answer(const std::string& entries) {
        ASSERT_TRUE(send("35=XLQ|6136=q|"));
        seat_->hear();
        seat_->say("35=XLR|6136=q|" + entries);
        seat_->say("35=1|112=read|");
        ASSERT_THAT(seat_->hear(), HasSubstr("|112=read|"));
    }
    std::unique_ptr<test::ExchangeSession> seat_;
};

TEST_F(UnfilledOrders, AreNotHeldForADayOnceTheExchangeShowsRoom) {
    answer("25003=2|25004=1|25005=0|25006=50|25007=10|25008=s|25004=1|25005=199999|25006=200000|25007=1|"
           "25008=d|");
    EXPECT_TRUE(witness.sees("oe recovered from ExecutionReport<8>"));
    EXPECT_TRUE(send("35=D|11=next|"));
}

TEST_F(UnfilledOrders, AreHeldWhileOneLimitHasNoRoom) {
    answer("25003=2|25004=1|25005=0|25006=50|25007=10|25008=s|25004=1|25005=200000|25006=200000|25007=1|"
           "25008=d|");
    EXPECT_EQ(send("35=D|11=next|").status, SendStatus::on_hold);
}

TEST_F(UnfilledOrders, AreHeldWhenOnlyMessagesHaveRoom) {
    answer("25003=1|25004=2|25005=3|25006=10000|25007=10|25008=s|");
    EXPECT_EQ(send("35=D|11=next|").status, SendStatus::on_hold);
}

TEST_F(Limits, ThatTheExchangeNamesInARefusalHoldFromThenOn) {
    const auto seat = log_on();
    seat->say("35=5|58=Too many messages; current limit is '8' messages per '1s'.|");
    seat->connection().close();
    const auto next = exchange.log_on();
    ASSERT_TRUE(next && supervisor->wait_for("oe", Phase::up, test::patience));
    SendResult result{SendStatus::handed_over, 0};
    for (int i = 0; i < 20 && result; ++i)
        result = send("35=D|11=a|");
    EXPECT_EQ(result.status, SendStatus::budget_spent);
}

// --- the circuit breaker ---------------------------------------------------------------------------

TEST_F(Limits, ADefectThatRepeatsIsRefusedHereUntilTheShapeChanges) {
    SessionSettings settings = session();
    settings.circuit_threshold = 3;
    const auto seat = log_on_with(settings);
    for (const char* const id : {"a", "b", "c"})
        send_refused(*seat, id);
    EXPECT_EQ(witness.count("refuse messages of this shape"), 1U);
    EXPECT_EQ(send("35=D|11=d|38=2.5|").status, SendStatus::circuit_open);
    EXPECT_EQ(supervisor->status("oe").open_circuits, 1U);
    EXPECT_TRUE(send("35=D|11=e|38=25|")) << "without decimals it is another shape";
    EXPECT_THAT(seat->hear(), HasSubstr("|34=5|"));
    EXPECT_TRUE(supervisor->close_circuits("oe"));
    EXPECT_FALSE(supervisor->close_circuits("no such session"));
    EXPECT_TRUE(send("35=D|11=f|38=2.5|"));
}

TEST_F(Limits, AMessageThatIsAcceptedInBetweenKeepsTheCircuitClosed) {
    SessionSettings settings = session();
    settings.circuit_threshold = 2;
    const auto seat = log_on_with(settings);
    send_refused(*seat, "a");
    EXPECT_TRUE(send("35=D|11=b|38=1.5|"));
    seat->hear();
    seat->say("35=8|11=b|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate b accepted"));
    send_refused(*seat, "c");
    EXPECT_TRUE(send("35=D|11=d|38=1.5|"));
}

TEST_F(Limits, ARefusalForWantOfMoneyIsNoDefect) {
    SessionSettings settings = session();
    settings.circuit_threshold = 1;
    const auto seat = log_on_with(settings);
    send("35=D|11=a|38=1.5|");
    seat->hear();
    seat->say("35=8|11=a|150=8|39=8|58=Account has insufficient balance for requested action.|25016=-2010|");
    EXPECT_TRUE(witness.sees("oe fate a rejected"));
    EXPECT_TRUE(send("35=D|11=b|38=1.5|"));
}

// --- the clock -------------------------------------------------------------------------------------

class ClockOfAnother : public Limits {
protected:
    explicit ClockOfAnother() { test::ExchangeSession::clock_offset = std::chrono::minutes(-10); }
    ~ClockOfAnother() override { test::ExchangeSession::clock_offset = {}; }

    // How far the SendingTime(52) of a message of ours is behind our clock, to the minute.
    static long minutes_behind(const std::string& readable) {
        const auto sent = wire::parse_utc_timestamp(value(readable, tag::SendingTime));
        if (!sent) return -1;
        return std::chrono::round<std::chrono::minutes>(std::chrono::system_clock::now() - *sent).count();
    }
    // The same of the Logon<A> that is refused.
    long refuse() {
        const auto seat = exchange.connect();
        if (!seat || !seat->read_logon()) return -1;
        seat->say("35=3|45=1|372=A|58=Timestamp for this request is outside of the recvWindow.|25016=-1021|");
        seat->connection().close();
        return minutes_behind(seat->logon());
    }
    // What the observer was told of our clock: so many milliseconds ahead, within so many.
    std::pair<long, long> told() {
        for (const std::string& line : witness.lines()) {
            const std::size_t ahead = line.find("our clock is "), within = line.find("(within ");
            if (ahead != std::string::npos && within != std::string::npos)
                return {std::stol(line.substr(ahead + 13)), std::stol(line.substr(within + 8))};
        }
        return {};
    }
};

TEST_F(ClockOfAnother, IsToldAtTheLogonBeforeAnythingIsRefused) {
    const auto seat = log_on();
    EXPECT_TRUE(witness.sees("our clock is "));
    const auto [ahead, within] = told(); // whole milliseconds
    EXPECT_NEAR(static_cast<double>(ahead), 600'000, static_cast<double>(within + 1));
    EXPECT_EQ(witness.count("ask user: set_clock"), 1U);
    EXPECT_TRUE(send("35=D|11=a|"));
    seat->hear();
    seat->say("35=8|11=a|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate a accepted"));
    EXPECT_EQ(witness.count("our clock is"), 1U) << "once is enough";
}

TEST_F(ClockOfAnother, IsTakenForTheNextLogonWhereTheUserAllowsIt) {
    SessionSettings settings = session();
    settings.correct_clock = true;
    start(settings);
    EXPECT_EQ(refuse(), 0);
    EXPECT_EQ(refuse(), 10);
    EXPECT_EQ(refuse(), 10);
    EXPECT_TRUE(witness.sees("oe clock -600 s"));
    EXPECT_TRUE(witness.sees("oe halted")) << "it did not help, and is no way into a loop";
    EXPECT_FALSE(exchange.connect(milliseconds{50}));
}

TEST_F(ClockOfAnother, IsNotTakenWhereTheUserDoesNotAllowIt) {
    start(session());
    EXPECT_EQ(refuse(), 0);
    EXPECT_EQ(refuse(), 0);
}

TEST_F(ClockOfAnother, IsTakenForOrdersTooAndMeasuredOnlyOnce) {
    SessionSettings settings = session();
    settings.correct_clock = true;
    start(settings);
    refuse();
    const auto seat = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_EQ(minutes_behind(seat->hear()), 10);
    seat->say("35=3|45=2|372=D|58=Timestamp for this request is outside of the recvWindow.|25016=-1021|");
    EXPECT_TRUE(witness.sees("oe fate a rejected"));
    EXPECT_TRUE(send("35=D|11=b|"));
    EXPECT_EQ(minutes_behind(seat->hear()), 10) << "no correction on top of the first";
}

} // namespace
} // namespace fixguard::engine
