// A log as large as one wants, and programs that read it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace fixguard::bench {

// About a megabyte: requests and their reports, market data, and one Reject<3> in eighty messages, behind
// the request that it refuses.
std::string some_lines();

// Many of them as a file, which is gone when the figure is done.
class BigLog {
public:
    explicit BigLog(std::size_t size); // bytes, at least
    ~BigLog() { std::filesystem::remove(path_); }
    BigLog(const BigLog&) = delete;
    BigLog& operator=(const BigLog&) = delete;

    std::string path() const { return path_.string(); }
    double to_gigabytes(double cost) const { return cost * 1e9 / static_cast<double>(size_); }

private:
    std::filesystem::path path_;
    std::size_t size_ = 0;
};

using Command = std::vector<std::string>;

// The child; its output goes to `out`.
pid_t start(const Command& command, int out);

// These throw std::runtime_error where it fails.
struct Cost {
    double wall_ms = 0, cpu_ms = 0;
};
Cost cost_of(const Command& command);
double most_resident_kib(const Command& command); // of a program with one thread

} // namespace fixguard::bench
