// The bounded queue in front of the observer.
#include "engine/delivery_queue.hpp"

#include <utility>

namespace fixguard::engine {
namespace {

template <class... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

std::string_view call_of(const DeliveryQueue::Event& event) {
    return std::visit(
        Overload{[](const DeliveryQueue::State&) { return std::string_view("on_state()"); },
                 [](const DeliveryQueue::Error&) { return std::string_view("on_error()"); },
                 [](const DeliveryQueue::Message&) { return std::string_view("on_message()"); },
                 [](const DeliveryQueue::Fate&) { return std::string_view("on_fate()"); },
                 [](const DeliveryQueue::Recovered&) { return std::string_view("on_recovered()"); },
                 [](const DeliveryQueue::Clock&) { return std::string_view("on_clock()"); }},
        event);
}

std::string_view session_of(const DeliveryQueue::Event& event) {
    return std::visit(Overload{[](const DeliveryQueue::State& state) { return state.state.session; },
                               [](const auto& other) { return other.session; }},
                      event);
}

} // namespace

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
        call(event);
    } catch (...) {
        complain(session_of(event), "the observer's " + std::string(call_of(event)) + " threw an exception");
    }
}

void DeliveryQueue::call(const Event& event) {
    std::visit(
        Overload{[this](const State& it) { observer_.on_state(it.state); },
                 [this](const Error& it) { observer_.on_error(it.session, it.error, it.plan); },
                 [this](const Message& it) { observer_.on_message(it.session, wire::MessageView(it.bytes)); },
                 [this](const Fate& it) { observer_.on_fate(it.session, it.request, it.fate); },
                 [this](const Recovered& it) {
                     observer_.on_recovered({it.session, it.error, it.took});
                 },
                 [this](const Clock& it) { observer_.on_clock(it.session, it.offset); }},
        event);
}

void DeliveryQueue::tell_of_losses() {
    std::string what;
    std::string_view session;
    {
        const std::lock_guard lock(mutex_);
        if (dropped_ == 0) return;
        what = "the observer's " + std::string(slow_call_) + " for session " + std::string(slow_session_) +
               " was so slow that " + std::to_string(dropped_) + " events were dropped";
        session = lost_by_;
        dropped_ = 0;
    }
    complain(session, what);
}

void DeliveryQueue::complain(std::string_view session, std::string_view what) noexcept {
    SessionError error;
    error.carrier = Carrier::local;
    error.text.assign(what);
    error.policy = {Remedy::surface, RequestFate::none, SessionEffect::stays_open,
                    false,           Basis::documented, Basis::documented};
    try {
        observer_.on_error(session, error, Plan{{.kind = ActionKind::tell_user, .ask = Ask::look}});
    } catch (...) { // said twice is enough
    }
}

} // namespace fixguard::engine
