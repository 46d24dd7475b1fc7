// Carries events from the loop to the observer, so that a slow observer costs no heartbeat.
#pragma once

#include "engine/delivery.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>

namespace fixguard::engine {

// Any thread may put events in; the observer is called on the queue's own thread. Message events may take the
// whole limit, the others twice as much: they are fewer and matter more. What does not fit is dropped, and
// once the observer comes back it is told how much and in which of its calls it was.
class DeliveryQueue final : public Delivery {
public:
    DeliveryQueue(Observer& observer, std::size_t limit, std::size_t bytes_limit);
    ~DeliveryQueue() override; // delivers what is left

    void put(Event event) override;

private:
    void run();
    void deliver(const Event& event);
    void tell_of_losses();
    // Takes no memory: what went wrong may be the want of it.
    using Words = decltype(SessionError::text);
    void complain(std::string_view session, const Words& what) noexcept;

    Observer& observer_;
    const std::size_t limit_;
    const std::size_t bytes_limit_;

    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Event> events_;
    std::size_t bytes_ = 0;         // of the messages in events_
    std::size_t dropped_ = 0;       // not told yet
    std::string_view lost_by_;      // the session of the first of them
    std::string_view running_call_; // what the observer is doing
    std::string_view running_session_;
    std::string_view slow_call_; // what it was doing when the first was dropped
    std::string_view slow_session_;
    bool finishing_ = false;
    std::thread thread_; // last: it uses all the others
};

} // namespace fixguard::engine
