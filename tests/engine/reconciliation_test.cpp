// What settles a request of unknown fate: absence from drop copy, where that counts, and lookups.
#include "engine/staged.hpp"

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// An order that was sent in time for drop copy to see it, and was never answered. It is unknown after 15 s.
class Absence : public Staged {
protected:
    void begin(milliseconds proof) {
        SessionSettings oe = session();
        oe.absence_proof = proof;
        create({oe, session(SessionKind::drop_copy)});
        order_entry = log_on("oe");
        drop_copy = log_on("dc");
    }
    void doubt(const std::string& body = "35=D|11=a|") {
        EXPECT_TRUE(send(body));
        live(15s, {order_entry, drop_copy});
        ASSERT_EQ(witness.count("fate a unknown"), 1U);
    }
    // An order just before drop copy gets a new session, whose old one says this and ends so long behind the
    // switch.
    void switch_over(milliseconds behind, const std::vector<std::string>& last_words) {
        EXPECT_TRUE(send("35=D|11=a|"));
        const auto old = drop_copy;
        old->say("35=B|148=You'll be disconnected in 10 seconds. Please reconnect.|");
        drop_copy = accept();
        ASSERT_NE(drop_copy, old);
        stage.pass(behind);
        for (const std::string& words : last_words) {
            old->say(words);
            stage.pass(100ms);
        }
        old->break_off();
        live(60s, {order_entry, drop_copy});
        EXPECT_EQ(witness.count("fate a unknown"), 1U);
    }
    std::size_t settled() { return witness.count("fate a rejected") + witness.count("fate a accepted"); }
    bool is_listed() { return crew->find("oe")->doubts().size() == 1; }

    std::shared_ptr<StagedStream> order_entry;
    std::shared_ptr<StagedStream> drop_copy;
};

