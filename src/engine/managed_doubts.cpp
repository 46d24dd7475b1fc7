// Requests of unknown fate: listed, looked up, settled by a report, an answer, absence or the user.
#include "engine/seat.hpp"

#include "rules/session_table.hpp"

#include <mutex>
#include <string>
#include <utility>

namespace fixguard::engine {
namespace {

constexpr milliseconds look_again{1'000};

} // namespace

// Between an Answer, which outlives everything, and the session.
struct ManagedSession::LookupDesk {
    explicit LookupDesk(ManagedSession* of) : session(of) {}
    std::mutex mutex;
    ManagedSession* session; // nullptr: it is gone
};

Reconciler::Policy ManagedSession::reconciliation(const SessionSettings& settings, const Shared& shared) {
    const auto& drop_copy = rules::SessionTable::built_in().of(SessionKind::drop_copy);
    return {shared.lookup != nullptr, settings.absence_proof, drop_copy.report_delay};
}

void ManagedSession::doubt(const InFlight::Entry& entry) {
    if (entry.named == Named::it) {
        name_twins_of(entry.request);
        return tell_fate(entry, RequestFate::accepted);
    }
    if (entry.slot) journal_->settle(*entry.slot, RequestFate::unknown);
    // With the lock: the user may settle it as soon as it is listed, and hears of that behind this.
    const std::lock_guard lock(shared_.mutex);
    doubts_.add(entry);
    ++shared_.doubts;
    tell_fate(entry, RequestFate::unknown);
}

// A lost connection may leave thousands: they are looked through once.
void ManagedSession::doubt_all(const std::vector<InFlight::Entry>& entries) {
    for (const InFlight::Entry& entry : entries)
        if (entry.reported) doubt(entry);
    if (!entries.empty() && reconciler_.has_work()) reconcile();
}

// `key`: as for Doubts::settle().
template <typename... Key>
bool ManagedSession::settle_doubt(RequestFate fate, const Key&... key) {
    const std::lock_guard lock(shared_.mutex);
    const std::optional<InFlight::Entry> entry = doubts_.settle(key...);
    if (!entry) return false;
    --shared_.doubts;
    if (fate == RequestFate::accepted) shared_.on_twin(entry->request, account());
    tell_fate(*entry, fate);
    return true;
}

bool ManagedSession::settle(std::string_view request_id, RequestFate fate) {
    return settle_doubt(fate, request_id);
}

bool ManagedSession::settle(const Acceptance& report) {
    return settle_doubt(RequestFate::accepted, report);
}

std::vector<RequestRef> ManagedSession::doubts() const {
    const std::lock_guard lock(shared_.mutex);
    return doubts_.all();
}

void ManagedSession::name_twins_of(const RequestRef& accepted) {
    if (shared_.doubts == 0) return;
    const std::lock_guard lock(shared_.mutex);
    shared_.on_twin(accepted, account());
}

bool ManagedSession::name_in_flight(const Acceptance& report, Named as) {
    bool any = current_ && current_->attempt->name(report, as);
    for (const SeatPtr& seat : leaving_)
        any = seat->attempt->name(report, as) || any;
    return any;
}

bool ManagedSession::name_doubts(const Acceptance& report, Named as) {
    const std::lock_guard lock(shared_.mutex);
    return doubts_.name(report, as);
}

// --- time-outs -------------------------------------------------------------------------------------

void ManagedSession::on_unanswered(const std::vector<InFlight::Entry>& entries) {
    const RequestRef& oldest = entries.front().request;
    complain(std::to_string(entries.size()) + " requests without an answer within " +
             std::to_string(context_->settings.request_timeout.count()) + " ms, the oldest MsgType(35) " +
             std::string(oldest.msg_type.view()) + " MsgSeqNum(34) " + std::to_string(oldest.msg_seq_num) +
             " " + std::string(oldest.id.view()) + ": their fates are unknown");
    doubt_all(entries);
    if (!leaving_.empty()) watch_leaving();
}

// The answer to a request whose fate was told as unknown before.
void ManagedSession::on_late_answer(const RequestRef& request, RequestFate fate, SteadyTime since) {
    if (shared_.doubts > 0) settle_doubt(fate, request, since);
}

// --- reconciliation --------------------------------------------------------------------------------

std::optional<Reconciler::Heard> ManagedSession::heard() const {
    if (context_->settings.kind != SessionKind::drop_copy || state_.phase != Phase::up || !current_)
        return std::nullopt;
    // Whether the session before it had gone deaf shows when it is asked to leave.
    for (const SeatPtr& seat : leaving_)
        if (seat->stays_until != SteadyTime{}) return std::nullopt;
    return Reconciler::Heard{unbroken_since_, current_->attempt->heard_at()};
}

void ManagedSession::reconcile() {
    std::vector<InFlight::Entry> open;
    {
        const std::lock_guard lock(shared_.mutex);
        open = doubts_.entries();
    }
    const SteadyTime now = shared_.world.now();
    const Reconciler::Step step = reconciler_.step(open, shared_.drop_copy(account()), now);
    for (const InFlight::Entry& absent : step.absent)
        settle_doubt(RequestFate::rejected, absent.request, absent.sent);
    for (const RequestRef& request : step.look_up)
        look_up(request);
    if (!open.empty()) doubt_timer_->set(now + look_again, [this] { reconcile(); });
}

void ManagedSession::look_up(const RequestRef& request) {
    if (!lookup_desk_) lookup_desk_ = std::make_shared<LookupDesk>(this);
    auto answer = [desk = lookup_desk_, request, asked_at = shared_.world.now()](LookupResult result) {
        const std::lock_guard lock(desk->mutex);
        if (desk->session == nullptr) return;
        desk->session->shared_.world.post([desk, request, asked_at, result] {
            if (desk->session != nullptr) desk->session->on_looked_up(request, asked_at, result);
        });
    };
    shared_.delivery.put(Delivery::Lookup{name(), request, shared_.lookup, std::move(answer)});
}

void ManagedSession::on_looked_up(const RequestRef& request, SteadyTime asked_at, LookupResult result) {
    if (const auto fate = reconciler_.answered(request, result, asked_at, shared_.world.now()))
        settle_doubt(*fate, request);
}

void ManagedSession::close_lookup_desk() {
    if (!lookup_desk_) return;
    const std::lock_guard lock(lookup_desk_->mutex);
    lookup_desk_->session = nullptr;
}

} // namespace fixguard::engine
