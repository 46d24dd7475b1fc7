// The attempts of a session: begun one behind the other, or one beside the other before the old one leaves.
#include "engine/seat.hpp"

#include "rules/session_table.hpp"

#include <algorithm>
#include <utility>

namespace fixguard::engine {
namespace {

std::string why_waiting(const Account::Wait& wait) {
    constexpr std::string_view kept =
        "is free: each is in use, or locked by the exchange behind a close without Logout<5>";
    std::string what;
    switch (wait.why) {
    case Account::Refusal::none:
    case Account::Refusal::file: return what;
    case Account::Refusal::attempts: what = "no attempt of the account's limit is left"; break;
    case Account::Refusal::connections:
        what.append("no connection of the account's limit ").append(kept);
        break;
    case Account::Refusal::name: what.append("no SenderCompID(49) of this session ").append(kept); break;
    }
    if (wait.longest < std::chrono::hours(1))
        what += " for " + std::to_string(wait.longest.count()) + " ms more";
    return what + "; the next attempt waits for it";
}

} // namespace

// --- one behind the other --------------------------------------------------------------------------

void ManagedSession::plan_attempt(const Action& action) {
    const SteadyTime free_at = shared_.account.attempt_free_at(context_->settings.kind);
    next_ = {std::max(shared_.world.now() + action.delay, free_at), action.sender_comp_id, action.mend_logon,
             false};
    if (action.endpoint == EndpointChoice::of_the_right_kind && context_->settings.other_endpoint)
        endpoint_ = *context_->settings.other_endpoint;
}

void ManagedSession::try_next() {
    if (!next_ || current_) return;
    if (next_->due > shared_.world.now()) return wake_at(next_->due);
    auto claimed = shared_.account.begin_attempt(context_->settings, next_->name, last_name_);
    if (const auto* const wait = std::get_if<Account::Wait>(&claimed)) return wait_for(*wait);
    ledger_failed_ = false;
    begin(std::get<std::string>(std::move(claimed)));
}

void ManagedSession::wait_for(const Account::Wait& wait) {
    if (wait.why == Account::Refusal::attempts) next_->due = wait.until; // others spend from it too
    wake_at(wait.until);
    if (wait.why == Account::Refusal::file) {
        if (!std::exchange(ledger_failed_, true))
            complain(
                "the account's ledger cannot be written: no attempt is made before it can; look at the disk");
    } else if (!std::exchange(next_->wait_told, true)) {
        complain(why_waiting(wait), Ask::nothing);
    }
}

void ManagedSession::begin(std::string sender_comp_id) {
    const bool mend_logon = next_->mend_logon;
    next_.reset();
    const SteadyTime now = shared_.world.now();
    const recovery::Step step = recovery::step(state_, {EventKind::timer, nullptr}, now, 0, options_);
    state_ = step.state;
    if (state_.phase != Phase::connecting)
        return shared_.account.end_attempt(sender_comp_id, milliseconds{0});
    make_current(open(std::move(sender_comp_id), mend_logon));
    publish();
}

ManagedSession::SeatPtr ManagedSession::open(std::string sender_comp_id, bool mend_logon) {
    last_name_ = sender_comp_id;
    const SeatPtr seat = std::make_shared<Seat>(*this);
    seat->attempt = Attempt::begin(shared_.world, context_,
                                   {endpoint_, std::move(sender_comp_id), filter_, tap_, journal_.get(),
                                    message_limit_, clock_correction_, mend_logon},
                                   *seat);
    const std::lock_guard lock(shared_.mutex);
    ++streams_;
    ++published_.attempt;
    return seat;
}

void ManagedSession::make_current(SeatPtr seat) {
    current_ = std::move(seat);
    const std::lock_guard lock(shared_.mutex);
    attempt_ = current_ ? current_->attempt : nullptr;
    subscriptions_.forget_connection();
}

void ManagedSession::abort() {
    if (current_) current_->attempt->abort();
    if (successor_) successor_->attempt->abort();
    for (const SeatPtr& seat : leaving_)
        seat->attempt->abort();
}

void ManagedSession::wake_at(SteadyTime at) {
    timer_->set(at, [this] { try_next(); });
}

// --- one beside the other --------------------------------------------------------------------------

void ManagedSession::try_beside() {
    auto claimed = shared_.account.begin_attempt(context_->settings, NameChoice::other, last_name_);
    if (auto* const free_name = std::get_if<std::string>(&claimed))
        successor_ = open(std::move(*free_name), false);
    else
        beside_failed_ = true;
}

// From here on send() uses the new one. Whoever has just asked for the old one finds its gate closed and asks
// again, so that no message falls in between.
void ManagedSession::switch_over() {
    const SeatPtr old = current_;
    make_current(std::exchange(successor_, nullptr));
    renew_subscriptions();
    if (hook_ != nullptr) hook_->on_up();
    const SteadyTime now = shared_.world.now();
    const auto delay = rules::SessionTable::built_in().of(context_->settings.kind).report_delay;
    old->attempt->stop_sending();
    old->stays_until = now + 2 * delay; // what happened just before is reported to the old one alone
    old->leaves_at = now + rules::SessionTable::built_in().common.engine_timeout;
    leaving_.push_back(old);
    watch_leaving();
}

bool ManagedSession::may_log_out(const Seat& seat, SteadyTime now) const {
    if (now >= seat.leaves_at) return true;
    // Market data goes on without a hole where the new one has its streams before the old one leaves.
    const bool streams_run = context_->settings.kind != SessionKind::market_data || !current_ ||
                             current_->attempt->in_flight() == 0;
    return now >= seat.stays_until && streams_run && seat.attempt->in_flight() == 0;
}

void ManagedSession::watch_leaving() {
    const SteadyTime now = shared_.world.now();
    SteadyTime next = SteadyTime::max();
    for (const SeatPtr& seat : std::vector<SeatPtr>(leaving_)) {
        if (seat->over || seat->logging_out) continue;
        if (may_log_out(*seat, now)) {
            seat->logging_out = true;
            seat->attempt->log_out();
        } else {
            next = std::min(next, now < seat->stays_until ? seat->stays_until : seat->leaves_at);
        }
    }
    if (next != SteadyTime::max()) leaving_timer_->set(next, [this] { watch_leaving(); });
}

// --- their ends ------------------------------------------------------------------------------------

// Nothing is awaited from a session that never was logged on: the next attempt need not wait for the close.
void ManagedSession::close(const SeatPtr& seat) {
    if (!seat) return;
    seat->attempt->close();
    if (seat != current_) return leaving_.push_back(seat);
    shared_.world.post([this, seat] {
        if (seat == current_) lose_current(seat->attempt->end_now());
    });
}

void ManagedSession::give_name_back(Seat& seat, const AttemptEnd& end) {
    if (std::exchange(seat.over, true)) return;
    const milliseconds lock =
        end.name_locked ? Account::lock_time(context_->settings, end.close_seen) : milliseconds{0};
    shared_.account.end_attempt(seat.attempt->sender_comp_id(), lock);
}

// The session is over, its stream may still have to close.
void ManagedSession::lose_current(const AttemptEnd& end) {
    const SeatPtr seat = current_;
    give_name_back(*seat, end);
    left_behind_ = seat->attempt->take_in_flight();
    leaving_.push_back(seat);
    make_current(nullptr);
    if (hook_ != nullptr) hook_->on_down(!state_.wanted);
    feed(EventKind::ended, end.error ? &*end.error : nullptr, !end.error_reported);
    doubt_all(std::exchange(left_behind_, {})); // whatever the plan said
    const bool promoted = current_ && current_->connected && state_.phase == Phase::connecting;
    if (promoted) feed(EventKind::connected);
}

void ManagedSession::forget(const SeatPtr& seat) {
    leaving_.erase(std::remove(leaving_.begin(), leaving_.end(), seat), leaving_.end());
    {
        const std::lock_guard lock(shared_.mutex);
        --streams_;
    }
    shared_.changed.notify_all();
    // Not here: the attempt is still in the middle of its call.
    shared_.world.post([seat] {});
}

// --- what the attempts tell ------------------------------------------------------------------------

void ManagedSession::on_connected(const SeatPtr& seat) {
    seat->connected = true;
    shared_.account.attempt_arrived(seat->attempt->sender_comp_id());
    if (seat == current_) feed(EventKind::connected);
}

void ManagedSession::on_logged_on(const SeatPtr& seat) {
    if (seat == successor_) return feed(EventKind::successor_up);
    if (seat != current_) return;
    unbroken_since_ = shared_.world.now();
    feed(EventKind::logged_on);
    renew_subscriptions();
    if (hook_ != nullptr) hook_->on_up();
}

void ManagedSession::on_error(const SeatPtr& seat, const SessionError& error) {
    if (seat == current_) {
        feed(EventKind::error, &error);
        if (hook_ != nullptr) hook_->on_error(error);
        return;
    }
    if (seat != successor_) return on_leaving_error(error);
    close(std::exchange(successor_, nullptr));
    feed(EventKind::successor_lost, &error);
}

// It leaves anyway; only the request and a fatal cause still matter.
void ManagedSession::on_leaving_error(const SessionError& error) {
    if (error.policy.remedy == Remedy::halt && state_.wanted) return feed(EventKind::error, &error);
    recovery::State leaving;
    leaving.phase = Phase::draining;
    const recovery::Step step =
        recovery::step(leaving, {EventKind::error, &error}, shared_.world.now(), 0, options_);
    shared_.delivery.put(Delivery::Error{name(), error, step.plan});
}

void ManagedSession::on_application(std::string_view message) {
    if (hook_ != nullptr && hook_->on_application(message)) return;
    shared_.delivery.put(Delivery::Message{name(), context_->settings.kind, std::string(message)});
    for (const std::string& news : drift_.look(message))
        say("the dictionary does not have this: " + news, Plan{});
    // A request that waits for its answer on another session may be given up long after its report came here.
    const SessionKind kind = context_->settings.kind;
    const bool tells_of_others =
        kind == SessionKind::drop_copy || (kind == SessionKind::order_entry && shared_.several_order_entries);
    if (shared_.doubts == 0 && !tells_of_others) return;
    if (const auto report = acceptance_in(wire::MessageView(message)))
        shared_.on_accepted(*report, account());
}

void ManagedSession::on_logged_out(const SeatPtr& seat) {
    if (seat == current_) return lose_current({});
    give_name_back(*seat, {});
}

void ManagedSession::on_ended(const SeatPtr& seat, const AttemptEnd& end) {
    if (seat == current_) {
        lose_current(end);
    } else {
        give_name_back(*seat, end);
        doubt_all(seat->attempt->take_in_flight());
        // Its last reports may not have come, and the one that took over does not get them: all of them have
        // where our Logout<5> behind them was answered.
        const bool heard_all = seat->logging_out && !end.name_locked && !end.error;
        if (seat->stays_until != SteadyTime{} && !heard_all) unbroken_since_ = shared_.world.now();
        if (seat == successor_) {
            successor_.reset();
            feed(EventKind::successor_lost, end.error ? &*end.error : nullptr, !end.error_reported);
        } else if (end.error && !end.error_reported && !seat->logging_out) {
            on_leaving_error(*end.error);
        }
    }
    forget(seat);
}

} // namespace fixguard::engine
