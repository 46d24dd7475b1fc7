// Misbehaves, waits for the diagnosis, waits for the recovery, asks for something good.
#include "cli/demo_runner.hpp"

#include "catalog/catalog.hpp"
#include "report/errors.hpp"
#include "wire/message_writer.hpp"
#include "wire/tags.hpp"

#include <algorithm>
#include <chrono>

namespace fixguard::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr milliseconds poll_interval{20};

// Bytes without a MsgSeqNum(34) that the venue could refer to.
bool is_traceable(const DemoFault& fault) {
    return fault.changes.empty() || fault.changes.front().op != Op::binary;
}

// Why this error is not the one the fault had to bring about; empty: it is.
std::string mismatch(const DemoFault& fault, const SessionError& error) {
    if (error.code != fault.code) return "came back as " + report::code_label(error);
    if (error.conflicting_code) return "code and text disagree";
    const auto match = catalog::match_text(error.text, error.code);
    if (!match || match->text->code != fault.code || match->text->index != fault.text)
        return "came back with another text: " + report::printable(error.text);
    if (is_traceable(fault) && error.found_by == FoundBy::nothing) return "the request was not found";
    return {};
}

// Where good requests of this kind are asked: drop copy has none, it reports what order entry does.
SessionKind asks_on(SessionKind kind) {
    return kind == SessionKind::drop_copy ? SessionKind::order_entry : kind;
}

std::string_view proof_of(SessionKind kind) {
    switch (kind) {
    case SessionKind::order_entry: return "order accepted";
    case SessionKind::drop_copy: return "order reported";
    case SessionKind::market_data: return "instrument listed";
    }
    return "";
}

} // namespace

bool plans_to_connect(const Plan& plan) {
    return std::any_of(plan.begin(), plan.end(),
                       [](const Action& action) { return action.kind == ActionKind::connect; });
}

std::string DemoRunner::next_id(std::string_view what) {
    return "demo-" + std::string(what) + "-" + std::to_string(++last_id_);
}

// A session with nothing behind it, so that no back-off of an earlier fault delays the next recovery.
void DemoRunner::restart(SessionKind kind) {
    engine::Supervisor& supervisor = world_.supervisor();
    const std::string_view session = session_of(kind);
    supervisor.stop(session);
    supervisor.wait_for(session, Phase::idle, patience_.recovery);
    supervisor.start(session);
}

// false: the request could not be sent.
bool DemoRunner::provoke(const DemoFault& fault) {
    engine::Supervisor& supervisor = world_.supervisor();
    const std::string_view session = session_of(fault.session);
    if (!fault.changes.empty())
        world_.injector(fault.session).arm(std::string(msg_type(fault.base)), fault.changes);
    if (fault.base == Base::logon) {
        restart(fault.session);
        return true;
    }
    const std::string id = next_id(std::to_string(-fault.code.value));
    return supervisor.wait_for(session, Phase::up, patience_.recovery) &&
           supervisor.send(session, request_body(fault.base, id));
}

Verdict DemoRunner::play(const DemoFault& fault) {
    const std::string_view session = session_of(fault.session);
    Verdict verdict;
    verdict.fault = &fault;
    world_.watch().clear();
    if (!provoke(fault)) {
        verdict.outcome = "the faulty request could not be sent";
        return verdict;
    }
    verdict.seen = world_.watch().wait_for_errors(session, patience_.error);
    if (verdict.seen.empty()) {
        verdict.outcome = "no error came";
        return verdict;
    }
    const std::string wrong = mismatch(fault, verdict.seen.front().error);
    const Proof proof = prove(fault.session);
    verdict.recovery = std::chrono::duration_cast<milliseconds>(Clock::now() - verdict.seen.front().at);
    verdict.good = wrong.empty() && proof.good;
    verdict.outcome = wrong.empty() ? proof.text : wrong;
    verdict.seen = world_.watch().wait_for_errors(session, patience_.error);
    if (const std::size_t settled = reconcile(fault.session); settled != 0)
        verdict.outcome += ", " + std::to_string(settled) + " unknown settled by cancel";
    const bool reconnected = std::any_of(verdict.seen.begin(), verdict.seen.end(),
                                         [](const SeenError& seen) { return plans_to_connect(seen.plan); });
    if (reconnected) restart(fault.session);
    return verdict;
}

// A session has recovered when it says so and a good request is answered.
DemoRunner::Proof DemoRunner::prove(SessionKind kind) {
    engine::Supervisor& supervisor = world_.supervisor();
    const auto deadline = Clock::now() + patience_.recovery;
    const std::uint32_t attempts = supervisor.status(session_of(kind)).attempts;
    if (!world_.watch().wait_for_recovery(session_of(kind), patience_.recovery))
        return {false, "not recovered within " + std::to_string(patience_.recovery.count()) + " ms"};
    while (Clock::now() < deadline) {
        const std::string id = next_id("good");
        if (!supervisor.wait_for(session_of(kind), Phase::up, patience_.recovery)) break;
        if (!supervisor.send(session_of(asks_on(kind)), good_request(kind, id))) {
            world_.watch().wait_for_event(poll_interval);
            continue;
        }
        if (!world_.watch().wait_for_answer(session_of(kind), id, patience_.answer)) continue;
        const engine::SessionStatus status = supervisor.status(session_of(kind));
        const std::string how = status.attempts == attempts ? "session went on, " : "logged on again, ";
        return {true, how + std::string(proof_of(kind))};
    }
    return {false, "the good request was not answered"};
}

// Asks for the cancel of each order whose fate is unknown: that the exchange has no such order settles it.
// Returns how many there were. A query whose fate is unknown has changed nothing.
std::size_t DemoRunner::reconcile(SessionKind kind) {
    engine::Supervisor& supervisor = world_.supervisor();
    const std::string_view session = session_of(kind);
    std::size_t orders = 0;
    for (const RequestRef& request : supervisor.unknown_requests(session)) {
        if (request.id_tag == tag::ClOrdID) {
            const std::string id = next_id("cancel");
            supervisor.send(session, wire::from_readable("35=F|11=" + id + "|41=" + std::string(request.id) +
                                                         "|55=" + demo_symbol + "|"));
            if (!world_.watch().wait_for_answer(session, id, patience_.answer)) continue;
            ++orders;
        }
        supervisor.settle(session, request.id, RequestFate::rejected);
    }
    return orders;
}

std::string DemoRunner::loose_ends() {
    std::string ends;
    for (const SessionKind kind : all_session_kinds) {
        const std::string session(session_of(kind));
        if (!world_.supervisor().wait_for(session, Phase::up, patience_.recovery))
            ends += session + " is not logged on; ";
        const engine::SessionStatus status = world_.supervisor().status(session);
        if (status.unknown != 0)
            ends += session + " has " + std::to_string(status.unknown) + " requests of unknown fate; ";
    }
    return ends;
}

} // namespace fixguard::cli
