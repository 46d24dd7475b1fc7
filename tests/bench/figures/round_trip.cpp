// (7) Orders through one session and back: how many in a second, and how long one takes. (8) What of it is
// the handler's own.
#include "bench/figures/figures.hpp"
#include "bench/harness/instructions.hpp"
#include "bench/peers/fixguard_session.hpp"
#include "bench/peers/open_venue.hpp"
#include "bench/peers/quickfix_session.hpp"
#include "bench/peers/venue_process.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace fixguard::bench {
namespace {

constexpr WindowLimit no_limit{2'000'000, milliseconds{10'000}}; // that this load would reach

double quantile(std::vector<double>& values, double part) {
    const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

// Of all its threads, in the kernel too.
double processor_us_of_this_process() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto us = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return us(used.ru_utime) + us(used.ru_stime);
}

// What one side did in all rounds.
struct Rounds {
    std::vector<double> seconds, per_second, processor_us, p50, p99, p999;
    std::vector<double> latency_us; // of all orders

    void add(OrderSession& session, std::size_t orders, std::size_t window) {
        const double before = processor_us_of_this_process();
        OrderSession::Run run = session.run(orders, window);
        processor_us.push_back((processor_us_of_this_process() - before) / static_cast<double>(orders));
        latency_us.insert(latency_us.end(), run.latency_us.begin(), run.latency_us.end());
        seconds.push_back(run.seconds);
        per_second.push_back(static_cast<double>(orders) / run.seconds);
        p50.push_back(quantile(run.latency_us, 0.5));
        p99.push_back(quantile(run.latency_us, 0.99));
        p999.push_back(quantile(run.latency_us, 0.999));
    }
};

// The spread of `ours` and `theirs` as they are, and how many times more time the peer takes.
Group compared(const std::string& work, const std::string& unit, const std::string& peer, const Spread& ours,
               const Spread& theirs, const std::vector<double>& our_time,
               const std::vector<double>& their_time, std::optional<double> least_ratio) {
    std::vector<double> ratios;
    for (std::size_t round = 0; round < our_time.size(); ++round)
        ratios.push_back(their_time[round] / our_time[round]);
    return {"7",
            work,
            {{"fixguard", unit, ours, {}, {}, {}, {}},
             {peer, unit, theirs, {}, {}, spread_of(std::move(ratios)), least_ratio}}};
}

// x: 2 is the median, 10 what nine of ten orders stay below, and so on.
Curve distribution(std::string name, std::vector<double>& latency_us) {
    std::sort(latency_us.begin(), latency_us.end());
    Curve curve{std::move(name), {}};
    for (double rarity = 1.1; rarity <= 20'000 && rarity < static_cast<double>(latency_us.size());
         rarity *= 1.2) {
        const double place = (1 - 1 / rarity) * static_cast<double>(latency_us.size() - 1);
        curve.points.emplace_back(rarity, latency_us[static_cast<std::size_t>(place)]);
    }
    return curve;
}

Panel round_trips(Bench& bench, bool tls, std::size_t window) {
    const std::size_t rounds = bench.is_quick() ? 5 : 21;
    const std::size_t orders = (bench.is_quick() ? 5'000U : 20'000U) / (window == 1 ? 5 : 1);
    venue::Config config = open_venue(tls);
    config.require_sni = false; // QuickFIX sends none
    const VenueProcess venue(config);
    const std::uint16_t port = venue.port(SessionKind::order_entry);
    FixguardSession ours(port, venue.ca_pem(), tls, no_limit);
    QuickFixInitiator theirs(port, tls, "QUICKFIX");

    if (ours.run(orders, window).digest != theirs.run(orders, window).digest)
        throw std::runtime_error("(7) the two sessions have seen different reports");
    Rounds we, they;
    for (std::size_t round = 0; round < rounds; ++round) {
        if (round % 2 == 0) we.add(ours, orders, window);
        they.add(theirs, orders, window);
        if (round % 2 != 0) we.add(ours, orders, window);
    }
    const std::string peer = tls ? "QuickFIX SSLSocketInitiator" : "QuickFIX SocketInitiator";
    const std::string how =
        std::string(tls ? ", TLS" : ", TCP") + " on loopback, window " + std::to_string(window);
    const bool goal = !tls && window > 1;
    const auto least = goal ? std::optional(1.5) : std::nullopt;
    bench.report(compared("orders in a second" + how, "/s", peer, spread_of(we.per_second),
                          spread_of(they.per_second), we.seconds, they.seconds, least));
    bench.report(compared("processor time of an order" + how, "us", peer, spread_of(we.processor_us),
                          spread_of(they.processor_us), we.processor_us, they.processor_us, {}));
    const auto report = [&](const char* quantile, const std::vector<double>& our_time,
                            const std::vector<double>& their_time, std::optional<double> least_ratio) {
        bench.report(compared("order to report, " + (quantile + how), "us", peer, spread_of(our_time),
                              spread_of(their_time), our_time, their_time, least_ratio));
    };
    report("p50", we.p50, they.p50, least);
    report("p99", we.p99, they.p99, {});
    report("p99.9", we.p999, they.p999, {});
    return {std::string(tls ? "TLS" : "TCP") + ", window " + std::to_string(window),
            "part of the orders",
            "us",
            "(\"50 %%\" 2, \"90 %%\" 10, \"99 %%\" 100, \"99.9 %%\" 1000, \"99.99 %%\" 10000)",
            {distribution("fixguard", we.latency_us), distribution(peer, they.latency_us)}};
}

// Of the whole process but for the kernel; valgrind knows no other.
const std::string our_count = "7 fixguard", bare_count = "7 fixguard, switched off",
                  their_count = "7 QuickFIX";

void count_orders() {
    constexpr std::size_t window = 100;
    const VenueProcess venue(open_venue(false));
    const std::uint16_t port = venue.port(SessionKind::order_entry);
    // The venue's ids grow by a digit from time to time, and each time there is news for the dictionary: not
    // among the orders that are counted.
    FixguardSession(port, {}, false, no_limit).run(2'000, window);
    for (const auto& [count, handler] : {std::pair(our_count, Handler::on), {bare_count, Handler::off}}) {
        FixguardSession ours(port, {}, false, no_limit, handler);
        count_instructions(count, [&](std::size_t times) { ours.run(times, window); });
    }
    QuickFixInitiator theirs(port, false, "QUICKFIX");
    count_instructions(their_count, [&](std::size_t times) { theirs.run(times, window); });
}

// The parts of the handler, each by the functions in which all of it happens, none within another.
struct Part {
    std::string name;
    std::vector<std::string> functions;
};
const std::vector<Part> parts{
    {"diagnosis: what was sent, what each report says and settles",
     {"fixguard::diagnosis::judge(", "fixguard::diagnosis::SentLog::record("}},
    {"journal: written down before it is sent, crossed out when its fate was told",
     {"fixguard::engine::RequestJournal::add(", "fixguard::engine::RequestJournal::settle("}},
    {"budgets: message limit, circuit breaker",
     {"fixguard::engine::MessageBudget::admits(", "fixguard::engine::MessageBudget::count(",
      "fixguard::engine::MessageBudget::take_warning(", "fixguard::engine::shape_of(",
      "fixguard::engine::CircuitBreaker::"}},
    {"preflight", {"fixguard::rules::Preflight::"}}};

Measurement instructions(std::string name, double count) {
    return {std::move(name), "", {count, count, count}, {}, {}, {}, {}};
}

} // namespace

std::vector<std::string> watched_functions() {
    std::vector<std::string> all;
    for (const Part& part : parts)
        all.insert(all.end(), part.functions.begin(), part.functions.end());
    return all;
}

// What can be switched off is measured by switching it off; diagnosis cannot, so it is counted.
void own_cost(Bench& bench) {
    const Instructions& counts = bench.instructions();
    const auto on = counts.find(our_count), off = counts.find(bare_count), theirs = counts.find(their_count);
    if (!bench.wants("8") || bench.counts_only()) return;
    if (on == counts.end() || off == counts.end() || theirs == counts.end()) return;
    Group group{"8", "instructions of an order and its two reports, TCP, window 100", {}};
    group.sides.push_back(instructions("fixguard, everything on", on->second));
    group.sides.push_back(instructions("fixguard, what a user can switch off is off", off->second));
    std::vector<double> costs;
    for (const Part& part : parts) {
        double sum = 0;
        for (const std::string& function : part.functions)
            if (const auto found = counts.find(part_key(our_count, function)); found != counts.end())
                sum += found->second;
        group.sides.push_back(instructions("  " + part.name, sum));
        costs.push_back(sum);
    }
    group.sides.push_back(instructions("QuickFIX SocketInitiator, which has none of it", theirs->second));
    bench.report(std::move(group));

    const double switched = on->second - off->second;
    const double handler = std::accumulate(costs.begin(), costs.end(), 0.0);
    bench.report({"8",
                  "the handler's own, in per cent",
                  {instructions("what can be switched off, of our path without it, goal 5",
                                100 * switched / off->second),
                   instructions("all of it, of our path without it", 100 * handler / (on->second - handler)),
                   instructions("all of it, of QuickFIX's path", 100 * handler / theirs->second)}});
}

void round_trip(Bench& bench) {
    const bool counted_for_8 = bench.counts_only() && bench.wants("8");
    if (!bench.wants("7") && !counted_for_8) return;
    if (bench.counts_only()) return count_orders();
    Plot plot{"latency", {}};
    for (const bool tls : {false, true})
        for (const std::size_t window : {std::size_t{100}, std::size_t{1}})
            plot.panels.push_back(round_trips(bench, tls, window));
    bench.plot(std::move(plot));
}

} // namespace fixguard::bench
