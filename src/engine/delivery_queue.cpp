// The bounded queue in front of the observer.
#include "engine/delivery_queue.hpp"

#include <utility>

namespace fixguard::engine {
DeliveryQueue::DeliveryQueue(Observer& observer, std::size_t limit, std::size_t bytes_limit)
    : observer_(observer), limit_(limit), bytes_limit_(bytes_limit), thread_([this] { run(); }) {}

DeliveryQueue::~DeliveryQueue() {
    {
        const std::lock_guard lock(mutex_);
        finishing_ = true;
    }
    filled_.notify_one();
    thread_.join();
}

void DeliveryQueue::put(Event event) {
    {
        const std::lock_guard lock(mutex_);
        const auto* const message = std::get_if<Message>(&event);
        const std::size_t size = message == nullptr ? 0 : message->bytes.size();
        const bool fits = message == nullptr ? events_.size() < 2 * limit_
                                             : events_.size() < limit_ && bytes_ + size <= bytes_limit_;
        if (!fits) {
            if (dropped_++ == 0) {
                lost_by_ = session_of(event);
                slow_call_ = running_call_;
                slow_session_ = running_session_;
            }
            return;
        }
        bytes_ += size;
        events_.push_back(std::move(event));
    }
    filled_.notify_one();
}

void DeliveryQueue::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        filled_.wait(lock, [this] { return finishing_ || !events_.empty(); });
        if (events_.empty()) return;
        const Event event = std::move(events_.front());
        events_.pop_front();
        if (const auto* const message = std::get_if<Message>(&event)) bytes_ -= message->bytes.size();
        running_call_ = call_of(event);
        running_session_ = session_of(event);
        lock.unlock();
        deliver(event);
        tell_of_losses();
        lock.lock();
        running_call_ = {};
    }
}

// The observer is the user's code: what it throws ends here, and is reported to it.
void DeliveryQueue::deliver(const Event& event) {
    try {
        tell(observer_, event);
    } catch (...) {
        Words what("the observer's ");
        what.append(call_of(event));
        what.append(" threw an exception");
        complain(session_of(event), what);
    }
}

void DeliveryQueue::tell_of_losses() {
    Words what("the observer's ");
    std::string_view session;
    {
        const std::lock_guard lock(mutex_);
        if (dropped_ == 0) return;
        what.append(slow_call_);
        what.append(" for session ");
        what.append(slow_session_);
        what.append(" was so slow that ");
        what.append(std::to_string(dropped_));
        what.append(" events were dropped");
        session = lost_by_;
        dropped_ = 0;
    }
    complain(session, what);
}

void DeliveryQueue::complain(std::string_view session, const Words& what) noexcept {
    SessionError error;
    error.carrier = Carrier::local;
    error.text = what;
    error.policy = {Remedy::surface, RequestFate::none, SessionEffect::stays_open,
                    false,           Basis::documented, Basis::documented};
    try {
        observer_.on_error(session, error, Plan{{.kind = ActionKind::tell_user, .ask = Ask::look}});
    } catch (...) { // said twice is enough
    }
}

} // namespace fixguard::engine
