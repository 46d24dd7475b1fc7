// `fixguard scan` as a user meets it.
#include "cli/fixguard_program.hpp"
#include "wire/message_writer.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>
#include <zstd.h>

namespace fixguard::test {
namespace {

using nlohmann::ordered_json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string line(const std::string& body) {
    return "20260701-12:00:00 : " + wire::frame_body(wire::from_readable(body)) + "\n";
}

std::string log_text() {
    return line("35=A|34=1|49=TRADER|52=20260701-12:00:00|56=SPOT|98=0|108=30|95=6|96=c2VjcQ|553=thekey|") +
           line("35=D|34=2|49=TRADER|52=20260701-12:00:01|56=SPOT|11=abc|55=A|55=B|") +
           line(
               "35=3|34=2|49=SPOT|52=20260701-12:00:01.000001|56=TRADER|45=2|371=55|372=D|373=13|25016=-1171|"
               "58=Tag '55' appears more than once.|") +
           line("35=3|34=3|49=SPOT|52=20260701-12:00:02.000001|56=TRADER|45=1|372=A|25016=-1022|"
                "58=Signature for this request is not valid.|");
}

// A file that is gone when the test is over.
class LogFile {
public:
    LogFile(const std::string& name, const std::string& content)
        : path_(std::filesystem::temp_directory_path() / ("fixguard_" + std::to_string(getpid()) + name)) {
        append(content);
    }
    ~LogFile() { std::filesystem::remove(path_); }
    void append(const std::string& content) const {
        std::ofstream(path_, std::ios::binary | std::ios::app) << content;
    }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::string gzip(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string zstd(const std::string& text) {
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
    return packed;
}

TEST(Scan, prints_a_table_per_code) {
    const LogFile log("table.log", log_text());
    const Outcome outcome = run_fixguard({"scan", log.path()});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("-1171 TAG_APPEARS_MORE_THAN_ONCE"), HasSubstr("D tag 55 (1)"),
                                   HasSubstr("TRADER"), HasSubstr("2 errors")));
    EXPECT_EQ(outcome.err, "");
}

TEST(Scan, json_has_exactly_the_documented_keys) {
    const LogFile log("keys.log", log_text());
    const Outcome outcome = run_fixguard({"scan", "--json", log.path()});
    const ordered_json first = ordered_json::parse(outcome.out.substr(0, outcome.out.find('\n')));
    std::string keys;
    for (const auto& [key, value] : first.items())
        keys += key + " ";
    EXPECT_EQ(keys, "time session kind code name carrier msg_seq_num ref_seq_num ref_tag_id ref_msg_type "
                    "session_reject_reason text params cause remedy fate session_effect plan file line ");
    EXPECT_EQ(first["time"], "20260701-12:00:01.000001");
    EXPECT_EQ(first["session"], "TRADER");
    EXPECT_EQ(first["cause"]["id"], "abc");
    EXPECT_EQ(first["cause"]["id_tag"], 11);
    EXPECT_EQ(first["line"], 3);
    EXPECT_EQ(first["file"], log.path());
    EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2);
}

TEST(Scan, pipes_and_packed_files_give_what_the_file_gives) {
    const std::string expected = run_fixguard({"scan", "-"}, {.input = log_text()}).out;
    EXPECT_THAT(expected, HasSubstr("2 errors"));
    const LogFile plain("p.log", log_text());
    const LogFile gz("p.log.gz", gzip(log_text().substr(0, 300)) + gzip(log_text().substr(300)));
    const LogFile zst("p.log.zst", zstd(log_text().substr(0, 300)) + zstd(log_text().substr(300)));
    for (const LogFile* const file : {&plain, &gz, &zst})
        EXPECT_EQ(run_fixguard({"scan", file->path()}).out, expected) << file->path();
    EXPECT_EQ(run_fixguard({"scan", "-"}, {.input = gzip(log_text())}).out, expected);
}

TEST(Scan, a_packed_file_that_is_cut_off_gives_what_it_has_and_fails) {
    const LogFile log("cut.gz", gzip(log_text()).substr(0, 200));
    const Outcome outcome = run_fixguard({"scan", log.path()});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("ends too early"));
}

TEST(Scan, secrets_are_masked_unless_they_are_asked_for) {
    const LogFile log("secret.log", log_text());
    const Outcome masked = run_fixguard({"scan", "--all", "--messages", log.path()});
    EXPECT_THAT(masked.out,
                AllOf(HasSubstr("|96=***|553=***|"), Not(HasSubstr("thekey")), Not(HasSubstr("c2Vj"))));
    const Outcome shown = run_fixguard({"scan", "--messages", "--show-secrets", log.path()});
    EXPECT_THAT(shown.out, HasSubstr("553=thekey"));
}

