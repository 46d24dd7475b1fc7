// fixguard venue: the simulated exchange as a process of its own.
#include "cli/program.hpp"
#include "cli/signals.hpp"
#include "cli/terminal.hpp"
#include "venue/server.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace fixguard::cli {
namespace {

constexpr auto footer = R"(
Listens on one port for each kind of session until SIGINT or SIGTERM. It makes its own certificate at start
and writes the one of its authority to the file that the configuration names; clients have to trust that.

Examples:
  fixguard venue --config config/venue.toml
  fixguard venue --config config/venue.toml & fixguard run --config config/local.cfg

Exit codes: 0 stopped by a signal, 1 it could not listen, 2 misuse or a wrong configuration.)";

int run_venue(const std::string& path) {
    auto loaded = venue::load_config(path);
    if (const auto* const error = std::get_if<std::string>(&loaded)) return misuse(*error);
    const auto& config = std::get<venue::Config>(loaded);

    StopSignal stop_signal;
    venue::Server server(config);
    if (const auto error = server.start()) {
        complain(*error);
        return exit_failed;
    }
    std::cout << "the venue listens " << (config.tls ? "with TLS" : "without TLS") << '\n';
    for (const SessionKind kind : all_session_kinds)
        std::cout << "  " << short_name(kind) << ' ' << server.host() << ':' << server.port(kind) << '\n';
    if (config.tls && !config.ca_file.empty()) std::cout << "  authority " << config.ca_file << '\n';
    std::cout << std::flush;

    stop_signal.wait();
    server.stop();
    const venue::Counters seen = server.counters();
    std::cout << "stopped after " << seen.connections << " connections, " << seen.logons << " logons, "
              << seen.messages << " messages, " << seen.orders << " orders, " << seen.rejects << " rejects\n";
    return exit_ok;
}

} // namespace

void add_venue(CLI::App& app, int& exit_code) {
    CLI::App* const sub = app.add_subcommand("venue", "Runs the simulated exchange");
    const auto path = std::make_shared<std::string>();
    sub->add_option("--config", *path, "TOML file, see config/venue.toml")->required()->type_name("FILE");
    sub->footer(footer);
    sub->callback([path, &exit_code] { exit_code = run_venue(*path); });
}

} // namespace fixguard::cli
