// Calibrates the turns, takes them in rounds, and compares within each round.
#include "bench/harness/bench.hpp"

#include "bench/harness/instructions.hpp"

#include <stdexcept>

namespace fixguard::bench {
namespace {

using Clock = std::chrono::steady_clock;

double nanoseconds_of(const Side& side, std::size_t times) {
    const Clock::time_point begin = Clock::now();
    side.run(times);
    return std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
}

// How many operations fill a turn; the search warms caches and branch predictors as well.
std::size_t times_for(const Side& side, std::chrono::nanoseconds turn) {
    std::size_t times = 1;
    while (nanoseconds_of(side, times) < static_cast<double>(turn.count()))
        times *= 2;
    return times;
}

std::vector<double> quotients(const std::vector<double>& theirs, const std::vector<double>& ours) {
    std::vector<double> result;
    for (std::size_t round = 0; round < theirs.size(); ++round)
        result.push_back(theirs[round] / ours[round]);
    return result;
}

} // namespace

std::string instruction_key(const Work& work, const Side& side) {
    return work.figure + ' ' + work.name + " | " + side.name;
}

void Bench::compare(const Work& work) {
    if (const std::string difference = work.difference(); !difference.empty())
        throw std::runtime_error('(' + work.figure + ") " + work.name +
                                 ": the answers differ: " + difference);
    if (count_only_) {
        for (const Side& side : work.sides)
            count_instructions(instruction_key(work, side), side.run);
        return;
    }

    const std::size_t sides = work.sides.size();
    std::vector<std::size_t> times;
    for (const Side& side : work.sides)
        times.push_back(times_for(side, effort_.turn));
    std::vector<std::vector<double>> costs(sides);
    for (std::size_t round = 0; round < effort_.rounds; ++round)
        for (std::size_t turn = 0; turn < sides; ++turn) {
            const std::size_t at = round % 2 == 0 ? turn : sides - 1 - turn;
            costs[at].push_back(nanoseconds_of(work.sides[at], times[at]) / static_cast<double>(times[at]));
        }

    Group group{work.figure, work.name, {}};
    for (std::size_t at = 0; at < sides; ++at) {
        const Side& side = work.sides[at];
        Measurement measurement{side.name, "ns", spread_of(costs[at]), {}, {}, {}, side.least_ratio};
        const auto counted = instructions_.find(instruction_key(work, side));
        if (counted != instructions_.end()) measurement.instructions = counted->second;
        if (at == 0) measurement.most_instructions = work.most_instructions;
        if (at != 0) measurement.ratio = spread_of(quotients(costs[at], costs[0]));
        group.sides.push_back(std::move(measurement));
    }
    report(std::move(group));
}

} // namespace fixguard::bench
