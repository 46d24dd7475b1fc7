// fixguard venue: the simulated exchange as a process of its own.
#include "cli/program.hpp"
#include "cli/signals.hpp"
#include "cli/terminal.hpp"
#include "cli/venue_ctl.hpp"
#include "venue/server.hpp"

#include <CLI/CLI.hpp>
#include <asio/ip/address.hpp>

#include <sys/resource.h>

#include <iostream>
#include <memory>

namespace fixguard::cli {
namespace {

constexpr auto footer = R"(
Listens on one port for each kind of session until SIGINT or SIGTERM. It makes its own certificate at start
and writes the one of its authority to the file that the configuration names; clients have to trust that.

It answers as the exchange would: rules, limits, matching, drop copy, market data. What it should do wrong is
said by [[faults]] in the configuration, or while it runs through the socket of --control: see
fixguard venue ctl --help.

Examples:
  fixguard venue --config config/venue.toml
  fixguard venue --config config/venue.toml & fixguard run --config config/local.cfg
  fixguard venue --config config/venue.toml --control venue.sock &
  fixguard venue ctl --control venue.sock fault kind=reject msg_type=D code=-1015
  fixguard venue --config config/venue.toml --no-tls    plain TCP, for load; on loopback only

Exit codes: 0 stopped by a signal, 1 it could not listen, 2 misuse or a wrong configuration.)";

struct Wanted {
    std::string config;
    std::string control;
    bool no_tls = false;
};

// A descriptor for each session: the usual 1,024 are too few for a venue.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

void print_listeners(const venue::Server& server, const venue::Config& config) {
    std::cout << "the venue listens " << (config.tls ? "with TLS" : "without TLS") << '\n';
    for (const SessionKind kind : all_session_kinds)
        std::cout << "  " << short_name(kind) << ' ' << server.host() << ':' << server.port(kind) << '\n';
    if (config.tls && !config.ca_file.empty()) std::cout << "  authority " << config.ca_file << '\n';
    if (!config.control_socket.empty()) std::cout << "  control " << config.control_socket << '\n';
    std::cout << std::flush;
}

bool is_loopback(const std::string& host) {
    asio::error_code error;
    const asio::ip::address address = asio::ip::make_address(host, error);
    return !error && address.is_loopback();
}

int run_venue(const Wanted& wanted) {
    if (wanted.config.empty()) return misuse("--config is required (see fixguard venue --help)");
    auto loaded = venue::load_config(wanted.config);
    if (const auto* const error = std::get_if<std::string>(&loaded)) return misuse(*error);
    auto& config = std::get<venue::Config>(loaded);
    if (wanted.no_tls) config.tls = false;
    config.control_socket = wanted.control;
    if (!config.tls && !is_loopback(config.host))
        return misuse(wanted.config + ": host: " + config.host +
                      " is no loopback address; the venue speaks plain TCP on no other");

    raise_descriptor_limit();
    StopSignal stop_signal;
    venue::Server server(config);
    if (const auto error = server.start()) {
        complain(*error);
        return exit_failed;
    }
    print_listeners(server, config);

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
    const auto wanted = std::make_shared<Wanted>();
    sub->add_option("--config", wanted->config, "TOML file, see config/venue.toml")->type_name("FILE");
    sub->add_option("--control", wanted->control, "listen for commands on a local socket at this path")
        ->type_name("PATH");
    sub->add_flag("--no-tls", wanted->no_tls, "plain TCP; refused for any host but loopback");
    sub->footer(footer);
    add_venue_ctl(*sub, exit_code);
    sub->callback([sub, wanted, &exit_code] {
        if (sub->get_subcommands().empty()) exit_code = run_venue(*wanted);
    });
}

} // namespace fixguard::cli
