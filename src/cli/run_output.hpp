// What `fixguard run` prints of each event: a line of text or a line of JSON.
#pragma once

#include "cli/live_lines.hpp"
#include "engine/observer.hpp"

#include <memory>

namespace fixguard::cli {

struct RunOutputOptions {
    bool as_json = false;
    bool messages = false; // application messages of the exchange too
};

// What is not settled when a run ends.
struct Unsettled {
    std::string_view session;
    RequestRef request;
};

class RunOutput : public engine::Observer {
public:
    virtual void unsettled(const Unsettled& request) = 0;
};

// Prints to stdout, flushed line by line. JSON lines have the keys time, session and event (state, error,
// message, fate, recovered, clock, stream, unsettled), and those of report::error_json with `plan` for
// errors. `live`: text passes above its lines; nullptr: there are none.
std::unique_ptr<RunOutput> make_run_output(const RunOutputOptions& options, LiveLines* live = nullptr);

} // namespace fixguard::cli
