// What `fixguard run` prints of each event: a line of text or a line of JSON.
#pragma once

#include "engine/observer.hpp"

#include <memory>

namespace fixguard::cli {

struct RunOutputOptions {
    bool as_json = false;
    bool messages = false; // application messages of the exchange too
};

// Prints to stdout, flushed line by line. JSON lines have the keys time, session and event (state, error,
// message, fate, recovered, clock, stream), and those of report::error_json with `plan` for errors.
std::unique_ptr<engine::Observer> make_run_output(const RunOutputOptions& options);

} // namespace fixguard::cli
