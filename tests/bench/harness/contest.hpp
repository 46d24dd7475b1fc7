// Whole runs in turns: work that takes so long that it is done once in a turn.
#pragma once

#include "bench/harness/bench.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::bench {

struct Contestant {
    std::string name;
    std::function<double()> run; // ms
    std::optional<double> least_ratio;
};

// Ours first. One more round goes before those that count: it warms the page cache.
void contest(Bench& bench, const std::string& figure, const std::string& work,
             const std::vector<Contestant>& contestants, std::size_t rounds);

} // namespace fixguard::bench
