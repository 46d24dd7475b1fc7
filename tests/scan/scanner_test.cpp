// What counts as an error of a log, and which message caused it.
#include "scan/scanned.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const std::string text_1171 = "25016=-1171|58=Tag '55' appears more than once.|";

TEST(Scanner, an_error_names_the_message_that_caused_it) {
    const auto found = scanned(sent("D", 6, "11=other|") + "\n" + sent("D", 7, "11=abc|55=A|55=B|") + "\n" +
                               received("3", 5, "45=7|371=55|372=D|373=13|" + text_1171) + "\n");
    ASSERT_THAT(found, SizeIs(1));
    const Scanned& one = found[0];
    EXPECT_EQ(one.error.code.value, -1171);
    EXPECT_EQ(one.error.carrier, Carrier::reject);
    EXPECT_EQ(one.error.request.id, "abc");
    EXPECT_EQ(one.error.request.msg_type, "D");
    EXPECT_EQ(one.error.param(0), "55");
    EXPECT_EQ(one.session, "TRADER");
    EXPECT_EQ(one.time, "20260701-12:00:05.000001");
    EXPECT_EQ(one.line, 3U);
    EXPECT_TRUE(one.whole);
    EXPECT_THAT(one.cause, HasSubstr("|34=7|"));
}

// All carriers, with and without a code.
class Carriers : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Carriers, are_found) {
    const auto [type, rest] = GetParam();
    EXPECT_THAT(scanned(received(type, 3, rest)), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(
    All, Carriers,
    testing::Values(std::pair{"3", "45=2|58=Undefined Tag.|"}, std::pair{"3", "25016=-1103|"},
                    std::pair{"8", "11=a|150=8|39=8|25016=-2010|58=Market is closed.|"},
                    std::pair{"8", "11=a|150=8|39=8|58=Market is closed.|"},
                    std::pair{"9", "11=a|434=1|58=Unknown order sent.|"},
                    std::pair{"XAR", "11=a|58=Unknown order sent.|"},
                    std::pair{"r", "11=a|531=0|532=99|58=Unknown order sent.|"},
                    std::pair{"N", "25014=a|431=7|"}, std::pair{"Y", "262=a|281=1|"},
                    std::pair{"5", "58=Bye.|"},
                    std::pair{"B", "148=You'll be disconnected in 10 seconds. Please reconnect.|"}));

TEST(Scanner, what_is_no_error_is_not_reported) {
    EXPECT_THAT(scanned(received("8", 3, "11=a|150=0|39=0|31=70000|") + received("N", 4, "25014=a|431=3|") +
                        received("r", 5, "531=1|") + received("A", 6, "98=0|") + received("0", 7, "") +
                        sent("3", 3, "45=2|58=Unknown tag|") + sent("5", 4, "")),
                IsEmpty());
}

TEST(Scanner, the_answer_to_a_logout_is_no_error_and_the_next_logout_is) {
    const auto found = scanned(sent("5", 4, "") + received("5", 5, "58=Logout acknowledgment.|") +
                               received("5", 6, "58=Too slow.|"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].error.text, "Too slow.");
}

TEST(Scanner, sessions_of_one_file_have_numbers_of_their_own) {
    const auto found = scanned(sent("D", 7, "11=mine|", "ONE") + sent("D", 7, "11=other|", "TWO") +
                               received("3", 5, "45=7|" + text_1171, "ONE"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].error.request.id, "mine");
}

TEST(Scanner, a_number_is_taken_whole_and_the_newest_counts) {
    const auto found = scanned(sent("D", 7, "11=old|") + sent("D", 7, "11=new|") + sent("D", 77, "11=no|") +
                               received("8", 7, "11=fill|150=0|") + received("3", 8, "45=7|" + text_1171));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].error.request.id, "new");
}

TEST(Scanner, a_message_of_another_type_is_not_the_cause) {
    EXPECT_EQ(scanned(sent("D", 7, "11=a|") + received("3", 8, "45=7|372=F|" + text_1171))[0].cause, "");
}

TEST(Scanner, without_a_number_the_id_finds_the_cause) {
    const auto found = scanned(sent("F", 6, "11=c|41=o|") + sent("D", 7, "11=o|") + sent("D", 8, "11=o-2|") +
                               received("9", 8, "11=c|41=o|434=1|25016=-2011|58=Unknown order sent.|"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].error.request.msg_seq_num, 6U);
    EXPECT_EQ(found[0].error.found_by, FoundBy::request_id);
}

TEST(Scanner, what_was_refused_for_its_name_is_found_under_that_name) {
    EXPECT_THAT(
        scanned(sent("D", 7, "11=a|", "WRONG") + received("3", 8, "45=7|371=49|25016=-1178|"))[0].cause,
        HasSubstr("49=WRONG"));
}

TEST(Scanner, an_older_session_with_the_same_numbers_is_not_the_cause) {
    std::string old = sent("D", 7, "11=old|");
    old.replace(old.find("20260701-12"), 11, "20260701-11");
    EXPECT_EQ(scanned(old + received("3", 8, "45=7|" + text_1171))[0].cause, "");
}

TEST(Scanner, without_a_search_for_causes_the_reference_stays) {
    scan::Options options;
    options.find_causes = false;
    const auto found = scanned(sent("D", 7, "11=a|") + received("3", 8, "45=7|" + text_1171), options);
    EXPECT_EQ(found[0].error.ref_seq_num, 7U);
    EXPECT_EQ(found[0].error.found_by, FoundBy::nothing);
}

TEST(Scanner, the_kind_of_a_session_is_told_by_its_errors) {
    const auto found = scanned(received("Y", 3, "262=a|281=1|", "MARKET") + received("5", 4, "", "MARKET") +
                               received("5", 4, "", "TRADER"));
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_EQ(found[1].error.kind, SessionKind::market_data);
    EXPECT_EQ(found[2].error.kind, SessionKind::order_entry);
}

TEST(Scanner, a_torn_message_is_taken_for_what_is_left) {
    const auto no_begin = scanned("1-12:00|371=55|25016=-1171|58=Tag '55' appears more than once.|10=123|\n");
    ASSERT_THAT(no_begin, SizeIs(1));
    EXPECT_EQ(no_begin[0].error.carrier, Carrier::reject);
    EXPECT_EQ(no_begin[0].error.ref_tag_id, 55);
    EXPECT_FALSE(no_begin[0].whole);
    const auto no_end = scanned("8=FIX.4.4|9=99|35=3|45=7|25016=-1171|58=Tag '5");
    ASSERT_THAT(no_end, SizeIs(1));
    EXPECT_EQ(no_end[0].error.code.value, -1171);
    EXPECT_FALSE(no_end[0].whole);
}

TEST(Scanner, words_about_an_error_are_no_error) {
    EXPECT_THAT(scanned("the reject had 25016=-1171 and 35=3 in it\n"), IsEmpty());
}

TEST(Scanner, any_bytes_do_no_harm) {
    std::string log;
    for (int i = 0; i < 4096; ++i)
        log += static_cast<char>(i * 31 % 256);
    log += received("3", 5, "45=7|" + text_1171) + log + "8=FIX8=FIX25016=";
    EXPECT_THAT(scanned(log), SizeIs(1));
}

} // namespace
} // namespace fixguard::test
