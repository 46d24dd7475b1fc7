// How much memory this process holds, for tests that storm it.
#pragma once

#include "support/sanitizer.hpp"

#include <cstddef>
#include <fstream>
#include <unistd.h>

namespace fixguard::test {

// 0 under a sanitizer: some keep what was freed.
inline std::size_t resident_bytes() {
    if (is_sanitized) return 0;
    std::ifstream statm("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    statm >> all >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace fixguard::test
