// fixguard demo: every session error provoked, diagnosed and recovered, on real bytes.
#include "cli/demo.hpp"

#include "cli/demo_output.hpp"
#include "cli/demo_runner.hpp"
#include "cli/demo_world.hpp"
#include "cli/program.hpp"
#include "cli/terminal.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <iostream>
#include <memory>

namespace fixguard::cli {
namespace {

constexpr auto footer = R"(
Starts a venue on loopback TLS and three sessions against it. For each code from -1169 to -1191, and for each
of its documented texts, a session really misbehaves: outbound bytes are altered between the FIX session and
the stream. The venue finds it, the handler diagnoses it and carries its plan out, and a good request that is
answered afterwards is the proof. Needs no file, no key and no network but loopback.

Examples:
  fixguard demo
  fixguard demo --only 1177                  one code, all its texts
  fixguard demo --json | jq -c 'select(.good | not)'

Exit codes: 0 every fault was rejected with its code, diagnosed and recovered, all sessions are logged on and
no request is of unknown fate; 1 otherwise; 2 misuse.)";

struct Tally {
    int played = 0;
    int good = 0;
};

std::string closing(const Tally& tally, const std::string& loose_ends, std::chrono::milliseconds took,
                    bool as_json) {
    if (as_json) {
        const nlohmann::ordered_json line{{"played", tally.played},
                                          {"good", tally.good},
                                          {"loose_ends", loose_ends},
                                          {"took_ms", took.count()}};
        return report::json_line(line) + "\n";
    }
    const std::string end =
        loose_ends.empty() ? "oe, dc and md are logged on, no request is of unknown fate" : loose_ends;
    return "\n" + std::to_string(tally.good) + " of " + std::to_string(tally.played) +
           " faults rejected with their code, diagnosed and recovered; " + end + "; " +
           std::to_string(took.count() / 1'000) + "." + std::to_string(took.count() % 1'000 / 100) + " s\n";
}

} // namespace

int run_demo(const DemoOptions& options, std::ostream& out) {
    const auto begin = std::chrono::steady_clock::now();
    auto made = World::make(options.spoil_venue);
    if (const auto* const error = std::get_if<std::string>(&made)) {
        complain(*error);
        return exit_failed;
    }
    World& world = *std::get<std::unique_ptr<World>>(made);
    if (!world.open()) {
        complain("the three sessions could not be logged on");
        return exit_failed;
    }

    const report::Style style = &out == &std::cout ? stdout_style() : report::Style();
    if (!options.as_json) out << demo_opening(style) << std::flush;
    DemoRunner runner(world, options.patience);
    Tally tally;
    for (const DemoFault& fault : demo_faults()) {
        if (options.only && fault.code.value != *options.only) continue;
        const Verdict verdict = runner.play(fault);
        ++tally.played;
        tally.good += verdict.good ? 1 : 0;
        out << (options.as_json ? demo_json(verdict) : demo_line(verdict, style)) << std::flush;
    }
    const std::string loose_ends = runner.loose_ends();
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    out << closing(tally, loose_ends, took, options.as_json);
    return tally.good == tally.played && loose_ends.empty() ? exit_ok : exit_failed;
}

void add_demo(CLI::App& app, int& exit_code) {
    CLI::App* const sub = app.add_subcommand("demo", "Provokes and recovers every session error");
    const auto options = std::make_shared<DemoOptions>();
    sub->add_option("--only", options->only, "One code, with or without its minus")
        ->type_name("CODE")
        ->transform([](const std::string& text) { return text.starts_with('-') ? text : "-" + text; })
        ->check(CLI::Range(-1191, -1169));
    sub->add_flag("--json", options->as_json, "One JSON object per fault");
    sub->footer(footer);
    sub->callback([options, &exit_code] { exit_code = run_demo(*options, std::cout); });
}

} // namespace fixguard::cli
