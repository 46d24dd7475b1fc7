// (6) The errors of a log of 1 GB in the page cache, beside what else one would search it with.
#include "bench/figures/figures.hpp"
#include "bench/harness/contest.hpp"
#include "bench/peers/big_log.hpp"
#include "bench/peers/quickfix.hpp"

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace fixguard::bench {
namespace {

constexpr std::size_t log_size = 1'000'000'000;
constexpr std::string_view pattern = "25016=[-0-9]+";

// Lines of what it prints, that hold `text`.
std::size_t hits_of(const Command& command, std::string_view text) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = start(command, ends[1]);
    close(ends[1]);
    std::FILE* const in = fdopen(ends[0], "r");
    std::size_t hits = 0;
    char* line = nullptr;
    std::size_t room = 0;
    for (ssize_t size; (size = getline(&line, &room, in)) >= 0;)
        hits += std::string_view(line, static_cast<std::size_t>(size)).find(text) != std::string_view::npos;
    std::free(line); // NOLINT: getline's
    std::fclose(in);
    waitpid(child, nullptr, 0);
    return hits;
}

// What FIX::Session does first with each message; on a part of the log, for it takes seconds.
double quickfix_ms() {
    const std::string lines = some_lines();
    const auto begin = std::chrono::steady_clock::now();
    std::size_t refused = 0;
    for (std::size_t at = 0; (at = lines.find("8=FIX.4.4\x01", at)) != std::string::npos;) {
        const std::size_t end = lines.find('\n', at);
        const FIX::Message message = QuickFix::parse_plainly(lines.substr(at, end - at));
        refused += message.isSetField(25016) ? 1 : 0;
        at = end;
    }
    if (refused == 0) throw std::runtime_error("QuickFIX found no error");
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    return ms * static_cast<double>(log_size) / static_cast<double>(lines.size());
}

} // namespace

void scan_of_a_log(Bench& bench) {
    if (!bench.wants("6") || bench.counts_only()) return;
    const BigLog log(log_size);
    const std::string program = FIXGUARD_PROGRAM;
    const Command rg{"rg", "-o", std::string(pattern), log.path()};
    const Command errors_only{program, "scan", "--threads", "1", "--no-causes", log.path()};
    const Command with_causes{program, "scan", "--threads", "1", log.path()};

    const std::size_t expected = hits_of(rg, "25016=");
    const std::size_t found = hits_of({program, "scan", "--json", "--no-causes", log.path()}, "\"code\":-");
    const std::size_t explained =
        hits_of({program, "scan", "--json", log.path()}, "\"cause\":{\"msg_seq_num\":");
    if (expected == 0 || found != expected || explained != expected)
        throw std::runtime_error("(6) rg finds " + std::to_string(expected) + ", fixguard " +
                                 std::to_string(found) + " with " + std::to_string(explained) + " causes");

    const auto cpu = [&](const Command& command) {
        return [&log, command] { return log.to_gigabytes(cost_of(command).cpu_ms); };
    };
    const auto wall = [&](const Command& command) {
        return [&log, command] { return log.to_gigabytes(cost_of(command).wall_ms); };
    };
    const std::size_t rounds = bench.is_quick() ? 3 : 9;
    contest(bench, "6", "errors of a log of 1 GB, one core, CPU time",
            {{"fixguard", cpu(errors_only), {}},
             {"rg -o", cpu(rg), 0.8},
             {"wc -l", cpu({"wc", "-l", log.path()}), {}}},
            rounds);
    contest(bench, "6", "errors and their causes, one core, CPU time",
            {{"fixguard", cpu(with_causes), {}}, {"rg -o, which finds no causes", cpu(rg), 0.4}}, rounds);
    contest(bench, "6", "errors, as many cores as there are, wall time",
            {{"fixguard", wall({program, "scan", "--no-causes", log.path()}), {}}, {"rg -o", wall(rg), {}}},
            rounds);
    contest(bench, "6", "the slow ones, CPU time",
            {{"fixguard", cpu(errors_only), {}},
             {"grep -oP", cpu({"grep", "-oP", std::string(pattern), log.path()}), {}},
             {"QuickFIX Message, from one MB", quickfix_ms, {}}},
            3);
}

} // namespace fixguard::bench
