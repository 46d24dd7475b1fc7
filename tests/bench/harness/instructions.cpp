// Tells callgrind where to count, and reads its files.
#include "bench/harness/instructions.hpp"

#include <valgrind/callgrind.h>

#include <fstream>
#include <string_view>

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

// A dump has the lines "desc: Trigger: Client Request: <key>" and "totals: <count>" among many others.
Instructions read_instructions(const std::filesystem::path& folder) {
    constexpr std::string_view key_mark = "desc: Trigger: Client Request: ";
    constexpr std::string_view total_mark = "totals: ";
    Instructions result;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path());
        std::string key;
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with(key_mark)) key = line.substr(key_mark.size());
            if (line.starts_with(total_mark) && !key.empty())
                result[key] = std::stod(line.substr(total_mark.size())) / static_cast<double>(counted);
        }
    }
    return result;
}

} // namespace fixguard::bench
