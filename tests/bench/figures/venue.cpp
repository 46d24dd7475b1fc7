// (10) The venue: orders that it answers, and the memory of a session that is idle.
#include "bench/figures/figures.hpp"
#include "bench/peers/open_venue.hpp"
#include "bench/peers/order_load.hpp"
#include "bench/peers/venue_process.hpp"
#include "support/blocking_client.hpp"

#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>

namespace fixguard::bench {
namespace {

Measurement measured(std::string name, std::string unit, std::vector<double> values) {
    return {std::move(name), std::move(unit), spread_of(std::move(values)), {}, {}, {}, {}};
}

// ---- orders

// Sends `orders` over all clients and waits for the answers.
void run_orders(std::vector<std::unique_ptr<OrderClient>>& clients, std::size_t orders) {
    constexpr std::size_t window = 128; // orders of one client without an answer
    constexpr int patience_ms = 30'000;
    std::vector<pollfd> ready;
    for (const auto& client : clients)
        ready.push_back({client->descriptor(), POLLIN, 0});
    std::size_t left = orders, answered = 0;
    for (const auto& client : clients)
        client->send(window, left);
    while (answered < orders) {
        if (poll(ready.data(), ready.size(), patience_ms) <= 0)
            throw std::runtime_error("the venue is stuck");
        for (std::size_t i = 0; i < clients.size(); ++i) {
            if (ready[i].revents == 0) continue;
            answered += clients[i]->receive();
            clients[i]->send(window, left);
        }
    }
}

void orders_per_second(Bench& bench) {
    constexpr std::size_t sessions = 20;
    const std::size_t rounds = bench.is_quick() ? 3 : 9, orders = bench.is_quick() ? 50'000 : 200'000;
    const VenueProcess venue(open_venue(false));
    std::vector<std::unique_ptr<OrderClient>> clients;
    for (std::size_t i = 0; i < sessions; ++i)
        clients.push_back(std::make_unique<OrderClient>(venue.port(SessionKind::order_entry),
                                                        "C" + std::to_string(i), api_key(i % accounts)));
    run_orders(clients, orders / 10); // warm
    std::vector<double> per_second, processor;
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        const std::uint64_t spent = venue.processor_ns();
        run_orders(clients, orders);
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
        per_second.push_back(static_cast<double>(orders) / time.count());
        processor.push_back(static_cast<double>(venue.processor_ns() - spent) / static_cast<double>(orders));
    }
    bench.report({"10",
                  "NewOrderSingle<D> over plain TCP, 20 sessions, the load on the same machine",
                  {measured("answered, goal 100,000", "/s", per_second)}});
    bench.report({"10",
                  "the venue's own processor time for it, rules and two ExecutionReport<8> each",
                  {measured("fixguard", "ns", processor)}});
}

// ---- memory

void raise_descriptor_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

double bytes_of_a_session(bool tls) {
    constexpr std::size_t warm = 50, idle = 1000;
    const VenueProcess venue(open_venue(tls));
    const auto trusted = tls ? std::optional(test::BlockingClient::Tls{venue.ca_pem()}) : std::nullopt;
    std::vector<std::unique_ptr<test::BlockingClient>> clients;
    const auto log_on = [&](std::size_t number) {
        clients.push_back(
            std::make_unique<test::BlockingClient>(venue.port(SessionKind::order_entry), trusted));
        clients.back()->write(signed_logon("C" + std::to_string(number), api_key(number % accounts), ""));
        if (clients.back()
                ->read_until("\x01"
                             "25037=")
                .empty())
            throw std::runtime_error("no logon");
    };
    for (std::size_t i = 0; i < warm; ++i)
        log_on(i);
    const std::size_t before = venue.resident_bytes();
    for (std::size_t i = 0; i < idle; ++i)
        log_on(warm + i);
    const std::size_t after = venue.resident_bytes();
    return (static_cast<double>(after) - static_cast<double>(before)) / idle / 1024;
}

void idle_sessions(Bench& bench) {
    raise_descriptor_limit();
    bench.report({"10",
                  "1,000 idle sessions: resident memory of the venue for each, goal 64 KiB",
                  {measured("over plain TCP", "KiB", {bytes_of_a_session(false)}),
                   measured("over TLS", "KiB", {bytes_of_a_session(true)})}});
}

} // namespace

void venue_speed(Bench& bench) {
    if (!bench.wants("10") || bench.counts_only()) return;
    orders_per_second(bench);
    idle_sessions(bench);
}

} // namespace fixguard::bench
