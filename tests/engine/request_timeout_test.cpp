// Requests that nobody answers.
#include "engine/staged.hpp"

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

class Unanswered : public Staged {
protected:
    std::size_t fates(const std::string& of) { return witness.count("oe fate " + of); }
};

TEST_F(Unanswered, AreUnknownWhenTheirTimeIsUp) {
    create({session()});
    const auto exchange = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    stage.pass(14'999ms);
    EXPECT_EQ(fates("a"), 0U);
    stage.pass(1ms);
    EXPECT_EQ(fates("a unknown"), 1U);
    EXPECT_EQ(witness.count("1 requests without an answer within 15000 ms"), 1U);
    EXPECT_THAT(crew->find("oe")->doubts(), SizeIs(1));
    EXPECT_EQ(crew->find("oe")->status().in_flight, 0U);
}

TEST_F(Unanswered, ExpireEachInItsOwnTime) {
    create({session()});
    const auto exchange = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    stage.pass(10s);
    EXPECT_TRUE(send("35=D|11=b|"));
    EXPECT_TRUE(send("35=D|11=answered|"));
    exchange->say("35=8|11=answered|150=0|39=0|");
    stage.pass(5s);
    EXPECT_EQ(fates("a unknown"), 1U);
    EXPECT_EQ(fates("b"), 0U);
    exchange->say("35=0|");
    stage.pass(10s);
    EXPECT_EQ(fates("b unknown"), 1U);
    EXPECT_EQ(fates("answered accepted"), 1U);
    EXPECT_EQ(fates("answered"), 1U);
}

struct Late {
    const char* name;
    const char* request;
    const char* answer;
    const char* fate;
};
class LateAnswer : public Unanswered, public ::testing::WithParamInterface<Late> {};

TEST_P(LateAnswer, SettlesOnce) {
    create({session()});
    const auto exchange = log_on();
    EXPECT_TRUE(send(GetParam().request));
    stage.pass(15s);
    ASSERT_EQ(fates("a unknown"), 1U);
    exchange->say(GetParam().answer);
    exchange->say(GetParam().answer);
    EXPECT_EQ(fates(std::string("a ") + GetParam().fate), 1U);
    EXPECT_EQ(fates("a"), 2U);
    EXPECT_THAT(crew->find("oe")->doubts(), SizeIs(0));
}

INSTANTIATE_TEST_SUITE_P(
    Answers, LateAnswer,
    ::testing::Values(
        Late{"report", "35=D|11=a|", "35=8|11=a|150=0|39=0|", "accepted"},
        Late{"refusal", "35=D|11=a|", "35=8|11=a|150=8|39=8|103=99|58=no|25016=-1013|", "rejected"},
        Late{"reject", "35=D|11=a|", "35=3|45=2|372=D|371=44|58=Required tag '44' missing.|25016=-1102|",
             "rejected"},
        Late{"cancel_reject", "35=F|11=a|41=x|", "35=9|11=a|41=x|434=1|58=Unknown order sent.|25016=-2011|",
             "rejected"},
        Late{"amend_reject", "35=XAK|11=a|41=x|", "35=XAR|11=a|41=x|58=no|25016=-2038|", "rejected"},
        Late{"mass_cancel", "35=q|11=a|55=BTCUSDT|530=1|", "35=r|11=a|55=BTCUSDT|530=1|531=1|", "accepted"},
        Late{"list", "35=E|25014=a|", "35=N|25014=a|429=2|431=3|", "accepted"},
        Late{"limits", "35=XLQ|6136=a|", "35=XLR|6136=a|", "accepted"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(Unanswered, AreNotToldAgainWhenTheSessionIsLost) {
    create({session()});
    const auto exchange = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    stage.pass(15s);
    exchange->break_off();
    stage.run_posted();
    EXPECT_EQ(witness.count("error reset"), 1U);
    EXPECT_EQ(fates("a"), 1U);
    EXPECT_THAT(crew->find("oe")->doubts(), SizeIs(1));
}

// The same request, under the same number of another session.
TEST_F(Unanswered, AreNotRefusedWithTheirTwinOnTheNextSession) {
    create({session()});
    EXPECT_TRUE(log_on() && send("35=D|11=a|"));
    stage.streams.back()->break_off();
    stage.pass(1s);
    ASSERT_EQ(fates("a unknown"), 1U);
    const auto exchange = accept();
    EXPECT_TRUE(send("35=D|11=a|"));
    constexpr auto refusal = "35=8|11=a|150=8|39=8|103=99|58=Duplicate order sent.|25016=-2010|";
    exchange->say(refusal);
    exchange->say(refusal);
    EXPECT_EQ(fates("a rejected"), 1U) << "the second";
    EXPECT_THAT(crew->find("oe")->doubts(), SizeIs(1));
}

// The exchange answers in the order of the requests. That two have one id is the program's defect.
TEST_F(Unanswered, UnderOneIdAreAnsweredInTheirOrder) {
    create({session()});
    const auto exchange = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_TRUE(send("35=D|11=a|"));
    exchange->say("35=8|11=a|150=0|39=0|");
    EXPECT_EQ(fates("a accepted"), 1U);
    exchange->say("35=8|11=a|150=F|39=1|");
    EXPECT_EQ(fates("a"), 1U) << "it is the first that trades";
    exchange->say("35=8|11=a|150=8|39=8|103=99|58=Duplicate order sent.|25016=-2010|");
    EXPECT_EQ(fates("a rejected"), 1U);
    EXPECT_EQ(witness.errors().back().request.msg_seq_num, 3U);
    live(60s, {exchange});
    EXPECT_EQ(fates("a"), 2U);
}

TEST_F(Unanswered, UnderOneIdAreRejectedByTheirNumber) {
    create({session()});
    const auto exchange = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_TRUE(send("35=D|11=a|"));
    exchange->say("35=3|45=3|372=D|371=44|58=Required tag '44' missing.|25016=-1102|");
    EXPECT_EQ(fates("a rejected"), 1U);
    exchange->say("35=8|11=a|150=8|39=8|103=99|58=no|25016=-2010|");
    EXPECT_EQ(fates("a rejected"), 2U);
    EXPECT_EQ(witness.errors().back().request.msg_seq_num, 2U);
    EXPECT_EQ(crew->find("oe")->status().in_flight, 0U);
}

// A stream of trades begins with the first trade.
TEST_F(Unanswered, MayBeAStreamOfWhichNothingComes) {
    create({session(SessionKind::market_data)});
    const auto exchange = log_on("md");
    EXPECT_TRUE(send("35=V|262=a|263=1|264=1|146=1|55=BTCUSDT|267=1|269=2|", "md"));
    live(60s, {exchange});
    EXPECT_EQ(witness.count("md fate a"), 0U);
    exchange->say("35=X|262=a|268=1|279=0|269=2|270=1|271=1|55=BTCUSDT|");
    EXPECT_EQ(witness.count("md fate a accepted"), 1U);
    EXPECT_TRUE(send("35=V|262=b|263=1|264=1|146=1|55=BTCUSDT|267=1|269=2|", "md"));
    exchange->break_off();
    stage.pass(0ms);
    EXPECT_EQ(witness.count("md fate b unknown"), 1U);
}

// An order whose fate is unknown is sent once more under its id. That the second one is refused, mostly for
// the sake of the first, says nothing good or bad of the first.
TEST_F(Unanswered, AreNotRefusedWithAnotherOneOfTheirId) {
    create({session(), session(SessionKind::drop_copy)});
    const auto exchange = log_on();
    const auto drop_copy = log_on("dc");
    constexpr auto refusal = "35=8|11=a|150=8|39=8|103=99|58=Duplicate order sent.|25016=-2010|";
    EXPECT_TRUE(send("35=D|11=a|"));
    live(15s, {exchange, drop_copy});
    ASSERT_EQ(fates("a unknown"), 1U);
    EXPECT_TRUE(send("35=D|11=a|"));
    exchange->say(refusal);
    drop_copy->say(refusal);
    EXPECT_EQ(fates("a rejected"), 1U) << "the second";
    EXPECT_THAT(crew->find("oe")->doubts(), SizeIs(1));
    drop_copy->say("35=8|11=a|150=0|39=0|");
    EXPECT_EQ(fates("a accepted"), 1U);
    EXPECT_THAT(crew->find("oe")->doubts(), SizeIs(0));
}

TEST_F(Unanswered, WaitForEverWhereTheSettingSaysSo) {
    SessionSettings settings = session();
    settings.request_timeout = 0ms;
    create({settings});
    const auto exchange = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    live(3'600s, {exchange});
    EXPECT_EQ(fates("a"), 0U);
    EXPECT_EQ(crew->find("oe")->status().in_flight, 1U);
}

} // namespace
} // namespace fixguard::engine
