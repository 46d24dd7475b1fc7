// What the bench says of one piece of work: who did it, how long it took, and how the others compare.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::bench {

// The middle half of many rounds.
struct Spread {
    double low = 0; // first quartile
    double median = 0;
    double high = 0; // third quartile
};
Spread spread_of(std::vector<double> values); // at least one value

struct Measurement {
    std::string name;                        // who did it
    std::string unit;                        // of `cost`
    Spread cost;                             // of one operation
    std::optional<double> instructions;      // of one operation
    std::optional<double> most_instructions; // the goal for them
    std::optional<Spread> ratio;             // how many times the cost of the first of the group
    std::optional<double> least_ratio;       // the goal for it
};

// The same work done by several; the first is ours.
struct Group {
    std::string figure; // its number in the list of figures
    std::string work;
    std::vector<Measurement> sides;
};

} // namespace fixguard::bench
