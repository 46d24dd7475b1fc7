// What the two halves of the conformance subcommand share: an endpoint, and the files of the outcome.
#pragma once

#include "cli/conformance_outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::cli {

struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
};

// "host:port", "[::1]:port". Port 0 only where that means that the system chooses.
std::optional<Endpoint> parse_endpoint(const std::string& text, bool zero_allowed = false);

// Nothing is written to an empty path. false: it could not be written, stderr says so.
bool write_file(const std::string& path, const std::string& text);

struct OutcomeFiles {
    std::string json, junit, html; // paths; empty: not wanted
};
bool write_outcomes(const std::vector<ConformanceOutcome>& outcomes, const std::string& target,
                    const OutcomeFiles& files);

} // namespace fixguard::cli
