// The demo as a function, so that a test can play it against a venue that answers wrongly.
#pragma once

#include "model/time.hpp"
#include "venue/config.hpp"

#include <functional>
#include <iosfwd>
#include <optional>

namespace fixguard::cli {

// How long it waits before it calls something missing.
struct DemoPatience {
    milliseconds error{20'000};
    milliseconds recovery{20'000};
    milliseconds answer{3'000}; // drop copy reports are a second late
};

struct DemoOptions {
    std::optional<int> only; // one code; nothing: all
    bool as_json = false;
    DemoPatience patience;
    std::function<void(venue::Config&)> spoil_venue; // a test makes the venue behave otherwise
};

// Prints a line for each fault to `out` as it is played. Returns an ExitCode.
int run_demo(const DemoOptions& options, std::ostream& out);

} // namespace fixguard::cli
