// Lookups with growing pauses, and the two kinds of absence.
#include "engine/reconciler.hpp"

#include "engine/request_journal.hpp"

#include <algorithm>

namespace fixguard::engine {
namespace {

constexpr milliseconds first_pause{1'000};
constexpr milliseconds longest_pause{60'000};

// Whether drop copy would tell of it. A mass cancel that meets no order is not heard of.
bool is_reported(const RequestRef& request) {
    return RequestJournal::keeps(request.msg_type) && request.msg_type != "q";
}

} // namespace

Reconciler::Step Reconciler::step(const std::vector<InFlight::Entry>& doubts,
                                  const std::optional<Heard>& drop_copy, SteadyTime now) {
    Step step;
    std::vector<Case> open;
    // Both lists are in the order in which the doubts arose, so that one walk finds all that are known.
    auto next = cases_.begin();
    for (const InFlight::Entry& doubt : doubts) {
        const auto found = std::find_if(next, cases_.end(), [&](const Case& known) {
            return known.request == doubt.request && known.sent == doubt.sent;
        });
        Case known{doubt.request, doubt.sent, now, now, first_pause};
        if (found != cases_.end()) {
            known = *found;
            next = found + 1;
        }
        if (drop_copy && is_absent(doubt, known, *drop_copy)) {
            step.absent.push_back(doubt);
        } else if (policy_.looks_up && RequestJournal::keeps(doubt.request.msg_type) &&
                   known.look_up_at <= now) {
            step.look_up.push_back(doubt.request);
            known.look_up_at = now + longest_pause; // the question may have been lost
        }
        open.push_back(known);
    }
    cases_ = std::move(open);
    return step;
}

// Drop copy has to have listened from before the request was sent, or it has missed the report; and a message
// of its own has to have come so late that the report would have come before it.
bool Reconciler::is_absent(const InFlight::Entry& doubt, const Case& known, const Heard& drop_copy) const {
    return policy_.absence.count() > 0 && is_reported(doubt.request) && doubt.named == Named::nobody &&
           drop_copy.since <= doubt.sent &&
           drop_copy.until >= known.since + policy_.absence + policy_.report_delay;
}

std::optional<RequestFate> Reconciler::answered(const RequestRef& request, LookupResult result,
                                                SteadyTime asked_at, SteadyTime now) {
    const auto known =
        std::find_if(cases_.begin(), cases_.end(), [&](const Case& each) { return each.request == request; });
    // Settled in between, and another one like it has come perhaps.
    if (known == cases_.end() || asked_at < known->since) return std::nullopt;
    switch (result) {
    case LookupResult::accepted: return RequestFate::accepted;
    case LookupResult::rejected: return RequestFate::rejected;
    case LookupResult::not_found:
        if (policy_.absence.count() > 0 && asked_at >= known->since + policy_.absence)
            return RequestFate::rejected;
        break;
    case LookupResult::failed: break;
    }
    known->look_up_at = now + known->pause;
    known->pause = std::min(2 * known->pause, longest_pause);
    return std::nullopt;
}

} // namespace fixguard::engine
