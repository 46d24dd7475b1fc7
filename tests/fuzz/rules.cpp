// Any message before the rules: what the fast checker finds, the slow one finds too; first is first of all.
#include "fuzz/target.hpp"

#include "catalog/catalog.hpp"
#include "rules/check.hpp"
#include "rules/structure.hpp"
#include "support/reference_checker.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>

namespace fixguard::fuzz {
namespace {

using rules::Finding;

void check_finding(const Finding& finding, const wire::Frame& frame) {
    const Violation& violation = finding.violation;
    require(violation.offset < frame.bytes.size(), "a violation lies in its message", frame.bytes);
    const catalog::Entry* const entry = catalog::find(violation.code);
    require(entry != nullptr && violation.text < entry->texts.size(), "a violation has a text", frame.bytes);
}

void check_order(const std::vector<Finding>& all, const std::optional<Violation>& first,
                 const wire::Frame& frame) {
    require(first.has_value() == !all.empty(), "the first of all is there", frame.bytes);
    if (first) require(*first == all.front().violation, "the first is the first of all", frame.bytes);
    const bool sorted = std::is_sorted(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
        return a.rule != b.rule ? a.rule < b.rule : a.violation.offset < b.violation.offset;
    });
    require(sorted, "they stand in the order of the rules", frame.bytes);
    for (const Finding& finding : all)
        check_finding(finding, frame);
}

// A finding of either checker as a line.
std::string line_of(std::string_view rule, int tag, std::size_t offset) {
    return std::string(rule) + " 371=" + std::to_string(tag) + " at " + std::to_string(offset);
}

void compare(const std::vector<Finding>& fast, const wire::Frame& frame,
             const dictionary::Dictionary& dictionary) {
    std::vector<std::string> found;
    for (const Finding& finding : fast) {
        found.push_back(line_of(rules::definition(finding.rule).name,
                                finding.violation.ref_tag_id.value_or(0), finding.violation.offset));
        for (const auto& param : finding.violation.params)
            if (!param.empty()) found.back().append(" [").append(param.view()).append("]");
    }
    std::vector<std::string> expected;
    for (const auto& fault : test::reference_faults(std::string(frame.bytes), dictionary)) {
        expected.push_back(line_of(fault.rule, fault.tag, fault.offset));
        for (const std::string& param : fault.params)
            expected.back().append(" [").append(param).append("]");
    }
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    std::vector<std::string> either;
    std::set_symmetric_difference(found.begin(), found.end(), expected.begin(), expected.end(),
                                  std::back_inserter(either));
    if (either.empty()) return;
    throw Broken("one checker alone says '" + either.front() + "' of " + shown(frame.bytes));
}

class NoStreams final : public rules::ActiveStreams {
public:
    std::size_t count() const override { return 999; }
    bool has_request(std::string_view id) const override { return id == "ACTIVE"; }
    std::string_view request_of(std::string_view symbol, rules::Stream) const override {
        return symbol == "BNBUSDT" ? "ACTIVE" : "";
    }
};

void check(const wire::Frame& frame, SessionKind kind, bool logged_on) {
    static const UtcTime now = wire::parse_utc_timestamp("20260714-09:30:00").value();
    const rules::RuleSet rule_set{*dictionary::built_in(kind), rules::SessionTable::built_in()};
    const rules::SessionFacts facts{kind, logged_on, "CLIENT", logged_on ? 7U : 1U, now};
    const NoStreams streams;
    check_order(rules::all_violations(frame, rule_set, facts, &streams),
                rules::first_violation(frame, rule_set, facts, &streams), frame);
    const auto structure = rules::all_structure_violations(frame, rule_set);
    check_order(structure, rules::first_structure_violation(frame, rule_set), frame);
    compare(structure, frame, rule_set.dictionary);
}

const Register target("rules", [](std::string_view input) {
    SessionKind kind = SessionKind::order_entry;
    for (const std::string_view line : lines_of(input, 20)) {
        if (const auto named = session_kind(line)) {
            kind = *named;
            continue;
        }
        const std::string bytes = wire_bytes(line);
        const Exact exact(bytes);
        wire::FrameReader reader(wire::OnFault::stop);
        const wire::FrameResult result = reader.next(exact.view());
        if (result.status != wire::FrameResult::Status::complete) continue;
        check(result.frame, kind, true);
        check(result.frame, kind, false);
    }
});

} // namespace
} // namespace fixguard::fuzz
