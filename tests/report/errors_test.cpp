// SessionErrors as text and JSON: everything known is there, nothing unknown is made up.
#include "report/errors.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::report {
namespace {

SessionError duplicate_tag() {
    SessionError error;
    error.kind = SessionKind::order_entry;
    error.carrier = Carrier::reject;
    error.code = ErrorCode{-1171};
    error.code_name = "TAG_APPEARS_MORE_THAN_ONCE";
    error.text = "Tag '55' appears more than once.";
    error.param_spans[0] = {5, 2};
    error.param_count = 1;
    error.msg_seq_num = 4;
    error.ref_seq_num = 7;
    error.ref_tag_id = 55;
    error.ref_msg_type = "D";
    error.session_reject_reason = 13;
    error.found_by = FoundBy::ref_seq_num;
    error.request = {7, "D", 11, "order-1"};
    error.policy.remedy = Remedy::fix_message;
    error.policy.fate = RequestFate::rejected;
    error.policy.session_effect = SessionEffect::stays_open;
    return error;
}

TEST(ErrorLine, names_code_carrier_text_and_cause) {
    EXPECT_EQ(error_line(duplicate_tag(), Style()),
              "-1171 TAG_APPEARS_MORE_THAN_ONCE by Reject<3>: Tag '55' appears more than once. "
              "[D MsgSeqNum(34) 7 ClOrdID(11) order-1 tag 55]");
}

TEST(ErrorLine, says_what_a_reject_refers_to_when_the_request_is_forgotten) {
    SessionError error = duplicate_tag();
    error.found_by = FoundBy::nothing;
    EXPECT_EQ(about_label(error), "D MsgSeqNum(34) 7 tag 55");
}

TEST(ErrorLine, calls_an_unknown_code_unknown) {
    SessionError error;
    error.code = ErrorCode{-9999};
    EXPECT_EQ(code_label(error), "-9999 (unknown)");
}

TEST(ErrorLine, of_a_silent_end_has_no_code) {
    SessionError error;
    error.carrier = Carrier::closed;
    error.text = "end of stream";
    EXPECT_EQ(error_line(error, Style()), "no code by closed: end of stream");
}

TEST(ErrorLine, reports_a_text_that_belongs_to_another_code) {
    SessionError error = duplicate_tag();
    error.conflicting_code = ErrorCode{-1170};
    EXPECT_NE(error_line(error, Style()).find("the text belongs to -1170"), std::string::npos);
}

TEST(ErrorJson, has_every_key) {
    EXPECT_EQ(error_json(duplicate_tag()), nlohmann::ordered_json::parse(R"({
        "kind": "order_entry", "code": -1171, "name": "TAG_APPEARS_MORE_THAN_ONCE", "carrier": "Reject<3>",
        "msg_seq_num": 4, "ref_seq_num": 7, "ref_tag_id": 55, "ref_msg_type": "D",
        "session_reject_reason": 13, "text": "Tag '55' appears more than once.", "params": ["55"],
        "cause": {"msg_seq_num": 7, "msg_type": "D", "id_tag": 11, "id": "order-1"},
        "remedy": "fix_message", "fate": "rejected", "session_effect": "stays_open",
        "conflicting_code": null})"));
}

TEST(ErrorJson, says_null_for_what_is_not_known) {
    const nlohmann::ordered_json json = error_json(SessionError{});
    for (const char* const key : {"code", "name", "msg_seq_num", "ref_seq_num", "ref_tag_id", "ref_msg_type",
                                  "session_reject_reason", "text", "cause", "conflicting_code"})
        EXPECT_TRUE(json.at(key).is_null()) << key;
    EXPECT_TRUE(json.at("params").empty());
}

} // namespace
} // namespace fixguard::report
