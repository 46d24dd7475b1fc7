// Every message of a log is seen once, in whatever pieces it comes.
#include "scan/scanned.hpp"
#include "scan/search.hpp"
#include "scan/traffic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::test {
namespace {

using ::testing::ElementsAre;

// "TRADER> A": a Logon<A> that TRADER sent; "TRADER< A": its answer.
std::vector<std::string> passed(std::string_view log, std::size_t piece) {
    std::vector<std::string> all;
    const scan::Options options;
    scan::Traffic traffic(options, [&](const scan::Passing& passing) {
        all.push_back(std::string(passing.session) + (passing.sent ? "> " : "< ") +
                      std::string(passing.message.msg_type()) + (passing.time.empty() ? " no time" : ""));
    });
    for (std::size_t end = piece; end < log.size(); end += piece)
        traffic.scan(log.substr(0, end), 0, false);
    traffic.scan(log, 0, true);
    return all;
}

const std::string log = "out " + sent("A", 1, "98=0|9406=Y|") + "\nin " + received("A", 1, "98=0|") + "\n" +
                        separated_by("\x01", sent("D", 2, "11=a|") + received("8", 2, "11=a|")) +
                        "108=FIX|8=FIX.4.4|9=5|35=0|49=SPOT|56=TRADER|" +
                        received("X", 3, "58=" + std::string(2'000, 'x') + "|", "FEED") +
                        received("5", 4, "");

TEST(Traffic, is_every_message_with_its_direction) {
    EXPECT_THAT(passed(log, log.size()), ElementsAre("TRADER> A", "TRADER< A", "TRADER> D", "TRADER< 8",
                                                     "TRADER< 0 no time", "FEED< X", "TRADER< 5"));
}

TEST(Traffic, does_not_depend_on_the_pieces) {
    for (const std::size_t piece : {1U, 7U, 100U, 513U})
        EXPECT_EQ(passed(log, piece), passed(log, log.size())) << piece;
}

TEST(CleanCut, is_where_a_line_or_a_message_begins) {
    const std::string text = "half of it 34=1\nline 8=FIX.4.4|9=1|";
    EXPECT_EQ(scan::clean_cut(text, 0, text.size()), 0U);
    EXPECT_EQ(scan::clean_cut(text, 3, text.size()), text.find("line"));
    EXPECT_EQ(scan::clean_cut(text, text.find("line"), text.size()), text.find("line"));
    EXPECT_EQ(scan::clean_cut(text, text.find("line") + 1, text.size()), text.find("8=FIX"));
    EXPECT_EQ(scan::clean_cut(text, text.find("8=FIX") + 1, text.size()), scan::npos);
    EXPECT_EQ(scan::clean_cut(text, 3, 10), scan::npos);
    EXPECT_EQ(scan::clean_cut("x108=FIX.4.4|", 2, 13), scan::npos);
}

} // namespace
} // namespace fixguard::test
