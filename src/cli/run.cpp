// fixguard run: keeps the sessions of a settings file logged on until it is told to stop.
#include "cli/live_lines.hpp"
#include "cli/order_feed.hpp"
#include "cli/order_line.hpp"
#include "cli/program.hpp"
#include "cli/run_metrics.hpp"
#include "cli/run_output.hpp"
#include "cli/run_page.hpp"
#include "cli/signals.hpp"
#include "cli/terminal.hpp"
#include "engine/settings.hpp"
#include "engine/supervisor.hpp"
#include "report/errors.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace fixguard::cli {
namespace {

constexpr auto footer = R"(
The file is in QuickFIX's settings format: [DEFAULT] and [SESSION], QuickFIX's own keys where they exist, and
keys with the prefix Fixguard for the rest. Unknown, repeated and contradictory keys are refused. The API key
comes from the environment variable or the file that the settings name, never from the command line.

With FixguardJournalFolder in the settings a run remembers, across a kill -9 too, which orders it had in flight,
the attempts it spent, the SenderCompIDs that are locked and the sessions that were halted; several programs on
one machine share one folder. A session that was halted is started again only with --resume.

On a terminal the last lines show each session as it is: state, SenderCompID(49), MsgSeqNum(34) out and in,
messages of the limit, requests in flight and of unknown fate, the last error. What is not settled at the end
is listed.

At SIGINT or SIGTERM it sends a Logout<5> on each session and ends when all are answered, at the latest
2 s after LogoutTimeout. SIGQUIT ends it at once.

Examples:
  fixguard run --config config/local.cfg
  fixguard run --config config/testnet.cfg --check          only read everything, connect nowhere
  fixguard run --config config/local.cfg --resume oe        it was halted, and its key is mended now
  fixguard run --config config/local.cfg --json | jq -c 'select(.event == "error")'
  fixguard run --config config/local.cfg --html run.html    a page of what happened, written at the end
  fixguard run --config config/local.cfg --orders orders.jsonl    requests from JSON lines, fates as JSON lines

Exit codes: 0 stopped by a signal and logged out, or every request of --orders accepted, 1 every session is halted one could not be logged out,
or a request of --orders was refused, rejected or is of unknown fate, 2 misuse, a wrong setting, key, dictionary or certificate, or a host that cannot be reached at the start.)";

struct Request {
    std::string config;
    std::string orders; // a file of JSON lines, or -
    std::uint16_t metrics_port = 0;
    std::string html; // a page to be written; empty: none
    RunOutputOptions output;
    std::vector<std::string> resumed; // halted by an earlier run
    bool check = false;
    bool keep_trying = false;
};

// Passes every event on to the output, and stops the program where going on has no sense.
class Watch : public engine::Observer {
public:
    // `page`, `metrics` and `live`: nullptr where they are not asked for; they outlive the watch.
    Watch(std::unique_ptr<RunOutput> output, RunPage* page, Metrics* metrics, LiveLines* live,
          std::size_t sessions, bool keep_trying)
        : output_(std::move(output)), page_(page), metrics_(metrics), live_(live), sessions_(sessions),
          keep_trying_(keep_trying) {}

    void on_state(const engine::SessionState& state) override {
        output_->on_state(state);
        if (page_ != nullptr) page_->state(state, now());
        const std::lock_guard lock(mutex_);
        Seen& seen = seen_[std::string(state.session)];
        seen.was_up = seen.was_up || state.phase == Phase::up;
        seen.phase = state.phase;
        changed_.notify_all();
        if (!all_halted_locked() || raised_) return;
        raised_ = true;
        StopSignal::raise();
    }

    void on_error(std::string_view session, const SessionError& error, const Plan& plan) override {
        if (metrics_ != nullptr)
            metrics_->on_error(session, error); // whoever reads the line finds the number
        if (live_ != nullptr) live_->error(session, last_error(error));
        output_->on_error(session, error, plan);
        if (page_ != nullptr) page_->error(session, error, plan, now());
        const bool unreachable =
            error.carrier == Carrier::connect_failed || error.carrier == Carrier::tls_failed;
        const std::lock_guard lock(mutex_);
        if (!unreachable || keep_trying_ || raised_ || seen_[std::string(session)].was_up) return;
        unreachable_ = std::string(session) + ": " + std::string(error.text.view());
        raised_ = true;
        StopSignal::raise();
    }

