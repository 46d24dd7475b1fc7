// Every message of a log, by its first fields: who sent it, when, and what it is.
#pragma once

#include "scan/finder.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace fixguard::scan {

// The views last as long as the call that gives it.
struct Passing {
    std::string_view session;  // the client's name; may be empty
    std::string_view time;     // SendingTime(52) as it stands; may be empty
    bool sent = false;         // by the client
    wire::MessageView message; // its first fields, with SOH between them
};

// Reads the messages that have their beginning; slower than the search for errors, for it looks at all of
// them. Keeps no bytes. Not thread-safe.
class Traffic {
public:
    using Sink = std::function<void(const Passing&)>;

    // `options` outlive it.
    Traffic(const Options& options, Sink sink) : options_(options), sink_(std::move(sink)) {}

    // As Finder::find; all that was not scanned before has to be in `bytes`.
    void scan(std::string_view bytes, std::uint64_t offset, bool last);

private:
    const Options& options_;
    Sink sink_;
    std::uint64_t scanned_ = 0;
};

} // namespace fixguard::scan
