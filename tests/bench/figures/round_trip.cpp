// (7) Orders through one session and back: how many in a second, and how long one takes.
#include "bench/figures/figures.hpp"
#include "bench/harness/instructions.hpp"
#include "bench/peers/fixguard_session.hpp"
#include "bench/peers/open_venue.hpp"
#include "bench/peers/quickfix_session.hpp"
#include "bench/peers/venue_process.hpp"

#include <algorithm>
#include <stdexcept>

namespace fixguard::bench {
namespace {

double quantile(std::vector<double>& values, double part) {
    const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

// What one side did in all rounds.
struct Rounds {
    std::vector<double> seconds, per_second, p50, p99, p999;

    void add(OrderSession::Run run, std::size_t orders) {
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

void round_trips(Bench& bench, bool tls, std::size_t window) {
    const std::size_t rounds = bench.is_quick() ? 5 : 21;
    const std::size_t orders = (bench.is_quick() ? 5'000U : 20'000U) / (window == 1 ? 5 : 1);
    venue::Config config = open_venue(tls);
    config.require_sni = false; // QuickFIX sends none
    const VenueProcess venue(config);
    const std::uint16_t port = venue.port(SessionKind::order_entry);
    FixguardSession ours(port, venue.ca_pem(), tls);
    QuickFixInitiator theirs(port, tls, "QUICKFIX");

    if (ours.run(orders, window).digest != theirs.run(orders, window).digest)
        throw std::runtime_error("(7) the two sessions have seen different reports");
    Rounds we, they;
    for (std::size_t round = 0; round < rounds; ++round) {
        if (round % 2 == 0) we.add(ours.run(orders, window), orders);
        they.add(theirs.run(orders, window), orders);
        if (round % 2 != 0) we.add(ours.run(orders, window), orders);
    }
    const std::string peer = tls ? "QuickFIX SSLSocketInitiator" : "QuickFIX SocketInitiator";
    const std::string how =
        std::string(tls ? ", TLS" : ", TCP") + " on loopback, window " + std::to_string(window);
    const bool goal = !tls && window > 1;
    const auto least = goal ? std::optional(1.5) : std::nullopt;
    bench.report(compared("orders in a second" + how, "/s", peer, spread_of(we.per_second),
                          spread_of(they.per_second), we.seconds, they.seconds, least));
    const auto report = [&](const char* quantile, const std::vector<double>& our_time,
                            const std::vector<double>& their_time, std::optional<double> least_ratio) {
        bench.report(compared("order to report, " + (quantile + how), "us", peer, spread_of(our_time),
                              spread_of(their_time), our_time, their_time, least_ratio));
    };
    report("p50", we.p50, they.p50, least);
    report("p99", we.p99, they.p99, {});
    report("p99.9", we.p999, they.p999, {});
}

} // namespace

// Of the whole process but for the kernel; valgrind knows no other.
void count_orders() {
    constexpr std::size_t window = 100;
    const VenueProcess venue(open_venue(false));
    const std::uint16_t port = venue.port(SessionKind::order_entry);
    FixguardSession ours(port, {}, false);
    count_instructions("7 fixguard", [&](std::size_t times) { ours.run(times, window); });
    QuickFixInitiator theirs(port, false, "QUICKFIX");
    count_instructions("7 QuickFIX", [&](std::size_t times) { theirs.run(times, window); });
}

void round_trip(Bench& bench) {
    if (!bench.wants("7")) return;
    if (bench.counts_only()) return count_orders();
    for (const bool tls : {false, true})
        for (const std::size_t window : {std::size_t{100}, std::size_t{1}})
            round_trips(bench, tls, window);
}

} // namespace fixguard::bench
