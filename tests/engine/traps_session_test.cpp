// Traps of FIX::Session while it logs on, counts, logs out and judges messages, each by its number in the
// design notes: what QuickFIX would do by itself, and what happens here.
#include "engine/traps.hpp"

namespace fixguard::engine {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// --- logon ---------------------------------------------------------------------------------------

// QuickFIX goes on at 34=4 without 141, and a hand-made 141 breaks the signature.
TEST_F(Traps, T1_1_T1_2_EverySessionStartsAtOneAndSaysSo) {
    const auto first = log_on();
    send("35=D|11=a|");
    first->hear();
    first->connection().reset();
    const auto second = exchange.log_on();
    ASSERT_TRUE(second);
    for (const auto* const seat : {first.get(), second.get()}) {
        EXPECT_EQ(value(seat->logon(), tag::MsgSeqNum), "1");
        EXPECT_EQ(value(seat->logon(), tag::ResetSeqNumFlag), "Y");
    }
}

// QuickFIX drops a Reject whose header is not perfect, and so hides why the exchange refuses the logon.
TEST_F(Traps, T3_2_ARejectBeforeTheLogonIsSeenWhateverItsHeader) {
    start(session());
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    seat->connection().send_readable("35=3|49=SPOT|58=Invalid API key.|25016=-2015|");
    EXPECT_TRUE(witness.sees("oe error Reject<3> -2015"));
    EXPECT_TRUE(witness.sees("oe halted"));
    EXPECT_EQ(seat->hear(), "");
}

// QuickFIX answers a Reject that has a value its dictionary lacks with a Reject.
TEST_F(Traps, T3_3_ARejectWithAnUnknownReasonIsSeenAndNotAnswered) {
    const auto seat = log_on();
    send("35=D|11=a|");
    seat->hear();
    seat->say("35=3|45=2|372=D|373=12|58=Repeating group has too few entries.|25016=-9999|");
    EXPECT_TRUE(witness.sees("oe error Reject<3> -9999"));
    EXPECT_THAT(heard_until_logout(*seat), IsEmpty());
}

// QuickFIX logs on again for ever with a key that is refused.
TEST_F(Traps, T3_4_ALogonThatIsRefusedForGoodIsNotTriedAgain) {
    start(session());
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    seat->say("35=3|45=1|58=Signature for this request is not valid.|25016=-1022|");
    EXPECT_TRUE(witness.sees("oe halted"));
    EXPECT_EQ(seat->hear(), "");
    finish();
    EXPECT_FALSE(exchange.connect(milliseconds{0}));
}

// After a Logout of the exchange QuickFIX's initiator makes a Logon on the dead session and calls onLogout
// twice.
TEST_F(Traps, T3_5_ALogoutOfTheExchangeGivesOneAnswerAndOneNewLogon) {
    const auto first = log_on();
    first->say("35=5|58=bye|");
    EXPECT_THAT(first->hear_all(), ElementsAre(HasSubstr("|35=5|")));
    first->connection().close();
    const auto second = log_on();
    EXPECT_TRUE(witness.sees("oe up") && witness.sees("oe up"));
    EXPECT_EQ(supervisor->status("oe").attempts, 2U);
    EXPECT_THAT(heard_until_logout(*second), IsEmpty());
}

// QuickFIX forgets a session that is told to log out before it is logged on, and leaves the connection open.
TEST_F(Traps, T3_6_T5_5_StoppedBeforeTheLogonIsAnsweredItCloses) {
    start(session());
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::logging_on, test::patience));
    supervisor->stop();
    EXPECT_EQ(seat->connection().wait_end(), test::PeerConnection::End::closed);
    seat->connection().close();
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::idle, test::patience));
}

TEST_F(Traps, T3_6_AnUnansweredLogonIsGivenUp) {
    SessionSettings settings = session();
    settings.logon_timeout = std::chrono::seconds(1);
    start(settings);
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    EXPECT_TRUE(witness.sees("oe error silence 0 no answer to the Logon<A> within 1 s"));
    EXPECT_EQ(seat->connection().wait_end(), test::PeerConnection::End::closed);
}

// --- sequence numbers ----------------------------------------------------------------------------

// QuickFIX asks for a replay that the exchange does not have, once per message, and withholds everything
// since.
TEST_F(Traps, T4_1_T4_2_AGapCostsNoFillAndNoResendRequest) {
    const auto seat = log_on();
    seat->skip();
    for (int i = 0; i < 100; ++i)
        seat->say("35=8|11=a|17=" + std::to_string(i) + "|150=F|");
    EXPECT_TRUE(witness.sees("MsgSeqNum(34) of the exchange is 3 where 2 was expected"));
    EXPECT_THAT(seat->hear(), HasSubstr("|35=5|"));
    seat->say("35=5|");
    seat->connection().close();
    EXPECT_THAT(seat->hear_all(), IsEmpty());
    EXPECT_TRUE(exchange.log_on());
    EXPECT_TRUE(witness.sees("oe up"));
    EXPECT_EQ(witness.count("|17="), 100U);
    EXPECT_EQ(witness.count("error sequence gap"), 1U);
}

TEST_F(Traps, T4_4_ANumberThatCameBeforeEndsTheSessionToo) {
    const auto seat = log_on();
    seat->say("35=0|");
    seat->say_as(2, "35=8|11=a|150=F|");
    EXPECT_TRUE(witness.sees("message 8=FIX.4.4"));
    EXPECT_TRUE(witness.sees("MsgSeqNum(34) of the exchange is 2 where 3 was expected"));
    EXPECT_TRUE(seat->log_out());
}

