// The supervisor: plans carried out, fates told once, names and budgets kept.
#include "engine/supervised.hpp"

#include "transport/outbound_filter.hpp"

#include <thread>

namespace fixguard::engine {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Supervision : public Supervised {
protected:
    // The exchange's answer to the Logon<A>: a Reject<3>, then the close.
    void refuse_logon(const std::string& rest) {
        const auto seat = exchange.connect();
        ASSERT_TRUE(seat && seat->read_logon());
        refused_name = value(seat->logon(), tag::SenderCompID);
        seat->say("35=3|45=1|372=A|" + rest);
        seat->connection().close();
        EXPECT_EQ(seat->hear(), "") << "something was sent behind the Logon";
    }
    std::string refused_name;
};

// --- errors that leave the session open ----------------------------------------------------------

TEST_F(Supervision, ARejectedRequestIsNamedAndSettledAndTheSessionGoesOn) {
    const auto seat = log_on();
    EXPECT_EQ(send("35=D|11=order-1|55=BTCUSDT|").msg_seq_num, 2U);
    seat->hear();
    seat->say("35=3|45=2|371=55|372=D|373=13|58=Tag appears more than once.|25016=-1171|");
    EXPECT_TRUE(witness.sees("oe fate order-1 rejected"));
    EXPECT_TRUE(witness.sees("oe error Reject<3> -1171"));
    EXPECT_TRUE(witness.sees("oe recovered from Reject<3>"));
    const SessionError error = witness.errors().at(0);
    EXPECT_EQ(error.request.id, "order-1");
    EXPECT_EQ(error.ref_tag_id, 55);
    EXPECT_EQ(supervisor->status("oe").in_flight, 0U);
    EXPECT_TRUE(send("35=D|11=order-2|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|34=3|"));
}

TEST_F(Supervision, AReportThatIsNotOursIsNotTakenForOurs) {
    const auto seat = log_on();
    send("35=D|11=ours|");
    seat->hear();
    seat->say("35=8|11=theirs|150=0|39=0|");
    EXPECT_TRUE(witness.sees("11=theirs"));
    EXPECT_EQ(supervisor->status("oe").in_flight, 1U);
    seat->say("35=8|11=ours|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate ours accepted"));
}

TEST_F(Supervision, TooManyOrdersHoldNewOnesForTheTimeInTheTextAndNothingElse) {
    const auto seat = log_on();
    const auto refuse = [&](const std::string& id, const std::string& window) {
        ASSERT_TRUE(send("35=D|11=" + id + "|"));
        seat->hear();
        seat->say("35=8|11=" + id +
                  "|150=8|39=8|103=99|58=Too many new orders; current limit is 10 orders per " + window +
                  ".|25016=-1015|");
    };
    refuse("a", "50 ms");
    EXPECT_TRUE(
        witness.sees("-1015 Too many new orders; current limit is 10 orders per 50 ms. -> request rejected, "
                     "hold new orders for 50 ms, ask user: slow_down"));
    EXPECT_TRUE(witness.sees("oe recovered from ExecutionReport<8>")) << "when the 50 ms are over";
    refuse("b", "1 h");
    EXPECT_TRUE(witness.sees("hold new orders for 3600000 ms"));
    for (const char* const placing : {"35=D|11=c|", "35=E|25014=c|", "35=XCN|11=c|41=a|"})
        EXPECT_EQ(send(placing).status, SendStatus::on_hold) << placing;
    EXPECT_GT(supervisor->status("oe").held_for, milliseconds{3'000'000});
    for (const std::string other :
         {"35=F|11=d|41=a|", "35=q|11=d|55=BTCUSDT|530=1|", "35=XAK|11=d|41=a|", "35=XLQ|6136=d|"}) {
        EXPECT_TRUE(send(other)) << other;
        EXPECT_THAT(seat->hear(), HasSubstr("|" + other.substr(0, other.find('|') + 1)));
    }
}

TEST_F(Supervision, TooManyOrdersAreToldAloneWhereTheUserWantsIt) {
    const test::TempFile policy("[-1015]\nhandler_acts = false\n");
    SessionSettings settings = session();
    settings.policy_file = policy.path();
    start(settings);
    const auto seat = log_on();
    send("35=D|11=a|");
    seat->hear();
    seat->say("35=8|11=a|150=8|39=8|103=99|58=Too many new orders; current limit is 10 orders per 1 "
              "h.|25016=-1015|");
    EXPECT_TRUE(witness.sees("-> request rejected, ask user: slow_down"));
    EXPECT_TRUE(send("35=D|11=b|"));
}

