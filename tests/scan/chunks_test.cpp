// However a log is cut into pieces, the same errors are found.
#include "scan/scanned.hpp"

#include <gtest/gtest.h>
#include <random>

namespace fixguard::test {
namespace {

std::string mixed_log() {
    std::string log = "45=9|58=torn|25016=-1102|10=001|\n";
    for (int i = 1; i < 9; ++i) {
        log += "2026 out: " + sent("D", i, "11=id" + std::to_string(i) + "|55=BTCUSDT|") + "\n";
        log +=
            "2026 in: (" +
            received("3", i, "45=" + std::to_string(i) + "|371=55|372=D|25016=-1171|58=Tag '55' appears|") +
            ")\n";
        log += separated_by("\x01",
                            sent("F", i, "11=c|41=o|", "OTHER") +
                                received("9", i, "11=c|434=1|25016=-2011|58=Unknown order sent.|", "OTHER"));
        log += std::string("\0\xff junk 35=3\x01 \n\n", 16);
    }
    return log + "8=FIX.4.4|9=70|35=5|34=9|49=SPOT|56=TRADER|58=You'll be";
}

std::vector<Scanned> in_pieces(std::string_view log, unsigned seed, std::size_t longest,
                               scan::Options options) {
    std::vector<Scanned> all;
    std::mt19937 random(seed);
    scan::Scanner scanner(std::move(options), no_policies(), into(all));
    scan::Window window(scanner);
    while (!log.empty()) {
        const std::size_t size = std::min<std::size_t>(log.size(), 1 + random() % longest);
        window.add(log.substr(0, size));
        log.remove_prefix(size);
    }
    window.end();
    return all;
}

TEST(Chunks, one_byte_at_a_time_gives_the_same_errors) {
    const std::vector<Scanned> expected = scanned(mixed_log());
    ASSERT_EQ(expected.size(), 1U + 8 * 2 + 1);
    EXPECT_EQ(in_pieces(mixed_log(), 0, 1, {}), expected);
}

TEST(Chunks, any_pieces_give_the_same_errors) {
    const std::vector<Scanned> expected = scanned(mixed_log());
    for (unsigned seed = 0; seed < 200; ++seed)
        ASSERT_EQ(in_pieces(mixed_log(), seed, 1 + seed * 7, {}), expected) << seed;
}

// A look back shorter than the log: its border must not depend on the pieces either.
TEST(Chunks, any_pieces_give_the_same_causes_at_the_border_of_the_look_back) {
    for (const std::size_t look_back : {100U, 300U, 1000U}) {
        scan::Options options;
        options.look_back = look_back;
        const std::vector<Scanned> expected = scanned(mixed_log(), options);
        for (unsigned seed = 0; seed < 50; ++seed)
            ASSERT_EQ(in_pieces(mixed_log(), seed, 200, options), expected) << look_back << " " << seed;
    }
}

TEST(Chunks, memory_stays_bounded_and_causes_are_found_behind_many_megabytes) {
    std::vector<Scanned> all;
    scan::Scanner scanner({}, no_policies(), into(all));
    scan::Window window(scanner);
    const std::string filler = separated_by("\x01", received("X", 3, "262=a|268=0|")) + "\n";
    for (std::size_t size = 0; size < (20U << 20); size += filler.size())
        window.add(filler);
    window.add(sent("D", 5, "11=late|") + "\n");
    window.add(received("3", 6, "45=5|25016=-1102|58=Required tag '38' missing.|") + "\n");
    EXPECT_GT(scanner.keep_from(), 11U << 20);
    window.end();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].error.request.id, "late");
}

} // namespace
} // namespace fixguard::test
