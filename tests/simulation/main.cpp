// simulate: many seeds at once, or one with its transcript.
#include "simulation/simulation.hpp"

#include <CLI/CLI.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace {

using namespace fixguard::simulation;

struct Sum {
    std::uint64_t seeds = 0, events = 0, mishaps = 0, orders = 0;
    double hours = 0;
};

// 0: every rule held.
int replay(const RunOptions& asked) {
    RunOptions options = asked;
    std::ostringstream transcript; // printed behind the run: a failing disk is part of it
    options.transcript = &transcript;
    const Outcome outcome = run(options);
    std::cout << transcript.str() << "seed " << options.seed << ": "
              << (outcome.violation
                      ? std::string("BROKEN: ") + std::string(name(outcome.violation->invariant)) + ": " +
                            outcome.violation->what
                      : "every rule held")
              << "\ntranscript " << std::hex << outcome.hash << std::dec << '\n';
    return outcome.violation ? 1 : 0;
}

// `step`: every so many seeds are ours. The sum goes to the pipe of the parent.
int run_share(RunOptions options, std::uint64_t first, std::uint64_t end, std::uint64_t step, double seconds,
              Sum& sum) {
    const auto begin = std::chrono::steady_clock::now();
    int broken = 0;
    for (options.seed = first; options.seed < end; options.seed += step) {
        const Outcome outcome = run(options);
        ++sum.seeds;
        sum.events += outcome.events;
        sum.mishaps += outcome.mishaps;
        sum.orders += outcome.orders;
        sum.hours += std::chrono::duration<double, std::ratio<3600>>(outcome.took).count();
        if (outcome.violation) {
            ++broken;
            std::cout << "seed " << options.seed << ": " << name(outcome.violation->invariant) << ": "
                      << outcome.violation->what << std::endl;
        }
        if (broken == 10) break; // one bug has many seeds
        if (seconds > 0 && std::chrono::steady_clock::now() - begin > std::chrono::duration<double>(seconds))
            break;
    }
    return broken;
}

int run_all(const RunOptions& options, std::uint64_t first, std::uint64_t seeds, unsigned jobs,
            double seconds) {
    const auto begin = std::chrono::steady_clock::now();
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0) return 2;
    for (unsigned job = 0; job < jobs; ++job) {
        if (::fork() != 0) continue;
        Sum sum;
        const int broken = run_share(options, first + job, first + seeds, jobs, seconds, sum);
        const auto written = ::write(pipe_ends[1], &sum, sizeof sum);
        std::cout.flush();
        ::_exit(broken == 0 && written == sizeof sum ? 0 : 1);
    }
    bool sound = true;
    for (unsigned job = 0; job < jobs; ++job) {
        int status = 0;
        ::wait(&status);
        sound = sound && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    ::close(pipe_ends[1]);
    Sum sum;
    for (Sum part; ::read(pipe_ends[0], &part, sizeof part) == sizeof part;) {
        sum.seeds += part.seeds;
        sum.events += part.events;
        sum.mishaps += part.mishaps;
        sum.orders += part.orders;
        sum.hours += part.hours;
    }
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << std::fixed << std::setprecision(1) << sum.seeds << " seeds, " << sum.hours
              << " hours of virtual time, " << sum.mishaps << " mishaps, " << sum.orders << " orders, "
              << sum.events << " events in " << took
              << " s: " << (sound ? "every rule held" : "BROKEN; --seed S shows one of them") << '\n';
    return sound ? 0 : 1;
}

} // namespace

int main(int count, char** arguments) {
    CLI::App app(
        "Client, exchange and network in one thread on made-up time: everything goes wrong, and the\n"
        "rules of recovery are checked after every event.");
    RunOptions options;
    std::uint64_t seed = 0, seeds = 200, first = 1;
    unsigned jobs = 1;
    double seconds = 0;
    auto* const one = app.add_option("--seed", seed, "replays one seed and prints its transcript");
    app.add_option("--seeds", seeds, "so many seeds")
        ->capture_default_str()
        ->check(CLI::PositiveNumber)
        ->excludes(one);
    app.add_option("--first", first, "the first of them")->capture_default_str();
    app.add_option("--hours", options.hours, "virtual hours of each seed; without it some busy minutes")
        ->check(CLI::Range(0.0, 100'000.0));
    app.add_option("--jobs", jobs, "processes side by side")
        ->capture_default_str()
        ->check(CLI::Range(1, 256));
    app.add_option("--seconds", seconds, "begins no seed after so much real time; 0: no end")
        ->check(CLI::NonNegativeNumber);
    app.footer("Exit codes: 0 every rule held, 1 a rule was broken, 2 misuse.");
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    std::signal(SIGXFSZ, SIG_IGN); // a disk that is full says so by its error
    options.seed = seed;
    return one->count() > 0 ? replay(options) : run_all(options, first, seeds, jobs, seconds);
}
