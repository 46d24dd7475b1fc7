// Words into one JSON line, the answer back out.
#include "cli/venue_ctl.hpp"

#include "cli/program.hpp"
#include "cli/terminal.hpp"

#include <CLI/CLI.hpp>
#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/read_until.hpp>
#include <asio/write.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace fixguard::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto footer = R"(
COMMAND is fault, faults, clear, sessions, status or help; help tells the keys of a fault, which are those
of [[faults]] in the configuration. Without COMMAND, lines of JSON are read from stdin and sent as they are:
{"command":"fault","kind":"reject","msg_type":"D","code":-1015}. The answer is one line of JSON on stdout.

Examples:
  fixguard venue ctl --control venue.sock fault kind=reject msg_type=D code=-1015
  fixguard venue ctl --control venue.sock fault kind=no_answer msg_type=D times=3
  fixguard venue ctl --control venue.sock fault kind=close session=oe after_ms=0
  fixguard venue ctl --control venue.sock fault kind=maintenance countdown_ms=25000
  fixguard venue ctl --control venue.sock fault kind=certificate certificate=expired
  fixguard venue ctl --control venue.sock fault kind=clock_offset offset_ms=-6000
  fixguard venue ctl --control venue.sock status
  fixguard venue ctl --control venue.sock <script.jsonl

Exit codes: 0 done, 1 the venue went away, 2 misuse, no venue there, or the venue refused the command.)";

struct Wanted {
    std::string socket;
    std::string command;
    std::vector<std::string> arguments;
};

// These keys hold numbers; what looks like one elsewhere, such as sender_comp_id=123, is a text.
bool is_number_key(std::string_view key) {
    return key.ends_with("_ms") || key == "code" || key == "skip" || key == "times";
}

std::variant<std::string, Json> request_of(const Wanted& wanted) {
    Json request{{"command", wanted.command}};
    for (const std::string& argument : wanted.arguments) {
        const std::size_t equals = argument.find('=');
        if (equals == std::string::npos || equals == 0)
            return "\"" + argument + "\" is wanted in the form key=value";
        const std::string key = argument.substr(0, equals), value = argument.substr(equals + 1);
        const Json number = is_number_key(key) ? Json::parse(value, nullptr, false) : Json();
        if (request.contains(key)) return key + ": stands there twice";
        request[key] = number.is_number() ? number : Json(value);
    }
    return request;
}

class ControlClient {
public:
    explicit ControlClient(const std::string& path) { socket_.connect(path); }

    // The answer to one line, without its end.
    std::string ask(std::string_view line) {
        asio::write(socket_, asio::buffer(std::string(line) + '\n'));
        const std::size_t size = asio::read_until(socket_, asio::dynamic_buffer(in_), '\n');
        const std::string answer = in_.substr(0, size - 1);
        in_.erase(0, size);
        return answer;
    }

private:
    asio::io_context io_;
    asio::local::stream_protocol::socket socket_{io_};
    std::string in_;
};

// Prints the answer, or the error in it.
int show(const std::string& answer) {
    const Json json = Json::parse(answer, nullptr, false);
    if (json.is_object() && json.value("ok", false)) {
        std::cout << answer << std::endl; // each answer at once: a script may read them
        return exit_ok;
    }
    return misuse(json.is_object() ? json.value("error", answer) : answer);
}

// The first line that is refused ends it.
int send_lines(ControlClient& client, std::istream& lines) {
    for (std::string line; std::getline(lines, line);)
        if (const int code = show(client.ask(line)); code != exit_ok) return code;
    return exit_ok;
}

int run_ctl(const Wanted& wanted) {
    std::unique_ptr<ControlClient> client;
    try {
        client = std::make_unique<ControlClient>(wanted.socket);
    } catch (const std::exception& error) {
        return misuse(wanted.socket + ": no venue can be reached there: " + error.what());
    }
    try {
        if (wanted.command.empty()) return send_lines(*client, std::cin);
        const auto request = request_of(wanted);
        if (const auto* const error = std::get_if<std::string>(&request)) return misuse(*error);
        return show(client->ask(std::get<Json>(request).dump()));
    } catch (const asio::system_error& error) {
        complain(wanted.socket + ": the venue went away: " + error.code().message());
        return exit_failed;
    }
}

} // namespace

void add_venue_ctl(CLI::App& venue, int& exit_code) {
    CLI::App* const sub = venue.add_subcommand("ctl", "Tells a running venue what to do wrong");
    const auto wanted = std::make_shared<Wanted>();
    sub->add_option("--control", wanted->socket, "socket of a venue that was started with --control")
        ->required()
        ->type_name("PATH");
    sub->add_option("COMMAND", wanted->command, "left out: JSON lines from stdin");
    sub->add_option("ARGUMENTS", wanted->arguments, "key=value, for fault");
    sub->footer(footer);
    sub->callback([wanted, &exit_code] { exit_code = run_ctl(*wanted); });
}

} // namespace fixguard::cli
