// Where a message begins and ends in a log, and what its separator is.
#include "scan/log_message.hpp"

#include "scan/search.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

namespace fixguard::scan {
namespace {

std::string fields_around(std::string_view log, std::string_view mark) {
    const auto found = message_around(log, log.find('=', log.find(mark)), true);
    return found ? wire::to_readable(with_soh(log, *found)) : "nothing";
}

TEST(MessageAround, drops_what_a_logger_wrote_before_and_behind) {
    EXPECT_EQ(fields_around("12:00 in (8=FIX.4.4|9=5|35=3|45=2|10=123|) [thread 7] a=b\n", "45="),
              "8=FIX.4.4|9=5|35=3|45=2|10=123|");
}

TEST(MessageAround, ends_where_the_line_or_the_next_message_cuts_it_off) {
    EXPECT_EQ(fields_around("8=FIX.4.4|9=5|35=3|45=2|58=cut\n8=FIX.4.4|", "45="),
              "8=FIX.4.4|9=5|35=3|45=2|58=cut|");
    EXPECT_EQ(fields_around("8=FIX.4.4|9=5|35=3|58=cu8=FIX.4.4|9=5|", "58="), "8=FIX.4.4|9=5|35=3|58=cu|");
}

TEST(MessageAround, a_message_that_ended_before_is_another_one) {
    const auto found = message_around("8=FIX.4.4|9=5|35=0|10=123|lost|45=2|58=x|10=200|", 35, true);
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->has_begin);
    EXPECT_EQ(fields_around("8=FIX.4.4|9=5|35=0|10=123|lost|45=2|58=x|10=200|", "45="),
              "|lost|45=2|58=x|10=200|");
}

TEST(MessageAround, waits_for_an_end_that_may_still_come) {
    EXPECT_FALSE(message_around("8=FIX.4.4|9=5|35=3|45=2|58=text", 22, false));
    EXPECT_FALSE(message_around("8=FIX.4.4|9=5|35=3|45=2|10=12", 22, false));
    EXPECT_TRUE(message_around("8=FIX.4.4|9=5|35=3|45=2|10=123|", 22, false));
}

TEST(MessageAround, is_cut_off_where_no_end_comes) {
    const std::string endless = "8=FIX.4.4|9=5|35=3|58=" + std::string(2 * max_message_size, 'x');
    const auto found = message_around(endless, 16, false);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->end, max_message_size);
    EXPECT_FALSE(found->has_end);
}

TEST(WithSoh, a_separator_inside_a_text_stays) {
    EXPECT_EQ(fields_around("8=FIX.4.4 9=5 35=3 45=2 58=Undefined Tag. 10=123 ", "45="),
              "8=FIX.4.4|9=5|35=3|45=2|58=Undefined Tag.|10=123|");
}

class Separator : public testing::TestWithParam<const char*> {};

TEST_P(Separator, is_told_by_the_second_field) {
    std::string log;
    for (const char c : std::string_view("8=FIX.4.4|9=5|35=3|45=2|58=a text|10=123|"))
        log += c == '|' ? std::string(GetParam()) : std::string(1, c);
    EXPECT_EQ(fields_around(log, "45="), "8=FIX.4.4|9=5|35=3|45=2|58=a text|10=123|");
}

TEST_P(Separator, is_told_without_a_beginning) {
    std::string log;
    for (const char c : std::string_view("ost|35=3|45=2|58=a text|10=123|"))
        log += c == '|' ? std::string(GetParam()) : std::string(1, c);
    EXPECT_EQ(fields_around(log, "45="), "ost|35=3|45=2|58=a text|10=123|");
}

INSTANTIATE_TEST_SUITE_P(All, Separator,
                         testing::Values("\x01", "|", "^A", "\\x01", "\\u0001", "\\001", "<SOH>", ";"));

} // namespace
} // namespace fixguard::scan
