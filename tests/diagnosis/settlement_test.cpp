// judge() and request_in(): which messages ask, and which answer gives which fate.
#include "diagnosis/diagnose.hpp"

#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fixguard::diagnosis {
namespace {

std::string message(const std::string& readable) {
    return wire::frame_body(wire::from_readable(readable));
}

class Settle : public ::testing::Test {
protected:
    void send(const std::string& readable) { sent.record(message(readable)); }

    // The same, whether the message comes as bytes or as it was cut from its stream.
    std::optional<Settlement> settlement_by(const std::string& readable) const {
        const std::string bytes = message(readable);
        const Context context{SessionKind::order_entry, sent, policies};
        const auto settled = judge(wire::MessageView(bytes), context).settlement;
        const auto framed =
            judge(wire::FrameReader(wire::OnFault::stop).next(bytes).frame, context).settlement;
        EXPECT_EQ(framed.has_value(), settled.has_value()) << readable;
        if (framed && settled) {
            EXPECT_EQ(framed->request, settled->request) << readable;
            EXPECT_EQ(framed->fate, settled->fate) << readable;
        }
        return settled;
    }

    // "order-1 accepted", or "-".
    std::string by(const std::string& readable) const {
        const auto settled = settlement_by(readable);
        if (!settled) return "-";
        return std::string(settled->request.id) + " " + std::string(name(settled->fate));
    }

    // MsgSeqNum(34) of the request; 0: none is settled.
    std::uint32_t number_by(const std::string& readable) const {
        const auto settled = settlement_by(readable);
        return settled ? settled->request.msg_seq_num : 0;
    }

    // The same with the MsgType(35) of the request, for ids that several requests bear: "D order-1 accepted".
    std::string of_type(const std::string& readable) const {
        const auto settled = settlement_by(readable);
        return settled ? std::string(settled->request.msg_type) + ' ' + by(readable) : "-";
    }

