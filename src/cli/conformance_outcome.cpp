// Turns results into outcomes.
#include "cli/conformance_outcome.hpp"

#include "report/style.hpp"
#include "transport/redact.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace fixguard::cli {
namespace {

std::string time_text(microseconds time) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "+%.3f s", static_cast<double>(time.count()) / 1e6);
    return text.data();
}

std::vector<TranscriptLine> transcript(const conformance::ClientRecord& record) {
    struct Line {
        SteadyTime at;
        TranscriptLine line;
    };
    std::vector<Line> lines;
    for (std::size_t i = 0; i < record.connections.size(); ++i) {
        const conformance::ClientConnection& one = record.connections[i];
        const auto add = [&](SteadyTime at, bool by_client, std::string text) {
            lines.push_back({at, {time_text(at - record.begin), i + 1, by_client, std::move(text)}});
        };
        add(one.opened, true, "connects");
        for (const conformance::Said& said : one.said)
            add(said.at, said.by_client, report::printable(transport::redact(said.bytes)));
        if (one.closed != conformance::Closed::not_yet)
            add(one.closed_at, one.closed == conformance::Closed::by_client, "closes");
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const Line& left, const Line& right) { return left.at < right.at; });
    std::vector<TranscriptLine> sorted;
    sorted.reserve(lines.size());
    for (Line& line : lines)
        sorted.push_back(std::move(line.line));
    return sorted;
}

} // namespace

ConformanceOutcome outcome_of(const conformance::Scenario& scenario, conformance::Result result,
                              double seconds) {
    ConformanceOutcome outcome;
    outcome.name = scenario.name;
    outcome.about = scenario.about;
    outcome.rule = scenario.rule;
    outcome.source = scenario.source;
    outcome.kind = scenario.kind;
    outcome.covers = scenario.covers;
    outcome.verdict = result.verdict;
    if (result.line != 0) outcome.place = scenario.name + ".def:" + std::to_string(result.line);
    outcome.what = std::move(result.what);
    outcome.sent = std::move(result.sent);
    outcome.expected = std::move(result.expected);
    outcome.got = std::move(result.got);
    outcome.differences = std::move(result.differences);
    outcome.seconds = seconds;
    return outcome;
}

ConformanceOutcome outcome_of(const conformance::ClientCase& client_case, SessionKind kind,
                              const conformance::ClientResult& result) {
    using conformance::ClientVerdict;
    ConformanceOutcome outcome;
    outcome.name = "client/" + std::string(client_case.name);
    outcome.about = client_case.about;
    outcome.rule = client_case.rule;
    outcome.source = client_case.source;
    outcome.kind = kind;
    std::istringstream covers{std::string(client_case.covers)};
    for (std::string id; covers >> id;)
        outcome.covers.push_back(id);
    switch (result.verdict) {
    case ClientVerdict::passed: outcome.verdict = conformance::Verdict::passed; break;
    case ClientVerdict::failed: outcome.verdict = conformance::Verdict::failed; break;
    case ClientVerdict::not_judged: outcome.verdict = conformance::Verdict::skipped; break;
    }
    if (!result.findings.empty()) outcome.what = result.findings.front();
    outcome.findings = result.findings;
    outcome.transcript = transcript(result.record);
    outcome.seconds = std::chrono::duration<double>(result.record.end - result.record.begin).count();
    return outcome;
}

} // namespace fixguard::cli
