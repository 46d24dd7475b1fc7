// What an attempt does when time passes: heartbeats, questions, and giving up.
#include "engine/attempt.hpp"

namespace fixguard::engine {

SteadyTime Attempt::next_time() {
    if (stage_ != Stage::up) return deadline_;
    liveness_.sent(SteadyTime(SteadyTime::duration(last_sent_.load())));
    return liveness_.due().at;
}

void Attempt::arm() {
    timer_->set(next_time(), [self = weak_from_this()] {
        if (const auto attempt = self.lock()) attempt->on_time();
    });
}

// A request that is sent from now on is not due before the time that is set, so that nothing has to set the
// timer when one is sent.
void Attempt::watch_requests() {
    const milliseconds timeout = context_->settings.request_timeout;
    if (timeout.count() == 0) return;
    const SteadyTime now = world_.now();
    std::vector<InFlight::Entry> unanswered;
    SteadyTime next;
    {
        const std::lock_guard lock(mutex_);
        unanswered = in_flight_.take_sent_until(now - timeout);
        next = in_flight_.oldest().value_or(now) + timeout;
    }
    request_timer_->set(next, [self = weak_from_this()] {
        if (const auto attempt = self.lock()) attempt->watch_requests();
    });
    if (!unanswered.empty()) listener_.on_unanswered(unanswered);
}

void Attempt::on_time() {
    if (stage_ == Stage::closing || stage_ == Stage::ended) return;
    const SteadyTime now = world_.now();
    if (next_time() > now) return arm(); // something was sent or received in between
    switch (stage_) {
    case Stage::up: return be_alive(now);
    case Stage::logging_on:
        return break_off(Carrier::silence, "no answer to the Logon<A> within " +
                                               std::to_string(context_->settings.logon_timeout.count()) +
                                               " s");
    case Stage::logging_out: // the exchange may not have read our Logout<5>
        stage_ = Stage::closing;
        return stream_->close();
    case Stage::opening:
    case Stage::closing:
    case Stage::ended: return;
    }
}

void Attempt::be_alive(SteadyTime now) {
    switch (liveness_.due().duty) {
    case Liveness::Duty::heartbeat: {
        const std::lock_guard lock(mutex_);
        session_.send_heartbeat({});
        last_sent_ = now.time_since_epoch().count(); // also where a filter kept it
        break;
    }
    case Liveness::Duty::test_request: {
        const std::lock_guard lock(mutex_);
        asked_at_ = world_.utc_now();
        session_.send_test_request(liveness_.ask(now));
        break;
    }
    case Liveness::Duty::log_out:
        return break_off(Carrier::silence, "no Heartbeat<0> in answer to our TestRequest<1> within " +
                                               std::to_string(context_->settings.heart_bt_int.count()) +
                                               " s");
    }
    arm();
}

} // namespace fixguard::engine