    SentLog sent{64};
    catalog::PolicyTable policies;
};

TEST_F(Settle, AnOrderByItsReports) {
    send("35=D|34=2|11=order-1|");
    EXPECT_EQ(by("35=8|34=2|11=order-1|150=0|39=0|"), "order-1 accepted");
    EXPECT_EQ(by("35=8|34=2|11=order-1|150=F|39=2|"), "order-1 accepted");
    EXPECT_EQ(by("35=8|34=2|11=order-1|150=C|39=C|"), "order-1 accepted");
    EXPECT_EQ(by("35=8|34=2|150=0|39=0|11=order-1|"), "order-1 accepted");
    EXPECT_EQ(by("35=8|34=2|11=order-1|150=8|39=8|25016=-2010|"), "order-1 rejected");
    EXPECT_EQ(by("35=3|34=2|45=2|25016=-1102|"), "order-1 rejected");
    EXPECT_EQ(by("35=3|34=2|45=2|25016=-1007|"), "order-1 unknown");
}

// The first one may still trade while the second is refused for its sake.
TEST_F(Settle, AnOrderUnderAnIdThatWasUsedBeforeByItsFirstReportAlone) {
    send("35=D|34=2|11=order-1|");
    send("35=D|34=3|11=order-1|");
    EXPECT_EQ(by("35=8|34=2|11=order-1|150=F|39=1|"), "-") << "of the first";
    EXPECT_EQ(by("35=8|34=3|11=order-1|150=C|39=C|"), "-");
    EXPECT_EQ(number_by("35=8|34=4|11=order-1|150=8|39=8|25016=-2010|"), 3U);
    EXPECT_EQ(number_by("35=8|34=4|11=order-1|150=0|39=0|"), 3U);
}

TEST_F(Settle, NothingByReportsOfOthers) {
    send("35=D|34=2|11=order-1|");
    EXPECT_EQ(by("35=8|34=2|11=web_1234|150=0|39=0|"), "-");
    EXPECT_EQ(by("35=8|34=2|11=web_1234|150=8|39=8|25016=-2010|"), "-");
    EXPECT_EQ(by("35=3|34=2|45=9|25016=-1102|"), "-");
    EXPECT_EQ(by("35=0|34=2|"), "-");
}

TEST_F(Settle, ACancelByTheReportThatBearsItsId) {
    send("35=D|34=2|11=order-1|");
    send("35=F|34=3|11=cancel-1|41=order-1|");
    EXPECT_EQ(by("35=8|34=2|11=cancel-1|41=order-1|150=4|39=4|"), "cancel-1 accepted");
    EXPECT_EQ(by("35=9|34=2|11=cancel-1|41=order-1|434=1|25016=-2011|58=Unknown order sent.|"),
              "cancel-1 rejected");
}

TEST_F(Settle, ACancelReplaceByItsNewOrder) {
    send("35=XCN|34=2|25033=1|25034=cancel-1|41=order-1|11=new-1|");
    EXPECT_EQ(by("35=8|34=2|11=cancel-1|41=order-1|150=4|39=4|"), "-") << "half of the answer";
    EXPECT_EQ(by("35=8|34=3|11=new-1|150=0|39=0|"), "new-1 accepted");
    EXPECT_EQ(by("35=8|34=3|11=new-1|150=8|39=8|25016=-2010|"), "new-1 rejected");
}

TEST_F(Settle, ARefusedCancelEndsACancelReplaceOnlyWhereItStopsOnFailure) {
    send("35=XCN|34=2|25033=1|25034=cancel-1|41=order-1|11=stop-1|");
    EXPECT_EQ(by("35=9|34=2|11=stop-1|25016=-2011|58=Unknown order sent.|"), "stop-1 rejected");
    send("35=XCN|34=3|25033=2|25034=cancel-2|41=order-1|11=go-on-1|");
    EXPECT_EQ(by("35=9|34=3|11=go-on-1|25016=-2011|58=Unknown order sent.|"), "-");
    EXPECT_EQ(by("35=8|34=4|11=go-on-1|150=0|39=0|"), "go-on-1 accepted");
}

TEST_F(Settle, ListsMassCancelsAndAmends) {
    send("35=E|34=2|73=2|11=leg-1|11=leg-2|25014=list-1|");
    EXPECT_EQ(by("35=N|34=2|25014=list-1|429=4|431=3|"), "list-1 accepted");
    EXPECT_EQ(by("35=N|34=2|25014=list-1|429=2|431=7|25016=-1013|"), "list-1 rejected");
    send("35=q|34=3|11=mass-1|55=BTCUSDT|530=1|");
    EXPECT_EQ(by("35=r|34=2|11=mass-1|531=1|533=0|"), "mass-1 accepted");
    EXPECT_EQ(by("35=r|34=2|11=mass-1|531=0|532=99|25016=-1013|"), "mass-1 rejected");
    send("35=XAK|34=4|11=amend-1|41=order-1|38=1|");
    EXPECT_EQ(by("35=8|34=2|11=amend-1|41=order-1|150=5|39=0|"), "amend-1 accepted");
    EXPECT_EQ(by("35=XAR|34=2|11=amend-1|25016=-2038|"), "amend-1 rejected");
}

TEST_F(Settle, MarketDataAndQueries) {
    send("35=V|34=2|262=md-1|263=1|");
    EXPECT_EQ(by("35=W|34=2|262=md-1|55=BTCUSDT|"), "md-1 accepted");
    EXPECT_EQ(by("35=X|34=2|262=md-1|268=0|"), "md-1 accepted");
    EXPECT_EQ(by("35=Y|34=2|262=md-1|281=1|25016=-1190|"), "md-1 rejected");
    send("35=x|34=3|320=list-1|559=4|");
    EXPECT_EQ(by("35=y|34=2|320=list-1|146=0|"), "list-1 accepted");
    send("35=XLQ|34=4|6136=limits-1|");
    EXPECT_EQ(by("35=XLR|34=2|6136=limits-1|25003=0|"), "limits-1 accepted");
}

TEST_F(Settle, NothingByAnErrorThatGivesNoFate) {
    send("35=D|34=2|11=order-1|");
    EXPECT_EQ(by("35=3|34=2|45=2|25016=-1176|"), "-") << "the order is in flight as before";
}

TEST_F(Settle, NothingOfWhatTheExchangeNeedNotAnswer) {
    send("35=A|34=1|98=0|");
    send("35=0|34=2|");
    send("35=V|34=3|262=md-1|263=2|");
    for (const char* number : {"1", "2", "3"})
        EXPECT_EQ(by("35=3|34=2|45=" + std::string(number) + "|25016=-1102|"), "-") << number;
}

TEST_F(Settle, AListIsNotRefusedByTheRefusalOfItsCancel) {
    send("35=E|34=2|73=2|11=leg-1|11=leg-2|25014=list-1|");
    EXPECT_EQ(by("35=9|34=2|11=not-ours|25015=list-1|66=7|434=1|25016=-2011|"), "-");
    EXPECT_EQ(by("35=N|34=2|25014=not-ours|25015=list-1|429=2|431=7|25016=-1013|"), "-");
}

TEST_F(Settle, AListIsNotRefusedByOneOrderOfIt) {
    send("35=E|34=2|73=2|11=leg-1|11=leg-2|25014=list-1|");
    EXPECT_EQ(by("35=8|34=2|11=leg-2|150=8|39=8|25016=-2010|"), "-") << "the other order may work";
    EXPECT_EQ(by("35=8|34=2|11=leg-1|150=0|39=0|"), "list-1 accepted");
}

TEST_F(Settle, TheCancelOfAList) {
    send("35=E|34=2|73=2|11=leg-1|11=leg-2|25014=list-1|");
    send("35=F|34=3|11=cancel-1|25015=list-1|55=BTCUSDT|");
    EXPECT_EQ(by("35=8|34=2|11=cancel-1|41=leg-1|150=4|39=4|"), "cancel-1 accepted");
    EXPECT_EQ(by("35=N|34=2|25014=cancel-1|25015=list-1|429=5|431=6|"), "cancel-1 accepted");
    EXPECT_EQ(by("35=9|34=2|11=cancel-1|25015=list-1|434=1|25016=-2011|"), "cancel-1 rejected");
}

TEST_F(Settle, AMassCancelByTheFirstOrderThatItCancels) {
    send("35=q|34=3|11=mass-1|55=BTCUSDT|530=1|");
    EXPECT_EQ(by("35=8|34=2|11=mass-1|41=order-9|150=4|39=4|"), "mass-1 accepted");
}

TEST_F(Settle, AnAmendUnderTheOrdersOwnIdOnlyByItsReport) {
    send("35=D|34=2|11=order-1|");
    send("35=XAK|34=3|11=order-1|41=order-1|38=1|");
    EXPECT_EQ(of_type("35=8|34=2|11=order-1|150=0|39=0|"), "D order-1 accepted");
    EXPECT_EQ(of_type("35=8|34=3|11=order-1|150=F|39=1|"), "D order-1 accepted");
    EXPECT_EQ(of_type("35=8|34=4|11=order-1|150=5|39=1|"), "XAK order-1 accepted");
    EXPECT_EQ(of_type("35=XAR|34=4|11=order-1|25016=-2038|"), "XAK order-1 rejected");
}

TEST_F(Settle, ACancelUnderTheOrdersOwnIdOnlyByItsReport) {
    send("35=D|34=2|11=order-1|");
    send("35=F|34=3|11=order-1|41=order-1|");
    EXPECT_EQ(of_type("35=8|34=2|11=order-1|150=F|39=1|"), "D order-1 accepted");
    EXPECT_EQ(of_type("35=8|34=2|11=order-1|150=8|39=8|25016=-2010|"), "D order-1 rejected");
    EXPECT_EQ(of_type("35=8|34=3|11=order-1|150=4|39=4|"), "F order-1 accepted");
    EXPECT_EQ(of_type("35=9|34=3|11=order-1|25016=-2011|"), "F order-1 rejected");
}

TEST_F(Settle, ACancelReplaceUnderTheOrdersOwnId) {
    send("35=D|34=2|11=order-1|");
    send("35=XCN|34=3|25033=1|25034=cancel-1|41=order-1|11=order-1|");
    EXPECT_EQ(of_type("35=8|34=2|11=order-1|150=F|39=1|"), "D order-1 accepted") << "a fill of the old one";
    EXPECT_EQ(of_type("35=8|34=3|11=cancel-1|41=order-1|150=4|39=4|"), "-");
    EXPECT_EQ(of_type("35=8|34=4|11=order-1|150=0|39=0|"), "XCN order-1 accepted");
    EXPECT_EQ(of_type("35=8|34=4|11=order-1|150=8|39=8|25016=-2010|"), "XCN order-1 rejected");
}

TEST_F(Settle, ACancelReplaceWithOneIdForBothHalves) {
    send("35=XCN|34=3|25033=1|25034=both|41=order-1|11=both|");
    EXPECT_EQ(by("35=8|34=3|11=both|41=order-1|150=4|39=4|"), "-");
    EXPECT_EQ(by("35=8|34=4|11=both|150=0|39=0|"), "both accepted");
}

TEST_F(Settle, ACancelReplaceWhoseNewIdASecondOneCancels) {
    send("35=XCN|34=2|25033=1|25034=cancel-1|41=order-1|11=new-1|");
    send("35=XCN|34=3|25033=1|25034=new-1|41=order-2|11=new-2|");
    EXPECT_EQ(by("35=8|34=2|11=new-1|150=0|39=0|"), "new-1 accepted");
    EXPECT_EQ(by("35=9|34=3|11=new-1|25016=-2011|"), "new-2 rejected");
}

TEST_F(Settle, ASubscriptionThatIsEndedBeforeItsFirstAnswer) {
    send("35=V|34=2|262=md-1|263=1|");
    send("35=V|34=3|262=md-1|263=2|");
    EXPECT_EQ(number_by("35=W|34=2|262=md-1|55=BTCUSDT|"), 2U);
    EXPECT_EQ(number_by("35=X|34=2|262=md-1|268=0|"), 2U);
    EXPECT_EQ(by("35=Y|34=2|262=md-1|281=2|25016=-1191|"), "md-1 rejected");
    EXPECT_EQ(number_by("35=Y|34=2|262=md-1|281=2|25016=-1191|"), 2U);
    EXPECT_EQ(by("35=Y|34=3|262=md-1|25016=-1190|58=MDReqID (262) contains an unsubscription request id that "
                 "does not match any active subscription.|"),
              "-")
        << "nothing waits for the end of a subscription";
}

TEST_F(Settle, NothingForSureWhereTheStatusIsUnknown) {
    send("35=D|34=2|11=order-1|");
    send("35=F|34=3|11=cancel-1|41=order-1|");
    send("35=XAK|34=4|11=amend-1|41=order-1|38=1|");
    send("35=q|34=5|11=mass-1|55=BTCUSDT|530=1|");
    send("35=E|34=6|73=2|11=leg-1|11=leg-2|25014=list-1|");
    send("35=XCN|34=7|25033=2|25034=cancel-2|41=order-1|11=new-1|");
    for (const char* code : {"-1006", "-1007"}) {
        const std::string error = std::string("|25016=") + code + '|';
        EXPECT_EQ(by("35=8|34=2|11=order-1|150=8|39=8" + error), "order-1 unknown");
        EXPECT_EQ(by("35=9|34=2|11=cancel-1|434=1" + error), "cancel-1 unknown");
        EXPECT_EQ(by("35=XAR|34=2|11=amend-1" + error), "amend-1 unknown");
        EXPECT_EQ(by("35=r|34=2|11=mass-1|531=0|532=99" + error), "mass-1 unknown");
        EXPECT_EQ(by("35=N|34=2|25014=list-1|429=2|431=7" + error), "list-1 unknown");
        EXPECT_EQ(by("35=9|34=2|11=cancel-2|434=1" + error), "-") << "its new order has an answer of its own";
        EXPECT_EQ(by("35=3|34=2|45=7" + error), "new-1 unknown");
    }
}

TEST_F(Settle, NothingByAnAnswerOfAnotherSort) {
    send("35=F|34=2|11=id|41=order-1|");
    EXPECT_EQ(by("35=8|34=2|11=id|150=8|39=8|25016=-2010|"), "-") << "a cancel is refused by a 9";
    EXPECT_EQ(by("35=8|34=2|11=id|150=0|39=0|"), "-");
    EXPECT_EQ(by("35=XAR|34=2|11=id|25016=-2038|"), "-");
    EXPECT_EQ(by("35=r|34=2|11=id|531=1|"), "-");
    send("35=D|34=3|11=order-2|");
    EXPECT_EQ(by("35=9|34=2|11=order-2|25016=-2011|"), "-") << "an order is refused by an 8";
    EXPECT_EQ(by("35=W|34=2|262=order-2|"), "-");
    EXPECT_EQ(by("35=N|34=2|25014=order-2|429=4|431=3|"), "-");
    EXPECT_EQ(by("35=y|34=2|320=order-2|"), "-");
    EXPECT_EQ(by("35=XLR|34=2|6136=order-2|"), "-");
}

TEST_F(Settle, AnOrderByAReportWithoutAReadableExecType) {
    send("35=D|34=2|11=order-1|");
    for (const char* exec_type : {"", "150=|", "150=00|"})
        EXPECT_EQ(by("35=8|34=2|11=order-1|39=0|" + std::string(exec_type)), "order-1 accepted") << exec_type;
}

TEST_F(Settle, AListByItsOwnIdBeforeTheIdsOfItsOrders) {
    send("35=E|34=2|73=2|11=leg-1|11=leg-2|25014=list-1|");
    send("35=E|34=3|73=2|11=leg-3|11=leg-4|25014=list-2|");
    EXPECT_EQ(by("35=N|34=2|73=1|11=leg-1|25014=list-2|429=2|431=7|25016=-1013|"), "list-2 rejected");
}

// What is in flight and what may be settled have to be the same.
TEST(RequestIn, AgreesWithTheSentLog) {
    SentLog sent(16);
    std::uint32_t number = 1;
    for (const char* type :
         {"D", "F", "XCN", "q", "XAK", "E", "V", "x", "XLQ", "A", "0", "1", "5", "3", "ZZ"})
        for (const char* subscribes : {"1", "2"}) {
            const std::string bytes = message("35=" + std::string(type) + "|34=" + std::to_string(++number) +
                                              "|11=a|25014=a|262=a|320=a|6136=a|263=" + subscribes + "|");
            sent.record(bytes);
            const auto request = request_in(wire::MessageView(bytes));
            ASSERT_NE(sent.by_seq_num(number), nullptr);
            EXPECT_EQ(sent.awaits_answer(*sent.by_seq_num(number)), request.has_value()) << type;
            if (request) {
                EXPECT_EQ(*sent.by_seq_num(number), *request) << type;
            }
        }
}

TEST(RequestIn, KnowsWhatTheExchangeAnswers) {
    const auto request = [](const std::string& readable) {
        const std::string bytes = message(readable);
        return request_in(wire::MessageView(bytes));
    };
    EXPECT_EQ(request("35=D|34=2|11=a|"), (RequestRef{2, "D", 11, "a"}));
    EXPECT_EQ(request("35=E|34=3|73=1|11=a|25014=l|"), (RequestRef{3, "E", 25014, "l"}));
    EXPECT_EQ(request("35=V|34=4|262=v|263=1|"), (RequestRef{4, "V", 262, "v"}));
    EXPECT_FALSE(request("35=V|34=4|262=v|263=2|")) << "to unsubscribe is answered only where it fails";
    EXPECT_EQ(request("35=D|34=5|"), (RequestRef{5, "D", 0, ""}));
    EXPECT_EQ(request("35=D|11=a|"), (RequestRef{0, "D", 11, "a"}));
    for (const char* admin : {"35=A|34=1|", "35=0|34=2|", "35=1|34=2|112=x|", "35=5|34=3|", "35=3|34=4|"})
        EXPECT_FALSE(request(admin)) << admin;
}

} // namespace
} // namespace fixguard::diagnosis
