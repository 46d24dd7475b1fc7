// diagnose(): each carrier of an error becomes one SessionError that says all there is to say.
#include "diagnosis/diagnose.hpp"

#include "catalog/codes.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fixguard::diagnosis {
namespace {

std::string message(const std::string& readable) {
    return wire::frame_body(wire::from_readable(readable));
}

class Diagnose : public ::testing::Test {
protected:
    Diagnose() {
        sent.record(message("35=A|34=1|49=OE|108=30|"));
        sent.record(message("35=D|34=2|49=OE|11=order-1|55=BTCUSDT|"));
        sent.record(message("35=F|34=3|49=OE|11=cancel-1|41=order-1|"));
        sent.record(message("35=q|34=4|49=OE|11=mass-1|55=BTCUSDT|"));
        sent.record(message("35=E|34=5|49=OE|73=2|11=leg-1|11=leg-2|25014=list-1|"));
        sent.record(message("35=XAK|34=6|49=OE|11=amend-1|41=order-1|"));
        sent.record(message("35=V|34=7|49=OE|262=md-1|263=1|"));
    }

    std::optional<SessionError> of(const std::string& readable) const {
        bytes = message(readable);
        return diagnose(wire::MessageView(bytes), {SessionKind::order_entry, sent, policies});
    }