    void on_message(std::string_view session, wire::MessageView message) override {
        output_->on_message(session, message);
        if (page_ != nullptr) page_->message(session, message, now());
    }
    void on_fate(std::string_view session, const RequestRef& request, RequestFate fate) override {
        if (metrics_ != nullptr) metrics_->on_fate(session, fate);
        output_->on_fate(session, request, fate);
        if (OrderFeed* const feed = feed_) feed->on_fate(request, fate);
        // Nobody has read it: the journal keeps the request, and the next run tells its fate again.
        if (!stdout_works()) throw std::runtime_error("stdout cannot be written to");
    }
    void on_recovered(const engine::Recovery& recovery) override {
        if (metrics_ != nullptr) metrics_->on_recovered(recovery.session);
        output_->on_recovered(recovery);
    }
    void on_clock(std::string_view session, const engine::ClockReading& reading) override {
        output_->on_clock(session, reading);
    }

    void tell_fates(OrderFeed* feed) { feed_ = feed; }

    // Behind the last event.
    void tell_unsettled(const engine::Supervisor& supervisor) {
        for (const std::string& session : supervisor.session_names())
            for (const RequestRef& request : supervisor.unknown_requests(session))
                output_->unsettled({session, request});
    }

    void on_stream(const engine::StreamEvent& event) override { output_->on_stream(event); }

    // The line that says which server could not be reached before its session ever was up; empty: none.
    std::string unreachable() const {
        const std::lock_guard lock(mutex_);
        return unreachable_;
    }
    bool all_halted() const {
        const std::lock_guard lock(mutex_);
        return all_halted_locked();
    }
    // After Supervisor::stop(). false: a session was not logged out in time.
    bool wait_until_down(milliseconds timeout) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, timeout, [this] {
            return std::all_of(seen_.begin(), seen_.end(), [](const auto& session) {
                return session.second.phase == Phase::idle || session.second.phase == Phase::halted;
            });
        });
    }

private:
    struct Seen {
        bool was_up = false;
        Phase phase = Phase::idle;
    };

    static std::string last_error(const SessionError& error) {
        return error.code ? report::code_label(error) : std::string(name(error.carrier));
    }

    static UtcTime now() {
        return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
    }

    bool all_halted_locked() const {
        return seen_.size() >= sessions_ && std::all_of(seen_.begin(), seen_.end(), [](const auto& session) {
                   return session.second.phase == Phase::halted;
               });
    }

    const std::unique_ptr<RunOutput> output_;
    RunPage* const page_; // nullptr: none is asked for
    Metrics* const metrics_;
    LiveLines* const live_;
    const std::size_t sessions_;
    const bool keep_trying_;
    std::atomic<OrderFeed*> feed_ = nullptr;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Seen> seen_;
    std::string unreachable_;
    bool raised_ = false;
};

