// Remembers what the sessions of the demo reported, for somebody who waits for it.
#pragma once

#include "engine/observer.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
    void on_state(const engine::SessionState& state) override;
    void on_message(std::string_view session, wire::MessageView message) override;
    void on_recovered(const engine::Recovery& recovery) override;

    // Forgets errors and recoveries; what was answered stays.
    void clear();
    // All errors of the session since clear(), after the first one or the time-out.
    std::vector<SeenError> wait_for_errors(std::string_view session, milliseconds timeout);
    // Until a disturbance of the session since clear() is over. false: not in time.
    bool wait_for_recovery(std::string_view session, milliseconds timeout);
    // Until the session got a good answer to the request of that id: an ExecutionReport<8> NEW or CANCELED, a
    // market-data snapshot, an instrument list ... false: not in time, or the session went down.
    bool wait_for_answer(std::string_view session, std::string_view id, milliseconds timeout);
    // Until anything happens; at most so long.
    void wait_for_event(milliseconds timeout);

private:
    void happened(); // under the lock

    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t events_ = 0;
    std::vector<SeenError> errors_;
    std::set<std::string, std::less<>> up_;
    std::map<std::string, int, std::less<>> ends_; // by session: how often it went down
    std::set<std::string, std::less<>> recovered_;
    std::set<std::pair<std::string, std::string>> answered_; // session, id
};

} // namespace fixguard::cli
