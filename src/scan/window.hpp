// Feeds a Scanner from a source that comes piece by piece: a pipe, a decompressor.
#pragma once

#include "scan/scanner.hpp"
#include "scan/traffic.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fixguard::scan {

// Keeps as many bytes as the scanner still has to see; at most about twice its look_back. `traffic` may be
// nullptr. Not thread-safe.
class Window {
public:
    explicit Window(Scanner& scanner, Traffic* traffic = nullptr) noexcept
        : scanner_(scanner), traffic_(traffic) {}

    void add(std::string_view piece); // of any size
    void end();                       // nothing comes any more; once

private:
    void scan(bool last);
    void forget();

    Scanner& scanner_;
    Traffic* traffic_;
    std::string kept_;
    std::uint64_t offset_ = 0; // of kept_ in the log
};

} // namespace fixguard::scan
