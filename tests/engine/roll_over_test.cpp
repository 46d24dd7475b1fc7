// Maintenance: the new session is logged on before the old one leaves.
#include "engine/supervised.hpp"

namespace fixguard::engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto news = "35=B|148=You'll be disconnected in 10 seconds. Please reconnect.|";

class RollOver : public Supervised {
protected:
    // The session that News<B> on `old` leads to, logged on.
    std::unique_ptr<test::ExchangeSession> roll_over(test::ExchangeSession& old) {
        old.say(news);
        return exchange.log_on();
    }
    static std::string name_of(test::ExchangeSession& session) {
        return value(session.logon(), tag::SenderCompID);
    }
};

TEST_F(RollOver, TheNewSessionIsUpBeforeTheOldOneLogsOut) {
    const auto old = log_on();
    const auto fresh = roll_over(*old);
    ASSERT_TRUE(fresh);
    EXPECT_NE(name_of(*fresh), name_of(*old)) << "the old name is still in use";
    EXPECT_TRUE(witness.sees("connect beside this session"));
    EXPECT_TRUE(old->log_out());
    EXPECT_TRUE(witness.sees("oe recovered from News<B>"));
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_THAT(fresh->hear(), AllOf(HasSubstr("|11=a|"), HasSubstr("|34=2|")));
    EXPECT_EQ(witness.count("oe waiting"), 1U) << "it was up all the time, but for the start";
    EXPECT_EQ(supervisor->status("oe").sender_comp_id, name_of(*fresh));
}

TEST_F(RollOver, TheOldSessionStaysUntilItsRequestsAreAnswered) {
    const auto old = log_on();
    EXPECT_TRUE(send("35=D|11=early|"));
    old->hear();
    const auto fresh = roll_over(*old);
    ASSERT_TRUE(fresh);
    SendResult late; // until the switch it still goes to the old one
    const auto end = std::chrono::steady_clock::now() + test::patience;
    while (late.msg_seq_num != 2U) {
        ASSERT_LT(std::chrono::steady_clock::now(), end);
        late =
            supervisor->status("oe").sender_comp_id == name_of(*fresh) ? send("35=D|11=late|") : SendResult{};
    }
    EXPECT_THAT(fresh->hear(), HasSubstr("|11=late|"));
    old->say("35=1|112=are-you-there|");
    EXPECT_THAT(old->hear(), HasSubstr("|112=are-you-there|")) << "no Logout<5> yet";
    old->say("35=8|11=early|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate early accepted"));
    EXPECT_TRUE(old->log_out());
    fresh->say("35=8|11=late|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate late accepted"));
    EXPECT_EQ(witness.count("unknown"), 0U);
}

TEST_F(RollOver, NewsOnTheNewSessionStartsNoThird) {
    const auto old = log_on();
    const auto fresh = roll_over(*old);
    ASSERT_TRUE(fresh);
    old->say(news);
    fresh->say(news);
    EXPECT_TRUE(old->log_out() || old->log_out()) << "the News<B> on it may be read before the switch";
    EXPECT_FALSE(exchange.connect(milliseconds{50}));
    fresh->say("35=1|112=alive|");
    EXPECT_THAT(fresh->hear(), HasSubstr("|112=alive|"));
}

TEST_F(RollOver, WhereTheNewSessionIsRefusedTheOldOneIsKeptToItsEnd) {
    const auto old = log_on();
    old->say(news);
    {
        const auto refused = exchange.connect();
        ASSERT_TRUE(refused && refused->read_logon());
        refused->say(
            "35=3|45=1|372=A|58=Too many concurrent connections; current limit is '10'.|25016=-1034|");
        refused->connection().close();
    }
    EXPECT_TRUE(witness.sees("oe error Reject<3> -1034"));
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_THAT(old->hear(), HasSubstr("|11=a|"));
    old->say("35=8|11=a|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate a accepted"));
    old->say(news);
    EXPECT_FALSE(exchange.connect(milliseconds{50}));
    old->connection().close();
    EXPECT_TRUE(exchange.log_on());
}