// What the answers to our Logout<5> may take at most, and the close behind them.
milliseconds logout_patience(const engine::Settings& settings) {
    std::chrono::seconds longest{0};
    for (const engine::SessionSettings& session : settings.sessions)
        longest = std::max(longest, session.logout_timeout);
    return longest + milliseconds{2'000};
}

// What the exchange's answers may take, and a reconnect before them.
constexpr milliseconds orders_patience{30'000};

// The session for lines that name none.
std::string only_order_entry(const engine::Settings& settings) {
    std::string name;
    for (const engine::SessionSettings& session : settings.sessions) {
        if (session.kind != SessionKind::order_entry) continue;
        if (!name.empty()) return {};
        name = session.name;
    }
    return name;
}

int run_sessions(const Request& request, RunPage* page) {
    const auto loaded = engine::load_settings(request.config);
    if (const auto* const error = std::get_if<std::string>(&loaded)) return misuse(*error);
    const auto& settings = std::get<engine::Settings>(loaded);

    StopSignal stop_signal;
    RunOutputOptions output = request.output;
    output.as_json = output.as_json || !request.orders.empty();
    // Those on standby may never be started.
    const auto sessions = static_cast<std::size_t>(
        std::count_if(settings.sessions.begin(), settings.sessions.end(),
                      [](const engine::SessionSettings& session) { return !session.standby; }));
    std::unique_ptr<Metrics> metrics;
    if (request.metrics_port != 0 && !request.check) {
        auto listening = Metrics::listen(request.metrics_port);
        if (const auto* const error = std::get_if<std::string>(&listening))
            return misuse("--metrics: " + *error);
        metrics = std::get<std::unique_ptr<Metrics>>(std::move(listening));
    }
    std::unique_ptr<LiveLines> live;
    if (!output.as_json && !request.check && LiveLines::possible()) live = std::make_unique<LiveLines>();
    Watch watch(make_run_output(output, live.get()), page, metrics.get(), live.get(), sessions,
                request.keep_trying);
    std::unique_ptr<OrderFeed> feed; // outlives the supervisor, which may still tell it fates
    auto created = engine::Supervisor::create(settings, watch, {.raw_market_data = request.output.messages});
    if (const auto* const error = std::get_if<std::string>(&created)) return misuse(*error);
    if (request.check) return exit_ok;
    engine::Supervisor& supervisor = *std::get<std::unique_ptr<engine::Supervisor>>(created);

    for (const std::string& session : request.resumed)
        if (!supervisor.start(session))
            return misuse("--resume " + session + ": no such session in " + request.config);
    supervisor.start();
    if (!request.orders.empty()) {
        feed = std::make_unique<OrderFeed>(supervisor, only_order_entry(settings), orders_patience,
                                           StopSignal::raise);
        watch.tell_fates(feed.get());
        if (const std::string wrong = feed->open(request.orders); !wrong.empty())
            return misuse("--orders: " + wrong);
    }
    if (metrics) metrics->start(supervisor);
    if (live) live->start(supervisor);
    stop_signal.wait();
    supervisor.stop();
    const bool logged_out = watch.wait_until_down(logout_patience(settings));
    if (feed) feed->stop();
    if (metrics) metrics->stop();
    if (live) live->stop();
    watch.tell_unsettled(supervisor);
    if (const std::string line = watch.unreachable(); !line.empty()) return misuse(line);
    if (watch.all_halted()) {
        complain("every session is halted; the lines above say why and what to do");
        return exit_failed;
    }
    if (logged_out && feed && !feed->all_accepted()) return exit_failed;
    if (logged_out) return exit_ok;
    complain("a session did not log out in time; its SenderCompID(49) is locked for 2 x HeartBtInt(108)");
    return exit_failed;
}

// The page is written when the supervisor has delivered its last event.
int run_and_write_page(const Request& request) {
    if (request.html.empty() || request.check) return run_sessions(request, nullptr);
    RunPage page(request.html, request.config);
    if (!page.opened()) return misuse(request.html + ": cannot be written");
    const int exit_code = run_sessions(request, &page);
    const auto wrong = page.end();
    if (!wrong) return exit_code;
    complain(*wrong);
    return exit_failed;
}

} // namespace

void add_run(CLI::App& app, int& exit_code) {
    CLI::App* const sub = app.add_subcommand("run", "Keeps the sessions of a settings file logged on");
    const auto request = std::make_shared<Request>();
    sub->add_option("--config", request->config, "Settings file, see config/local.cfg")
        ->required()
        ->type_name("FILE");
    sub->add_option("--resume", request->resumed,
                    "A session that an earlier run halted, now that its cause is mended; may be repeated")
        ->type_name("SESSION");
    sub->add_option(
           "--orders", request->orders,
           "Send the requests in this file of JSON lines, or from stdin with -, and end when each has its "
           "fate; implies --json")
        ->type_name("FILE|-");
    sub->add_flag("--json", request->output.as_json, "One JSON object per event");
    sub->add_flag("--messages", request->output.messages, "Print the exchange's application messages too");
    sub->add_option("--metrics", request->metrics_port,
                    "Serve Prometheus text at http://127.0.0.1:PORT/metrics")
        ->check(CLI::Range(1, 65'535))
        ->type_name("PORT");
    sub->add_option("--html", request->html, "Writes a page with a timeline and all errors at the end")
        ->type_name("PAGE");
    sub->add_flag("--check", request->check, "Read all files and stop");
    sub->add_flag("--keep-trying", request->keep_trying,
                  "Do not give up when a host is out of reach at the start");
    sub->footer(std::string(order_line_help()) + "\n" + footer);
    sub->callback([request, &exit_code] { exit_code = run_and_write_page(*request); });
}

} // namespace fixguard::cli
