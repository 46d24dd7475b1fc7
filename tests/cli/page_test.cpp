// The page of `fixguard scan --html`, opened and used in headless Chromium where that is installed.
#include "cli/fixguard_program.hpp"
#include "scan/scanned.hpp"
#include "support/sanitizer.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>

namespace fixguard::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int no_browser = 77; // page_check.py

std::string clock(int number) { // of a message; one a second
    char text[32];
    std::snprintf(text, sizeof text, "20260701-%02d:%02d:%02d.000001", 1 + number / 3600, number / 60 % 60,
                  number % 60);
    return text;
}

std::string at(int number, std::string message) {
    return message.replace(message.find("|52=") + 4, 24, clock(number)) + "\n";
}

// Two sessions, each message on its second; `errors` in all, of two codes.
void write_log(const std::string& path, int errors) {
    std::ofstream out(path, std::ios::binary);
    for (const char* const name : {"ONE", "TWO"})
        out << at(0, sent("A", 1, "96=secret|98=0|108=30|553=key|", name))
            << at(0, received("A", 1, "98=0|108=30|", name));
    for (int number = 2; number < errors + 2; ++number) {
        const int second = static_cast<int>(number * 50'000L / (errors + 2));
        const std::string id = "11=id-" + std::to_string(number) + "|";
        const char* const name = number % 3 == 0 ? "TWO" : "ONE";
        out << at(second, sent("D", number, id + "38=1|55=A|55=B|", name));
        if (number % 2 == 0)
            out << at(second, received("3", number,
                                       "45=" + std::to_string(number) +
                                           "|371=55|372=D|25016=-1171|58=Tag '55' appears more than once.|",
                                       name));
        else
            out << at(second,
                      received("8", number, id + "39=8|150=8|25016=-2010|58=<b>Market is closed.|", name));
    }
}

class Page : public testing::TestWithParam<int> {};

TEST_P(Page, can_be_read_filtered_and_used_with_the_keyboard) {
    const TempDir folder;
    const std::string log = folder.file("fix.log"), page = folder.file("page.html");
    write_log(log, GetParam());
    ASSERT_EQ(run_fixguard({"scan", "--html", page, log}).exit_code, 0);
    const Outcome outcome =
        run({"python3", FIXGUARD_SOURCE_DIR "/tests/cli/page_check.py", page, std::to_string(GetParam())});
    if (outcome.exit_code == no_browser) {
        std::cout << "NOT TESTED: the page needs chromium and chromium-driver, which are not installed\n";
        GTEST_SKIP();
    }
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
}

constexpr int many = is_sanitized ? 5'000 : 100'000; // the scan alone would take a minute

INSTANTIATE_TEST_SUITE_P(Errors, Page, testing::Values(300, many));

TEST(Page, names_nothing_outside_itself) {
    const TempDir folder;
    const std::string log = folder.file("fix.log"), path = folder.file("page.html");
    write_log(log, 3);
    run_fixguard({"scan", "--html", path, log});
    std::ifstream in(path);
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    // The name of the SVG name space is all that looks like an address.
    for (const char* const outside : {"https:", "src=", "href=", "url(", "import(", "fetch("})
        EXPECT_THAT(page, Not(HasSubstr(outside)));
}

TEST(Page, of_a_log_without_errors_or_times_is_whole) {
    const TempDir folder;
    const std::string path = folder.file("page.html");
    EXPECT_EQ(run_fixguard({"scan", "--html", path, "-"}, {.input = "nothing\n"}).exit_code, 0);
    std::ifstream in(path);
    EXPECT_THAT((std::string{std::istreambuf_iterator<char>(in), {}}), HasSubstr("</html>"));
}

} // namespace
} // namespace fixguard::test
