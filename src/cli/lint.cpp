// fixguard lint: messages of a client against the rules of the exchange, before the exchange sees them.
#include "cli/lint_output.hpp"
#include "cli/mender.hpp"
#include "cli/program.hpp"
#include "cli/terminal.hpp"
#include "scan/log_message.hpp"
#include "wire/message_view.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>

namespace fixguard::cli {
namespace {

constexpr auto footer = R"(
One message per line, with SOH, '|', ^A, \x01 or another separator between its fields; words around it do no
harm. Lines without a message and messages of the exchange are passed over. All that is wrong with a message
is told in the order in which the exchange would come to it. From a Logon<A> on the session counts too: the
next MsgSeqNum(34), a second Logon<A>, subscriptions that are active. Without one, and with --alone, each
message is judged by itself. SendingTime(52) is taken for the time at which the exchange reads it.

--fix writes the lines to stdout with what can be mended without a guess: header fields before the body, the
order inside the entries of a group where it is plain which field belongs to which, BodyLength(9) and
CheckSum(10). What is left to mend goes to stderr.

Examples:
  fixguard lint orders.log --session oe
  grep 35=V fix.log | fixguard lint - --session md --json
  fixguard lint orders.log --session oe --fix >mended.log

Exit codes: 0 nothing is wrong, 1 at least one message is, 2 misuse, or a file that cannot be read.)";

struct Request {
    std::string file;
    std::string session = "oe";
    bool as_json = false;
    bool as_sarif = false;
    bool fix = false;
    bool alone = false;
};

// A message in its line.
struct Found {
    scan::LogMessage place;
    std::string bytes; // with SOH
};

std::optional<Found> message_in(std::string_view line) {
    for (std::size_t at = line.find("35="); at != std::string_view::npos; at = line.find("35=", at + 1)) {
        // In front of a body without its frame there may be no separator, but there is one behind it.
        auto place = scan::message_around(line, at + 2, true);
        if (place && place->separator.empty())
            place = scan::message_around(line, std::min(line.find('=', at + 3), line.size() - 1), true);
        if (!place || place->separator.empty()) continue;
        Found found{*place, ""};
        if (!place->has_begin) found.place.begin = at; // a body without its frame
        found.bytes = scan::with_soh(line, found.place);
        if (!wire::MessageView(found.bytes).msg_type().empty()) return found;
    }
    return std::nullopt;
}

// Where the byte at `offset` of the message stands in its line: its separators may be longer than SOH.
std::uint64_t column_of(const Found& found, std::size_t offset) {
    const std::string_view before = std::string_view(found.bytes).substr(0, offset);
    const auto separators = static_cast<std::size_t>(std::count(before.begin(), before.end(), wire::soh));
    return found.place.begin + before.size() + separators * (found.place.separator.size() - 1) + 1;
}

std::string with_separator(std::string_view bytes, std::string_view separator) {
    std::string text;
    for (const char c : bytes)
        if (c == wire::soh)
            text += separator;
        else
            text += c;
    return text;
}

class Linter {
public:
    explicit Linter(const Request& request)
        : request_(request), kind_(session_kind(request.session).value_or(SessionKind::order_entry)) {}

    void line(const std::string& line, std::uint64_t number) {
        std::optional<Found> found = message_in(line);
        if (found && is_of_a_client(found->bytes)) {
            if (request_.fix) {
                print_mended(line, *found, number);
                return;
            }
            judge(*found, number);
        } else if (request_.fix) {
            std::cout << line << '\n';
        }
    }

    int end() const {
        if (request_.as_sarif) std::cout << lint_sarif(kept_) << '\n';
        return wrong_ ? exit_failed : exit_ok;
    }

private:
    void judge(const Found& found, std::uint64_t number) {
        for (MessageFault& fault : faults_in(found.bytes)) {
            wrong_ = true;
            const std::uint64_t column = column_of(found, fault.offset);
            give({request_.file, number, column, std::string(wire::MessageView(found.bytes).msg_type()),
                  std::move(fault)});
        }
    }

    std::vector<MessageFault> faults_in(const std::string& bytes) {
        if (request_.alone) return faults_of(bytes, kind_);
        const wire::MessageView message(bytes);
        LintSessions::Facts facts = sessions_.before(message);
        std::vector<MessageFault> faults = faults_of(bytes, kind_, facts);
        sessions_.after(message, !faults.empty());
        return faults;
    }

    void print_mended(const std::string& line, Found found, std::uint64_t number) {
        const std::optional<std::string> whole = mended(found.bytes, kind_);
        if (!whole) {
            std::cout << line << '\n';
            return judge(found, number);
        }
        // The separator behind CheckSum(10) is no part of what was found.
        const std::size_t size = whole->size() - (found.place.has_end ? 1 : 0);
        const std::string text = with_separator({whole->data(), size}, found.place.separator);
        std::cout << line.substr(0, found.place.begin) << text << line.substr(found.place.end) << '\n';
        found.bytes = *whole;
        judge(found, number);
    }

    void give(LintFinding finding) {
        if (request_.as_sarif)
            kept_.push_back(std::move(finding));
        else
            (request_.fix ? std::cerr : std::cout)
                << (request_.as_json ? lint_json(finding) : lint_line(finding)) << '\n';
    }

    const Request& request_;
    SessionKind kind_;
    LintSessions sessions_;
    std::vector<LintFinding> kept_;
    bool wrong_ = false;
};

int lint(const Request& request) {
    std::ifstream file;
    if (request.file != "-") file.open(request.file, std::ios::binary);
    std::istream& in = request.file == "-" ? std::cin : file;
    if (!in) return misuse(request.file + ": " + std::strerror(errno));
    Linter linter(request);
    std::uint64_t number = 0;
    for (std::string line; std::getline(in, line);)
        linter.line(line, ++number);
    if (in.bad()) return misuse(request.file + ": " + std::strerror(errno));
    return linter.end();
}

} // namespace

void add_lint(CLI::App& app, int& exit_code) {
    CLI::App* const sub = app.add_subcommand("lint", "Checks messages against the rules of the exchange");
    const auto request = std::make_shared<Request>();
    sub->add_option("FILE", request->file, "One message per line; - is stdin")->required();
    sub->add_option("--session", request->session, "The kind of session they are for: oe, dc or md")
        ->check(CLI::IsMember({"oe", "dc", "md"}))
        ->capture_default_str();
    CLI::Option* const json = sub->add_flag("--json", request->as_json, "One JSON object per finding");
    CLI::Option* const sarif = sub->add_flag("--sarif", request->as_sarif, "One SARIF 2.1.0 log");
    CLI::Option* const fix =
        sub->add_flag("--fix", request->fix, "Write the lines, mended without a guess, to stdout");
    sub->add_flag("--alone", request->alone, "Judge each message by itself, whatever came before");
    sarif->excludes(json)->excludes(fix);
    sub->footer(footer);
    sub->callback([request, &exit_code] { exit_code = lint(*request); });
}

} // namespace fixguard::cli
