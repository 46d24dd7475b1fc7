// Writes the samples over and over; forks, and asks the kernel what the child has used.
#include "bench/peers/big_log.hpp"

#include "bench/samples.hpp"
#include "support/execute.hpp"

#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace fixguard::bench {

std::string some_lines() {
    const auto requests = sent_requests(), answers = execution_reports(), refusals = rejects();
    const auto refreshes = incremental_refreshes(10);
    std::string lines;
    const auto add = [&](const std::string& message) {
        lines.append("20261121-09:10:41.000000000 : ").append(message) += '\n';
    };
    for (std::size_t i = 0; lines.size() < 1'000'000; ++i) {
        add(requests[i % variants]);
        add(i % 20 == 7 ? refusals[i % variants] : answers[i % variants]);
        add(refreshes[i % variants]);
        add(refreshes[(i + 5) % variants]);
    }
    return lines;
}

BigLog::BigLog(std::size_t size)
    : path_(std::filesystem::temp_directory_path() / ("fixguard_bench_" + std::to_string(getpid()))) {
    const std::string lines = some_lines();
    std::ofstream out(path_, std::ios::binary);
    for (; size_ < size; size_ += lines.size())
        out << lines;
    if (!out.flush()) throw std::runtime_error(path_.string() + ": cannot be written");
}

namespace {

[[noreturn]] void run(const Command& command, int out) {
    dup2(out, STDOUT_FILENO);
    setenv("LC_ALL", "C", 1);
    test::execute(command);
}

} // namespace

pid_t start(const Command& command, int out) {
    const pid_t child = fork();
    if (child == 0) run(command, out);
    return child;
}

Cost cost_of(const Command& command) {
    std::FILE* const output = std::tmpfile(); // for /dev/null grep would stop at the first hit
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = start(command, fileno(output));
    std::fclose(output);
    int status = 0;
    rusage used{};
    wait4(child, &status, 0, &used);
    if (status != 0) throw std::runtime_error(command[0] + " failed; is it installed?");
    const auto ms = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return {std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count(),
            ms(used.ru_utime) + ms(used.ru_stime)};
}

// The kernel's own maximum, ru_maxrss, would count our memory too, from before the exec. So the child stops
// when it is about to end, and is asked then.
double most_resident_kib(const Command& command) {
    std::FILE* const output = std::tmpfile();
    const pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        run(command, fileno(output));
    }
    std::fclose(output);
    double kib = 0;
    int status = 0;
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
            std::ifstream file("/proc/" + std::to_string(child) + "/status");
            for (std::string line; std::getline(file, line);)
                if (line.starts_with("VmHWM:")) kib = std::stod(line.substr(6));
        }
        ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL);
        ptrace(PTRACE_CONT, child, nullptr, nullptr);
    }
    if (status != 0 || kib == 0) throw std::runtime_error(command[0] + ": its memory cannot be read");
    return kib;
}

} // namespace fixguard::bench
