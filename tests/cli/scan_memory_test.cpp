// 64 MiB are enough for `fixguard scan`, whatever the file is.
#include "cli/fixguard_program.hpp"
#include "scan/scanned.hpp"
#include "support/sanitizer.hpp"
#include "support/temp_dir.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace fixguard::test {
namespace {

using ::testing::HasSubstr;

constexpr long most_kib = 64 * 1024;

class ScanMemory : public testing::Test {
protected:
    void expect_little(const std::vector<std::string>& arguments, const std::string& said) {
        const Outcome outcome = run_fixguard(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_THAT(outcome.out, HasSubstr(said));
        EXPECT_LT(is_sanitized ? 0 : outcome.peak_kib, most_kib);
    }

    TempDir folder_;
    const std::string path_ = folder_.file("fix.log");
    const std::string pair_ =
        sent("D", 7, "11=abc|55=A|55=B|") + "\n" +
        received("3", 5, "45=7|371=55|372=D|25016=-1171|58=Tag '55' appears more than once.|") + "\n";
};

TEST_F(ScanMemory, of_a_large_file_full_of_errors) {
    constexpr int errors = is_sanitized ? 5'000 : 50'000; // it is ten times as slow there
    const std::string filler = received("X", 3, "262=a|268=0|58=" + std::string(2000, 'x') + "|") + "\n";
    {
        std::ofstream out(path_, std::ios::binary);
        for (int i = 0; i < errors; ++i)
            out << pair_ << filler;
    }
    const std::string said = std::to_string(errors) + " errors";
    expect_little({"scan", path_}, said);
    expect_little({"scan", "--threads", "8", path_}, said);
    expect_little({"scan", "--html", folder_.file("page.html"), path_}, said);
}

// A file with a hole: a line of 1 GiB that takes no room on the disk.
TEST_F(ScanMemory, of_one_endless_line) {
    std::ofstream(path_, std::ios::binary) << pair_;
    std::filesystem::resize_file(path_, std::size_t{1} << (is_sanitized ? 26 : 30));
    std::ofstream(path_, std::ios::binary | std::ios::app) << "\n" << pair_;
    expect_little({"scan", path_}, "2 errors");
}

TEST_F(ScanMemory, of_a_small_file_that_unpacks_to_a_large_one) {
    const gzFile packed = gzopen(path_.c_str(), "wb1");
    const std::string zeros(1 << 20, '\0');
    for (int i = 0; i < 400; ++i)
        gzwrite(packed, zeros.data(), static_cast<unsigned>(zeros.size()));
    gzwrite(packed, pair_.data(), static_cast<unsigned>(pair_.size()));
    gzclose(packed);
    EXPECT_LT(std::filesystem::file_size(path_), 4U << 20);
    expect_little({"scan", path_}, "1 error");
}

} // namespace
} // namespace fixguard::test