TEST(Scan, a_log_without_errors_is_no_failure_and_one_that_is_missing_is) {
    EXPECT_EQ(run_fixguard({"scan", "-"}, {.input = "nothing here\n"}).exit_code, 0);
    const Outcome outcome = run_fixguard({"scan", "/nowhere/fix.log"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("/nowhere/fix.log: No such file"));
}

TEST(Scan, follow_tells_what_is_written_behind_the_end) {
    const LogFile log("follow.log", line("35=D|34=2|49=TRADER|56=SPOT|11=first|"));
    Child child(fixguard({"scan", "--follow", log.path()}));
    log.append(line("35=3|34=2|49=SPOT|56=TRADER|45=2|25016=-1102|58=Required tag '38' missing.|"));
    EXPECT_TRUE(child.wait_for("ClOrdID(11) first"));
    child.signal(SIGTERM);
    child.wait();
}

std::string refusal(const std::string& id) {
    return line("35=D|34=2|49=TRADER|56=SPOT|11=" + id + "|") +
           line("35=3|34=2|49=SPOT|56=TRADER|45=2|25016=-1102|58=Required tag '38' missing.|");
}

TEST(Scan, follow_goes_on_in_the_file_that_takes_the_place_of_a_rotated_one) {
    const LogFile log("rotated.log", refusal("before"));
    Child child(fixguard({"scan", "--follow", log.path()}));
    ASSERT_TRUE(child.wait_for("ClOrdID(11) before"));
    const std::string old = log.path() + ".1";
    std::filesystem::rename(log.path(), old);
    std::ofstream(old, std::ios::app) << refusal("last");
    log.append(refusal("after"));
    EXPECT_TRUE(child.wait_for("ClOrdID(11) last"));
    EXPECT_TRUE(child.wait_for("ClOrdID(11) after"));
    child.signal(SIGTERM);
    child.wait();
    std::filesystem::remove(old);
}

TEST(Scan, follow_begins_anew_in_a_file_that_was_cut_short) {
    const LogFile log("cut.log", refusal("before") + std::string(1000, '\n'));
    Child child(fixguard({"scan", "--follow", log.path()}));
    ASSERT_TRUE(child.wait_for("ClOrdID(11) before"));
    std::ofstream(log.path(), std::ios::trunc) << refusal("after");
    EXPECT_TRUE(child.wait_for("ClOrdID(11) after"));
    child.signal(SIGTERM);
    child.wait();
}

// script(1) gives the program a terminal.
Outcome on_a_terminal(const std::string& command) {
    return run({"script", "-qec", command, "/dev/null"});
}

TEST(Scan, shows_a_bar_for_a_large_file_on_a_terminal_and_wipes_it_away) {
    const LogFile log("large.log", log_text());
    std::filesystem::resize_file(log.path(), 200U << 20);
    const Outcome outcome = on_a_terminal("'" FIXGUARD_PROGRAM "' scan " + log.path());
    EXPECT_THAT(outcome.out, HasSubstr("[==="));
    const std::size_t full = outcome.out.find("[========================================] 100%");
    ASSERT_NE(full, std::string::npos) << outcome.out.substr(0, 300);
    EXPECT_LT(outcome.out.find("\r\x1b[K", full), outcome.out.find("COUNT"));
    EXPECT_EQ(run_fixguard({"scan", log.path()}).err, "");
    EXPECT_THAT(on_a_terminal("'" FIXGUARD_PROGRAM "' scan --json " + log.path()).out, Not(HasSubstr("%")));
}

TEST(Scan, colours_are_for_terminals_alone) {
    const LogFile log("colours.log", log_text());
    const std::string command = "'" FIXGUARD_PROGRAM "' scan --all " + log.path();
    EXPECT_THAT(on_a_terminal(command).out, HasSubstr("\x1b[31m-1171"));
    EXPECT_THAT(on_a_terminal("NO_COLOR=1 " + command).out, Not(HasSubstr("\x1b[31m")));
    EXPECT_THAT(run_fixguard({"scan", "--all", log.path()}).out, Not(HasSubstr("\x1b")));
}

TEST(Scan, a_page_does_not_take_the_place_of_a_log) {
    const LogFile log("mine.log", log_text());
    const Outcome outcome = run_fixguard({"scan", "--html", log.path(), log.path()});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("is a log that is to be read"));
    EXPECT_EQ(std::filesystem::file_size(log.path()), log_text().size());
    EXPECT_EQ(run_fixguard({"scan", "--html", "/nowhere/page.html", log.path()}).exit_code, 2);
    EXPECT_EQ(run_fixguard({"scan", "--follow", "--html", log.path() + ".html", log.path()}).exit_code, 2);
}

} // namespace
} // namespace fixguard::test
