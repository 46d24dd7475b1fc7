// Lays out the verdicts.
#include "cli/demo_output.hpp"

#include "catalog/catalog.hpp"
#include "recovery/planner.hpp"
#include "report/errors.hpp"

#include <nlohmann/json.hpp>

namespace fixguard::cli {
namespace {

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text + "  ";
}

std::string name_of(ErrorCode code) {
    const catalog::Entry* const entry = catalog::find(code);
    return entry == nullptr ? std::string() : std::string(entry->name);
}

std::string carrier_of(const Verdict& verdict) {
    return verdict.seen.empty() ? "-" : std::string(name(verdict.seen.front().error.carrier));
}

std::string about_of(const Verdict& verdict) {
    const std::string about = verdict.seen.empty() ? "" : report::about_label(verdict.seen.front().error);
    return about.empty() ? "-" : about;
}

// The plan, and behind it another one that had to take over: "...; closed: connect at once".
std::string plan_of(const Verdict& verdict) {
    if (verdict.seen.empty()) return "-";
    std::string plan = recovery::describe(verdict.seen.front().plan);
    for (std::size_t i = 1; i < verdict.seen.size(); ++i)
        if (plans_to_connect(verdict.seen[i].plan))
            plan += "; " + std::string(name(verdict.seen[i].error.carrier)) + ": " +
                    recovery::describe(verdict.seen[i].plan);
    return plan;
}

std::string row(const std::string& code, const std::string& name, const std::string& session,
                const std::string& what, const std::string& carrier, const std::string& about,
                const std::string& plan) {
    return padded(code, 5) + padded(name, 35) + padded(session, 2) + padded(what, 48) + padded(carrier, 26) +
           padded(about, 54) + padded(plan, 57);
}

std::string seconds(milliseconds time) {
    return std::to_string(time.count() / 1'000) + " s";
}

} // namespace

std::string demo_opening(report::Style style) {
    return "An embedded venue on loopback TLS, one order-entry (oe), one drop-copy (dc) and one market-data "
           "(md) session.\n"
           "The venue's limits are the exchange's, but for 10,000 messages in " +
           seconds(demo_message_window) + " on oe instead of 10 s, and " +
           std::to_string(demo_attempt_limit) + " connection attempts in " + seconds(demo_attempt_window) +
           " instead of 15 in 30 s and 300 in 300 s.\n\n" +
           style.bold(row("CODE", "NAME", "ON", "WHAT WAS DONE WRONG", "CARRIER", "ABOUT", "PLAN") +
                      "OUTCOME") +
           "\n";
}

std::string demo_line(const Verdict& verdict, report::Style style) {
    const DemoFault& fault = *verdict.fault;
    const std::string line =
        row(std::to_string(fault.code.value), name_of(fault.code), std::string(session_of(fault.session)),
            fault.what, carrier_of(verdict), about_of(verdict), plan_of(verdict));
    const std::string outcome =
        verdict.good ? style.green(verdict.outcome) + ", " + std::to_string(verdict.recovery.count()) + " ms"
                     : style.red("FAILED: " + verdict.outcome);
    return line + outcome + "\n";
}

std::string demo_json(const Verdict& verdict) {
    const DemoFault& fault = *verdict.fault;
    nlohmann::ordered_json line{{"code", fault.code.value},
                                {"name", name_of(fault.code)},
                                {"text", fault.text},
                                {"session", session_of(fault.session)},
                                {"what", fault.what},
                                {"good", verdict.good},
                                {"carrier", carrier_of(verdict)},
                                {"about", about_of(verdict)},
                                {"plan", plan_of(verdict)},
                                {"outcome", verdict.outcome},
                                {"recovery_ms", verdict.recovery.count()},
                                {"error", nullptr}};
    if (!verdict.seen.empty()) line["error"] = report::error_json(verdict.seen.front().error);
    return report::json_line(line) + "\n";
}

} // namespace fixguard::cli
