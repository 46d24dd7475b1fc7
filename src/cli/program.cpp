// Puts the subcommands together and turns whatever happens into an exit code.
#include "cli/program.hpp"
#include "cli/process.hpp"
#include "cli/terminal.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

namespace fixguard::cli {
namespace {

constexpr auto description =
    "Keeps FIX sessions with Binance Spot alive and explains what goes wrong on them.";

constexpr auto footer = R"(
Examples:
  fixguard demo                              see every session error provoked and recovered
  fixguard explain -1179                     what a code means and what to do about it
  fixguard scan fix.log                      every error in a log and what caused it
  fixguard run --config config/local.cfg     keep the sessions of a file logged on

Exit codes: 0 done, 1 what was asked for failed, 2 misuse or bad input. Output that cannot be written, as where
a disk is full, is a failure of every subcommand: one line on stderr, exit code 1.
Each subcommand has a --help of its own.)";

int parse_and_run(int argc, char** argv) {
    int exit_code = exit_ok;
    CLI::App app(description, "fixguard");
    app.set_version_flag("--version", "fixguard " FIXGUARD_VERSION);
    app.footer(footer);
    app.require_subcommand(1);
    add_codes(app, exit_code);
    add_explain(app, exit_code);
    add_plan(app, exit_code);
    add_scan(app, exit_code);
    add_lint(app, exit_code);
    add_venue(app, exit_code);
    add_run(app, exit_code);
    add_conformance(app, exit_code);
    add_demo(app, exit_code);
    add_manual(app, exit_code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& help_or_version) {
        app.exit(help_or_version);
    } catch (const CLI::ParseError& error) {
        return misuse(std::string(error.what()) + " (see fixguard --help)");
    }
    return exit_code;
}

} // namespace

int run_program(int argc, char** argv) noexcept {
    make_process_fit();
    try {
        const int exit_code = parse_and_run(argc, argv);
        std::cout.flush();
        if (stdout_works()) return exit_code;
        complain("stdout cannot be written to");
    } catch (const std::exception& error) {
        complain(error.what());
    }
    return exit_failed;
}

} // namespace fixguard::cli
