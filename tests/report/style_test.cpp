// Text for people: nothing a peer sends may steer a terminal, and columns stand under each other.
#include "report/style.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::report {
namespace {

TEST(Style, paints_only_with_colour) {
    EXPECT_EQ(Style(false).red("x"), "x");
    EXPECT_EQ(Style(true).red("x"), "\x1b[31mx\x1b[0m");
}

TEST(Printable, shows_soh_as_a_bar) {
    EXPECT_EQ(printable("35=3\x01"
                        "58=a\x01"),
              "35=3|58=a|");
}

TEST(Printable, lets_no_escape_sequence_pass) {
    EXPECT_EQ(printable("\x1b[2Ja\x7f\n"), "\\x1b[2Ja\\x7f\\x0a");
}

TEST(Printable, keeps_utf8) {
    EXPECT_EQ(printable("\xe4\xba\xba"), "\xe4\xba\xba");
}

TEST(Columns, are_as_wide_as_their_longest_cell) {
    EXPECT_EQ(columns({{"a", "b"}, {"long", "c"}, {"alone"}}, 1), " a     b\n long  c\n alone\n");
}

TEST(Wrapped, breaks_at_spaces) {
    EXPECT_EQ(wrapped("aa bb cc", 1, 6), " aa bb\n cc\n");
}

TEST(Wrapped, leaves_a_long_word_whole) {
    EXPECT_EQ(wrapped("a bbbbbbbb", 0, 4), "a\nbbbbbbbb\n");
}

TEST(JsonLine, survives_bytes_that_are_no_utf8) {
    EXPECT_EQ(json_line({{"text", "a\xff"}}), "{\"text\":\"a\xef\xbf\xbd\"}");
}

} // namespace
} // namespace fixguard::report
