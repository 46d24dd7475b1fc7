// The entry of libFuzzer: the one target of the program; a broken promise ends it as a crash does.
#include "fuzz/target.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        fixguard::fuzz::targets().front().run({reinterpret_cast<const char*>(data), size});
    } catch (const std::exception& broken) {
        std::fprintf(stderr, "BROKEN: %s\n", broken.what());
        std::abort(); // libFuzzer keeps the input
    }
    return 0;
}
