// Events in, plans out, actions done.
#include "engine/seat.hpp"

#include "rules/session_table.hpp"

#include <algorithm>
#include <utility>

namespace fixguard::engine {
ManagedSession::ManagedSession(Shared& shared, std::shared_ptr<const SessionContext> context,
                               std::unique_ptr<RequestJournal> journal)
    : shared_(shared), context_(std::move(context)), journal_(std::move(journal)),
      circuits_(context_->settings.circuit_threshold),
      reconciler_(reconciliation(context_->settings, shared)), drift_(*context_->dictionary),
      endpoint_(context_->settings.endpoint), timer_(shared.world.timer()),
      leaving_timer_(shared.world.timer()), hold_timer_(shared.world.timer()),
      doubt_timer_(shared.world.timer()) {
    options_.other_name_available = context_->settings.names.kind != NamePolicy::Kind::fixed;
    options_.other_endpoint_available = context_->settings.other_endpoint.has_value();
    options_.heart_bt_int = context_->settings.heart_bt_int;
    options_.first_backoff = context_->settings.first_backoff;
    options_.longest_backoff = context_->settings.longest_backoff;
    options_.may_correct_clock = context_->settings.correct_clock;
    message_limit_ = context_->settings.message_limit.value_or(WindowLimit{});
    published_.session = context_->settings.name;
    published_.kind = context_->settings.kind;
    take_leftovers();
}

// --- the planner ---------------------------------------------------------------------------------

ManagedSession::~ManagedSession() {
    close_lookup_desk();
}

void ManagedSession::start() {
    tell_leftovers();
    if (const auto why = shared_.account.halt_of(name())) return stay_halted(*why);
    feed(EventKind::start);
}

void ManagedSession::resume() {
    if (!shared_.account.clear_halt(name()))
        complain("the account's ledger cannot be written: the next process will find the session halted");
    tell_leftovers();
    feed(EventKind::start);
}

void ManagedSession::stop() {
    disturbance_.reset();
    feed(EventKind::stop);
    for (const SeatPtr& seat : leaving_)
        seat->leaves_at = shared_.world.now();
    watch_leaving();
}

// `tell`: the observer has not heard of the error yet.
void ManagedSession::feed(EventKind kind, const SessionError* error, bool tell) {
    const SteadyTime now = shared_.world.now();
    const auto jitter = static_cast<std::uint16_t>(shared_.world.random() & 0xFFFFU);
    recovery::Step step = recovery::step(state_, {kind, error}, now, jitter, options_);
    state_ = step.state;
    if (error != nullptr) {
        learn_limits(*error);
        if (opens_circuit(*error)) step.plan.add({.kind = ActionKind::open_circuit});
    }
    if (!state_.next_planned) next_.reset();
    // The gate closes before anybody is told why.
    for (const Action& action : step.plan)
        if (action.kind == ActionKind::hold_requests || action.kind == ActionKind::hold_orders)
            hold(action.kind, now + action.delay);
    if (error != nullptr && tell) {
        shared_.delivery.put(Delivery::Error{name(), *error, step.plan});
        if (!disturbance_ && state_.wanted) disturbance_ = {*error, now};
    }
    for (const Action& action : step.plan)
        carry_out(action, error);
    if (hook_ != nullptr && state_.phase == Phase::halted) hook_->on_given_up();
    publish();
    check_recovered();
    try_next();
    if (std::exchange(beside_failed_, false)) feed(EventKind::successor_lost);
}

void ManagedSession::hold(ActionKind what, SteadyTime until) {
    auto& held = what == ActionKind::hold_orders ? orders_held_until_ : requests_held_until_;
    held = std::max(held.load(), until);
    hold_timer_->set(held_until(), [this] { check_recovered(); });
}

void ManagedSession::carry_out(const Action& action, const SessionError* error) {
    switch (action.kind) {
    case ActionKind::connect: return plan_attempt(action);
    case ActionKind::connect_beside: return try_beside();
    case ActionKind::switch_over: return switch_over();
    case ActionKind::close_successor: return close(std::exchange(successor_, nullptr));
    case ActionKind::promote_successor: return make_current(std::exchange(successor_, nullptr));
    case ActionKind::log_out:
        if (current_) current_->attempt->log_out();
        return;
    case ActionKind::close: return close(current_);
    case ActionKind::hold_requests: // done already, see feed()
    case ActionKind::hold_orders: return;
    case ActionKind::adopt_subscription: {
        const std::lock_guard lock(shared_.mutex);
        if (error != nullptr) subscriptions_.drop(error->request.id);
        return;
    }
    case ActionKind::renew_subscriptions: return renew_subscriptions();
    case ActionKind::measure_clock: return tell_clock();
    case ActionKind::correct_clock: return correct_clock();
    // While the stream stands an answer can still come: then there is nothing left behind yet.
    case ActionKind::doubt_in_flight: return doubt_all(std::exchange(left_behind_, {}));
    case ActionKind::halt: return halt(action, error);
    case ActionKind::open_circuit:      // opens_circuit() has
    case ActionKind::settle_request:    // the message that carries the error has settled it, see on_settled()
    case ActionKind::tell_user: return; // the observer gets the whole plan
    }
}

// Nothing begins by itself in this phase. What a person has to mend is not mended by a new process.
void ManagedSession::halt(const Action& action, const SessionError* error) {
    const bool may_pass = action.ask != Ask::look && action.ask != Ask::fix_configuration;
    if (error == nullptr || may_pass) return;
    std::string why = error->code ? std::to_string(error->code.value) + " " : std::string();
    why.append(error->code_name).append(error->code_known() ? ": " : "").append(error->text.view());
    if (!shared_.account.set_halt(name(), why))
        complain("the account's ledger cannot be written: the next process will not know of this halt");
}

void ManagedSession::stay_halted(const std::string& why) {
    if (state_.phase != Phase::idle && state_.phase != Phase::halted) return; // it was resumed
    state_.phase = Phase::halted;
    complain("halted, and not started again by itself: " + why);
    publish();
}

// --- what others see -----------------------------------------------------------------------------

std::shared_ptr<Attempt> ManagedSession::attempt() const {
    const std::lock_guard lock(shared_.mutex);
    return attempt_;
}

void ManagedSession::publish() {
    SessionState state;
    bool is_new = false;
    {
        const std::lock_guard lock(shared_.mutex);
        state = published_;
        state.phase = state_.phase;
        state.sender_comp_id = attempt_ ? std::string_view(attempt_->sender_comp_id()) : std::string_view();
        state.next_attempt = milliseconds{0};
        if (next_ && state.phase == Phase::waiting)
            state.next_attempt = std::max(
                milliseconds{0}, std::chrono::duration_cast<milliseconds>(next_->due - shared_.world.now()));
        is_new = state.phase != published_.phase || !(state.sender_comp_id == published_.sender_comp_id);
        published_ = state;
    }
    shared_.changed.notify_all();
    if (is_new) shared_.delivery.put(Delivery::State{state});
}

void ManagedSession::check_recovered() {
    const SteadyTime now = shared_.world.now();
    if (!disturbance_ || state_.phase != Phase::up || state_.successor || next_ || now < held_until()) return;
    const auto took = std::chrono::duration_cast<milliseconds>(now - disturbance_->since);
    shared_.delivery.put(Delivery::Recovered{name(), disturbance_->first, took});
    disturbance_.reset();
}

SessionStatus ManagedSession::status() const {
    SessionStatus status;
    const std::shared_ptr<Attempt> current = attempt();
    if (current) {
        status.in_flight = current->in_flight();
        status.next_outbound = current->next_outbound();
        status.next_inbound = current->next_inbound();
        status.messages_used = current->messages_used();
        status.message_limit = current->messages_limit();
    }
    const std::lock_guard lock(shared_.mutex);
    status.name = name();
    status.kind = context_->settings.kind;
    status.phase = published_.phase;
    status.sender_comp_id = published_.sender_comp_id.view();
    status.attempts = published_.attempt;
    status.unknown = doubts_.size();
    status.open_circuits = circuits_.open_count();
    const SteadyTime now = shared_.world.now();
    if (now < held_until()) status.held_for = std::chrono::ceil<milliseconds>(held_until() - now);
    return status;
}

} // namespace fixguard::engine
