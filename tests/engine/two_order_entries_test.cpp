// What one order-entry session hears of the requests of another one.
#include "engine/staged.hpp"

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;

// Two order-entry sessions of one account, and no drop copy: each gets the reports of both.
class TwoOrderEntries : public Staged {
protected:
    void begin() {
        SessionSettings other = session();
        other.name = "oe2";
        create({session(), other});
        first = log_on("oe");
        second = log_on("oe2");
        EXPECT_TRUE(send("35=D|11=a|"));
    }
    std::size_t fates(const std::string& of) { return witness.count("oe fate " + of); }

    std::shared_ptr<StagedStream> first;
    std::shared_ptr<StagedStream> second;
};

TEST_F(TwoOrderEntries, TheReportOnTheOtherOneAcceptsWhatWouldBeUnknown) {
    begin();
    second->say("35=8|11=a|150=0|39=0|");
    EXPECT_EQ(fates("a"), 0U) << "its own answer may still come";
    first->break_off();
    stage.pass(0ms);
    EXPECT_EQ(fates("a accepted"), 1U);
    EXPECT_EQ(fates("a"), 1U);
}

TEST_F(TwoOrderEntries, TheAnswerCountsOnceOnBoth) {
    begin();
    for (const auto& stream : {second, first, second})
        stream->say("35=8|11=a|150=0|39=0|");
    EXPECT_EQ(fates("a accepted"), 1U);
    EXPECT_EQ(fates("a"), 1U);
}

TEST_F(TwoOrderEntries, TheReportOfAnotherRequestProvesNothing) {
    begin();
    second->say("35=8|11=b|150=0|39=0|");
    second->say("35=8|11=a|150=8|39=8|103=99|58=Duplicate order sent.|25016=-2010|");
    first->break_off();
    stage.pass(0ms);
    EXPECT_EQ(fates("a unknown"), 1U);
}

TEST_F(TwoOrderEntries, OfTwoAccountsKnowNothingOfEachOther) {
    ::setenv("FIXGUARD_TEST_OTHER_KEY", "another-api-key", 1);
    SessionSettings other = session();
    other.name = "oe2";
    other.api_key_env = "FIXGUARD_TEST_OTHER_KEY";
    create({session(), other});
    first = log_on("oe");
    second = log_on("oe2");
    EXPECT_TRUE(send("35=D|11=a|"));
    second->say("35=8|11=a|150=0|39=0|");
    first->break_off();
    stage.pass(0ms);
    EXPECT_EQ(fates("a unknown"), 1U);
}

} // namespace
} // namespace fixguard::engine