TEST_F(Absence, IsNoProofUnlessTheSettingsSaySo) {
    begin(0ms);
    doubt();
    live(3'600s, {order_entry, drop_copy});
    EXPECT_EQ(settled(), 0U);
    EXPECT_TRUE(is_listed());
}

TEST_F(Absence, IsProofBehindTheStatedTimeAndDropCopysDelay) {
    begin(20'000ms);
    doubt(); // it counts from here
    stage.pass(20'999ms);
    drop_copy->say("35=0|");
    stage.pass(1'001ms);
    EXPECT_EQ(settled(), 0U) << "drop copy may be a second late";
    drop_copy->say("35=0|");
    stage.pass(1'000ms);
    EXPECT_EQ(witness.count("fate a rejected"), 1U);
    EXPECT_FALSE(is_listed());
}

TEST_F(Absence, NeedsAWordOfDropCopyBehindTheStatedTime) {
    begin(20'000ms);
    doubt();
    stage.pass(28'000ms);
    EXPECT_EQ(settled(), 0U) << "its line may be dead";
    drop_copy->say("35=0|");
    stage.pass(1'000ms);
    EXPECT_EQ(witness.count("fate a rejected"), 1U);
}

TEST_F(Absence, IsNoProofBehindABreak) {
    begin(20'000ms);
    doubt();
    drop_copy->break_off();
    stage.pass(0ms);
    drop_copy = accept();
    live(3'600s, {order_entry, drop_copy});
    EXPECT_EQ(settled(), 0U) << "the report may have come in the break";
    EXPECT_TRUE(is_listed());
}

// What happened just before the switch is reported to the old session alone, and late.
TEST_F(Absence, IsNoProofWhereTheOldDropCopyBreaksBeforeItsLastReports) {
    begin(20'000ms);
    switch_over(1'900ms, {});
    EXPECT_EQ(settled(), 0U);
    EXPECT_TRUE(is_listed());
}

TEST_F(Absence, IsProofOverASwitchOfDropCopy) {
    begin(20'000ms);
    switch_over(2'000ms, {"35=5|58=Logout acknowledgment.|"});
    EXPECT_EQ(witness.count("fate a rejected"), 1U);
}

// It may have been deaf since before the switch.
TEST_F(Absence, IsNoProofOverASwitchFromASessionThatDoesNotAnswerOurLogout) {
    begin(20'000ms);
    switch_over(2'000ms, {});
    EXPECT_EQ(settled(), 0U);
    EXPECT_TRUE(is_listed());
}

TEST_F(Absence, IsNoProofOverASwitchFromASessionThatHadAGap) {
    begin(20'000ms);
    switch_over(1'900ms, {"35=4|36=9|", "35=5|58=Logout acknowledgment.|"});
    EXPECT_EQ(settled(), 0U);
}

// What is reported between the Logout<5> of the old session and the Logon<A> of the new one nobody hears.
TEST_F(Absence, IsNoProofOverASwitchFromASessionThatWasLoggedOut) {
    begin(20'000ms);
    doubt();
    const auto old = drop_copy;
    old->lingers = true;
    old->say("35=B|148=You'll be disconnected in 10 seconds. Please reconnect.|");
    stage.pass(20'500ms);
    old->say("35=5|58=Good bye.|");
    stage.pass(100ms);
    drop_copy = accept();
    ASSERT_NE(drop_copy, old);
    stage.pass(500ms);
    drop_copy->say("35=0|");
    stage.pass(1'000ms);
    EXPECT_EQ(settled(), 0U);
    old->break_off();
    live(60s, {drop_copy});
    EXPECT_EQ(settled(), 0U);
    EXPECT_TRUE(is_listed());
}

TEST_F(Absence, IsNoProofWhereDropCopyCameTooLate) {
    SessionSettings oe = session();
    oe.absence_proof = 20'000ms;
    create({oe, session(SessionKind::drop_copy)});
    order_entry = log_on("oe");
    EXPECT_TRUE(send("35=D|11=a|"));
    stage.pass(1ms);
    drop_copy = log_on("dc");
    live(3'600s, {order_entry, drop_copy});
    EXPECT_EQ(witness.count("fate a unknown"), 1U);
    EXPECT_EQ(settled(), 0U);
}

TEST_F(Absence, OfAMassCancelProvesNothing) {
    begin(20'000ms);
    doubt("35=q|11=a|55=BTCUSDT|530=1|");
    live(3'600s, {order_entry, drop_copy});
    EXPECT_EQ(settled(), 0U) << "one that meets no order is not reported";
}

TEST_F(Absence, EndsWithAReport) {
    begin(20'000ms);
    doubt();
    drop_copy->say("35=8|11=a|150=0|39=0|");
    live(60s, {order_entry, drop_copy});
    EXPECT_EQ(witness.count("fate a accepted"), 1U);
    EXPECT_EQ(settled(), 1U);
}

// Drop copy is a second late, and an answer that does not come is waited for much longer.
TEST_F(Absence, IsNoProofAgainstAReportThatCameBeforeTheDoubt) {
    begin(30'000ms);
    EXPECT_TRUE(send("35=D|11=a|"));
    stage.pass(1s);
    drop_copy->say("35=8|11=a|150=0|39=0|");
    EXPECT_EQ(witness.count("fate a"), 0U) << "its own answer may still come";
    live(120s, {order_entry, drop_copy});
    EXPECT_EQ(witness.count("fate a accepted"), 1U);
    EXPECT_EQ(witness.count("fate a"), 1U);
    EXPECT_THAT(crew->find("oe")->doubts(), IsEmpty());
}

TEST_F(Absence, IsNoProofAgainstAReportThatCameBeforeTheSessionWasLost) {
    begin(0ms);
    EXPECT_TRUE(send("35=E|25014=a|11=leg|"));
    EXPECT_TRUE(send("35=D|11=b|"));
    drop_copy->say("35=N|25014=a|429=2|431=3|");
    order_entry->break_off();
    stage.pass(0ms);
    EXPECT_EQ(witness.count("fate a accepted"), 1U);
    EXPECT_EQ(witness.count("fate a"), 1U);
    EXPECT_EQ(witness.count("fate b unknown"), 1U);
}

TEST_F(Absence, DoesNotWaitForTheAnswerThatComesInTheEnd) {
    begin(30'000ms);
    EXPECT_TRUE(send("35=D|11=a|"));
    drop_copy->say("35=8|11=a|150=0|39=0|");
    order_entry->say("35=8|11=a|150=0|39=0|");
    live(60s, {order_entry, drop_copy});
    EXPECT_EQ(witness.count("fate a accepted"), 1U);
    EXPECT_EQ(witness.count("fate a"), 1U);
}

// Drop copy was there for the second one alone, which is like the first to its number.
TEST_F(Absence, OfASecondOneIsNoProofOfTheFirst) {
    begin(30'000ms);
    EXPECT_TRUE(send("35=D|11=a|"));
    order_entry->break_off();
    stage.pass(1ms);
    order_entry = accept();
    drop_copy->break_off();
    stage.pass(1ms);
    drop_copy = accept();
    EXPECT_TRUE(send("35=D|11=a|"));
    order_entry->break_off();
    live(120s, {drop_copy});
    EXPECT_EQ(witness.count("fate a unknown"), 2U);
    EXPECT_EQ(witness.count("fate a rejected"), 1U);
    EXPECT_TRUE(is_listed());
}

// An order of unknown fate that was sent once more under its id, on the next session.
class SentTwice : public Absence {
protected:
    void send_twice() {
        begin(30'000ms);
        EXPECT_TRUE(send("35=D|11=a|"));
        order_entry->break_off();
        stage.pass(1ms);
        order_entry = accept();
        EXPECT_TRUE(send("35=D|11=a|"));
        ASSERT_EQ(witness.count("fate a"), 1U);
    }
    static constexpr auto taken = "35=8|11=a|150=0|39=0|";
    static constexpr auto fill = "35=8|11=a|150=F|39=2|";
};

TEST_F(SentTwice, TheReportsOfTheSecondProveNothingOfTheFirst) {
    send_twice();
    for (const auto report : {taken, fill}) {
        order_entry->say(report);
        drop_copy->say(report);
    }
    EXPECT_EQ(witness.count("fate a accepted"), 1U) << "the second";
    live(3'600s, {order_entry, drop_copy});
    EXPECT_EQ(settled(), 1U) << "nor does it prove anything that no other ones came";
    EXPECT_TRUE(is_listed());
}

TEST_F(SentTwice, AReportMayBeOfEitherWhileTheSecondWaits) {
    send_twice();
    drop_copy->say(taken);
    EXPECT_EQ(settled(), 0U);
    order_entry->say("35=8|11=a|150=8|39=8|103=99|58=Duplicate order sent.|25016=-2010|");
    EXPECT_EQ(witness.count("fate a rejected"), 1U) << "the second";
    drop_copy->say(fill);
    EXPECT_EQ(witness.count("fate a accepted"), 1U) << "the first";
    EXPECT_EQ(settled(), 2U);
}

TEST_F(SentTwice, OneOrderIsProofOfOneRequest) {
    send_twice();
    order_entry->break_off();
    stage.pass(0ms);
    EXPECT_EQ(witness.count("fate a unknown"), 2U);
    drop_copy->say(taken);
    drop_copy->say(fill);
    EXPECT_EQ(witness.count("fate a accepted"), 1U);
    live(3'600s, {drop_copy});
    EXPECT_EQ(settled(), 1U);
    EXPECT_TRUE(is_listed());
}

TEST_F(SentTwice, WhatMayBeOfEitherAcceptsNeither) {
    send_twice();
    drop_copy->say(taken);
    order_entry->break_off();
    live(3'600s, {drop_copy});
    EXPECT_EQ(witness.count("fate a unknown"), 2U);
    EXPECT_EQ(settled(), 0U);
}

// An order whose id an earlier one had, which is done.
class IdUsedAgain : public Absence {
protected:
    void use_again() {
        begin(30'000ms);
        EXPECT_TRUE(send("35=D|11=a|"));
        order_entry->say(taken);
        order_entry->say(fill);
        ASSERT_EQ(witness.count("fate a accepted"), 1U);
        EXPECT_TRUE(send("35=D|11=a|"));
    }
    static constexpr auto taken = "35=8|11=a|150=0|39=0|";
    static constexpr auto fill = "35=8|11=a|150=F|39=2|";
};

TEST_F(IdUsedAgain, IsNotAcceptedByTheLateReportsOfTheOneBefore) {
    use_again();
    drop_copy->say(taken);
    order_entry->break_off();
    stage.pass(0ms);
    EXPECT_EQ(witness.count("fate a unknown"), 1U);
    drop_copy->say(fill);
    live(3'600s, {drop_copy});
    EXPECT_EQ(settled(), 1U) << "the first";
    EXPECT_TRUE(is_listed());
}

TEST_F(IdUsedAgain, IsAnsweredOnItsOwnSession) {
    use_again();
    drop_copy->say(taken);
    order_entry->say(taken);
    EXPECT_EQ(witness.count("fate a accepted"), 2U);
}

// A cancel may bear the id of its order.
TEST_F(Absence, OfACancelIsNotEndedByAFillOfItsOrder) {
    begin(0ms);
    EXPECT_TRUE(send("35=D|11=a|"));
    order_entry->say("35=8|11=a|150=0|39=0|");
    ASSERT_EQ(witness.count("fate a accepted"), 1U);
    doubt("35=F|11=a|41=a|");
    drop_copy->say("35=8|11=a|150=F|39=1|");
    EXPECT_EQ(witness.count("fate a accepted"), 1U);
    EXPECT_TRUE(is_listed());
    drop_copy->say("35=8|11=a|41=a|150=4|39=4|");
    EXPECT_EQ(witness.count("fate a accepted"), 2U);
}

class Clerk : public FateLookup {
public:
    void look_up(std::string_view session, const RequestRef& request, Answer answer) override {
        questions.push_back(std::string(session) + " " + std::string(request.id.view()));
        answers.push_back(std::move(answer));
    }
    std::vector<std::string> questions;
    std::vector<Answer> answers;
};

class Lookup : public Staged {
protected:
    void doubt(milliseconds absence_proof = 0ms) {
        SessionSettings oe = session();
        oe.absence_proof = absence_proof;
        create({oe}, &clerk);
        exchange = log_on();
        EXPECT_TRUE(send("35=D|11=a|"));
        stage.pass(15s);
    }
    void answer(LookupResult result) {
        clerk.answers.back()(result);
        stage.run_posted();
    }
    Clerk clerk; // outlives the crew
    std::shared_ptr<StagedStream> exchange;
};

TEST_F(Lookup, IsAskedAtOnceAndItsAnswerSettles) {
    doubt();
    EXPECT_THAT(clerk.questions, ElementsAre("oe a"));
    answer(LookupResult::accepted);
    EXPECT_EQ(witness.count("fate a accepted"), 1U);
    EXPECT_THAT(crew->find("oe")->doubts(), IsEmpty());
    live(120s, {exchange});
    EXPECT_THAT(clerk.questions, SizeIs(1));
}

TEST_F(Lookup, IsNotAskedForWhatChangesNothing) {
    create({session()}, &clerk);
    exchange = log_on();
    EXPECT_TRUE(send("35=XLQ|6136=a|"));
    live(120s, {exchange});
    EXPECT_EQ(witness.count("fate a unknown"), 1U);
    EXPECT_THAT(clerk.questions, IsEmpty());
}

TEST_F(Lookup, SettlesARefusedOneToo) {
    doubt();
    answer(LookupResult::rejected);
    EXPECT_EQ(witness.count("fate a rejected"), 1U);
}

TEST_F(Lookup, SettlesOnceHoweverOftenItAnswers) {
    doubt();
    exchange->say("35=8|11=a|150=0|39=0|");
    clerk.answers[0](LookupResult::rejected);
    answer(LookupResult::accepted);
    EXPECT_EQ(witness.count("fate a"), 2U);
    EXPECT_EQ(witness.count("fate a accepted"), 1U);
}

TEST_F(Lookup, IsAskedAgainWithGrowingPauses) {
    doubt();
    for (const auto pause : {1s, 2s, 4s, 8s}) {
        const std::size_t asked = clerk.questions.size();
        answer(pause == 2s ? LookupResult::failed : LookupResult::not_found);
        live(pause - 1s, {exchange});
        EXPECT_EQ(clerk.questions.size(), asked);
        live(2s, {exchange});
        EXPECT_EQ(clerk.questions.size(), asked + 1) << pause.count();
    }
    EXPECT_THAT(crew->find("oe")->doubts(), SizeIs(1)) << "not to be found is no proof";
}

TEST_F(Lookup, WithoutAnAnswerIsAskedAgainLater) {
    doubt();
    live(59s, {exchange});
    EXPECT_THAT(clerk.questions, SizeIs(1));
    live(2s, {exchange});
    EXPECT_THAT(clerk.questions, SizeIs(2));
}

TEST_F(Lookup, ThatFindsNothingIsProofBehindTheStatedTimeIfTheSettingsSaySo) {
    doubt(5'000ms);
    answer(LookupResult::not_found);
    EXPECT_EQ(witness.count("fate a rejected"), 0U) << "it may still be on its way";
    live(1s, {exchange});
    answer(LookupResult::not_found);
    live(3s, {exchange});
    answer(LookupResult::not_found);
    EXPECT_EQ(witness.count("fate a rejected"), 0U) << "it was asked too early";
    live(5s, {exchange});
    answer(LookupResult::not_found);
    EXPECT_EQ(witness.count("fate a rejected"), 1U);
}

TEST_F(Lookup, ThatWasAskedTooEarlyProvesNothingHoweverLateItAnswers) {
    doubt(5'000ms);
    live(61s, {exchange});
    ASSERT_THAT(clerk.questions, SizeIs(2));
    clerk.answers[0](LookupResult::not_found);
    stage.run_posted();
    EXPECT_EQ(witness.count("fate a rejected"), 0U) << "the first question was asked at once";
    answer(LookupResult::not_found);
    EXPECT_EQ(witness.count("fate a rejected"), 1U);
}

TEST_F(Lookup, MayAnswerWhenTheSessionIsGone) {
    doubt();
    clerk.answers.back()(LookupResult::accepted); // posted
    crew.reset();
    stage.run_posted();
    answer(LookupResult::accepted);
    EXPECT_EQ(witness.count("fate a accepted"), 0U);
}

// Pure: an order, and one like it to the number of another session.
class Twins : public ::testing::Test {
protected:
    InFlight::Entry sent_at(SteadyTime time) const {
        return {{2, "D", tag::ClOrdID, "a"}, true, {}, 0, {}, time};
    }
    static constexpr SteadyTime t0{1h};
    Reconciler reconciler{{true, 30s, 1s}};
};

TEST_F(Twins, AreDoubtfulEachFromItsOwnTime) {
    const Reconciler::Heard drop_copy{t0, t0 + 100s};
    EXPECT_THAT(reconciler.step({sent_at(t0)}, drop_copy, t0 + 90s).absent, IsEmpty());
    EXPECT_THAT(reconciler.step({sent_at(t0 + 50s)}, Reconciler::Heard{t0, t0 + 125s}, t0 + 125s).absent,
                IsEmpty());
    EXPECT_THAT(reconciler.step({sent_at(t0 + 50s)}, Reconciler::Heard{t0, t0 + 156s}, t0 + 156s).absent,
                SizeIs(1));
}

TEST_F(Twins, AreNotSettledByTheAnswerToAQuestionAboutTheOther) {
    reconciler.step({sent_at(t0)}, std::nullopt, t0 + 1s);
    reconciler.step({sent_at(t0 + 50s)}, std::nullopt, t0 + 60s);
    const RequestRef request = sent_at(t0).request;
    EXPECT_FALSE(reconciler.answered(request, LookupResult::accepted, t0 + 1s, t0 + 61s));
    EXPECT_EQ(reconciler.answered(request, LookupResult::accepted, t0 + 60s, t0 + 61s),
              RequestFate::accepted);
}

class Asking : public Supervised {};

TEST_F(Asking, IsGivenToTheSupervisor) {
    class : public FateLookup {
        void look_up(std::string_view, const RequestRef&, Answer answer) override {
            answer(LookupResult::accepted);
        }
    } at_once;
    create({session()}, {.lookup = &at_once});
    supervisor->start();
    const auto seat = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    seat->hear();
    seat->connection().reset();
    EXPECT_TRUE(witness.sees("oe fate a unknown"));
    EXPECT_TRUE(witness.sees("oe fate a accepted"));
    finish(); // before the lookup goes
}

} // namespace
} // namespace fixguard::engine
