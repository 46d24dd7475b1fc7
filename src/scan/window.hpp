// Feeds a Scanner from a source that comes piece by piece: a pipe, a decompressor.
#pragma once

#include "scan/scanner.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fixguard::scan {

// Keeps as many bytes as the scanner still has to see; at most about twice its look_back. Not thread-safe.
class Window {
public:
    explicit Window(Scanner& scanner) noexcept : scanner_(scanner) {}

    void add(std::string_view piece); // of any size
    void end();                       // nothing comes any more; once

private:
    void forget();

    Scanner& scanner_;
    std::string kept_;
    std::uint64_t offset_ = 0; // of kept_ in the log
};

} // namespace fixguard::scan
