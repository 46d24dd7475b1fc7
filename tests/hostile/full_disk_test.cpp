// A full disk at each place where the program writes: one line says so, the exit code is 1, nothing is
// claimed.
#include "hostile/poor_machine.hpp"
#include "support/sanitizer.hpp"

#include <gmock/gmock.h>

namespace fixguard::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto stdout_is_full = "fixguard: stdout cannot be written to\n";

// A log with an error in it, a request that is wrong, and what else the commands below ask for.
class FullDisk : public testing::Test {
protected:
    FullDisk() {
        files.write("fix.log", "8=FIX.4.4|9=5|35=3|34=2|49=SPOT|52=20260101-00:00:00.000|56=ME|45=2|371=55|"
                               "372=D|373=1|25016=-1171|58=Tag appears more than once.|10=000|\n");
        files.write("requests.log", "35=D|34=2|49=ME|52=20260101-00:00:00.000|56=SPOT|11=a|55=BTCUSDT|\n");
        files.write("ca.toml", "ca_file = \"" + files.path("ca.pem") + "\"\n");
        files.write("full.toml", "ca_file = \"/dev/full\"\n");
        files.write("public.pem", files.keys().public_pem);
    }
    // The words of a command; @name is one of the files above.
    std::vector<std::string> words(const std::string& text) const {
        std::vector<std::string> all;
        std::istringstream in(text);
        for (std::string word; in >> word;)
            all.push_back(word.starts_with('@') ? files.path(word.substr(1)) : word);
        return all;
    }
    void expect_fails(const Outcome& outcome, const std::string& line) const {
        EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
        EXPECT_EQ(outcome.err, line);
    }

    SessionFiles files{0};
};

// ---- stdout

class FullStdout : public FullDisk, public testing::WithParamInterface<const char*> {};

TEST_P(FullStdout, is_a_failure_of_one_line) {
    expect_fails(run(in_shell("true", words(GetParam()), ">/dev/full")), stdout_is_full);
}

INSTANTIATE_TEST_SUITE_P(, FullStdout,
                         testing::Values("codes", "codes --json", "explain -1179", "explain --json -1179",
                                         "plan -1179", "plan -1179 --json", "scan @fix.log",
                                         "scan --all @fix.log", "scan --json @fix.log",
                                         "scan --follow @fix.log", "lint --alone @requests.log",
                                         "lint --alone --json @requests.log",
                                         "lint --alone --sarif @requests.log", "conformance --list",
                                         "conformance --scenario oe/1171-*", "demo --only -1171",
                                         "demo --only -1171 --json", "man", "completion bash",
                                         "completion zsh", "--help", "--version", "venue --help"));

// The whole of it does not fit into what the disk has left: the shell's unit is 1 KB.
TEST_F(FullDisk, that_takes_the_beginning_of_what_is_printed) {
    for (const char* const command : {"codes", "man"})
        expect_fails(run(in_shell("ulimit -f 1", {command}, ">'" + files.path("out") + "'")), stdout_is_full);
}

TEST_F(FullDisk, under_the_mended_lines_of_a_log) {
    const Outcome outcome = run(in_shell("true", words("lint --alone --fix @requests.log"), ">/dev/full"));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr(stdout_is_full)) << "behind what is left to mend";
}

class FullVenue : public FullDisk, public testing::WithParamInterface<const char*> {};

// Closed streams are none of the disk's, but end the same way.
TEST_P(FullVenue, serves_and_says_so_at_its_end) {
    const std::vector<std::string> status = words("venue ctl --control @control status");
    Child venue(in_shell("true", words("venue --no-tls --config @ca.toml --control @control"), GetParam()));
    ASSERT_TRUE(until([&] { return run_fixguard(status).exit_code == 0; }));
    expect_fails(run(in_shell("true", status, GetParam())), stdout_is_full);
    venue.signal(SIGTERM);
    expect_fails(venue.wait(), stdout_is_full);
}

INSTANTIATE_TEST_SUITE_P(, FullVenue, testing::Values(">/dev/full", ">&-"));

class FullRun : public PoorMachine, public testing::WithParamInterface<bool> {};

TEST_P(FullRun, keeps_its_session_and_logs_out) {
    std::vector<std::string> command = run_command();
    if (!GetParam()) command.pop_back(); // --json
    Child child(in_shell("true", command, ">/dev/full"));
    EXPECT_TRUE(until([&] { return server->counters().sessions_up == 1; }));
    child.signal(SIGTERM);
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.err, stdout_is_full);
    EXPECT_EQ(server->counters().sessions_up, 0U);
}

INSTANTIATE_TEST_SUITE_P(, FullRun, testing::Bool());

