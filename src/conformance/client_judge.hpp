// Judges what a client under test has done.
#pragma once

#include "conformance/client_case.hpp"
#include "conformance/client_record.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fixguard::conformance {

struct JudgeLimits {
    std::size_t attempts = 15; // connection attempts in any stretch of `window`
    milliseconds window{30'000};
};

// Everything that the client did against the rules, one line each, none twice; empty: nothing. Pure.
std::vector<std::string> judge(const ClientCase& client_case, const ClientRecord& record,
                               const JudgeLimits& limits);

// Whether all that the case expects of the client has happened by now.
bool is_settled(const ClientCase& client_case, const ClientRecord& record);

// The first connection behind the struck one that came up after the fault; no_connection: none.
inline constexpr std::size_t no_connection = static_cast<std::size_t>(-1);
std::size_t next_session(const ClientRecord& record);

} // namespace fixguard::conformance
