// fixguard conformance: plays scenarios against a venue and says where it differs from the published rules.
#include "cli/conformance_client.hpp"
#include "cli/conformance_files.hpp"
#include "cli/conformance_output.hpp"
#include "cli/conformance_progress.hpp"
#include "cli/conformance_proposal.hpp"
#include "cli/demo_keys.hpp"
#include "cli/program.hpp"
#include "cli/terminal.hpp"
#include "conformance/coverage.hpp"
#include "conformance/exchange_target.hpp"
#include "conformance/learning.hpp"
#include "conformance/stream_target.hpp"
#include "conformance/suite.hpp"
#include "conformance/venue_setup.hpp"
#include "engine/signing_key.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

namespace fixguard::cli {
namespace {

using conformance::Scenario;
using conformance::Verdict;

constexpr auto footer = R"(
Without --target the scenarios are played against the simulated exchange inside this process, in virtual time.
With --target the attempt limits of the session kind are kept: the run waits rather than break them, and
scenarios that need a venue set up for them are skipped. So are those whose orders rest, trade or fail a filter,
because what becomes of them depends on the market; with --book they are played, for a target that has the sample
symbols of config/venue.toml and nobody else's orders on them.

--learn FOLDER asks the target for every fact that is marked `inferred` in spec/ and that a question can settle,
adds what the scenarios have shown, and writes what is other there: sessions.toml and errors.toml in the form of
spec/, and summary.md for people, which also names what was not learned and why. No question trades or leaves an
order behind. The window in which drop copy counts messages takes three minutes of the target's time.

With --client it is the client that is judged, in whatever language it is written: start it against --listen
with the key and the API key named here, and let it log on again whenever its session ends. HeartBtInt(108)=5
keeps the run short. On order entry it should send an order after each logon, no two alike in price and
quantity; without orders two cases are not judged.

Examples:
  fixguard conformance                                    all scenarios against the simulated exchange
  fixguard conformance --scenario 'oe/1177-*'
  fixguard conformance --list                             what is covered
  fixguard conformance --target 127.0.0.1:9000 --session oe --key key.pem --api-key FIX_API_KEY --ca ca.pem
  fixguard conformance --target fix-oe.testnet.binance.vision:9000 --session oe --key key.pem --api-key FIX_API_KEY --learn learned
  fixguard conformance --client --listen 127.0.0.1:9100 --public-key public.pem --api-key FIX_API_KEY --ca-out ca.pem

Exit codes: 0 all passed, 1 one failed, the target does not answer or no client comes, 2 misuse.)";

struct Options {
    std::string target, session, pattern, folder, key, api_key_variable, ca, json, junit, html, learn;
    bool list = false, plain = false, book = false;
    bool client = false;
    ConformanceClientOptions of_client;
};

// The runner hands over what is to be signed as one text: A, 49, 56, 34 and 52, joined by SOH.
std::string sign(const engine::SigningKey& key, std::string_view text) {
    std::array<std::string_view, 5> parts;
    for (std::string_view& part : parts) {
        const std::size_t end = std::min(text.find('\x01'), text.size());
        part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return key.sign({parts[1], parts[2], parts[3], parts[4]});
}

SteadyTime steady_now() {
    return std::chrono::time_point_cast<microseconds>(std::chrono::steady_clock::now());
}
UtcTime utc_now() {
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

// Five characters that no run of the last months had: 32^5 values of about a third of a second.
std::string fresh_names(std::size_t scenario) {
    constexpr std::string_view digits = "0123456789ABCDEFGHJKLMNPQRSTUVWX";
    auto value = static_cast<std::uint64_t>(utc_now().time_since_epoch().count() / 300'000) + scenario * 7;
    std::string name = "C";
    for (int i = 0; i < 5; ++i, value /= digits.size())
        name += digits[value % digits.size()];
    return name;
}

// Why the target cannot be asked; nothing where it can.
std::optional<std::string> not_for(const Scenario& scenario, bool has_book) {
    if (!scenario.venue.empty()) return "needs a venue that is set up for it";
    if (scenario.needs_book && !has_book)
        return "needs the sample symbols and nobody else's orders on them: --book where the target has that";
    for (const auto& [cid, peer] : scenario.peers)
        if (peer.kind != scenario.kind || peer.ip != conformance::Peer{}.ip)
            return "needs another server or address beside the target";
    return std::nullopt;
}

// What is played against: the simulated exchange, or a stream.
class Judge {
public:
    Judge(const Options& options, engine::SigningKey key, Progress& progress)
        : options_(options), key_(std::move(key)), progress_(progress) {
        identity_.sign = [this](std::string_view text) { return sign(key_, text); };
    }

    std::optional<std::string> set_up(SessionKind kind) {
        if (options_.target.empty()) {
            identity_.api_key = conformance::embedded_key;
            identity_.read_only_api_key = conformance::embedded_read_only_key;
            identity_.powerless_api_key = conformance::embedded_powerless_key;
            return std::nullopt;
        }
        const char* const api_key = std::getenv(options_.api_key_variable.c_str());
        if (api_key == nullptr || *api_key == '\0')
            return "--api-key: the environment has no variable " + options_.api_key_variable;
        identity_.api_key = api_key;
        const auto endpoint = parse_endpoint(options_.target);
        if (!endpoint) return "--target: HOST:PORT is wanted";
        stream_ = {endpoint->host, endpoint->port, nullptr,
                   steady_now,     utc_now,        [this](milliseconds time) { progress_.waiting(time); }};
        if (!options_.plain) {
            auto context = transport::TlsContext::make(options_.ca);
            if (auto* const error = std::get_if<std::string>(&context)) return *error;
            stream_.tls = std::get<std::shared_ptr<transport::TlsContext>>(context);
        }
        const rules::WindowLimit limit = rules::SessionTable::built_in().of(kind).attempts;
        // An account's attempts are counted when its Logon<A> arrives, which may be a little later than here.
        budget_.emplace(limit.count, limit.window + std::chrono::seconds(1));
        return std::nullopt;
    }

    conformance::Result play(const Scenario& scenario, std::size_t number) {
        conformance::RunOptions run;
        if (options_.target.empty()) {
            venue::Config config = conformance::embedded_venue(key_.public_key_pem());
            for (const std::string& header : scenario.venue)
                conformance::apply_setup(header, scenario.kind, config); // the reader has tried it
            conformance::ExchangeTarget target(std::move(config));
            conformance::ObservedTarget observed(target, sightings_);
            return conformance::run(scenario, observed, identity_, run);
        }
        if (const auto why = not_for(scenario, options_.book)) {
            conformance::Result skipped;
            skipped.verdict = Verdict::skipped;
            skipped.what = *why;
            return skipped;
        }
        run.name_seed = fresh_names(number);
        conformance::StreamTarget target(stream_, *budget_);
        conformance::ObservedTarget observed(target, sightings_);
        return conformance::run(scenario, observed, identity_, run);
    }

    // What only a question of its own can tell. Nothing to `kind`: every kind, of the simulated exchange.
    std::vector<conformance::Learned> ask(std::optional<SessionKind> kind) {
        std::vector<conformance::Learned> learned;
        for (const conformance::Probe& probe : conformance::probes()) {
            if (kind && probe.kind != *kind) continue;
            const std::string name = fresh_names(1'000 + learned.size());
            progress_.step(learned.size() + 1, conformance::probes().size(), probe.key);
            if (!options_.target.empty()) {
                conformance::StreamTarget target(stream_, *budget_);
                conformance::ObservedTarget observed(target, sightings_);
                learned.push_back(conformance::ask(probe, observed, identity_, name));
            } else {
                conformance::ExchangeTarget target(conformance::embedded_venue(key_.public_key_pem()));
                conformance::ObservedTarget observed(target, sightings_);
                learned.push_back(conformance::ask(probe, observed, identity_, name));
            }
        }
        return learned;
    }
    const std::vector<conformance::Sighting>& sightings() const { return sightings_; }

private:
    const Options& options_;
    engine::SigningKey key_;
    Progress& progress_;
    conformance::Identity identity_;
    conformance::StreamTargetOptions stream_;
    std::optional<conformance::AttemptBudget> budget_;
    std::vector<conformance::Sighting> sightings_;
};

// Writes what the target has shown of the facts that spec/ only infers.
bool learn(const Options& options, Judge& judge, Progress& progress, std::optional<SessionKind> kind) {
    const auto learned = judge.ask(kind);
    progress.clear();
    const Proposal proposal = propose(learned, judge.sightings());
    const std::string target = options.target.empty() ? "the simulated exchange" : options.target;
    std::error_code failed;
    std::filesystem::create_directories(options.learn, failed);
    const auto file = [&](const char* name) { return options.learn + "/" + name; };
    const bool written = write_file(file("sessions.toml"), proposed_sessions(proposal, target)) &&
                         write_file(file("errors.toml"), proposed_errors(proposal, target)) &&
                         write_file(file("summary.md"), proposal_summary(proposal, target));
    if (written)
        std::cout << "learned: " << proposal.changes.size() + proposal.of_errors.size()
                  << " changes proposed, " << proposal.confirmed.size() << " facts confirmed, "
                  << proposal.unknown.size() << " not learned; see " << file("summary.md") << '\n';
    return written;
}

int play_all(const Options& options, Judge& judge, Progress& progress,
             const std::vector<const Scenario*>& chosen) {
    constexpr int patience = 5; // scenarios in a row that end in silence
    int silent = 0;
    std::vector<ConformanceOutcome> outcomes;
    for (const Scenario* const scenario : chosen) {
        progress.step(outcomes.size() + 1, chosen.size(), scenario->name);
        const SteadyTime begin = steady_now();
        conformance::Result result = judge.play(*scenario, outcomes.size());
        const bool no_answer = result.silent || result.what.starts_with("no connection");
        silent = no_answer ? silent + 1 : 0;
        const double seconds = std::chrono::duration<double>(steady_now() - begin).count();
        outcomes.push_back(outcome_of(*scenario, std::move(result), seconds));
        if (outcomes.back().verdict == Verdict::failed) {
            progress.clear();
            std::cout << conformance_failure(outcomes.back()) << std::flush;
        }
        if (!options.target.empty() && silent == patience) {
            progress.clear();
            complain("the target does not answer: given up");
            break;
        }
    }
    progress.clear();
    const std::size_t failed = count(outcomes, Verdict::failed);
    std::cout << count(outcomes, Verdict::passed) << " passed, " << failed << " failed, "
              << count(outcomes, Verdict::skipped) << " skipped, " << chosen.size() - outcomes.size()
              << " not run\n";
    const std::string target = options.target.empty() ? "simulated exchange" : options.target;
    const bool written = write_outcomes(outcomes, target, {options.json, options.junit, options.html});
    return failed == 0 && outcomes.size() == chosen.size() && written ? exit_ok : exit_failed;
}

int judge_client(const Options& options, SessionKind kind) {
    if (!options.target.empty()) return misuse("--client waits for a client, --target judges a venue");
    ConformanceClientOptions client = options.of_client;
    client.kind = kind;
    client.api_key_variable = options.api_key_variable;
    client.pattern = options.pattern;
    client.json = options.json;
    client.junit = options.junit;
    client.html = options.html;
    client.plain = options.plain;
    return run_conformance_client(client);
}

int run_conformance(const Options& options) {
    std::optional<SessionKind> kind;
    if (!options.session.empty() && !(kind = session_kind(options.session)))
        return misuse("--session: oe, dc or md is wanted");
    if (options.client) return judge_client(options, kind.value_or(SessionKind::order_entry));
    if (!options.target.empty() && (!kind || options.key.empty() || options.api_key_variable.empty()))
        return misuse("--target needs --session, --key and --api-key");
    auto loaded = options.folder.empty() ? conformance::built_in_scenarios()
                                         : conformance::load_scenarios(options.folder);
    if (const auto* const error = std::get_if<std::string>(&loaded)) return misuse(*error);
    const auto& scenarios = std::get<std::vector<Scenario>>(loaded);
    if (options.list) {
        std::cout << conformance::coverage_table(scenarios) << '\n' << client_case_table();
        return exit_ok;
    }
    std::vector<const Scenario*> chosen;
    for (const Scenario& scenario : scenarios)
        if ((!kind || scenario.kind == *kind) &&
            (options.pattern.empty() || conformance::matches(options.pattern, scenario.name)))
            chosen.push_back(&scenario);
    if (chosen.empty()) return misuse("--scenario: no scenario has such a name; see --list");

    std::optional<PrivateFolder> folder;
    std::string key_path = options.key;
    if (options.target.empty()) key_path = folder.emplace().write("key.pem", make_ed25519_pair().private_pem);
    auto key = engine::SigningKey::load(key_path);
    if (const auto* const error = std::get_if<std::string>(&key)) return misuse(*error);
    Progress progress = stderr_progress(!options.target.empty());
    Judge judge(options, std::get<engine::SigningKey>(std::move(key)), progress);
    if (const auto error = judge.set_up(kind.value_or(SessionKind::order_entry))) return misuse(*error);
    const int played = play_all(options, judge, progress, chosen);
    if (options.learn.empty()) return played;
    return learn(options, judge, progress, kind) ? played : exit_failed;
}

} // namespace

void add_conformance(CLI::App& app, int& exit_code) {
    CLI::App* const sub = app.add_subcommand("conformance", "Judges a venue by scenarios");
    const auto options = std::make_shared<Options>();
    sub->add_option("--target", options->target, "the venue to be judged")->type_name("HOST:PORT");
    sub->add_option("--session", options->session, "kind of session: oe, dc or md")->type_name("KIND");
    sub->add_option("--scenario", options->pattern, "names, with * ? [a-c] {a,b}")->type_name("GLOB");
    sub->add_option("--scenarios", options->folder, "other .def files than those built in")
        ->type_name("FOLDER");
    sub->add_option("--key", options->key, "Ed25519 private key that signs the logons")->type_name("PEM");
    sub->add_option("--api-key", options->api_key_variable, "environment variable with the API key")
        ->type_name("ENV");
    sub->add_option("--ca", options->ca, "authority to be trusted instead of the system's")->type_name("PEM");
    sub->add_flag("--book", options->book,
                  "the target has the sample symbols with empty books: also plays what needs them");
    sub->add_flag("--plain", options->plain, "without TLS, to loopback only");
    sub->add_option("--json", options->json, "writes the outcome as JSON")->type_name("FILE");
    sub->add_option("--junit", options->junit, "writes the outcome as JUnit XML")->type_name("FILE");
    sub->add_option("--html", options->html, "writes the outcome as one page")->type_name("FILE");
    sub->add_option("--learn", options->learn,
                    "writes what the target shows of inferred facts as proposed changes to spec/")
        ->type_name("FOLDER");
    sub->add_flag("--list", options->list, "prints what is covered and plays nothing");
    ConformanceClientOptions& client = options->of_client;
    sub->add_flag("--client", options->client, "judges a client instead: waits for one and plays it faults");
    sub->add_option("--listen", client.listen, "where it waits for the client")
        ->type_name("HOST:PORT")
        ->capture_default_str();
    sub->add_option("--public-key", client.public_key, "Ed25519 public key of the client")->type_name("PEM");
    sub->add_option("--ca-out", client.ca_out, "writes the certificate that the client has to trust")
        ->type_name("FILE");
    sub->add_option("--patience", client.patience_s, "how long it waits for a logon of the client")
        ->type_name("SECONDS")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    sub->footer(footer);
    sub->callback([options, &exit_code] { exit_code = run_conformance(*options); });
}

} // namespace fixguard::cli
