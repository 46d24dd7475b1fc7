// The traps around FIX::Session, each by the number it has in the design notes: what QuickFIX would do by
// itself, and what happens here.
#include "engine/quickfix_session.hpp"
#include "engine/supervised.hpp"
#include "support/virtual_clock.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <future>
#include <thread>

namespace fixguard::engine {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Traps : public Supervised {
protected:
    // Ends a session from the client's side and returns what the exchange heard until then.
    std::vector<std::string> heard_until_logout(test::ExchangeSession& seat) {
        supervisor->stop();
        std::vector<std::string> heard;
        for (std::string message = seat.hear(); !message.empty(); message = seat.hear()) {
            heard.push_back(message);
            if (value(message, tag::MsgType) != "5") continue;
            seat.say("35=5|58=Logout acknowledgment.|");
            seat.connection().close();
        }
        EXPECT_TRUE(!heard.empty() && value(heard.back(), tag::MsgType) == "5") << "no Logout";
        if (!heard.empty()) heard.pop_back();
        return heard;
    }
};

// --- logon
// --------------------------------------------------------------------------------------------------

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

// --- sequence numbers
// ---------------------------------------------------------------------------------------

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
    EXPECT_EQ(witness.count("oe message"), 3U);
    EXPECT_EQ(witness.count("error"), 0U);
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

// --- logout
// -------------------------------------------------------------------------------------------------

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

// --- validation
// ---------------------------------------------------------------------------------------------

// For each of these QuickFIX loses the message, or refuses it to the exchange's face.
TEST_F(Traps, T6_1_T6_3_T6_4_T15_2_WhateverTheExchangeSaysReachesTheUser) {
    const std::vector<std::string> bodies{
        "35=XZZ|11=unknown MsgType|",
        "35=8|11=a|39=E|58=new value of a known field|",
        "35=8|11=a|25999=unknown tag|",
        "35=8|11=a|378=unknown tag below 5000|",
        "35=8|58=nothing that is required is there|",
        "35=8|11=a|58=|",
        "35=8|11=a|38=abc|",
        "35=8|11=a|136=3|137=1|138=BNB|137=2|138=BNB|",
        "35=8|11=a|29999=2|29998=unknown|29997=group|29998=of|29997=two|",
        "35=8|11=a|11=duplicated tag|",
        "35=8|11=a|43=Y|",
        "35=8|11=a|37=39123456789|58=more than 32 bits|",
        "35=8|11=a|55=\xE5\xB8\x81\xE5\xAE\x89|",
        "35=N|66=1|73=2|55=A|37=1|11=a|55=A|37=2|11=b|",
        "35=N|66=1|73=2|11=a|55=A|37=1|11=b|55=A|37=2|",
        "35=j|45=1|380=3|",
        "35=8|95=100000000|96=abc|",
    };
    const auto seat = log_on();
    for (const std::string& body : bodies)
        seat->say(body);
    for (const std::string& body : bodies) {
        const std::size_t end = body.find('|') + 1;
        EXPECT_TRUE(witness.sees(body.substr(end))) << body;
    }
    EXPECT_EQ(witness.count("error"), 0U);
    EXPECT_THAT(heard_until_logout(*seat), IsEmpty()) << "something was refused";
}

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

// --- connecting
// ---------------------------------------------------------------------------------------------

// QuickFIX's ReconnectInterval is a clock of its own, with a floor of a second.
TEST_F(Traps, T8_1_TheFirstNewAttemptComesAtOnce) {
    const auto first = log_on();
    first->connection().reset();
    EXPECT_TRUE(exchange.connect(milliseconds{900}));
}

// QuickFIX knows no limit of attempts.
TEST_F(Traps, T8_2_NoMoreAttemptsThanTheLimitAllows) {
    SessionSettings settings = session();
    settings.attempt_limit = rules::WindowLimit{2, milliseconds{3'600'000}};
    start(settings);
    for (int i = 0; i < 2; ++i) {
        const auto seat = exchange.connect();
        ASSERT_TRUE(seat && seat->read_logon());
        seat->connection().reset();
    }
    EXPECT_TRUE(witness.sees("oe connecting"));
    EXPECT_TRUE(witness.sees("oe connecting"));
    EXPECT_TRUE(witness.sees("oe waiting"));
    EXPECT_FALSE(exchange.connect(milliseconds{100}));
}

// QuickFIX has no callback for it.
TEST_F(Traps, T8_3_AConnectionThatFailsIsReported) {
    SessionSettings settings = session();
    {
        const test::TestPeer gone;
        settings.endpoint.port = gone.port();
    }
    start(settings);
    EXPECT_TRUE(witness.sees("oe error connect failed 0 127.0.0.1:"));
    EXPECT_TRUE(witness.sees("oe waiting"));
}

// QuickFIX's transports use select() and abort at descriptor 1024.
TEST_F(Traps, T8_5_MoreThan1024DescriptorsAreNoLimit) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < 1'200) GTEST_SKIP() << "the system allows " << limit.rlim_max << " descriptors";
    const rlimit raised{std::max<rlim_t>(limit.rlim_cur, 1'200), limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &raised), 0);
    std::vector<int> many;
    while (many.empty() || many.back() < 1'100)
        many.push_back(::dup(STDERR_FILENO));
    const auto seat = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=a|"));
    for (const int descriptor : many)
        ::close(descriptor);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

// QuickFIX sends no server name.
TEST_F(Traps, T8_6_TheServerNameIsSent) {
    EXPECT_EQ(log_on()->connection().sni(), "localhost");
}

// QuickFIX gives the API key and a signature to whoever has a certificate, or to anybody at all.
TEST_F(Traps, T8_7_NoLogonGoesToAServerWithAnothersCertificate) {
    SessionSettings settings = session();
    settings.server_name = "fix-oe.binance.com";
    start(settings);
    EXPECT_FALSE(exchange.connect());
    EXPECT_TRUE(witness.sees("oe error TLS failed 0"));
    EXPECT_TRUE(witness.sees("oe halted"));
}

// QuickFIX serves all sessions in one thread that a silent server blocks.
TEST_F(Traps, T8_10_ASilentServerHoldsNobodyUp) {
    test::TestPeer silent;
    SessionSettings stuck = session(SessionKind::drop_copy);
    stuck.endpoint.port = silent.port();
    create({stuck, session()});
    supervisor->start();
    const auto connection = silent.accept_raw();
    ASSERT_TRUE(connection);
    EXPECT_TRUE(log_on());
}

// --- slow users
// ---------------------------------------------------------------------------------------------

// QuickFIX calls the application on the thread that reads and keeps alive: 2.4 x HeartBtInt later it is over.
TEST_F(Traps, T9_1_T9_2_ASlowObserverCostsNoHeartbeatAndNoOrder) {
    std::promise<void> release;
    std::promise<void> blocked;
    witness.hook = [&, once = true](const std::string& line) mutable {
        if (!once || line.find("oe message") == std::string::npos) return;
        once = false;
        blocked.set_value();
        release.get_future().wait();
    };
    const auto seat = log_on();
    seat->say("35=8|11=a|150=F|");
    blocked.get_future().wait();
    seat->say("35=1|112=alive|");
    EXPECT_THAT(seat->hear(), AllOf(HasSubstr("|35=0|"), HasSubstr("|112=alive|")));
    EXPECT_TRUE(send("35=D|11=b|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=b|"));
    release.set_value();
}

// --- sending
// ------------------------------------------------------------------------------------------------

// QuickFIX says yes, sends nothing and uses up a number, so that the first order makes a gap at the exchange.
TEST_F(Traps, T10_1_AnOrderBeforeTheLogonIsAnsweredCostsNoNumber) {
    start(session());
    const auto seat = exchange.connect();
    ASSERT_TRUE(seat && seat->read_logon());
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::logging_on, test::patience));
    EXPECT_EQ(send("35=D|11=early|").status, SendStatus::not_logged_on);
    seat->say("35=A|98=0|108=30|");
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::up, test::patience));
    const SendResult sent = send("35=D|11=first|");
    EXPECT_EQ(sent.status, SendStatus::handed_over);
    EXPECT_EQ(sent.msg_seq_num, 2U);
    EXPECT_THAT(seat->hear(), AllOf(HasSubstr("|34=2|"), HasSubstr("|11=first|")));
}

