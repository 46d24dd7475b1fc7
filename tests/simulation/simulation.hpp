// One run from one seed: everything that goes wrong, then everything mended, then the last questions.
#pragma once

#include "simulation/watch.hpp"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

namespace fixguard::simulation {

struct RunOptions {
    std::uint64_t seed = 1;
    // How long things go wrong; 0: some minutes, as the seed says, with something every few seconds. Else as
    // many hours, with something every few hours.
    double hours = 0;
    Canary canary = std::nullopt;
    // FixguardCloseNoticeMs: another allowance than the usual one, which a close that is late breaks.
    std::optional<milliseconds> close_notice = std::nullopt;
    std::ostream* transcript = nullptr; // one line for each message and event, secrets masked
};

struct Outcome {
    std::optional<Violation> violation;
    std::uint64_t hash = 0; // of the transcript
    std::uint64_t events = 0;
    std::uint64_t mishaps = 0;
    std::uint64_t orders = 0;    // handed over
    SteadyTime::duration took{}; // virtual time
};

Outcome run(const RunOptions& options);

} // namespace fixguard::simulation
