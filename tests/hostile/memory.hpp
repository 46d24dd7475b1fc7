// How much memory this process holds, for tests that storm it.
#pragma once

#include <cstddef>
#include <fstream>
#include <unistd.h>

namespace fixguard::test {

// 0 under AddressSanitizer and its kin, which keep what was freed.
inline std::size_t resident_bytes() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 0;
#else
    std::ifstream statm("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    statm >> all >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
#endif
}

} // namespace fixguard::test
