// Text for people, JSON lines for programs.
#include "cli/scan_output.hpp"

#include "cli/secrets.hpp"
#include "cli/terminal.hpp"
#include "recovery/planner.hpp"
#include "report/errors.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <iostream>
#include <stdexcept>

namespace fixguard::cli {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

} // namespace

std::string plan_for(const SessionError& error) {
    recovery::State up;
    up.phase = Phase::up;
    up.wanted = true;
    return recovery::describe(recovery::step(up, {EventKind::error, &error}, SteadyTime{}, 0, {}).plan);
}

void ScanOutput::error(const std::string& file, const scan::FoundError& found) {
    tally_.add(found.error, found.time, found.session);
    if (options_.as_json)
        print_json(file, found);
    else if (options_.list)
        print_line(file, found);
    if (!options_.at_once) return;
    std::cout.flush();
    if (!stdout_works()) throw std::runtime_error("stdout cannot be written to"); // --follow has no other end
}

void ScanOutput::print_json(const std::string& file, const scan::FoundError& found) const {
    const Json error = report::error_json(found.error);
    Json line{{"time", text_or_null(found.time)}, {"session", text_or_null(found.session)}};
    for (const char* const key :
         {"kind", "code", "name", "carrier", "msg_seq_num", "ref_seq_num", "ref_tag_id", "ref_msg_type",
          "session_reject_reason", "text", "params", "cause", "remedy", "fate", "session_effect"})
        line[key] = error.at(key);
    line["plan"] = plan_for(found.error);
    line["file"] = file;
    line["line"] = found.line;
    std::cout << report::json_line(line) << '\n';
}

void ScanOutput::print_line(const std::string& file, const scan::FoundError& found) const {
    const report::Style style = stdout_style();
    const auto show = [&](const char* what, wire::MessageView message) {
        if (message.bytes().empty()) return;
        const std::string shown =
            options_.show_secrets ? std::string(message.bytes()) : without_secrets(message);
        std::cout << "    " << style.dim(what) << report::printable(shown) << '\n';
    };
    std::cout << style.dim(report::printable(file) + ":" + std::to_string(found.line) + ":") << ' ';
    if (!found.time.empty()) std::cout << report::printable(found.time) << ' ';
    if (!found.session.empty()) std::cout << report::printable(found.session) << ' ';
    std::cout << report::error_line(found.error, style) << "; " << name(found.error.policy.remedy)
              << (found.whole ? "" : " (the message is torn)") << '\n';
    if (!options_.messages) return;
    show("message  ", found.message);
    show("cause    ", found.cause);
}

void ScanOutput::table() const {
    if (options_.as_json) return;
    if (options_.list && count() > 0) std::cout << '\n';
    if (count() == 0)
        std::cout << "no errors found\n";
    else
        std::cout << tally_.table(stdout_style()) << count() << (count() == 1 ? " error\n" : " errors\n");
}

} // namespace fixguard::cli
