// The command line: one function per subcommand, each in a file of its own.
#pragma once

namespace CLI {
class App;
}

namespace fixguard::cli {

// What the program returns.
enum ExitCode : int {
    exit_ok = 0,
    exit_failed = 1, // the thing asked for failed
    exit_misuse = 2, // wrong arguments, or bad input: a file, a key, a host
};

// Parses, runs one subcommand and flushes stdout. Never throws.
int run_program(int argc, char** argv) noexcept;

// Each adds its subcommand; what the subcommand returns goes to `exit_code`, which outlives the app.
void add_codes(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_plan(CLI::App& app, int& exit_code);
void add_scan(CLI::App& app, int& exit_code);
void add_lint(CLI::App& app, int& exit_code);
void add_manual(CLI::App& app, int& exit_code);
void add_venue(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_conformance(CLI::App& app, int& exit_code);
void add_demo(CLI::App& app, int& exit_code);

} // namespace fixguard::cli
