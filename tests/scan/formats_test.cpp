// One log per engine, each with the same order, its Reject<3> and a Logout<5>.
#include "scan/scanned.hpp"

#include <gtest/gtest.h>

namespace fixguard::test {
namespace {

struct Format {
    const char* name;
    const char* separator;
    const char* before_sent;
    const char* before_received;
    const char* behind;
};

constexpr Format formats[]{
    {"quickfix_file_log", "\x01", "20260701-12:00:01.000000000 : ", "20260701-12:00:01.000000000 : ", "\n"},
    {"quickfix_screen_log", "\x01", "<20260701-12:00:01, FIX.4.4:TRADER->SPOT, outgoing>\n  (",
     "<20260701-12:00:01, FIX.4.4:TRADER->SPOT, incoming>\n  (", ")\n"},
    {"quickfix_j_file_log", "\x01", "20260701-12:00:01: ", "20260701-12:00:01: ", "\n"},
    {"quickfix_j_screen_log", "|", "<20260701-12:00:01, FIX.4.4:TRADER->SPOT, outgoing> (",
     "<20260701-12:00:01, FIX.4.4:TRADER->SPOT, incoming> (", ")\r\n"},
    {"quickfixgo_file_log", "\x01", "2026/07/01 12:00:01.000000 ", "2026/07/01 12:00:01.000000 ", "\n"},
    {"quickfixgo_screen_log", "|", "<2026-07-01 12:00:01 +0000 UTC, FIX.4.4:TRADER->SPOT, outgoing>\n  (",
     "<2026-07-01 12:00:01 +0000 UTC, FIX.4.4:TRADER->SPOT, incoming>\n  (", ")\n"},
    {"python_connector", "|", "2026-07-01 12:00:01,001 INFO \x1b[34mClient=>Server: ",
     "2026-07-01 12:00:01,001 INFO \x1b[32mServer=>Client: ", "\x1b[0m\n"},
    {"python_connector_without_colours", "|",
     "2026-07-01 12:00:01,001 INFO Client=>Server: ", "2026-07-01 12:00:01,001 INFO Server=>Client: ", "\n"},
    {"python_repr", "\\x01", "sent b'", "received b'", "'\n"},
    {"json_lines", "\\u0001", R"({"t":1,"dir":"out","msg":")", R"({"t":1,"dir":"in","msg":")", "\"}\n"},
    {"viewed_in_less", "^A", "", "", "\n"},
    {"time_behind", "|", "", "", " @ 2026-07-01T12:00:01Z\n"},
    {"raw_stream", "\x01", "", "", ""},
};

class Formats : public testing::TestWithParam<Format> {};

TEST_P(Formats, give_the_same_errors) {
    const Format& format = GetParam();
    const auto line = [&](const char* before, const std::string& message) {
        return before + separated_by(format.separator, message) + format.behind;
    };
    std::string log = line(format.before_sent, sent("A", 1, "98=0|108=30|95=3|96=a=b|553=key|"));
    log += line(format.before_received, received("A", 1, "98=0|108=30|25037=u|"));
    log += line(format.before_sent, sent("D", 2, "11=abc|55=A|55=B|"));
    log +=
        line(format.before_received,
             received("3", 2, "45=2|371=55|372=D|373=13|25016=-1171|58=Tag '55' appears more than once.|"));
    log += line(format.before_received, received("8", 3, "11=abc|150=0|39=0|31=71000.5|"));
    log += line(format.before_received, received("5", 4, "58=Too slow for the stream.|"));

    const auto found = scanned(log);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].error.code.value, -1171);
    EXPECT_EQ(found[0].error.text, "Tag '55' appears more than once.");
    EXPECT_EQ(found[0].error.ref_tag_id, 55);
    EXPECT_EQ(found[0].error.request.id, "abc");
    EXPECT_EQ(found[0].session, "TRADER");
    EXPECT_TRUE(found[0].whole);
    EXPECT_EQ(found[1].error.carrier, Carrier::logout);
    EXPECT_EQ(found[1].error.text, "Too slow for the stream.");
}

INSTANTIATE_TEST_SUITE_P(All, Formats, testing::ValuesIn(formats),
                         [](const auto& format) { return std::string(format.param.name); });

} // namespace
} // namespace fixguard::test
