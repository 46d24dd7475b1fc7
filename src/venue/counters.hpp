// What a venue has seen.
#pragma once

#include <cstdint>

namespace fixguard::venue {

// Since the start, but for sessions_up.
struct Counters {
    std::uint64_t connections = 0; // accepted, after TLS
    std::uint64_t logons = 0;      // answered
    std::uint64_t messages = 0;    // whole messages in
    std::uint64_t rejects = 0;     // Reject<3> out
    std::uint64_t orders = 0;      // accepted by the matching engine
    std::uint64_t sessions_up = 0; // logged on at this moment
};

} // namespace fixguard::venue
