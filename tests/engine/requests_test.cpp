// Requests in flight, in doubt, and the streams that are to be renewed.
#include "engine/doubts.hpp"
#include "engine/in_flight.hpp"
#include "engine/subscriptions.hpp"
#include "wire/message_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RequestRef request(std::uint32_t msg_seq_num, std::string_view id) {
    return {msg_seq_num, "D", tag::ClOrdID, id};
}

TEST(InFlightRequests, ComeOutOnce) {
    InFlight in_flight;
    in_flight.add({request(2, "a"), true});
    in_flight.add({request(3, "b"), false});
    const auto entry = in_flight.settle(request(2, "a"));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->request, request(2, "a"));
    EXPECT_TRUE(entry->reported);
    EXPECT_FALSE(in_flight.settle(request(2, "a")));
    EXPECT_EQ(in_flight.size(), 1U);
}

TEST(InFlightRequests, ComeOutTogetherInTheOrderOfSending) {
    InFlight in_flight;
    for (const std::uint32_t number : {7U, 3U, 5U})
        in_flight.add({request(number, "x")});
    std::vector<std::uint32_t> numbers;
    for (const auto& entry : in_flight.take_all())
        numbers.push_back(entry.request.msg_seq_num);
    EXPECT_THAT(numbers, ElementsAre(3, 5, 7));
    EXPECT_THAT(in_flight.take_all(), IsEmpty());
}

TEST(InFlightRequests, TimeOutInTheOrderOfSendingHoweverManyWereAnsweredInBetween) {
    InFlight in_flight;
    for (std::uint32_t number = 2; number < 1'000; ++number) {
        in_flight.add({request(number, "x"), true});
        const bool answered = number != 2 && number != 500;
        if (answered) in_flight.settle(request(number, "x"));
    }
    std::vector<std::uint32_t> numbers;
    for (const auto& entry : in_flight.take_sent_until(SteadyTime::max()))
        numbers.push_back(entry.request.msg_seq_num);
    EXPECT_THAT(numbers, ElementsAre(2, 500));
    EXPECT_FALSE(in_flight.oldest());
}

TEST(DoubtfulRequests, AreListedUntilSettled) {
    Doubts doubts;
    doubts.add({request(2, "a"), true, 7});
    doubts.add({{3, "XLQ", 0, ""}}); // has no id that anybody could name
    EXPECT_FALSE(doubts.settle("b"));
    EXPECT_FALSE(doubts.settle(""));
    const auto settled = doubts.settle("a");
    ASSERT_TRUE(settled);
    EXPECT_EQ(settled->request, request(2, "a"));
    EXPECT_EQ(settled->slot, 7U);
    EXPECT_FALSE(doubts.settle("a"));
    EXPECT_EQ(doubts.all().size(), 1U);
}

std::string accepted(const std::string& readable) {
    const std::string bytes = wire::from_readable(readable);
    const auto acceptance = acceptance_in(wire::MessageView(bytes));
    return acceptance ? std::string(acceptance->id) : "none";
}

TEST(DoubtfulRequests, AreSettledByReports) {
    EXPECT_EQ(accepted("35=8|11=a|150=0|"), "a");
    EXPECT_EQ(accepted("35=8|11=a|150=8|"), "none") << "of another one with its id, perhaps";
    EXPECT_EQ(accepted("35=N|25014=list|431=3|"), "list");
    EXPECT_EQ(accepted("35=N|25014=list|431=7|"), "none");
    EXPECT_EQ(accepted("35=8|150=0|"), "none");
    EXPECT_EQ(accepted("35=9|11=a|"), "none");
}

// The types of request that a report under their id may accept.
std::string accepted_types(const std::string& readable) {
    const std::string bytes = wire::from_readable(readable);
    const auto acceptance = acceptance_in(wire::MessageView(bytes));
    std::string types;
    for (const char* const type : {"D", "F", "XCN", "XAK", "q", "E", "XLQ", "V"})
        if (acceptance && acceptance->may_be_of({2, type, tag::ClOrdID, "a"}))
            types += std::string(type) + ' ';
    return types;
}

TEST(DoubtfulRequests, AreSettledByReportsOfTheirSort) {
    EXPECT_EQ(accepted_types("35=8|11=a|150=0|"), "D XCN E ");
    EXPECT_EQ(accepted_types("35=8|11=a|150=F|"), "D E ") << "a cancel may bear the id of its order";
    EXPECT_EQ(accepted_types("35=8|11=a|150=4|"), "D F q E ");
    EXPECT_EQ(accepted_types("35=8|11=a|150=5|"), "D XAK E ");
    EXPECT_EQ(accepted_types("35=N|25014=a|431=3|"), "F E ");
    EXPECT_EQ(accepted_types("35=8|11=b|150=0|"), "");
}

class Streams : public ::testing::Test {
protected:
    void sent(const std::string& readable) { streams.sent(wire::from_readable(readable)); }
    std::vector<std::string> missing() {
        std::vector<std::string> readable;
        for (const std::string& body : streams.take_missing())
            readable.push_back(wire::to_readable(body));
        return readable;
    }
    Subscriptions streams;
};

TEST_F(Streams, AreAskedForAgainOnANewConnection) {
    sent("35=V|262=a|263=1|55=X|");
    sent("35=V|262=b|263=1|55=Y|");
    streams.settled("a", RequestFate::accepted);
    EXPECT_THAT(missing(), IsEmpty());
    streams.forget_connection();
    EXPECT_THAT(missing(), ElementsAre("35=V|262=a|263=1|55=X|", "35=V|262=b|263=1|55=Y|"));
    EXPECT_THAT(missing(), IsEmpty()) << "asked for already";
}

TEST_F(Streams, AreForgottenWhenTheUserEndsThemOrTheExchangeRefusesThem) {
    sent("35=V|262=a|263=1|");
    sent("35=V|262=a|263=2|");
    sent("35=V|262=b|263=1|");
    streams.settled("b", RequestFate::rejected);
    streams.forget_connection();
    EXPECT_THAT(missing(), IsEmpty());
}

TEST_F(Streams, AreLeftAloneByARepeatedIdThatIsRefused) {
    sent("35=V|262=a|263=1|55=X|");
    streams.settled("a", RequestFate::accepted);
    sent("35=V|262=a|263=1|55=Y|");
    streams.settled("a", RequestFate::rejected);
    streams.forget_connection();
    EXPECT_THAT(missing(), ElementsAre(HasSubstr("55=X")));
}

TEST_F(Streams, AreMissingWhereTheirAnswerIsUnknown) {
    sent("35=V|262=a|263=1|");
    streams.settled("a", RequestFate::unknown);
    EXPECT_THAT(missing(), ElementsAre(HasSubstr("262=a")));
}

TEST_F(Streams, AreNotMadeByOtherMessages) {
    sent("35=D|11=a|");
    sent("35=V|263=1|");
    streams.forget_connection();
    EXPECT_THAT(missing(), IsEmpty());
}

} // namespace
} // namespace fixguard::engine
