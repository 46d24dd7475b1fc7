// (5) One step of the planner, over the events of a session's life. There is no peer for this work.
#include "recovery/planner.hpp"
#include "bench/figures/figures.hpp"
#include "catalog/policy_table.hpp"
#include "diagnosis/diagnose.hpp"

#include <array>

namespace fixguard::bench {

void planner_step(Bench& bench) {
    if (!bench.wants("5")) return;
    using recovery::State;
    const diagnosis::SentLog sent(1);
    const catalog::PolicyTable policies;
    const diagnosis::Context context{SessionKind::order_entry, sent, policies};
    const SessionError closed = diagnosis::diagnose_silence(Carrier::closed, "closed by the peer", context);
    SessionError refused;
    refused.code = ErrorCode{-1181};
    refused.policy = policies.of(refused.code);

    const recovery::Options options;
    const SteadyTime now{};
    const std::array<std::pair<Phase, Event>, 8> life{{{Phase::idle, {EventKind::start}},
                                                       {Phase::connecting, {EventKind::connected}},
                                                       {Phase::logging_on, {EventKind::logged_on}},
                                                       {Phase::up, {EventKind::error, &refused}},
                                                       {Phase::up, {EventKind::ended, &closed}},
                                                       {Phase::waiting, {EventKind::timer}},
                                                       {Phase::up, {EventKind::stop}},
                                                       {Phase::draining, {EventKind::ended}}}};
    const auto ours = [&](std::size_t i) {
        const auto& [phase, event] = life[i % life.size()];
        State state;
        state.phase = phase;
        state.wanted = true;
        return recovery::step(state, event, now, 30'000, options);
    };
    bench.compare({"5", "planner step", [] { return std::string(); }, {side("fixguard", ours)}, {}});
}

} // namespace fixguard::bench