    SentLog sent{64};
    catalog::PolicyTable policies;
    mutable std::string bytes;
};

TEST_F(Diagnose, RejectWithEverything) {
    const auto error = of(
        "35=3|34=9|49=SPOT|56=OE|45=2|58=Tag '55' appears more than once.|371=55|372=D|373=13|25016=-1171|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::reject);
    EXPECT_EQ(error->code, code::tag_appears_more_than_once);
    EXPECT_EQ(error->code_source, CodeSource::error_code_field);
    EXPECT_EQ(error->code_name, "TAG_APPEARS_MORE_THAN_ONCE");
    EXPECT_FALSE(error->conflicting_code);
    EXPECT_EQ(error->text, "Tag '55' appears more than once.");
    ASSERT_EQ(error->param_count, 1);
    EXPECT_EQ(error->param(0), "55");
    EXPECT_EQ(error->msg_seq_num, 9U);
    EXPECT_EQ(error->ref_seq_num, 2U);
    EXPECT_EQ(error->ref_tag_id, 55);
    EXPECT_EQ(error->ref_msg_type, "D");
    EXPECT_EQ(error->session_reject_reason, 13);
    EXPECT_EQ(error->found_by, FoundBy::ref_seq_num);
    EXPECT_EQ(error->request, (RequestRef{2, "D", 11, "order-1"}));
    EXPECT_EQ(error->policy.fate, RequestFate::rejected);
}

TEST_F(Diagnose, RejectWithNothingAtAll) {
    const auto error = of("35=3|");
    ASSERT_TRUE(error);
    EXPECT_FALSE(error->code);
    EXPECT_EQ(error->code_source, CodeSource::none);
    EXPECT_FALSE(error->msg_seq_num);
    EXPECT_FALSE(error->ref_seq_num);
    EXPECT_EQ(error->found_by, FoundBy::nothing);
    EXPECT_EQ(error->policy.remedy, Remedy::surface);
    EXPECT_EQ(error->policy.fate, RequestFate::unknown);
}

TEST_F(Diagnose, RejectWithItsTextOnlyIsFoundByTheText) {
    const auto error = of("35=3|34=2|58=Logon<A> must be the first message in the session.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, code::expected_logon);
    EXPECT_EQ(error->code_source, CodeSource::text);
    EXPECT_EQ(error->code_name, "EXPECTED_LOGON");
}

TEST_F(Diagnose, TheCodeRulesWhereTheTextBelongsToAnother) {
    const auto error = of("35=3|34=2|45=2|58=Tag '55' appears more than once.|25016=-1170|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, code::tag_not_defined_in_message);
    EXPECT_EQ(error->conflicting_code, code::tag_appears_more_than_once);
}

TEST_F(Diagnose, AnUnknownCodeIsKeptAsItCame) {
    const auto error = of("35=3|34=2|45=2|58=Something new.|25016=-1192|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode{-1192});
    EXPECT_FALSE(error->code_known());
    EXPECT_EQ(error->policy.remedy, Remedy::surface);
    EXPECT_EQ(error->policy.fate, RequestFate::unknown);
    EXPECT_EQ(error->text, "Something new.");
}

TEST_F(Diagnose, ACodeThatIsNoNumberIsNone) {
    for (const char* code : {"", "x", "-",
                             "\xe2\x88\x92"
                             "1179",
                             "99999999999", "-1179.0", "0"}) {
        const auto error = of("35=3|34=2|25016=" + std::string(code) + "|");
        ASSERT_TRUE(error);
        EXPECT_FALSE(error->code) << code;
        EXPECT_EQ(error->code_source, CodeSource::none) << code;
    }
}

TEST_F(Diagnose, ARefSeqNumOfTheFutureFindsNothing) {
    const auto error = of("35=3|34=2|45=4294967295|25016=-1171|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->ref_seq_num, 4'294'967'295U);
    EXPECT_EQ(error->found_by, FoundBy::nothing);
}

TEST_F(Diagnose, TheParametersOfALimit) {
    const auto error =
        of("35=3|34=2|58=Too many messages; current limit is '10000' messages per '10s'.|25016=-1181|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->param(0), "10000");
    EXPECT_EQ(error->param(1), "10s");
}

TEST_F(Diagnose, ExecutionReportThatRejects) {
    const auto error = of("35=8|34=9|11=order-1|39=8|150=8|103=99|25016=-2010|58=Duplicate order sent.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::execution_report);
    EXPECT_EQ(error->code, code::new_order_rejected);
    EXPECT_FALSE(error->conflicting_code) << "an engine message goes with several codes";
    EXPECT_EQ(error->found_by, FoundBy::request_id);
    EXPECT_EQ(error->request.msg_seq_num, 2U);
    EXPECT_EQ(error->policy.fate, RequestFate::rejected);
}

TEST_F(Diagnose, ExecutionReportThatReportsIsNoError) {
    for (const char* exec_type : {"0", "4", "5", "F", "C"})
        EXPECT_FALSE(of("35=8|34=9|11=order-1|39=0|150=" + std::string(exec_type) + "|")) << exec_type;
}

TEST_F(Diagnose, ARejectedReportWithAnUnknownCodeIsStillRejected) {
    const auto error = of("35=8|34=9|11=order-1|39=8|150=8|25016=-2999|58=New reason.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->policy.fate, RequestFate::rejected);
    EXPECT_EQ(error->policy.remedy, Remedy::surface);
    EXPECT_EQ(error->policy.session_effect, SessionEffect::stays_open);
}

TEST_F(Diagnose, AnEngineMessageWithoutACodeIsNoCode) {
    const auto error = of("35=8|34=9|11=order-1|39=8|150=8|58=Market is closed.|");
    ASSERT_TRUE(error);
    EXPECT_FALSE(error->code);
    EXPECT_EQ(error->code_source, CodeSource::none);
    EXPECT_EQ(error->policy.fate, RequestFate::rejected);
}

TEST_F(Diagnose, OfAFieldThatComesTwiceTheFirstCounts) {
    const auto error = of("35=3|34=9|34=10|45=2|45=3|371=55|371=54|25016=-1171|25016=-1170|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->msg_seq_num, 9U);
    EXPECT_EQ(error->request.msg_seq_num, 2U);
    EXPECT_EQ(error->ref_tag_id, 55);
    EXPECT_EQ(error->code, code::tag_appears_more_than_once);
}

TEST_F(Diagnose, ARejectedReportWithStatusUnknownIsUnknown) {
    const auto error = of("35=8|34=9|11=order-1|39=8|150=8|25016=-1007|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->policy.fate, RequestFate::unknown);
    EXPECT_EQ(error->policy.remedy, Remedy::reconcile);
}

TEST_F(Diagnose, OrderCancelReject) {
    const auto error = of("35=9|34=9|11=cancel-1|41=order-1|434=1|25016=-1013|58=Unknown order sent.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::order_cancel_reject);
    EXPECT_EQ(error->request, (RequestRef{3, "F", 11, "cancel-1"}));
}

TEST_F(Diagnose, OrderAmendReject) {
    const auto error = of("35=XAR|34=9|11=amend-1|38=1|25016=-2038|58=Unknown order sent.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::order_amend_reject);
    EXPECT_EQ(error->request.msg_type, "XAK");
}

TEST_F(Diagnose, OrderMassCancelReport) {
    const auto error =
        of("35=r|34=9|11=mass-1|55=BTCUSDT|530=1|531=0|532=99|25016=-1013|58=Unknown order sent.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::order_mass_cancel_report);
    EXPECT_EQ(error->request.msg_seq_num, 4U);
    EXPECT_FALSE(of("35=r|34=9|11=mass-1|55=BTCUSDT|530=1|531=1|533=3|"));
}

TEST_F(Diagnose, ListStatusWithTheErrorAtTheTopLevel) {
    const auto error =
        of("35=N|34=9|25014=list-1|429=2|431=7|25016=-1013|58=Filter failure: LOT_SIZE|73=1|11=leg-1|55=B|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::list_status);
    EXPECT_EQ(error->code, code::invalid_message);
    EXPECT_EQ(error->request.id, "list-1");
}

TEST_F(Diagnose, ListStatusWithTheErrorInsideItsOrders) {
    const auto error =
        of("35=N|34=9|429=2|431=7|73=1|55=B|11=leg-2|103=99|25016=-2010|58=Duplicate order sent.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, code::new_order_rejected);
    EXPECT_EQ(error->request.id, "list-1") << "found by one of its orders";
    EXPECT_FALSE(of("35=N|34=9|25014=list-1|429=4|431=3|"));
}

TEST_F(Diagnose, MarketDataRequestReject) {
    const auto error =
        of("35=Y|34=9|262=md-1|281=2|25016=-1191|58=Similar subscription is already active on this "
           "connection. Symbol='BTCUSDT', active subscription id: 'md-0'.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::market_data_request_reject);
    EXPECT_EQ(error->param(0), "BTCUSDT");
    EXPECT_EQ(error->param(1), "md-0");
    EXPECT_EQ(error->request, (RequestRef{7, "V", 262, "md-1"}));
}

TEST_F(Diagnose, LogoutHasTextOnly) {
    const auto error = of("35=5|34=9|58=Too many messages; current limit is '60' messages per '60s'.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::logout);
    EXPECT_EQ(error->code, code::too_many_messages);
    const auto plain = of("35=5|34=9|58=Logout acknowledgment.|");
    ASSERT_TRUE(plain);
    EXPECT_FALSE(plain->code);
    EXPECT_EQ(plain->policy.remedy, Remedy::new_session);
}

TEST_F(Diagnose, NewsTellsTheSecondsThatAreLeft) {
    const auto error = of("35=B|34=9|148=You'll be disconnected in 30 seconds. Please reconnect.|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->carrier, Carrier::news);
    EXPECT_EQ(error->param(0), "30");
    EXPECT_EQ(error->policy.remedy, Remedy::new_session);
    EXPECT_EQ(of("35=B|34=9|148=Your connection is about to be closed. Please reconnect.|")->param_count, 0);
}

TEST_F(Diagnose, WhatIsNoErrorIsNone) {
    for (const char* body : {"35=0|34=2|", "35=1|34=2|112=x|", "35=A|34=1|98=0|108=30|25037=u|",
                             "35=W|34=2|262=md-1|", "35=XLR|34=2|6136=l|", "35=|34=2|", "34=2|58=x|"})
        EXPECT_FALSE(of(body)) << body;
}

TEST_F(Diagnose, ATextBeyondTheBoundIsCutAndItsLostParameterIsNot) {
    const auto error = of("35=3|34=2|25016=-1170|58=Tag '" + std::string(1'000, '9') +
                          "' not defined for this message type.|");
    ASSERT_TRUE(error);
    EXPECT_TRUE(error->text.truncated());
    EXPECT_EQ(error->param_count, 0);
}

// The plan and the settlement must not tell two stories.
TEST_F(Diagnose, WhatGivesARequestNoFateSaysSo) {
    sent.record(message("35=XCN|34=8|49=OE|25033=2|25034=cancel-2|41=order-1|11=new-1|"));
    const auto half = of("35=9|34=9|11=cancel-2|434=1|25016=-2011|58=Unknown order sent.|");
    ASSERT_TRUE(half);
    EXPECT_EQ(half->request.id, "new-1");
    EXPECT_EQ(half->policy.fate, RequestFate::none) << "mode 2 places the new order all the same";
    const auto leg = of("35=8|34=9|11=leg-1|39=8|150=8|25016=-2010|");
    ASSERT_TRUE(leg);
    EXPECT_EQ(leg->request.id, "list-1");
    EXPECT_EQ(leg->policy.fate, RequestFate::none) << "the list has other orders";
    const auto logon = of("35=3|34=9|45=1|372=A|25016=-1102|");
    ASSERT_TRUE(logon);
    EXPECT_EQ(logon->request.msg_type, "A");
    EXPECT_EQ(logon->policy.fate, RequestFate::none) << "a Logon<A> is no request";
}

TEST_F(Diagnose, AnIdThatIsTooLongIsNobodys) {
    const auto error = of("35=8|34=9|11=" + std::string(100'000, 'x') + "|150=8|39=8|25016=-2010|");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->found_by, FoundBy::nothing);
}

TEST_F(Diagnose, SilentCarriersSayWhatHappened) {
    const Context context{SessionKind::drop_copy, sent, policies};
    const SessionError closed =
        diagnose_silence(Carrier::closed, "closed by the peer without a Logout<5>", context);
    EXPECT_EQ(closed.kind, SessionKind::drop_copy);
    EXPECT_EQ(closed.text, "closed by the peer without a Logout<5>");
    EXPECT_EQ(closed.policy.remedy, Remedy::new_session);
    EXPECT_TRUE(closed.policy.handler_acts);
    EXPECT_EQ(diagnose_silence(Carrier::tls_failed, "host name mismatch", context).policy.remedy,
              Remedy::halt);
}

} // namespace
} // namespace fixguard::diagnosis