TEST_F(Supervision, TooManyRequestsHoldAllButCancels) {
    const auto seat = log_on();
    send("35=D|11=a|");
    seat->hear();
    seat->say("35=3|45=2|372=D|58=Too many requests queued.|25016=-1003|");
    EXPECT_TRUE(witness.sees("hold requests for 30000 ms"));
    EXPECT_EQ(send("35=XLQ|6136=d|").status, SendStatus::on_hold);
    EXPECT_TRUE(send("35=F|11=d|41=a|"));
    seat->say("35=1|112=alive|"); // heartbeats pass
    EXPECT_THAT((seat->hear(), seat->hear()), HasSubstr("|112=alive|"));
}

// --- fates ---------------------------------------------------------------------------------------

TEST_F(Supervision, EachRequestHasOneFateWhateverEndsTheSession) {
    const auto seat = log_on();
    for (const char* const id : {"accepted", "rejected", "unknown"}) {
        send("35=D|11=" + std::string(id) + "|");
        seat->hear();
    }
    seat->say("35=8|11=accepted|150=0|39=0|");
    seat->say("35=8|11=accepted|150=F|39=2|");
    seat->say(
        "35=8|11=rejected|150=8|39=8|58=Account has insufficient balance for requested action.|25016=-2010|");
    EXPECT_TRUE(witness.sees("oe fate rejected rejected"));
    seat->connection().reset();
    EXPECT_TRUE(witness.sees("oe fate unknown unknown"));
    EXPECT_EQ(witness.count("oe fate"), 3U);
    EXPECT_THAT(supervisor->unknown_requests("oe"), testing::SizeIs(1));
    EXPECT_TRUE(supervisor->settle("oe", "unknown", RequestFate::accepted));
    EXPECT_TRUE(witness.sees("oe fate unknown accepted"));
    EXPECT_THAT(supervisor->unknown_requests("oe"), IsEmpty());
    EXPECT_FALSE(supervisor->settle("oe", "unknown", RequestFate::accepted));
}

TEST_F(Supervision, TheDropCopySettlesWhatIsUnknown) {
    test::Exchange drop_copy;
    const test::TempFile ca(drop_copy.peer.ca_certificate());
    SessionSettings listener = session(SessionKind::drop_copy);
    listener.endpoint.port = drop_copy.peer.port();
    listener.ca_file = ca.path();
    create({session(), listener});
    supervisor->start();
    const auto reports = drop_copy.log_on();
    ASSERT_TRUE(reports);
    EXPECT_EQ(value(reports->logon(), tag::DropCopyFlag), "Y");
    const auto orders = log_on();
    send("35=D|11=lost|");
    orders->hear();
    orders->connection().reset();
    EXPECT_TRUE(witness.sees("oe fate lost unknown"));
    reports->say("35=8|11=another|150=0|39=0|");
    reports->say("35=8|11=lost|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate lost accepted"));
    EXPECT_EQ(supervisor->status("oe").unknown, 0U);
}

constexpr const char* only_drop_copy =
    "58=Only DropCopy sessions are supported on this server. Either reconnect to order entry server or send "
    "DropCopyFlag (9406) field.|25016=-1185|";

// --- logons that are refused ---------------------------------------------------------------------

TEST_F(Supervision, ANameInUseIsReplacedAtOnce) {
    SessionSettings settings = session();
    settings.names = {NamePolicy::Kind::pool, {"ONE", "TWO"}};
    start(settings);
    refuse_logon(
        "58=SenderCompId(49) is currently in use. Concurrent use of the same SenderCompId within one "
        "account is not allowed.|25016=-1033|");
    const auto seat = exchange.log_on();
    ASSERT_TRUE(seat);
    EXPECT_NE(value(seat->logon(), tag::SenderCompID), refused_name);
    EXPECT_TRUE(witness.sees("oe recovered from Reject<3>"));
}

TEST_F(Supervision, TooManyConnectionsAreWaitedOut) {
    start(session());
    refuse_logon(
        "58=Too many connection attempts; current limit is '15' connections per '30s'.|25016=-1034|");
    EXPECT_TRUE(witness.sees("oe error Reject<3> -1034"));
    EXPECT_TRUE(witness.sees("oe waiting"));
    EXPECT_FALSE(exchange.connect(milliseconds{50}));
}

TEST_F(Supervision, TheServerOfTheOtherKindIsTriedOnce) {
    test::Exchange right;
    SessionSettings settings = session();
    settings.ca_file.clear();
    const test::TempFile both(exchange.peer.ca_certificate() + right.peer.ca_certificate());
    settings.ca_file = both.path();
    settings.other_endpoint = Endpoint{"127.0.0.1", right.peer.port()};
    start(settings);
    refuse_logon(only_drop_copy);
    EXPECT_TRUE(right.log_on());
    EXPECT_TRUE(witness.sees("oe up"));
}

