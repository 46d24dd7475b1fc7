// Plays the cases one after the other on one port.
#include "cli/conformance_client.hpp"

#include "cli/conformance_files.hpp"
#include "cli/conformance_output.hpp"
#include "cli/program.hpp"
#include "cli/terminal.hpp"
#include "conformance/client_listener.hpp"
#include "conformance/suite.hpp"
#include "conformance/venue_setup.hpp"
#include "report/style.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

namespace fixguard::cli {
namespace {

using conformance::ClientCase;
using conformance::Verdict;

venue::Now now() {
    return {std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()),
            std::chrono::time_point_cast<microseconds>(std::chrono::steady_clock::now())};
}

std::vector<const ClientCase*> chosen_cases(const ConformanceClientOptions& options) {
    std::vector<const ClientCase*> chosen;
    for (const ClientCase& one : conformance::client_cases()) {
        const bool has_orders = options.kind == SessionKind::order_entry;
        if (conformance::is_about_order(one.strike) && !has_orders) continue;
        if (options.pattern.empty() || conformance::matches(options.pattern, one.name) ||
            conformance::matches(options.pattern, "client/" + std::string(one.name)))
            chosen.push_back(&one);
    }
    return chosen;
}

std::string invitation(const ConformanceClientOptions& options, const Endpoint& endpoint,
                       std::uint16_t port) {
    std::string text = "waiting for a client at " + endpoint.host + ":" + std::to_string(port) + ", kind " +
                       std::string(short_name(options.kind)) +
                       (options.plain ? ", without TLS" : ", with TLS");
    if (!options.ca_out.empty()) text += "; it has to trust " + options.ca_out;
    return text + "\n";
}

void show(const ConformanceOutcome& outcome) {
    if (outcome.verdict == Verdict::failed) {
        std::cout << conformance_failure(outcome) << std::flush;
        return;
    }
    std::cout << word(outcome.verdict) << "  " << outcome.name;
    if (!outcome.what.empty()) std::cout << ": " << outcome.what;
    std::cout << '\n' << std::flush;
}

std::vector<ConformanceOutcome> play_all(const ConformanceClientOptions& options,
                                         conformance::ClientListener& listener, const venue::Config& config,
                                         const std::vector<const ClientCase*>& chosen) {
    constexpr int patience = 2; // cases in a row to which nobody comes
    int absent = 0;
    bool may_have_stopped = false;
    std::vector<ConformanceOutcome> outcomes;
    for (const ClientCase* const one : chosen) {
        std::cerr << '[' << outcomes.size() + 1 << '/' << chosen.size() << "] " << one->name << ": "
                  << one->about << '\n';
        conformance::ClientTrialOptions trial;
        trial.kind = options.kind;
        trial.patience = std::chrono::seconds(options.patience_s);
        conformance::ClientResult result = listener.play(*one, config, trial);
        if (result.no_client && may_have_stopped) {
            result.verdict = conformance::ClientVerdict::not_judged;
            result.findings = {"the client has stopped after the case before, as it may: start it again and "
                               "play this one alone"};
        }
        outcomes.push_back(outcome_of(*one, options.kind, result));
        show(outcomes.back());
        absent = result.no_client && !may_have_stopped ? absent + 1 : 0;
        may_have_stopped = one->may_stop || (may_have_stopped && result.no_client);
        if (absent == patience || (absent == 1 && outcomes.size() == 1)) {
            complain("no client comes: given up");
            break;
        }
    }
    return outcomes;
}

} // namespace

std::string client_case_table() {
    std::vector<std::vector<std::string>> rows;
    for (const ClientCase& one : conformance::client_cases())
        rows.push_back({std::string(one.name), std::string(one.covers), std::string(one.about)});
    return "cases for a client under test (--client)\n" + report::columns(rows, 2);
}

int run_conformance_client(const ConformanceClientOptions& options) {
    const auto endpoint = parse_endpoint(options.listen, true);
    if (!endpoint) return misuse("--listen: HOST:PORT is wanted");
    if (options.public_key.empty() || options.api_key_variable.empty())
        return misuse("--client needs --public-key and --api-key");
    const char* const api_key = std::getenv(options.api_key_variable.c_str());
    if (api_key == nullptr || *api_key == '\0')
        return misuse("--api-key: the environment has no variable " + options.api_key_variable);
    std::ifstream file(options.public_key, std::ios::binary);
    const std::string pem{std::istreambuf_iterator<char>(file), {}};
    if (pem.find("BEGIN PUBLIC KEY") == pem.npos)
        return misuse(options.public_key + ": an Ed25519 public key in PEM is wanted, as `openssl pkey -in "
                                           "KEY -pubout` writes it");
    const auto chosen = chosen_cases(options);
    if (chosen.empty()) return misuse("--scenario: no case has such a name; see --list");

    conformance::ClientListener listener({endpoint->host, endpoint->port, !options.plain, now});
    if (const auto error = listener.start()) return misuse(*error);
    if (!write_file(options.ca_out, listener.ca_pem())) return exit_failed;
    std::cout << invitation(options, *endpoint, listener.port()) << std::flush;
    const auto outcomes = play_all(options, listener, conformance::client_venue(api_key, pem), chosen);

    const std::size_t failed = count(outcomes, Verdict::failed);
    std::cout << count(outcomes, Verdict::passed) << " passed, " << failed << " failed, "
              << count(outcomes, Verdict::skipped) << " not judged, " << chosen.size() - outcomes.size()
              << " not run\n";
    const bool written = write_outcomes(outcomes, "a client", {options.json, options.junit, options.html});
    return failed == 0 && outcomes.size() == chosen.size() && written ? exit_ok : exit_failed;
}

} // namespace fixguard::cli
