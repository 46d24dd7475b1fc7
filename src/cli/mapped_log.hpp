// Scans a file that can be mapped, with several threads.
#pragma once

#include "cli/log_source.hpp"

namespace fixguard::cli {

// False where the file cannot be mapped; nothing was read then. What is found, and the order in which it is
// told, do not depend on the number of threads. A file that is cut short meanwhile ends there.
bool scan_mapped(int descriptor, const LogReaders& readers, const Progress& progress);

} // namespace fixguard::cli