// QuickFIX says yes and loses it.
TEST_F(Traps, T10_2_AnOrderWhileDownIsRefused) {
    create({session()});
    EXPECT_EQ(send("35=D|11=a|").status, SendStatus::not_logged_on);
    supervisor->start();
    auto seat = log_on();
    seat->connection().reset();
    EXPECT_TRUE(witness.sees("error reset"));
    EXPECT_EQ(send("35=D|11=b|").status, SendStatus::not_logged_on);
}

// QuickFIX sends old orders again when it is asked to.
TEST_F(Traps, T10_4_NothingIsEverSentTwice) {
    for (const char* const request : {"35=2|7=1|16=0|", "35=4|36=9|123=Y|"}) {
        const auto seat = log_on();
        send("35=D|11=once|");
        EXPECT_THAT(seat->hear(), HasSubstr("|11=once|"));
        seat->say(request);
        EXPECT_THAT(seat->hear(), HasSubstr("|35=5|"));
        seat->say("35=5|");
        seat->connection().close();
        EXPECT_THAT(seat->hear_all(), IsEmpty());
        EXPECT_TRUE(witness.sees("error sequence gap"));
    }
}

// --- registry and threads
// -----------------------------------------------------------------------------------

// Two FIX::Sessions of one SessionID: the end of one unregisters the other, which then crashes.
TEST_F(Traps, T11_2_AnAttemptDoesNotHarmAnotherOfTheSameName) {
    SessionSettings twin = session();
    twin.names = {NamePolicy::Kind::fixed, {"SAME"}};
    SessionSettings other = twin;
    other.name = "other";
    create({twin, other}); // one of them has to wait
    supervisor->start();
    const auto first = exchange.log_on();
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->connection().send_readable("35=5|" + first->header(2)));
    first->hear_all();
    first->connection().close();
    EXPECT_TRUE(exchange.log_on());
}

