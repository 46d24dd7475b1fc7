// Brings the bytes of a log to those who read them: a file that is mapped, a pipe, something packed, a log
// that grows.
#pragma once

#include "scan/scanner.hpp"
#include "scan/traffic.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace fixguard::cli {

// How far a file of known size is: bytes done, bytes in all.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

// Who reads a log.
struct LogReaders {
    const scan::Options& options;
    const catalog::PolicyTable& policies;
    scan::Judge::Sink errors;
    scan::Traffic::Sink traffic; // empty: nobody looks at what is no error
    unsigned threads = 1;        // at least 1
};

// Scans a whole file, or stdin for "-". Memory is bounded whatever the size. A plain file is searched by
// several threads, which call the readers one at a time and in the order of the log. The string is one line:
// the name, what is wrong.
std::optional<std::string> scan_log(const std::string& path, const LogReaders& readers,
                                    const Progress& progress);

// The same with one thread, then waits for what is written behind its end, until the process is ended. A
// file that became shorter is read from its start; one that was replaced under its name is opened again.
// Packed files cannot be followed.
std::optional<std::string> follow_log(const std::string& path, const LogReaders& readers);

} // namespace fixguard::cli
