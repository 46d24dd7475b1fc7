// Plays a scenario against a target and says where the target differed.
#pragma once

#include "conformance/comparison.hpp"
#include "conformance/macros.hpp"
#include "conformance/scenario.hpp"
#include "conformance/target.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fixguard::conformance {

enum class Verdict : std::uint8_t { passed, failed, skipped };

struct Result {
    Verdict verdict = Verdict::passed;
    std::size_t line = 0; // failed: of the step
    std::string what;     // failed: one line; skipped: why
    std::string sent;     // the last message sent before, readable, secrets masked
    std::string expected; // readable, macros filled in as far as they are
    std::string got;      // readable; empty: nothing
    std::vector<Difference> differences;
    bool silent = false; // failed because nothing came in time
};

struct RunOptions {
    microseconds answer_time = std::chrono::seconds(15); // for an expected message; -1007 takes 10 s
    microseconds close_time = std::chrono::seconds(10);  // for an expected close, as in QuickFIX
    std::string name_seed = "C"; // SenderCompID(49)s are made of it: 1 to 6 characters, new for each run
};

// Takes time of the target's clock only. Connections that are left logged on are logged out, so that neither
// their names nor their slots stay locked.
Result run(const Scenario& scenario, Target& target, const Identity& identity,
           const RunOptions& options = {});

} // namespace fixguard::conformance