TEST_F(Supervision, WithoutAnotherServerTheSessionHalts) {
    start(session());
    refuse_logon(only_drop_copy);
    EXPECT_TRUE(witness.sees("close, halt: fix_configuration"));
    EXPECT_TRUE(witness.sees("oe halted"));
    EXPECT_FALSE(exchange.connect(milliseconds{50}));
}

// What a filter may do to a Logon<A>: it is the filter's fault, then, and not the server's.
class WrongFlag : public transport::OutboundFilter {
public:
    void outbound(std::string_view message, transport::OutboundSink& sink) override {
        std::string fields = wire::to_readable(message);
        if (wire::MessageView(message).msg_type() != "A") return void(sink.write(message));
        fields = fields.substr(fields.find("35=A"));
        fields.erase(fields.rfind("10="));
        const auto flag = fields.find("9406=Y|");
        flag == std::string::npos ? fields += "9406=Y|" : fields.erase(flag, 7);
        sink.write(wire::frame_body(wire::from_readable(fields)));
    }
};

TEST_F(Supervision, AWrongDropCopyFlagIsMendedAtTheSameServer) {
    WrongFlag filter;
    create({session()});
    supervisor->set_outbound_filter("oe", &filter);
    supervisor->start();
    const auto refused = exchange.connect();
    ASSERT_TRUE(refused && refused->read_logon());
    EXPECT_EQ(value(refused->logon(), tag::DropCopyFlag), "Y");
    refused->say(
        "35=3|45=1|372=A|58=DropCopy sessions are not supported on this server. Please reconnect to a drop "
        "copy server.|25016=-1184|");
    refused->connection().close();
    const auto seat = exchange.log_on();
    ASSERT_TRUE(seat);
    EXPECT_EQ(value(seat->logon(), tag::DropCopyFlag), "");
    EXPECT_TRUE(witness.sees("connect at once with the right DropCopyFlag(9406)"));
    EXPECT_TRUE(witness.sees("oe recovered from Reject<3>"));
    finish();
}

TEST_F(Supervision, AMissingDropCopyFlagIsMendedOnceAndThenTheSessionHalts) {
    WrongFlag filter;
    create({session(SessionKind::drop_copy)});
    supervisor->set_outbound_filter("dc", &filter);
    supervisor->start();
    for (const char* const flag : {"", "Y"}) {
        const auto refused = exchange.connect();
        ASSERT_TRUE(refused && refused->read_logon());
        EXPECT_EQ(value(refused->logon(), tag::DropCopyFlag), flag);
        refused->say(std::string("35=3|45=1|372=A|") + only_drop_copy);
        refused->connection().close();
    }
    EXPECT_TRUE(witness.sees("close, halt: fix_configuration"));
    EXPECT_FALSE(exchange.connect(milliseconds{50}));
    finish();
}

TEST_F(Supervision, AHaltedSessionStartsAgainWhenTheUserSaysSo) {
    start(session());
    refuse_logon("58=Signature for this request is not valid.|25016=-1022|");
    EXPECT_TRUE(witness.sees("oe halted"));
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::halted, test::patience));
    supervisor->start("oe");
    EXPECT_TRUE(exchange.log_on());
}

TEST_F(Supervision, AClockThatIsOffIsMeasured) {
    start(session());
    refuse_logon("58=Timestamp for this request is outside of the recvWindow.|25016=-1021|");
    EXPECT_TRUE(witness.sees("oe error Reject<3> -1021"));
    EXPECT_TRUE(witness.sees("oe clock"));
}

// --- roll-over and subscriptions -----------------------------------------------------------------

TEST_F(Supervision, SubscriptionsAreRenewedOnTheNewSession) {
    start(session(SessionKind::market_data));
    const auto first = exchange.log_on();
    ASSERT_TRUE(first && supervisor->wait_for("md", Phase::up, test::patience));
    EXPECT_TRUE(send("35=V|262=book|263=1|264=1|267=1|269=0|146=1|55=BTCUSDT|", "md"));
    first->hear();
    first->say("35=W|262=book|55=BTCUSDT|268=0|");
    EXPECT_TRUE(witness.sees("md fate book accepted"));
    first->connection().reset();
    const auto second = exchange.log_on();
    ASSERT_TRUE(second);
    EXPECT_THAT(second->hear(),
                AllOf(HasSubstr("|34=2|"), HasSubstr("|262=book|"), HasSubstr("|55=BTCUSDT|")));
    second->say("35=W|262=book|55=BTCUSDT|268=0|");
    second->say("35=y|320=later|");
    EXPECT_TRUE(witness.sees("320=later"));
    EXPECT_EQ(witness.count("md fate"), 1U) << "the renewal is ours, not the user's";
}

