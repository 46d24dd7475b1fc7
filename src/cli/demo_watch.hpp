// Remembers what the sessions of the demo reported, for somebody who waits for it.
#pragma once

#include "engine/observer.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace fixguard::cli {

struct SeenError {
    std::string session;
    SessionError error;
    Plan plan;
    std::chrono::steady_clock::time_point at;
};

class DemoWatch : public engine::Observer {
public:
    void on_error(std::string_view session, const SessionError& error, const Plan& plan) override;
    void on_message(std::string_view session, wire::MessageView message) override;

    // Forgets errors; what was answered stays.
    void clear();
    // The first error of the session since clear(); nothing: none in time.
    std::optional<SeenError> wait_for_error(std::string_view session, milliseconds timeout);
    // Until the session got a good answer to the request of that id: an ExecutionReport<8> NEW or CANCELED, a
    // market-data snapshot, an instrument list ... false: not in time.
    bool wait_for_answer(std::string_view session, std::string_view id, milliseconds timeout);

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<SeenError> errors_;
    std::set<std::pair<std::string, std::string>> answered_; // session, id
};

} // namespace fixguard::cli