// QuickFIX drops a message that it cannot parse, does not count it, and takes the next one for a gap.
TEST_F(Traps, T4_3_AMessageThatQuickFixCannotParseMakesNoGap) {
    const auto seat = log_on();
    for (const char* const body : {"35=8|11=a|no equals sign|", "35=8|abc=1|11=b|", "35=8|=|11=c|"})
        seat->say(body);
    seat->say("35=1|112=still there|");
    EXPECT_THAT(seat->hear(), AllOf(HasSubstr("|35=0|"), HasSubstr("|112=still there|")));
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(witness.sees("oe message"));
    EXPECT_EQ(witness.count("error"), witness.count("the dictionary does not have this"));
}

// QuickFIX calls the session logged on and asks for a replay.
TEST_F(Traps, T4_5_ALogonWithAnotherNumberThanOneIsRefused) {
    start(session());
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    seat->say_as(5, "35=A|98=0|108=30|");
    EXPECT_TRUE(witness.sees("error sequence gap"));
    EXPECT_TRUE(seat->log_out());
    EXPECT_EQ(witness.count("oe up"), 0U);
}

TEST_F(Traps, T2_1_ALogonWithAnotherHeartBtIntIsRefused) {
    start(session());
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    seat->say("35=A|98=0|108=60|");
    EXPECT_TRUE(witness.sees("HeartBtInt(108)"));
    EXPECT_TRUE(seat->log_out());
    EXPECT_EQ(witness.count("oe up"), 0U);
}

// --- logout --------------------------------------------------------------------------------------

// QuickFIX lets orders pass behind its Logout; the exchange answers those with -1035 or worse.
TEST_F(Traps, T5_6_NothingIsSentBehindTheLogoutAndWhatComesIsStillRead) {
    const auto seat = log_on();
    supervisor->stop();
    EXPECT_THAT(seat->hear(), HasSubstr("|35=5|"));
    EXPECT_EQ(send("35=D|11=late|").status, SendStatus::draining);
    seat->say("35=8|11=a|150=F|17=late fill|");
    EXPECT_TRUE(witness.sees("late fill"));
    seat->say("35=5|");
    seat->connection().close();
    EXPECT_THAT(seat->hear_all(), IsEmpty());
}

// After a close without Logout the exchange locks the SenderCompID for 2 x HeartBtInt.
TEST_F(Traps, T5_7_ANameIsNotUsedAgainWhileItMayBeLocked) {
    SessionSettings settings = session();
    settings.names = {NamePolicy::Kind::pool, {"FIRST", "SECOND"}};
    start(settings);
    const auto first = log_on();
    const std::string first_name = value(first->logon(), tag::SenderCompID);
    first->connection().reset();
    const auto second = log_on();
    const std::string second_name = value(second->logon(), tag::SenderCompID);
    EXPECT_NE(first_name, second_name);
    second->connection().reset();
    EXPECT_TRUE(witness.sees("oe waiting"));
    EXPECT_FALSE(exchange.connect(milliseconds{100})); // both may be locked
}

// --- validation ----------------------------------------------------------------------------------

// QuickFIX sends the exceptions of callbacks to the exchange, or ends the process.
TEST_F(Traps, T6_2_WhatTheObserverThrowsStaysHere) {
    witness.hook = [](const std::string& line) {
        if (line.find("oe message") != std::string::npos) throw std::runtime_error("the observer's own");
    };
    const auto seat = log_on();
    seat->say("35=8|11=a|150=F|");
    EXPECT_TRUE(witness.sees("on_message() threw"));
    EXPECT_THAT(heard_until_logout(*seat), IsEmpty());
}

// QuickFIX reads beyond the end of a message whose RawDataLength(95) is a lie.
TEST_F(Traps, T7_ARawDataLengthBeyondTheEndDoesNoHarm) {
    const auto seat = log_on();
    seat->say("35=1|112=x|95=100000000|96=abc|");
    seat->say("35=5|95=100000000|96=abc|");
    EXPECT_THAT(seat->hear_all(), ElementsAre(HasSubstr("|35=0|"), HasSubstr("|35=5|")));
}

TEST_F(Traps, T7_ARawDataLengthBeyondTheEndInALogonDoesNoHarm) {
    start(session());
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    seat->say("35=A|98=0|108=30|95=100000000|96=abc|");
    EXPECT_TRUE(witness.sees("cannot be used"));
    EXPECT_EQ(seat->hear(), "");
}

// QuickFIX skips garbled bytes, or swallows the good messages behind them, and goes on with a hidden gap.
TEST_F(Traps, T7_1_GarbledBytesEndTheSessionWithALogout) {
    const auto seat = log_on();
    std::string message = wire::frame_body(wire::from_readable("35=8|" + seat->header(2) + "11=a|150=F|"));
    message[message.size() - 2] = message[message.size() - 2] == '0' ? '1' : '0';
    seat->connection().send(message);
    EXPECT_THAT(seat->hear(), HasSubstr("|35=5|"));
    seat->connection().close();
    EXPECT_TRUE(witness.sees("oe error garbled 0"));
    EXPECT_TRUE(exchange.log_on());
}

} // namespace
} // namespace fixguard::engine
