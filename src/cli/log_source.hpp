// Brings the bytes of a log to a scanner: a file that is mapped, a pipe, something packed, a log that grows.
#pragma once

#include "scan/scanner.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace fixguard::cli {

// How far a file of known size is: bytes done, bytes in all.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

// Scans a whole file, or stdin for "-". Memory is bounded whatever the size. The string is one line: the
// name, what is wrong.
std::optional<std::string> scan_log(const std::string& path, scan::Scanner& scanner,
                                    const Progress& progress);

// The same, then waits for what is written behind its end, until the process is ended. A file that became
// shorter is read from its start; one that was replaced under its name is opened again. `make_scanner` gives
// the scanner for each beginning. Packed files cannot be followed.
std::optional<std::string> follow_log(const std::string& path,
                                      const std::function<scan::Scanner()>& make_scanner);

} // namespace fixguard::cli
