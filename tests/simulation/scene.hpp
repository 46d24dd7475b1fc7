// What all participants of one run share, and how a connection is made in it.
#pragma once

#include "simulation/exchange_host.hpp"
#include "simulation/link.hpp"
#include "simulation/mishap.hpp"
#include "simulation/watch.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace fixguard::simulation {

struct Scene {
    Scene(std::uint64_t seed, Canary planted, std::ostream* out, venue::Config config)
        : chance(seed), watch(time, out), canary(planted), exchange(time, watch, std::move(config)) {}

    Scheduler time;
    Chance chance;
    Watch watch;
    const Canary canary;
    ExchangeHost exchange;

    Weather weather;
    std::vector<std::weak_ptr<Link>> links;
    SteadyTime refused_until{};    // nobody listens
    SteadyTime distrusted_until{}; // a certificate that is another's
    microseconds client_clock{0};  // the client's UTC minus the exchange's
    bool may_halt = false;         // something has happened for which a person has to look
    bool disk_fails = false;
    SteadyTime disk_failed_at = SteadyTime::min(); // the last time
    std::uint64_t streams = 0;
};

} // namespace fixguard::simulation
