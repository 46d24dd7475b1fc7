// fixguard_bench: the figures, one after the other, as a table and as JSON. ./run bench calls it.
#include "bench/figures/figures.hpp"
#include "bench/harness/instructions.hpp"
#include "bench/harness/table.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <fstream>
#include <iostream>

namespace {

// "size of the program=1234=KiB"
fixguard::bench::Group group_of(const std::string& fact) {
    const std::size_t unit = fact.rfind('='), value = fact.rfind('=', unit - 1);
    const double figure = std::stod(fact.substr(value + 1));
    return {"12",
            fact.substr(0, value),
            {{"fixguard", fact.substr(unit + 1), {figure, figure, figure}, {}, {}, {}, {}}}};
}

// A figure that fails costs itself, not the table.
bool show(void (*figure)(fixguard::bench::Bench&), fixguard::bench::Bench& bench) {
    try {
        figure(bench);
        return true;
    } catch (const std::exception& error) {
        std::cerr << "bench: " << error.what() << '\n';
        return false;
    }
}

} // namespace

int main(int argc, char** argv) {
    using namespace fixguard::bench;
    bool quick_asked = false, count = false, measured = true;
    std::string only, json_path, counts_path, plots_path;
    std::vector<std::string> facts;
    CLI::App app("Measures fixguard against its peers, in turns.");
    app.add_flag("--quick", quick_asked, "fewer and shorter rounds: a first look");
    app.add_flag("--count", count, "count instructions instead of timing; for use under callgrind");
    app.add_option("--only", only, "one figure by its number");
    app.add_option("--counts", counts_path, "folder with the files of a run with --count");
    app.add_option("--fact", facts, "what was measured elsewhere, for the table: name=value=unit");
    app.add_option("--json", json_path, "file for the JSON");
    app.add_option("--plots", plots_path, "folder for the SVG files");
    CLI11_PARSE(app, argc, argv);

    try {
        Bench bench(quick_asked ? quick : thorough, only,
                    counts_path.empty() ? Instructions{}
                                        : read_instructions(counts_path, watched_functions()));
        if (count) bench.count_only();
        // The venue first: a process forked off later has memory of ours to use up before it grows.
        for (const auto figure : {venue_speed, reject_to_error, lookup_and_text_match, framing_and_fields,
                                  preflight, planner_step, journal_record, round_trip, own_cost,
                                  recovery_on_the_wire, growth, scan_of_a_log, decode_a_log, market_data})
            measured = show(figure, bench) && measured;
        if (count) return measured ? 0 : 1;
        for (const std::string& fact : facts)
            bench.report(group_of(fact));
        if (!plots_path.empty())
            for (const Plot& plot : bench.plots())
                draw(plot, plots_path);
        std::vector<Group> groups = bench.groups();
        std::ranges::stable_sort(groups, {}, [](const Group& group) { return std::stoi(group.figure); });
        print_table(std::cout, groups);
        if (!std::cout.flush()) throw std::runtime_error("stdout cannot be written to");
        std::ofstream json(json_path);
        if (!json_path.empty() && !(json << to_json(groups, quick_asked) << std::flush)) {
            std::cerr << json_path << ": cannot be written\n";
            return 1;
        }
        return measured ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << "bench: " << error.what() << '\n';
        return 1;
    }
}
