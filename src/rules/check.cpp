// Runs the checks of a message one after the other; which violation wins is told by rule_order alone.
#include "rules/check.hpp"

#include "rules/checks.hpp"

namespace fixguard::rules {

namespace {

void check(const wire::Frame& frame, const RuleSet& rules, const SessionFacts& facts,
           const ActiveStreams* streams, FaultLog& log) {
    const MessageFields fields = check_structure(frame, rules, log);
    const bool sound = log.clean();
    check_turn(frame, fields.header, rules, facts, log);
    if (!sound) return; // what follows takes single fields and groups as sound
    check_session(frame, fields.header, rules, facts, log);
    check_request(frame, fields.order, rules, facts.kind, streams, log);
}

} // namespace

std::optional<Violation> first_violation(const wire::Frame& frame, const RuleSet& rules,
                                         const SessionFacts& facts, const ActiveStreams* streams) {
    FaultLog log(rules.table);
    check(frame, rules, facts, streams, log);
    return log.first();
}

std::vector<Finding> all_violations(const wire::Frame& frame, const RuleSet& rules, const SessionFacts& facts,
                                    const ActiveStreams* streams, std::size_t at_most) {
    FaultLog log(rules.table, at_most);
    check(frame, rules, facts, streams, log);
    return log.sorted();
}

} // namespace fixguard::rules
