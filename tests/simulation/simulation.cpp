// The course of a run.
#include "simulation/simulation.hpp"

#include "simulation/client_setup.hpp"
#include "simulation/mishaps.hpp"
#include "support/temp_dir.hpp"

#include <sys/resource.h>

namespace fixguard::simulation {
namespace {

using namespace std::chrono_literals;

// From the last mishap to a logon on every session: a silence that has to be noticed (2 x HeartBtInt), a name
// that has to be free (2 x HeartBtInt), a window of attempts, a back-off, a hold.
constexpr auto patience = 8min;

// No file of this process may grow: what a full disk looks like to those who write.
class DiskFailure {
public:
    explicit DiskFailure(bool fails) {
        if (!fails) return;
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit none{0, before_.rlim_max};
        failing_ = ::setrlimit(RLIMIT_FSIZE, &none) == 0;
    }
    ~DiskFailure() {
        if (failing_) ::setrlimit(RLIMIT_FSIZE, &before_);
    }
    DiskFailure(const DiskFailure&) = delete;
    DiskFailure& operator=(const DiskFailure&) = delete;

private:
    rlimit before_{};
    bool failing_ = false;
};

class Run {
public:
    explicit Run(const RunOptions& options)
        : options_(options),
          scene_(options.seed, options.canary, options.transcript, exchange_config(options.seed)),
          client_(scene_,
                  draw_client(scene_.chance, is_long(), journal_.path().string(), options.canary,
                              options.close_notice),
                  "A"),
          mishaps_(scene_, client_) {
        scene_.watch.secret(api_key);
        scene_.watch.secret("PRIVATE KEY");
    }

    Outcome operator()() {
        const SteadyTime begin = scene_.time.now();
        const SteadyTime mended =
            begin + (is_long() ? microseconds(static_cast<std::int64_t>(options_.hours * 3.6e9))
                               : scene_.chance.between(2min, 15min));
        gap_ =
            is_long() ? microseconds(2h) : (mended - begin) / static_cast<int>(2 + scene_.chance.below(12));
        client_.launch();
        plant();
        next_order(mended);
        next_mishap(mended);
        go_on_until(mended);
        mishaps_.mend();
        go_on_until(mended + patience);
        if (!scene_.watch.violation()) ask_the_last_questions();
        Outcome outcome{
            scene_.watch.violation(), scene_.watch.hash(), scene_.watch.events(), mishaps_.count(), 0,
            scene_.time.now() - begin};
        for (const auto& [id, request] : scene_.watch.requests())
            outcome.orders += request.handed_over ? 1 : 0;
        client_.kill();
        client_.look_into_files();
        if (!outcome.violation) outcome.violation = scene_.watch.violation();
        return outcome;
    }

private:
    bool is_long() const { return options_.hours > 0; }

    void go_on_until(SteadyTime end) {
        bool more = true;
        while (more && !scene_.watch.violation()) {
            set_wall_clock(Scheduler::utc_at(scene_.time.next(end)) + scene_.client_clock);
            const DiskFailure failure(scene_.disk_fails);
            more = scene_.time.step(end);
        }
    }

    void next_order(SteadyTime end) {
        const SteadyTime at = scene_.time.now() + (is_long() ? scene_.chance.between(1min, 40min)
                                                             : scene_.chance.between(20ms, 4s));
        if (at >= end) return;
        scene_.time.at(at, [this, end] {
            client_.send_order();
            if (scene_.chance.one_in(20)) client_.restart_halted(); // a person has looked
            next_order(end);
        });
    }

    void next_mishap(SteadyTime end) {
        const SteadyTime at = scene_.time.now() + scene_.chance.between(1ms, 2 * gap_);
        if (at >= end) return;
        scene_.time.at(at, [this, end] {
            mishaps_.strike();
            next_mishap(end);
        });
    }

    // Some of the planted bugs need a misfortune to show.
    void plant() {
        using enum Invariant;
        const auto after = [this](std::chrono::seconds time, auto action) {
            scene_.time.at(scene_.time.now() + time, action);
        };
        if (options_.canary == one_session_per_name) { // a second process that knows nothing of the first
            ClientSettings same = draw_client(scene_.chance, true, "", options_.canary);
            second_ = std::make_unique<Client>(scene_, std::move(same), "B");
            after(5s, [this] { second_->launch(); });
        }
        if (options_.canary == name_lock || options_.canary == no_request_lost)
            after(20s, [this] { mishaps_.strike(Mishap::crash); });
        if (options_.close_notice) after(20s, [this] { mishaps_.kill_behind_a_stall(); });
        if (options_.canary == attempt_budget) after(20s, [this] { mishaps_.strike(Mishap::crash_loop); });
        if (options_.canary == halts_for_a_reason) scene_.client_clock = 1h;
    }

    void ask_the_last_questions() {
        if (!client_.is_up()) return scene_.watch.broken(Invariant::logged_on_again, client_.whereabouts());
        for (const auto& [id, request] : scene_.watch.requests()) {
            if (request.refused && request.arrived)
                scene_.watch.broken(Invariant::fate_is_true, id + " was not handed over and has arrived");
            if ((request.handed_over || request.written) && !request.is_final() && !client_.lists(id))
                scene_.watch.broken(Invariant::no_request_lost,
                                    id + " was handed over or written, and nobody knows of it");
        }
        client_.reconcile();
        go_on_until(scene_.time.now() + 1s);
        for (const auto& [id, request] : scene_.watch.requests())
            if ((request.handed_over || request.written) && !request.is_final())
                scene_.watch.broken(Invariant::reconciled, id + " has no final fate");
    }

    const RunOptions options_;
    Scene scene_;
    test::TempDir journal_;
    Client client_;
    std::unique_ptr<Client> second_;
    Mishaps mishaps_;
    microseconds gap_{0};
};

} // namespace

Outcome run(const RunOptions& options) {
    return Run(options)();
}

} // namespace fixguard::simulation
