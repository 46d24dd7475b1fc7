// Tells callgrind where to count, and reads its files.
#include "bench/harness/instructions.hpp"

#include <valgrind/callgrind.h>

#include <fstream>
#include <map>
#include <string_view>
#include <utility>

namespace fixguard::bench {
namespace {

constexpr std::size_t warm_up = 64; // fills caches of the program: lazily built tables, a regex's automaton
constexpr std::size_t counted = 256;

} // namespace

void count_instructions(const std::string& key, const std::function<void(std::size_t)>& run) {
    run(warm_up);
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    run(counted);
    CALLGRIND_DUMP_STATS_AT(key.c_str());
    CALLGRIND_STOP_INSTRUMENTATION;
}

std::string part_key(const std::string& key, const std::string& watched) {
    return key + " / " + watched;
}

// A dump has the lines "desc: Trigger: Client Request: <key>" and "totals: <count>" among many others. A call
// is three lines: "cfn=(7) name", where the name stands only the first time the number is used, "calls=..",
// and
// "<place> <cost of all of these calls>".
Instructions read_instructions(const std::filesystem::path& folder, const std::vector<std::string>& watched) {
    constexpr std::string_view key_mark = "desc: Trigger: Client Request: ";
    constexpr std::string_view total_mark = "totals: ";
    constexpr auto times = static_cast<double>(counted);
    Instructions result;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path());
        std::string key, called;
        std::map<std::string, std::string> names;
        bool cost_is_next = false;
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with(key_mark)) key = line.substr(key_mark.size());
            if (line.starts_with(total_mark) && !key.empty())
                result[key] = std::stod(line.substr(total_mark.size())) / times;
            if (line.starts_with("fn=(") || line.starts_with("cfn=(")) {
                const std::size_t end = line.find(')');
                const std::string number = line.substr(line.find('('), end - line.find('('));
                if (end + 2 < line.size()) names[number] = line.substr(end + 2);
                if (line.front() == 'c') called = names[number];
            }
            if (std::exchange(cost_is_next, line.starts_with("calls=")))
                for (const std::string& name : watched)
                    if (called.starts_with(name))
                        result[part_key(key, name)] += std::stod(line.substr(line.find(' ') + 1)) / times;
        }
    }
    return result;
}

} // namespace fixguard::bench