TEST_F(RollOver, WhereTheOldSessionEndsFirstTheNewOneTakesItsPlace) {
    const auto old = log_on();
    old->say(news);
    const auto fresh = exchange.connect();
    ASSERT_TRUE(fresh);
    old->connection().close();
    EXPECT_TRUE(witness.sees("oe error closed"));
    EXPECT_TRUE(fresh->accept());
    EXPECT_TRUE(witness.sees("oe up"));
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_THAT(fresh->hear(), HasSubstr("|11=a|"));
    EXPECT_FALSE(exchange.connect(milliseconds{50})) << "one of them is enough";
}

TEST_F(RollOver, ALogoutOnTheOldSessionLeavesTheNewOneAlone) {
    const auto old = log_on();
    old->say(news);
    const auto fresh = exchange.connect();
    ASSERT_TRUE(fresh);
    old->say("35=5|58=Your connection is about to be closed. Please reconnect.|");
    EXPECT_THAT(old->hear(), HasSubstr("|35=5|"));
    EXPECT_TRUE(witness.sees("oe error Logout<5>"));
    EXPECT_TRUE(fresh->accept());
    EXPECT_TRUE(witness.sees("oe up"));
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_THAT(fresh->hear(), HasSubstr("|11=a|"));
    EXPECT_FALSE(exchange.connect(milliseconds{50})) << "one of them is enough";
    EXPECT_TRUE(witness.sees("oe recovered from News<B>"));
}

TEST_F(RollOver, AStopInTheMiddleEndsBoth) {
    const auto old = log_on();
    old->say(news);
    const auto fresh = exchange.connect();
    ASSERT_TRUE(fresh && fresh->read_logon());
    supervisor->stop();
    EXPECT_EQ(fresh->hear(), "");
    fresh->connection().close();
    EXPECT_TRUE(old->log_out());
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::idle, test::patience));
}

TEST_F(RollOver, WithOneNameTheOldSessionLogsOutFirst) {
    SessionSettings settings = session();
    settings.names = {NamePolicy::Kind::fixed, {"ONLY"}};
    start(settings);
    const auto old = log_on();
    old->say(news);
    EXPECT_TRUE(old->log_out());
    EXPECT_TRUE(exchange.log_on());
    EXPECT_TRUE(witness.sees("oe recovered from News<B>"));
}

TEST_F(RollOver, MarketDataIsSubscribedOnTheNewSessionBeforeTheOldOneLeaves) {
    start(session(SessionKind::market_data));
    const auto old = exchange.log_on();
    ASSERT_TRUE(old && supervisor->wait_for("md", Phase::up, test::patience));
    EXPECT_TRUE(send("35=V|262=book|263=1|264=1|267=1|269=0|146=1|55=BTCUSDT|", "md"));
    old->hear();
    old->say("35=W|262=book|55=BTCUSDT|268=0|");
    EXPECT_TRUE(witness.sees("md fate book accepted"));
    const auto fresh = roll_over(*old);
    ASSERT_TRUE(fresh);
    EXPECT_THAT(fresh->hear(), AllOf(HasSubstr("|35=V|"), HasSubstr("|262=book|")));
    old->say("35=1|112=still-here|");
    EXPECT_THAT(old->hear(), HasSubstr("|112=still-here|"));
    fresh->say("35=W|262=book|55=BTCUSDT|268=0|");
    EXPECT_TRUE(old->log_out());
}

TEST_F(RollOver, ADropCopyStaysForReportsThatAreLate) {
    start(session(SessionKind::drop_copy));
    const auto old = exchange.log_on();
    ASSERT_TRUE(old && supervisor->wait_for("dc", Phase::up, test::patience));
    const auto fresh = roll_over(*old);
    ASSERT_TRUE(fresh);
    old->say("35=1|112=still-here|");
    EXPECT_THAT(old->hear(), HasSubstr("|112=still-here|"));
    EXPECT_TRUE(old->log_out()) << "2 s behind the switch";
}

} // namespace
} // namespace fixguard::engine
