// However many threads search a file, and however its bytes come, `fixguard scan` says the same.
#include "cli/fixguard_program.hpp"
#include "scan/scanned.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace fixguard::test {
namespace {

using Piece = std::string (*)(int number);

const std::string text_1171 = "371=55|372=D|25016=-1171|58=Tag '55' appears more than once.|";

std::string order(int number) {
    return sent("D", number, "11=id-" + std::to_string(number) + "|55=A|55=B|");
}
std::string refusal(int number) {
    return received("3", number, "45=" + std::to_string(number) + "|" + text_1171);
}

std::string in_lines(int number) {
    return "20260701 : " + order(number) + "\n20260701 : " + refusal(number) + "\n";
}
std::string raw(int number) {
    return separated_by("\x01", order(number) + refusal(number));
}
// Now and then a message that is cut off, a Logout<5>, another session, and bytes that mean nothing.
std::string torn(int number) {
    std::string junk(static_cast<std::size_t>(number * 37 % 900), static_cast<char>(number));
    switch (number % 7) {
    case 0: return refusal(number).substr(0, 70) + "\n";
    case 1: return refusal(number).substr(50) + junk + "\n";
    case 2: return sent("5", number, "") + junk + received("5", number, "58=Logout acknowledgment.|");
    case 3: return junk + received("9", number, "11=none|434=1|25016=-2011|58=Unknown order sent.|", "OTHER");
    default: return in_lines(number) + junk;
    }
}

// `size` bytes in which every `apart` bytes something goes wrong. `filler` stands between.
void write_log(const std::string& path, Piece piece, std::size_t apart, const std::string& filler) {
    std::ofstream out(path, std::ios::binary);
    constexpr std::size_t size = 26'000'000;
    std::size_t written = 0;
    for (int number = 2; written < size; ++number) {
        std::string part = piece(number);
        while (part.size() < apart)
            part += filler;
        out << part;
        written += part.size();
    }
}

struct Log {
    const char* name;
    Piece piece;
    std::size_t apart;
    std::string filler;
};

class Threads : public testing::TestWithParam<Log> {};

TEST_P(Threads, find_what_one_finds) {
    const TempDir folder;
    const std::string path = folder.file("fix.log");
    write_log(path, GetParam().piece, GetParam().apart, GetParam().filler);
    const auto with = [&](const char* threads) {
        return run_fixguard({"scan", "--json", "--threads", threads, path}).out;
    };
    const std::string one = with("1");
    EXPECT_GE(std::count(one.begin(), one.end(), '\n'), 3);
    EXPECT_TRUE(with("2") == one);
    EXPECT_TRUE(with("7") == one);
    // A pipe comes in pieces of another size; its name is another one.
    std::string piped =
        run({"/bin/sh", "-c", "cat '" + path + "' | '" FIXGUARD_PROGRAM "' scan --json -"}).out;
    for (std::size_t at = 0; (at = piped.find("\"file\":\"-\"", at)) != std::string::npos; at += path.size())
        piped.replace(at, 10, "\"file\":\"" + path + "\"");
    EXPECT_TRUE(piped == one);
}

const std::string refresh = received("X", 3, "262=a|268=0|270=71000.5|");

INSTANTIATE_TEST_SUITE_P(All, Threads,
                         testing::Values(Log{"lines", in_lines, 9'000, "20260701 : " + refresh + "\n"},
                                         Log{"raw_stream", raw, 9'000, separated_by("\x01", refresh)},
                                         Log{"torn", torn, 7'000, refresh + "\n"},
                                         // No place to cut for two blocks and more.
                                         Log{"endless_lines", in_lines, 11'000'000, std::string(999, 'x')},
                                         Log{"endless_junk", torn, 5'000'000, std::string("\0=35", 4)}),
                         [](const auto& log) { return std::string(log.param.name); });

TEST(ScanThreads, take_a_number_from_one_to_eight) {
    for (const char* const wrong : {"0", "9", "-1", "many"})
        EXPECT_EQ(run_fixguard({"scan", "--threads", wrong, "-"}).exit_code, 2) << wrong;
}

} // namespace
} // namespace fixguard::test
