// Takes the turns in an order that changes, and compares within each round.
#include "bench/harness/contest.hpp"

namespace fixguard::bench {

void contest(Bench& bench, const std::string& figure, const std::string& work,
             const std::vector<Contestant>& contestants, std::size_t rounds) {
    std::vector<std::vector<double>> costs(contestants.size());
    for (std::size_t round = 0; round <= rounds; ++round)
        for (std::size_t turn = 0; turn < contestants.size(); ++turn) {
            const std::size_t at = round % 2 == 0 ? turn : contestants.size() - 1 - turn;
            const double cost = contestants[at].run();
            if (round != 0) costs[at].push_back(cost);
        }
    Group group{figure, work, {}};
    for (std::size_t at = 0; at < contestants.size(); ++at) {
        std::vector<double> ratios;
        for (std::size_t round = 0; round < rounds; ++round)
            ratios.push_back(costs[at][round] / costs[0][round]);
        Measurement measurement{contestants[at].name, "ms", spread_of(costs[at]), {}, {}, {}, {}};
        if (at != 0) measurement.ratio = spread_of(ratios);
        measurement.least_ratio = contestants[at].least_ratio;
        group.sides.push_back(std::move(measurement));
    }
    bench.report(std::move(group));
}

} // namespace fixguard::bench
