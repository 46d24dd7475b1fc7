// (10) The venue: orders that it answers, and the memory of a session that is idle.
#include "bench/figures/figures.hpp"
#include "bench/peers/order_load.hpp"
#include "bench/peers/venue_process.hpp"
#include "support/blocking_client.hpp"
#include "support/test_key.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>

namespace fixguard::bench {
namespace {

constexpr std::size_t accounts = 10;
constexpr std::uint32_t endless = 100'000'000;

std::string public_pem() {
    const std::unique_ptr<BIO, decltype(&BIO_free)> in(
        BIO_new_mem_buf(test::ed25519_key.data(), static_cast<int>(test::ed25519_key.size())), BIO_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(out.get(), key.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string api_key(std::size_t account) {
    return "KEY" + std::to_string(account);
}

// The exchange's limits are wide open: it is the venue that is measured, not its patience.
venue::Config open_venue(bool tls) {
    venue::Config config;
    config.tls = tls;
    config.symbols = venue::sample_symbols();
    const std::string pem = public_pem();
    for (std::size_t number = 0; number < accounts; ++number) {
        venue::Account account;
        account.name = "account" + std::to_string(number);
        account.keys = {{api_key(number), pem, venue::Permission::fix_api}};
        account.unfilled_orders.count = endless;
        config.accounts.push_back(account);
    }
    rules::KindRules& rules = config.rules.of(SessionKind::order_entry);
    rules.messages.count = rules.attempts.count = rules.connections = endless;
    return config;
}

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
