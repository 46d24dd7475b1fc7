// The interleaved comparison: the same work by us and by peers, checked to be the same, then timed in turns.
#pragma once

#include "bench/harness/measurement.hpp"
#include "bench/harness/plot.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fixguard::bench {

// One who does the work.
struct Side {
    std::string name;
    std::function<void(std::size_t times)> run;
    std::optional<double> least_ratio; // the goal: ours is at least so many times faster than this one
};

// `work(i)` does the i-th operation and returns what it found, which the compiler then has to compute.
template <typename Work>
Side side(std::string name, Work work, std::optional<double> least_ratio = {}) {
    const auto run = [work = std::move(work)](std::size_t times) mutable {
        for (std::size_t i = 0; i < times; ++i) {
            auto found = work(i);
            benchmark::DoNotOptimize(found);
        }
    };
    return {std::move(name), run, least_ratio};
}

struct Work {
    std::string figure; // its number in the list of figures
    std::string name;
    // Empty where all sides give the same answers, else one line that says what differs. Asked for before
    // anything is timed.
    std::function<std::string()> difference;
    std::vector<Side> sides;                 // ours first
    std::optional<double> most_instructions; // the goal for our own count
};

// Instructions of one operation, by instruction_key().
using Instructions = std::map<std::string, double>;
std::string instruction_key(const Work& work, const Side& side);

struct Effort {
    std::size_t rounds = 0;
    std::chrono::nanoseconds turn{}; // one side's turn in a round takes at least that long
};
inline constexpr Effort quick{101, std::chrono::microseconds{200}};
inline constexpr Effort thorough{501, std::chrono::microseconds{500}};

// Runs the figures one after the other and keeps what they say. In each round every side has its turn, in an
// order that changes from round to round, so that a neighbour on the machine disturbs all of them alike; the
// ratio is taken within the round.
class Bench {
public:
    Bench(Effort effort, std::string only, Instructions instructions)
        : effort_(effort), only_(std::move(only)), instructions_(std::move(instructions)) {}

    // Whether a figure is asked for; those that are not need not prepare anything.
    bool wants(const std::string& figure) const { return only_.empty() || only_ == figure; }

    // Throws std::runtime_error where the sides differ.
    void compare(const Work& work);
    void report(Group group) { groups_.push_back(std::move(group)); }

    const Instructions& instructions() const { return instructions_; }
    void plot(Plot plot) { plots_.push_back(std::move(plot)); }

    const std::vector<Group>& groups() const { return groups_; }
    const std::vector<Plot>& plots() const { return plots_; }

    // Counts under valgrind instead of timing: see instructions.hpp.
    void count_only() { count_only_ = true; }
    bool counts_only() const { return count_only_; }
    bool is_quick() const { return effort_.rounds <= quick.rounds; }

private:
    Effort effort_;
    std::string only_;
    Instructions instructions_;
    bool count_only_ = false;
    std::vector<Group> groups_;
    std::vector<Plot> plots_;
};

} // namespace fixguard::bench
