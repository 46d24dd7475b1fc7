// fixguard scan: every error in the logs of any engine.
#include "cli/log_source.hpp"
#include "cli/program.hpp"
#include "cli/scan_output.hpp"
#include "cli/scan_page.hpp"
#include "cli/terminal.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>
#include <unistd.h>

namespace fixguard::cli {
namespace {

constexpr auto footer = R"(
Reads the logs of QuickFIX, QuickFIX/J, quickfixgo and of programs that write messages in words of their own,
and raw streams: whatever stands between the fields and around the messages, packed by gzip or zstd or not.
An error is what the exchange sent; its cause is looked for in the 8 MiB before it.

Keys of --json: time session kind code name carrier msg_seq_num ref_seq_num ref_tag_id ref_msg_type
session_reject_reason text params cause remedy fate session_effect plan file line. What is not known is null.

The page of --html is one file that needs no network; it reads all messages, which takes longer. It lists the
first 250,000 errors. RawData(96), Username(553) and what is torn are masked in it as in every other output.

Examples:
  fixguard scan fix.log                      a table: which errors, how often, about what
  fixguard scan --all --messages *.log.gz    each error with its message and the one that caused it
  fixguard scan --json - <fix.log | jq .     one JSON object per line and error
  fixguard scan --follow fix.log             what goes wrong from now on
  fixguard scan --html errors.html *.log     a page with a timeline, filters and explanations

Exit codes: 0 scanned, whether or not there were errors, 1 stdout or the page cannot be written, 2 misuse, or a log that cannot be read.)";

struct Request {
    std::vector<std::string> files;
    std::string session;
    std::string exchange = "SPOT";
    bool follow = false;
    bool no_causes = false;
    unsigned threads = 0;
    std::string html;
    ScanOutputOptions output;
};

constexpr std::uint64_t worth_a_bar = 64 * 1024 * 1024;

// A bar on stderr that is written over and wiped away at the end, if somebody looks at it. Where the errors
// themselves go to the same terminal they are progress enough.
class ProgressBar {
public:
    ProgressBar(std::string file, bool lists_errors)
        : file_(std::move(file)),
          shows_(isatty(STDERR_FILENO) == 1 && !(lists_errors && isatty(STDOUT_FILENO) == 1)) {}
    ~ProgressBar() {
        if (shown_ >= 0) std::cerr << "\r\x1b[K" << std::flush;
    }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void operator()(std::uint64_t done, std::uint64_t all) {
        constexpr int width = 40;
        const int percent = static_cast<int>(done * 100 / all);
        if (!shows_ || all < worth_a_bar || percent == shown_) return;
        shown_ = percent;
        const auto full = static_cast<std::size_t>(percent * width / 100);
        std::cerr << "\r[" << std::string(full, '=') << std::string(width - full, ' ') << "] " << percent
                  << "% " << report::printable(file_) << "\x1b[K" << std::flush;
    }

private:
    std::string file_;
    bool shows_;
    int shown_ = -1; // per cent
};

// More would not be faster, and each has bytes of its own in memory.
constexpr unsigned most_threads = 8;

unsigned default_threads() {
    return std::clamp(std::thread::hardware_concurrency(), 1U, most_threads);
}

int scan_logs(const Request& request) {
    static const catalog::PolicyTable policies;
    ScanOutput output(request.output);
    std::unique_ptr<ScanPage> page;
    scan::Options options;
    options.kind = session_kind(request.session);
    options.exchange_comp_id = request.exchange;
    options.find_causes = !request.no_causes;
    options.count_lines = request.output.list || request.output.as_json || !request.html.empty();
    if (!request.html.empty()) {
        page = std::make_unique<ScanPage>(request.html, request.files, options.kind,
                                          request.output.show_secrets);
        if (!page->opened()) return misuse(request.html + ": cannot be written");
    }

    int exit_code = exit_ok;
    for (const std::string& file : request.files) {
        const auto errors = [&](const scan::FoundError& found) {
            output.error(file, found);
            if (page) page->error(file, found, plan_for(found.error));
        };
        scan::Traffic::Sink traffic;
        if (page) traffic = [&](const scan::Passing& passing) { page->passing(passing); };
        const LogReaders readers{options, policies, errors, traffic,
                                 request.threads == 0 ? default_threads() : request.threads};
        std::optional<std::string> wrong;
        if (request.follow) {
            wrong = follow_log(file, readers);
        } else {
            ProgressBar progress(file, request.output.list || request.output.as_json);
            wrong = scan_log(file, readers, std::ref(progress));
        }
        if (wrong) exit_code = misuse(*wrong);
    }
    output.table();
    if (page)
        if (const auto wrong = page->end()) {
            complain(*wrong);
            exit_code = exit_failed;
        }
    return exit_code;
}

// What would be lost, or never end; empty: nothing is wrong.
std::string contradiction(const Request& request) {
    if (request.follow && request.files.size() > 1) return "--follow takes one file";
    if (request.follow && !request.html.empty()) return "--html needs an end, and --follow has none";
    std::error_code ignored;
    for (const std::string& file : request.files)
        if (!request.html.empty() && std::filesystem::equivalent(request.html, file, ignored))
            return "--html: " + file + " is a log that is to be read";
    return "";
}

} // namespace

void add_scan(CLI::App& app, int& exit_code) {
    CLI::App* const sub = app.add_subcommand("scan", "Finds every error in FIX logs of any engine");
    const auto request = std::make_shared<Request>();
    sub->add_option("FILE", request->files, "Logs, plain or packed by gzip or zstd; - is stdin")->required();
    sub->add_flag("--all", request->output.list, "Each error on a line of its own, before the table");
    sub->add_flag("--messages", request->output.messages, "With --all: the messages too");
    sub->add_flag("--json", request->output.as_json, "One JSON object per error, no table");
    sub->add_flag("--follow", request->follow, "Wait for what is written behind the end; implies --all");
    sub->add_option("--html", request->html, "Writes a page with a timeline and all errors")
        ->type_name("PAGE");
    sub->add_option("--threads", request->threads,
                    "How many search a plain file; default: one per core, up to 8")
        ->check(CLI::Range(1U, most_threads))
        ->type_name("N");
    sub->add_flag("--no-causes", request->no_causes, "Do not look for the messages that caused the errors");
    sub->add_flag("--show-secrets", request->output.show_secrets,
                  "RawData(96) and Username(553) of messages in clear");
    sub->add_option("--session", request->session,
                    "Kind of all sessions: oe, dc or md; default: by their errors")
        ->check(CLI::IsMember({"oe", "dc", "md"}));
    sub->add_option("--exchange", request->exchange, "SenderCompID(49) of the exchange")
        ->capture_default_str();
    sub->footer(footer);
    sub->callback([request, &exit_code] {
        if (const std::string wrong = contradiction(*request); !wrong.empty()) {
            exit_code = misuse(wrong);
            return;
        }
        request->output.list |= request->follow || request->output.messages;
        request->output.at_once = request->follow;
        exit_code = scan_logs(*request);
    });
}

} // namespace fixguard::cli
