// Events in, plans out, actions done.
#include "engine/managed_session.hpp"

#include "rules/session_table.hpp"

#include <algorithm>
#include <utility>

namespace fixguard::engine {
ManagedSession::ManagedSession(Shared& shared, std::shared_ptr<const SessionContext> context,
                               std::unique_ptr<RequestJournal> journal)
    : shared_(shared), context_(std::move(context)), journal_(std::move(journal)),
      endpoint_(context_->settings.endpoint), timer_(shared.world.timer()),
      hold_timer_(shared.world.timer()) {
    options_.other_name_available = context_->settings.names.kind != NamePolicy::Kind::fixed;
    options_.heart_bt_int = context_->settings.heart_bt_int;
    published_.session = context_->settings.name;
    published_.kind = context_->settings.kind;
    take_leftovers();
}

// --- the planner ---------------------------------------------------------------------------------

void ManagedSession::start() {
    tell_leftovers();
    feed(EventKind::start);
}

void ManagedSession::stop() {
    disturbance_.reset();
    feed(EventKind::stop);
}

// `tell`: the observer has not heard of the error yet.
void ManagedSession::feed(EventKind kind, const SessionError* error, bool tell) {
    const SteadyTime now = shared_.world.now();
    const auto jitter = static_cast<std::uint16_t>(shared_.world.random() & 0xFFFFU);
    const recovery::Step step = recovery::step(state_, {kind, error}, now, jitter, options_);
    state_ = step.state;
    if (!state_.next_planned) next_.reset();
    // The gate closes before anybody is told why.
    for (const Action& action : step.plan)
        if (action.kind == ActionKind::hold_requests) hold(now + action.delay);
    if (error != nullptr && tell) {
        shared_.delivery.put(Delivery::Error{name(), *error, step.plan});
        if (!disturbance_ && state_.wanted) disturbance_ = {*error, now};
    }
    for (const Action& action : step.plan)
        carry_out(action, error);
    publish();
    check_recovered();
    try_next();
}

void ManagedSession::hold(SteadyTime until) {
    held_until_ = std::max(held_until(), until).time_since_epoch().count();
    hold_timer_->set(held_until(), [this] { check_recovered(); });
}

// An error that another server would mend needs to know of one.
SessionError ManagedSession::adjusted(const SessionError& error) const {
    SessionError result = error;
    if (error.policy.remedy == Remedy::other_endpoint && !context_->settings.other_endpoint)
        result.policy.remedy = Remedy::fix_configuration;
    return result;
}

void ManagedSession::carry_out(const Action& action, const SessionError* error) {
    switch (action.kind) {
    case ActionKind::connect: return plan_attempt(action);
    case ActionKind::log_out:
        if (attempt_) attempt_->log_out();
        return;
    case ActionKind::close:
        if (attempt_) attempt_->close();
        return;
    case ActionKind::hold_requests: return; // done already, see feed()
    case ActionKind::adopt_subscription: {
        const std::lock_guard lock(shared_.mutex);
        if (error != nullptr) subscriptions_.drop(error->request.id);
        return;
    }
    case ActionKind::renew_subscriptions: return renew_subscriptions();
    case ActionKind::measure_clock:
        if (attempt_ && attempt_->clock_offset())
            shared_.delivery.put(Delivery::Clock{name(), *attempt_->clock_offset()});
        return;
    // While the stream stands an answer can still come: then there is nothing left behind yet.
    case ActionKind::doubt_in_flight: return doubt_left_behind();
    case ActionKind::settle_request: // the message that carries the error has settled it, see on_settled()
    case ActionKind::tell_user:      // the observer gets the whole plan
    case ActionKind::halt: return;   // as the phase says: nothing begins by itself
    }
}

// --- attempts ------------------------------------------------------------------------------------

void ManagedSession::plan_attempt(const Action& action) {
    next_ = {std::max(shared_.world.now() + action.delay,
                      shared_.account.attempt_free_at(context_->settings.kind)),
             action.sender_comp_id};
    if (action.endpoint == EndpointChoice::of_the_right_kind && context_->settings.other_endpoint)
        endpoint_ = *context_->settings.other_endpoint;
}

void ManagedSession::try_next() {
    if (!next_ || attempt_) return;
    if (next_->due > shared_.world.now()) return wake_at(next_->due);
    auto claimed = shared_.account.begin_attempt(context_->settings, next_->name, last_name_);
    if (const auto* const wait = std::get_if<Account::Wait>(&claimed)) return wait_for(*wait);
    ledger_failed_ = false;
    begin(std::get<std::string>(std::move(claimed)));
}

void ManagedSession::wait_for(const Account::Wait& wait) {
    if (wait.why == Account::Refusal::attempts) next_->due = wait.until; // others spend from it too
    wake_at(wait.until);
    if (wait.why != Account::Refusal::file || std::exchange(ledger_failed_, true)) return;
    complain("the account's ledger cannot be written: no attempt is made before it can; look at the disk");
}

void ManagedSession::begin(std::string sender_comp_id) {
    next_.reset();
    const SteadyTime now = shared_.world.now();
    const recovery::Step step = recovery::step(state_, {EventKind::timer, nullptr}, now, 0, options_);
    state_ = step.state;
    if (state_.phase != Phase::connecting)
        return shared_.account.end_attempt(sender_comp_id, milliseconds{0});

    last_name_ = sender_comp_id;
    auto attempt =
        Attempt::begin(shared_.world, context_,
                       {endpoint_, std::move(sender_comp_id), filter_, tap_, journal_.get()}, *this);
    {
        const std::lock_guard lock(shared_.mutex);
        attempt_ = std::move(attempt);
        subscriptions_.forget_connection();
        ++published_.attempt;
    }
    publish();
}

void ManagedSession::abort() {
    if (attempt_) attempt_->abort();
}

void ManagedSession::wake_at(SteadyTime at) {
    timer_->set(at, [this] { try_next(); });
}

// --- the attempt's events ------------------------------------------------------------------------

void ManagedSession::on_connected() {
    feed(EventKind::connected);
}

void ManagedSession::on_logged_on() {
    feed(EventKind::logged_on);
    renew_subscriptions();
}

void ManagedSession::on_error(const SessionError& error) {
    const SessionError judged = adjusted(error);
    feed(EventKind::error, &judged);
}

void ManagedSession::on_application(std::string_view message) {
    shared_.delivery.put(Delivery::Message{name(), context_->settings.kind, std::string(message)});
    if (shared_.doubts == 0) return;
    if (const auto report = report_in(wire::MessageView(message))) shared_.on_report(*report, account());
}

void ManagedSession::on_ended(const AttemptEnd& end) {
    const std::shared_ptr<Attempt> over = attempt_;
    const auto factor = rules::SessionTable::built_in().common.sender_comp_id_lock_factor;
    const milliseconds locked_for = factor * milliseconds(context_->settings.heart_bt_int);
    shared_.account.end_attempt(over->sender_comp_id(), end.name_locked ? locked_for : milliseconds{0});
    left_behind_ = over->take_in_flight();
    {
        const std::lock_guard lock(shared_.mutex);
        attempt_.reset();
    }
    // Not here: the attempt is still in the middle of this call.
    shared_.world.post([over] {});
    if (end.error) {
        const SessionError judged = adjusted(*end.error);
        feed(EventKind::ended, &judged, !end.error_reported);
    } else {
        feed(EventKind::ended);
    }
    doubt_left_behind(); // whatever the plan said
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
    if (!disturbance_ || state_.phase != Phase::up || next_ || is_held(now)) return;
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
    }
    const std::lock_guard lock(shared_.mutex);
    status.name = name();
    status.kind = context_->settings.kind;
    status.phase = published_.phase;
    status.sender_comp_id = published_.sender_comp_id.view();
    status.attempts = published_.attempt;
    status.unknown = doubts_.size();
    const SteadyTime now = shared_.world.now();
    if (is_held(now)) status.held_for = std::chrono::ceil<milliseconds>(held_until() - now);
    return status;
}

} // namespace fixguard::engine
