// The suite against venues without hope: it fails them, says so in bounded time, and fails no scenario too
// few.
#include "conformance/judge.hpp"
#include "conformance/mutant_parts.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace fixguard::conformance::test {
namespace {

using testing::Contains;
using testing::IsSubsetOf;
using testing::UnorderedElementsAre;

// What a venue says to one message, '|' for SOH, without its header.
using Answers = std::vector<std::string>;

std::string value(wire::MessageView message, tag::Tag tag) {
    return std::string(message.find(tag).value_or("?"));
}

// No to everything, Logon<A>s and Logout<5>s too, in the words of a venue that has no code for it.
Answers no(wire::MessageView message) {
    return {"35=3|45=" + value(message, tag::MsgSeqNum) + "|372=" + std::string(message.msg_type()) +
            "|373=99|25016=-1000|58=An unknown error occurred while processing the request.|"};
}

enum class Habit { accepts_all, rejects_all, hangs, echoes, closes, floods };

class HopelessTarget final : public Target {
public:
    explicit HopelessTarget(Habit habit) : habit_(habit) {}
    std::optional<std::string> connect(int cid, const Peer&) override {
        links_[cid] = {};
        return std::nullopt;
    }
    void close(int) override {}
    void wait(microseconds time) override { now_ += time; }
    UtcTime now() const override { return now_; }

    void send(int cid, std::string_view bytes) override {
        Link& link = links_[cid];
        if (habit_ == Habit::echoes) link.out += bytes;
        if (habit_ != Habit::accepts_all && habit_ != Habit::rejects_all) return;
        // It does not even look at the frame: what can be read of the fields is enough.
        const wire::MessageView message(bytes);
        for (const std::string& answer : habit_ == Habit::accepts_all ? yes(message, {}) : no(message)) {
            const std::size_t body = answer.find('|') + 1;
            link.out += wire::frame_body(wire::from_readable(
                answer.substr(0, body) + "34=" + std::to_string(++link.sent) +
                "|49=SPOT|52=20260101-00:00:00.000000|56=" + value(message, tag::SenderCompID) + "|" +
                answer.substr(body)));
        }
        link.over = message.msg_type() == "5" && habit_ == Habit::accepts_all;
    }
    Read read(int cid, microseconds time) override {
        ++reads;
        Link& link = links_[cid];
        if (habit_ == Habit::closes) return {Read::Kind::closed, {}};
        if (habit_ == Habit::floods) return {Read::Kind::bytes, "noise"};
        if (!link.out.empty()) return {Read::Kind::bytes, std::exchange(link.out, {})};
        if (link.over) return {Read::Kind::closed, {}};
        now_ += time;
        return {Read::Kind::nothing, {}};
    }
    std::size_t reads = 0;

private:
    struct Link {
        std::string out;
        int sent = 0;
        bool over = false;
    };
    Habit habit_;
    std::map<int, Link> links_;
    UtcTime now_{};
};

// The scenarios that such a venue passes. Each is bounded in time and in what it reads.
std::vector<std::string> passed_by(Habit habit) {
    std::vector<std::string> passed;
    for (const Scenario& scenario : scenarios()) {
        HopelessTarget target(habit);
        const UtcTime begin = target.now();
        if (run(scenario, target, identity()).verdict != Verdict::failed) passed.push_back(scenario.name);
        EXPECT_LE(target.now() - begin, std::chrono::minutes(2)) << scenario.name;
        EXPECT_LE(target.reads, 20'000u) << scenario.name;
    }
    return passed;
}

// Whether some line has to come, and whether it can come in no other way than as a refusal.
bool expects_refusal(const Scenario& scenario) {
    const auto refuses = [](const std::string& line) {
        const wire::MessageView message(line);
        return message.find(tag::ErrorCode) || message.find(tag::ListOrderStatus) == "7";
    };
    return std::any_of(scenario.steps.begin(), scenario.steps.end(), [&](const Step& step) {
        return step.kind == StepKind::expect && !step.optional && refuses(step.text) &&
               std::all_of(step.alternatives.begin(), step.alternatives.end(), refuses);
    });
}

TEST(Hopeless, a_venue_that_says_yes_to_all_fails_each_scenario_that_expects_a_refusal) {
    std::vector<std::string> others;
    for (const Scenario& scenario : scenarios())
        if (!expects_refusal(scenario)) others.push_back(scenario.name);
    EXPECT_GE(scenarios().size() - others.size(), 450u) << "those that expect one";
    const std::vector<std::string> passed = passed_by(Habit::accepts_all);
    EXPECT_THAT(passed, IsSubsetOf(others));
    // It is no garbage that it says: what is right with it passes.
    for (const char* const right : {"oe/test-request", "dc/test-request", "oe/logout", "oe/cancel"})
        EXPECT_THAT(passed, Contains(right));
    EXPECT_LE(passed.size(), 80u) << testing::PrintToString(passed);
}

TEST(Hopeless, a_venue_that_says_no_to_all_fails_each_scenario) {
    EXPECT_THAT(passed_by(Habit::rejects_all), UnorderedElementsAre());
}

class Mute : public testing::TestWithParam<Habit> {};

TEST_P(Mute, fails_each_scenario) {
    EXPECT_THAT(passed_by(GetParam()), UnorderedElementsAre());
}

INSTANTIATE_TEST_SUITE_P(Hopeless, Mute,
                         testing::Values(Habit::hangs, Habit::echoes, Habit::closes, Habit::floods));

} // namespace
} // namespace fixguard::conformance::test
