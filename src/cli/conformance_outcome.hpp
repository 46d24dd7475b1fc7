// What came of one scenario or of one case of a client, in a form that every output can show.
#pragma once

#include "conformance/client_case.hpp"
#include "conformance/client_trial.hpp"
#include "conformance/comparison.hpp"
#include "conformance/runner.hpp"
#include "conformance/scenario.hpp"
#include "model/session_kind.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fixguard::cli {

// One message of a conversation. Readable, secrets masked.
struct TranscriptLine {
    std::string time; // "+1.234 s", from the beginning of the case
    std::size_t connection = 0;
    bool by_client = false;
    std::string text;
};

struct ConformanceOutcome {
    std::string name;
    std::string about, rule, source;
    SessionKind kind = SessionKind::order_entry;
    std::vector<std::string> covers;
    conformance::Verdict verdict = conformance::Verdict::passed;
    std::string place;                 // where in its file a scenario failed: "oe/logout.def:9"
    std::string what;                  // failed, skipped: one line
    std::vector<std::string> findings; // of a client, one line each
    std::string sent, expected, got;   // of a scenario, readable
    std::vector<conformance::Difference> differences;
    std::vector<TranscriptLine> transcript; // of a client
    double seconds = 0;
};

ConformanceOutcome outcome_of(const conformance::Scenario& scenario, conformance::Result result,
                              double seconds);
ConformanceOutcome outcome_of(const conformance::ClientCase& client_case, SessionKind kind,
                              const conformance::ClientResult& result);

} // namespace fixguard::cli