// QuickFIX looks a session up, lets go of the lock, and uses it while another thread destroys it.
TEST_F(Traps, T11_4_SendingWhileTheSessionEndsIsSafe) {
    SessionSettings settings = session();
    settings.attempt_limit = rules::WindowLimit{100, milliseconds{1'000}};
    create({settings});
    std::atomic<bool> done = false;
    std::vector<std::thread> senders;
    for (int i = 0; i < 2; ++i)
        senders.emplace_back([&] {
            while (!done)
                if (!send("35=D|11=a|")) std::this_thread::yield();
        });
    for (int i = 0; i < 10; ++i) {
        supervisor->start();
        const auto seat = exchange.log_on();
        EXPECT_THAT(seat ? seat->hear() : "", HasSubstr("|11=a|"));
        if (seat) seat->connection().reset();
        supervisor->stop();
        EXPECT_TRUE(seat && supervisor->wait_for("oe", Phase::idle, test::patience));
    }
    done = true;
    for (std::thread& sender : senders)
        sender.join();
}

// QuickFIX calls toApp, toAdmin and onLogout with its mutex held: a lock of the user's on both sides
// deadlocks.
TEST_F(Traps, T13_1_ALockThatTheUserHoldsWhileSendingAndInACallbackDoesNotDeadlock) {
    std::mutex users;
    witness.hook = [&](const std::string&) { const std::lock_guard lock(users); };
    const auto seat = log_on();
    for (int i = 0; i < 100; ++i) {
        const std::lock_guard lock(users);
        seat->say("35=8|11=a|150=F|");
        EXPECT_TRUE(send("35=D|11=a|"));
    }
    EXPECT_EQ(heard_until_logout(*seat).size(), 100U);
    finish(); // before the lock goes
}

// QuickFIX's stop() in a callback freezes for ten seconds, sends no Logout and leaves a connection nobody
// reads.
TEST_F(Traps, T13_3_StopInACallbackLogsOut) {
    witness.hook = [&](const std::string& line) {
        if (line.find("oe message") != std::string::npos) supervisor->stop();
    };
    const auto seat = log_on();
    seat->say("35=8|11=a|150=F|");
    EXPECT_TRUE(seat->log_out());
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::idle, test::patience));
}

