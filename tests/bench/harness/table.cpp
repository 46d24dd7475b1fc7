// Lays measurements out in columns and as JSON.
#include "bench/harness/table.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace fixguard::bench {
namespace {

using nlohmann::ordered_json;

// Three digits that mean something: 1.23, 12.3, 123, 12345.
std::string figures(double value) {
    std::ostringstream out;
    const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    out << std::fixed << std::setprecision(decimals) << value;
    return out.str();
}

// Half the distance of the quartiles, in per cent of the median.
std::string spread(const Spread& of) {
    return of.median == 0 ? "" : "+-" + figures(50 * (of.high - of.low) / of.median) + '%';
}

std::string goal(const Measurement& side) {
    if (side.least_ratio)
        return ">= " + figures(*side.least_ratio) + " x " +
               (side.ratio && side.ratio->median >= *side.least_ratio ? "met" : "SHORT");
    if (side.most_instructions)
        return "<= " + figures(*side.most_instructions) + " instr " +
               (!side.instructions                              ? "?"
                : *side.instructions <= *side.most_instructions ? "met"
                                                                : "SHORT");
    return {};
}

ordered_json json_of(const Spread& spread) {
    return {{"median", spread.median}, {"first_quartile", spread.low}, {"third_quartile", spread.high}};
}

ordered_json json_of(const Measurement& side) {
    ordered_json json{{"name", side.name}, {"unit", side.unit}, {"cost", json_of(side.cost)}};
    if (side.instructions) json["instructions"] = *side.instructions;
    if (side.most_instructions) json["goal_at_most_instructions"] = *side.most_instructions;
    if (side.ratio) json["ratio"] = json_of(*side.ratio);
    if (side.least_ratio) json["goal_at_least_ratio"] = *side.least_ratio;
    return json;
}

} // namespace

void print_table(std::ostream& out, const std::vector<Group>& groups) {
    const auto row = [&](const std::string& name, const std::string& cost, const std::string& unit,
                         const std::string& spread, const std::string& instructions, const std::string& ratio,
                         const std::string& ratio_spread, const std::string& goal) {
        std::ostringstream line;
        line << std::left << std::setw(46) << name << std::right << std::setw(9) << cost << ' ' << std::left
             << std::setw(4) << unit << std::right << std::setw(8) << spread << std::setw(11) << instructions
             << std::setw(9) << ratio << std::setw(8) << ratio_spread << "  " << goal;
        std::string text = line.str();
        text.erase(text.find_last_not_of(' ') + 1);
        out << text << '\n';
    };
    row("", "median", "", "spread", "instr", "ratio", "spread", "goal");
    for (const Group& group : groups) {
        out << '(' << group.figure << ") " << group.work << '\n';
        for (const Measurement& side : group.sides)
            row("    " + side.name, figures(side.cost.median), side.unit, spread(side.cost),
                side.instructions ? figures(std::round(*side.instructions)) : "",
                side.ratio ? figures(side.ratio->median) : "", side.ratio ? spread(*side.ratio) : "",
                goal(side));
    }
}

std::string to_json(const std::vector<Group>& groups, bool quick) {
    ordered_json json{{"effort", quick ? "quick" : "thorough"}, {"figures", ordered_json::array()}};
    for (const Group& group : groups) {
        ordered_json sides = ordered_json::array();
        for (const Measurement& side : group.sides)
            sides.push_back(json_of(side));
        json["figures"].push_back({{"figure", group.figure}, {"work", group.work}, {"sides", sides}});
    }
    return json.dump(2) + '\n';
}

} // namespace fixguard::bench
