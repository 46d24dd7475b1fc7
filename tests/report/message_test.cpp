// Explained messages as text and JSON.
#include "report/message.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::report {
namespace {

ExplainedMessage two_fees() {
    return {"8",
            "ExecutionReport",
            "order_entry",
            "",
            {{"54", "Side", "1", "BUY", 0, false, ""},
             {"136", "NoMiscFees", "1", "", 0, false, ""},
             {"137", "MiscFeeAmt", "0.1", "", 1, true, ""},
             {"138", "MiscFeeCurr", "BNB", "", 1, false, ""},
             {"26001", "", "x\x1b", "", 0, false, "no such tag"}}};
}

TEST(MessagePage, puts_names_and_meanings_beside_tags_and_values) {
    EXPECT_EQ(message_page(two_fees(), Style()), "ExecutionReport<8>  dictionary order_entry\n"
                                                 "    54  Side                     1  BUY\n"
                                                 "   136  NoMiscFees               1\n"
                                                 "   137  - MiscFeeAmt             0.1\n"
                                                 "   138    MiscFeeCurr            BNB\n"
                                                 " 26001  (not in the dictionary)  x\\x1b  <- no such tag\n");
}

TEST(MessagePage, says_what_is_wrong_with_the_framing) {
    ExplainedMessage message = two_fees();
    message.framing = "CheckSum(10) is wrong";
    EXPECT_NE(message_page(message, Style()).find("framing: CheckSum(10) is wrong\n"), std::string::npos);
}

TEST(MessageJson, keeps_odd_tags_as_text) {
    ExplainedMessage message;
    message.fields = {{"54", "Side", "1", "BUY", 0, false, ""}, {"054", "", "1", "", 0, false, ""}};
    const nlohmann::ordered_json json = message_json(message);
    EXPECT_EQ(json["fields"][0]["tag"], 54);
    EXPECT_EQ(json["fields"][0]["meaning"], "BUY");
    EXPECT_EQ(json["fields"][1]["tag"], "054");
    EXPECT_TRUE(json["fields"][1]["name"].is_null());
    EXPECT_TRUE(json["framing"].is_null());
}

} // namespace
} // namespace fixguard::report
