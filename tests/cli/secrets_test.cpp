// No output shows RawData(96) or Username(553), unless somebody asks for it.
#include "cli/fixguard_program.hpp"
#include "cli/run_output.hpp"
#include "support/temp_dir.hpp"
#include "wire/message_writer.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string logon =
    "35=A|34=1|49=TRADER|52=20260701-12:00:00|56=SPOT|25000=5000|95=12|96=MINTED+MARK=|98=0|108=30|141=Y|"
    "553=THEAPIKEY|25035=1|";

std::string framed(const std::string& body) {
    return wire::to_readable(wire::frame_body(wire::from_readable(body)));
}

// A Logon<A> that was refused; one whose beginning is lost; one that is cut in its signature.
std::string log_text() {
    const std::string refused = framed("35=3|34=1|49=SPOT|52=20260701-12:00:01|56=TRADER|45=1|372=A|"
                                       "373=8|25016=-1022|58=Signature for this request is not valid.|");
    const std::string whole = framed(logon);
    return whole + "\n" + refused + "\n" + whole.substr(60) + "\n" + refused + "\n" +
           whole.substr(0, whole.find("ED+MARK")) + "\n" + refused + "\n";
}

// The text of a page with its packed parcels unpacked.
std::string page_text(const std::string& path) {
    return run({"python3", "-c",
                "import base64, re, sys, zlib\n"
                "page = open(sys.argv[1]).read()\n"
                "block = re.search('id=\"errors\">(.*?)</script>', page, re.S)[1]\n"
                "print(page, *(zlib.decompress(base64.b64decode(line)).decode() for line in block.split()))",
                path})
        .out;
}

class Secrets : public testing::Test {
protected:
    Secrets() { std::ofstream(log_) << log_text(); }

    TempDir folder_;
    const std::string log_ = folder_.file("fix.log");
    const std::string page_ = folder_.file("page.html");
};

// An exchange that is ill may send back what it was sent.
TEST(RunOutput, shows_no_secret_of_a_message) {
    const std::string echo = wire::frame_body(
        wire::from_readable("35=8|34=2|49=SPOT|56=OE|11=a|96=MINTED+MARK=|553=THEAPIKEY|58=yours|"));
    for (const bool as_json : {false, true}) {
        testing::internal::CaptureStdout();
        cli::make_run_output({as_json, true})->on_message("oe", wire::MessageView(echo));
        const std::string shown = testing::internal::GetCapturedStdout();
        EXPECT_THAT(shown, HasSubstr("|11=a|96=***|553=***|58=yours|"));
    }
}

TEST_F(Secrets, stand_in_no_output) {
    const std::vector<std::vector<std::string>> commands{
        {"scan", log_},
        {"scan", "--all", "--messages", log_},
        {"scan", "--json", log_},
        {"lint", log_, "--session", "oe"},
        {"lint", log_, "--session", "dc", "--json"},
        {"lint", log_, "--session", "md", "--sarif"},
        {"explain", framed(logon)},
        {"explain", framed(logon).substr(60)},
        {"explain", "--json", framed(logon)},
    };
    for (const auto& command : commands) {
        const Outcome outcome = run_fixguard(command);
        EXPECT_NE(outcome.out, "") << command[0];
        EXPECT_THAT(outcome.out + outcome.err, Not(AnyOf(HasSubstr("MINT"), HasSubstr("THEAPIKEY"))))
            << command[0] << " " << command[1];
    }
}

TEST_F(Secrets, stand_in_no_page) {
    run_fixguard({"scan", "--html", page_, log_});
    const std::string page = page_text(page_);
    EXPECT_THAT(page, HasSubstr("96=***"));
    EXPECT_THAT(page, Not(AnyOf(HasSubstr("MINT"), HasSubstr("THEAPIKEY"))));
}

TEST_F(Secrets, are_shown_to_who_asks) {
    EXPECT_THAT(run_fixguard({"scan", "--messages", "--show-secrets", log_}).out, HasSubstr("553=THEAPIKEY"));
    run_fixguard({"scan", "--show-secrets", "--html", page_, log_});
    EXPECT_THAT(page_text(page_), HasSubstr("553=THEAPIKEY"));
}

} // namespace
} // namespace fixguard::test