// --- the filter ----------------------------------------------------------------------------------

class Doubler : public transport::OutboundFilter {
public:
    void outbound(std::string_view message, transport::OutboundSink& sink) override {
        const std::string readable = wire::to_readable(message);
        if (readable.find("|11=withheld|") != std::string::npos) return;
        sink.write(message);
        if (readable.find("|11=twice|") != std::string::npos) sink.write(message);
    }
};

TEST_F(Supervision, AFilterAddsAndWithholdsWithoutTheSessionsKnowing) {
    Doubler filter;
    create({session()});
    EXPECT_TRUE(supervisor->set_outbound_filter("oe", &filter));
    EXPECT_FALSE(supervisor->set_outbound_filter("no such session", &filter));
    supervisor->start();
    const auto seat = log_on();
    EXPECT_TRUE(send("35=D|11=twice|"));
    EXPECT_TRUE(send("35=D|11=withheld|"));
    EXPECT_TRUE(send("35=D|11=once|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=twice|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=twice|"));
    EXPECT_THAT(seat->hear(), AllOf(HasSubstr("|11=once|"), HasSubstr("|34=4|")));
    seat->say("35=3|45=4|372=D|58=No.|25016=-9999|");
    EXPECT_TRUE(witness.sees("oe fate once"));
    seat->connection().reset();
    EXPECT_TRUE(witness.sees("oe fate twice unknown"));
    EXPECT_TRUE(witness.sees("oe fate withheld unknown"));
}

// --- starting, stopping, asking ------------------------------------------------------------------

TEST_F(Supervision, TellsTheTruthAboutItsSessions) {
    const auto seat = log_on();
    const SessionStatus status = supervisor->status("oe");
    EXPECT_EQ(status.name, "oe");
    EXPECT_EQ(status.phase, Phase::up);
    EXPECT_EQ(status.sender_comp_id, value(seat->logon(), tag::SenderCompID));
    EXPECT_EQ(status.attempts, 1U);
    EXPECT_EQ(status.next_outbound, 2U);
    EXPECT_EQ(status.next_inbound, 2U);
    EXPECT_EQ(supervisor->status("no such session").name, "");
    EXPECT_THAT(supervisor->session_names(), ElementsAre("oe"));
    EXPECT_EQ(send("35=D|11=a|", "no such session").status, SendStatus::no_such_session);
    EXPECT_EQ(send("35=D|11=a").status, SendStatus::malformed);
    EXPECT_FALSE(supervisor->start("no such session"));
    EXPECT_FALSE(supervisor->wait_for("oe", Phase::halted, milliseconds{1}));
}

TEST_F(Supervision, StopsAndStartsOneSession) {
    const auto first = log_on();
    supervisor->stop("oe");
    EXPECT_TRUE(first->log_out());
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::idle, test::patience));
    EXPECT_EQ(send("35=D|11=a|").status, SendStatus::not_logged_on);
    supervisor->start("oe");
    EXPECT_TRUE(exchange.log_on());
}

TEST_F(Supervision, AnOrderlyLogoutFreesTheName) {
    SessionSettings settings = session();
    settings.names = {NamePolicy::Kind::fixed, {"ONLY"}};
    start(settings);
    const auto first = log_on();
    supervisor->stop();
    EXPECT_TRUE(first->log_out());
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::idle, test::patience));
    supervisor->start();
    EXPECT_TRUE(exchange.log_on());
}

TEST_F(Supervision, GivesUpOnALogoutThatIsNotAnswered) {
    const auto seat = log_on();
    supervisor->stop();
    EXPECT_THAT(seat->hear(), HasSubstr("|35=5|"));
    EXPECT_EQ(seat->connection().wait_end(), test::PeerConnection::End::closed);
    seat->connection().close();
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::idle, test::patience));
}

TEST_F(Supervision, EndsASessionWhosePeerDoesNotRead) {
    const auto seat = log_on();
    const std::string text(10'000, 'x');
    SendResult result{SendStatus::handed_over, 0};
    for (int i = 0; i < 10'000 && result; ++i)
        result = send("35=D|11=a|58=" + text + "|");
    EXPECT_EQ(result.status, SendStatus::backlog_full);
    EXPECT_TRUE(witness.sees("oe error local 0"));
    EXPECT_TRUE(witness.sees("oe fate a unknown"));
}

} // namespace
} // namespace fixguard::engine
