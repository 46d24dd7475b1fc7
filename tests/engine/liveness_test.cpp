// The heartbeat rule, in virtual time.
#include "engine/liveness.hpp"

#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;
using Duty = Liveness::Duty;

// HeartBtInt(108)=20 s: a message may take 1 s on its way.
class LivenessRule : public ::testing::Test {
protected:
    LivenessRule() { liveness.start(at(0s)); }
    static SteadyTime at(std::chrono::seconds time) { return SteadyTime(time); }
    void expect(Duty duty, std::chrono::seconds time) {
        EXPECT_EQ(liveness.due().duty, duty);
        EXPECT_EQ(liveness.due().at, at(time));
    }
    Liveness liveness{20s};
};

TEST_F(LivenessRule, AnIdleSessionSendsAHeartbeatInTime) {
    expect(Duty::heartbeat, 19s);
}

TEST_F(LivenessRule, WhatIsSentPutsTheHeartbeatOff) {
    liveness.sent(at(10s));
    expect(Duty::test_request, 21s);
    liveness.received(at(15s));
    expect(Duty::heartbeat, 29s);
}

TEST_F(LivenessRule, SilenceEarnsATestRequest) {
    liveness.sent(at(19s));
    expect(Duty::test_request, 21s);
}

TEST_F(LivenessRule, WithoutAnAnswerItIsOver) {
    liveness.ask(at(21s));
    liveness.sent(at(30s));
    expect(Duty::log_out, 42s);
}

TEST_F(LivenessRule, OtherMessagesAreNoAnswer) {
    liveness.ask(at(21s));
    liveness.sent(at(30s));
    liveness.received(at(31s));
    liveness.heartbeat("");
    liveness.heartbeat("another");
    expect(Duty::log_out, 42s);
}

TEST_F(LivenessRule, TheRightAnswerStartsOver) {
    const std::string question = liveness.ask(at(21s));
    liveness.received(at(22s));
    liveness.heartbeat(question);
    expect(Duty::heartbeat, 40s);
}

TEST_F(LivenessRule, AnAnswerToAnEarlierQuestionIsNone) {
    const std::string first = liveness.ask(at(21s));
    liveness.heartbeat(first);
    const std::string second = liveness.ask(at(50s));
    EXPECT_NE(first, second);
    liveness.sent(at(60s));
    liveness.heartbeat(first);
    expect(Duty::log_out, 71s);
}

TEST_F(LivenessRule, HeartbeatsGoOnWhileAQuestionIsOpen) {
    liveness.ask(at(21s));
    expect(Duty::heartbeat, 40s);
}

} // namespace
} // namespace fixguard::engine