// The fate was printed and nobody could read it: it is the next run's to tell.
TEST_F(PoorMachine, whose_disk_is_full_loses_no_fate) {
    files.set("SenderCompID", "TESTER00");
    files.set("FixguardSenderCompIDs", "TESTER??");
    files.set("FixguardJournalFolder", files.path("journal"));
    const std::string orders =
        files.write("orders.jsonl", R"({"id":"A","symbol":"BTCUSDT","side":"buy",)"
                                    R"("type":"limit","quantity":"0.5","price":"100"})");
    std::vector<std::string> command = run_command();
    command.insert(command.end(), {"--orders", orders});
    const Outcome outcome = run(in_shell("true", command, ">/dev/full"));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.err, stdout_is_full);
    EXPECT_EQ(server->counters().orders, 1U);

    Child next(fixguard(run_command()));
    EXPECT_TRUE(next.wait_for(R"("id":"A","fate":"unknown")"));
    next.signal(SIGTERM);
    EXPECT_EQ(next.wait().exit_code, 0);
}

// ---- files

class FullFile : public FullDisk, public testing::WithParamInterface<const char*> {};

TEST_P(FullFile, is_a_failure_of_one_line_that_names_it) {
    ::setenv("FIXGUARD_FULL_DISK_KEY", "A-KEY", 1);
    const Outcome outcome = run_fixguard(words(GetParam()));
    EXPECT_EQ(outcome.exit_code, 1) << outcome.out;
    EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("fixguard: /dev/full: "));
}

INSTANTIATE_TEST_SUITE_P(, FullFile,
                         testing::Values("scan --html /dev/full @fix.log",
                                         "conformance --scenario oe/1171-* --json /dev/full",
                                         "conformance --scenario oe/1171-* --junit /dev/full",
                                         "conformance --scenario oe/1171-* --html /dev/full",
                                         "conformance --client --public-key @public.pem --api-key "
                                         "FIXGUARD_FULL_DISK_KEY --ca-out /dev/full",
                                         "venue --config @full.toml"));

TEST_F(PoorMachine, whose_disk_has_no_room_for_its_page_says_so_behind_an_orderly_end) {
    std::vector<std::string> command = run_command();
    command.insert(command.end(), {"--html", "/dev/full"});
    Child child(fixguard(command));
    EXPECT_TRUE(child.wait_for("\"phase\":\"up\""));
    child.signal(SIGTERM);
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.err, "fixguard: /dev/full: cannot be written\n");
    EXPECT_EQ(server->counters().sessions_up, 0U);
}

// ThreadSanitizer writes a file of its own before main().
constexpr bool writes_first = sanitizer == "thread";

// No file may grow: where a folder is named or found, no file in it can be a device.
struct Folder {
    std::string command, file;
};
void PrintTo(const Folder& folder, std::ostream* out) {
    *out << folder.command;
}
std::string name(const testing::TestParamInfo<Folder>& info) {
    return info.param.command.substr(0, info.param.command.find(' '));
}

class FullFolder : public FullDisk, public testing::WithParamInterface<Folder> {};

TEST_P(FullFolder, is_a_failure_of_one_line_that_names_the_file) {
    if (writes_first) GTEST_SKIP();
    const Outcome outcome = run(in_shell("ulimit -f 0", words(GetParam().command)));
    EXPECT_EQ(outcome.exit_code, 1) << outcome.out;
    EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(StartsWith("fixguard: "), HasSubstr(GetParam().file)));
}

INSTANTIATE_TEST_SUITE_P(, FullFolder,
                         testing::Values(Folder{"demo --only -1171", "/ed25519.pem: File too large"},
                                         Folder{"conformance --scenario oe/1171-*",
                                                "/key.pem: File too large"},
                                         Folder{"venue --config @ca.toml", "/ca.pem: "}),
                         name);

TEST_F(FullDisk, under_what_was_learned) {
    const Outcome outcome = run(in_shell("mkdir -p '" + files.path("learned") + "'; ln -s /dev/full '" +
                                             files.path("learned/sessions.toml") + "'",
                                         words("conformance --scenario oe/1171-* --learn @learned")));
    expect_fails(outcome, "fixguard: " + files.path("learned/sessions.toml") + ": cannot be written\n");
    EXPECT_THAT(outcome.out, Not(HasSubstr("learned")));
}

TEST_F(PoorMachine, whose_disk_has_no_room_for_a_journal_sends_nothing) {
    if (writes_first) GTEST_SKIP();
    files.set("FixguardJournalFolder", files.path("journal"));
    const Outcome outcome = run(in_shell("ulimit -f 0", [&] {
        auto command = run_command();
        command.pop_back();
        return command;
    }()));
    EXPECT_NE(outcome.exit_code, 0);
    EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(files.path("journal")));
    EXPECT_EQ(server->counters().logons, 0U);
}

} // namespace
} // namespace fixguard::test
