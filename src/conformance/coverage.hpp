// What the scenarios cover: codes with their texts, words of the matching engine, session-layer test cases.
#pragma once

#include "conformance/scenario.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::conformance {

// One case of the FIX Trading Community's session-layer test cases, from spec/scenarios/session/cases.tsv.
struct SessionCase {
    std::string_view id;      // "14c"
    std::string_view outcome; // "same", "other", "not applicable"
    std::string_view note;    // what the exchange does, or why the case does not apply
    bool of_client;           // judges the client, not the venue
};
std::vector<SessionCase> session_cases();

// What the catalogue has and no session of FIX can meet, from spec/scenarios/not-applicable.tsv.
struct NotApplicable {
    std::string_view what;   // "-1003.1", or an engine message word for word
    std::string_view reason; // in one line
};
std::vector<NotApplicable> not_applicable();

// The names of the scenarios that cover something, by it: "-1170.0" the first text of a code, "-1013" a code,
// "14c" a session-layer test case, as `# covers:` says; and engine messages and filter failures word for
// word, as an expected line has them.
std::map<std::string, std::vector<std::string>> coverage(const std::vector<Scenario>& scenarios);

// The coverage as a table for people: codes with their texts, words of the
// matching engine, what is not applicable, then the session-layer cases.
std::string coverage_table(const std::vector<Scenario>& scenarios);

} // namespace fixguard::conformance