// QuickFIX's destructor without stop() crashes or leaves without a Logout.
TEST_F(Traps, T13_ADestructorLogsOut) {
    const auto seat = log_on();
    std::thread destruction([this] { finish(); });
    EXPECT_TRUE(seat->log_out());
    destruction.join();
}

// --- secrets and midnight
// -----------------------------------------------------------------------------------

// QuickFIX's logs and stores hold the API key in clear.
TEST_F(Traps, T14_1_TheObserverIsToldNoSecret) {
    const auto seat = log_on();
    const std::string signature = value(seat->logon(), tag::RawData);
    ASSERT_EQ(value(seat->logon(), tag::Username), "the-api-key");
    seat->say("35=5|");
    seat->hear_all();
    seat->connection().close();
    EXPECT_TRUE(witness.sees("oe error Logout<5>"));
    EXPECT_THAT(witness.lines(), Each(Not(HasSubstr("the-api-key"))));
    EXPECT_THAT(witness.lines(), Each(Not(HasSubstr(signature))));
}

// QuickFIX ends every session at midnight UTC, and each week at the end of the longest schedule it knows.
TEST_F(Traps, TS_1_MidnightEndsNoSession) {
    const auto saturday = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);
    const test::VirtualClock clock(saturday + std::chrono::hours(23) + std::chrono::minutes(59));
    const auto seat = log_on();
    for (int hour = 0; hour < 50; ++hour) {
        seat->say("35=1|112=" + std::to_string(hour) + "|");
        EXPECT_THAT(seat->hear(), HasSubstr("|112=" + std::to_string(hour) + "|"));
        clock.advance(std::chrono::hours(1));
    }
    EXPECT_THAT(heard_until_logout(*seat), IsEmpty());
}

// QuickFIX counts the wall clock's seconds: a step of an hour is an hour of silence.
TEST_F(Traps, T8_12_AStepOfTheClockEndsNoSession) {
    const test::VirtualClock clock(std::chrono::system_clock::now());
    const auto seat = log_on();
    for (const auto step : {std::chrono::hours(1), std::chrono::hours(-2)}) {
        clock.advance(step);
        seat->say("35=0|");
        seat->say("35=1|112=x|");
        EXPECT_THAT(seat->hear(), HasSubstr("|112=x|"));
    }
    EXPECT_THAT(heard_until_logout(*seat), IsEmpty());
}

// --- heartbeats
// ---------------------------------------------------------------------------------------------

// QuickFIX waits 1.2 and 2.4 times HeartBtInt and leaves without a Logout.
TEST_F(Traps, T8_12_SilenceEarnsATestRequestAndThenALogout) {
    SessionSettings settings = session();
    settings.heart_bt_int = std::chrono::seconds(1);
    start(settings);
    const auto seat = log_on();
    std::string message = seat->hear();
    if (value(message, tag::MsgType) == "0") message = seat->hear(); // ours, because we were idle too
    EXPECT_THAT(message, HasSubstr("|35=1|"));
    EXPECT_NE(value(message, tag::TestReqID), "");
    seat->say("35=0|112=another id|"); // no answer to the question
    message = seat->hear();
    if (value(message, tag::MsgType) == "0") message = seat->hear();
    EXPECT_THAT(message, HasSubstr("|35=5|"));
    EXPECT_TRUE(witness.sees("oe error silence"));
}

TEST_F(Traps, T8_12_ARightAnswerKeepsTheSession) {
    SessionSettings settings = session();
    settings.heart_bt_int = std::chrono::seconds(1);
    start(settings);
    const auto seat = log_on();
    for (int questions = 0; questions < 2;) {
        const std::string message = seat->hear();
        ASSERT_THAT(value(message, tag::MsgType), ::testing::AnyOf("0", "1"));
        if (value(message, tag::MsgType) == "0") continue;
        ++questions;
        seat->say("35=0|112=" + value(message, tag::TestReqID) + "|");
    }
    EXPECT_EQ(witness.count("error"), 0U);
}

} // namespace
} // namespace fixguard::engine
