// Traps of connecting, sending, threads, secrets, midnight and heartbeats, each by its number in the design
// notes: what QuickFIX would do by itself, and what happens here.
#include "engine/quickfix_session.hpp"
#include "engine/traps.hpp"
#include "support/virtual_clock.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <future>
#include <thread>

namespace fixguard::engine {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// --- connecting ----------------------------------------------------------------------------------

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

// --- slow users ----------------------------------------------------------------------------------

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

// --- sending -------------------------------------------------------------------------------------

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

// --- registry and threads ------------------------------------------------------------------------

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
        supervisor->stop(); // before the reset: a lost session would dial again, and that call come first
        if (seat) seat->connection().reset();
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

// --- secrets and midnight ------------------------------------------------------------------------

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
    ASSERT_TRUE(send("35=D|11=mine|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=mine|"));
    for (const auto step :
         {std::chrono::seconds(3'600), std::chrono::seconds(-10), std::chrono::seconds(-7'200)}) {
        clock.advance(step);
        seat->say("35=0|");
        seat->say("35=1|112=x|");
        EXPECT_THAT(seat->hear(), HasSubstr("|112=x|"));
    }
    EXPECT_EQ(witness.count("fate mine"), 0U) << "nor is it too late for an answer";
    seat->say("35=8|11=mine|150=0|39=0|");
    EXPECT_TRUE(witness.sees("fate mine accepted"));
    EXPECT_THAT(heard_until_logout(*seat), IsEmpty());
}

// --- heartbeats ----------------------------------------------------------------------------------

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
