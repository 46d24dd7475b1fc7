// Many sessions that share a load: up to ten of an account, as the exchange allows, and a supervisor for
// each.
#pragma once

#include "engine/supervisor.hpp"
#include "support/temp_dir.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace fixguard::bench {

// With everything on, over plain TCP, with the venue of open_venue().
class Crowd final : private engine::Observer {
public:
    Crowd(std::uint16_t port, std::size_t sessions); // logs on; throws std::runtime_error
    ~Crowd() override;

    // Blocks until all orders have ended; `window` of them, over all sessions, have no answer at any time.
    void run(std::size_t orders, std::size_t window);

private:
    void on_message(std::string_view session, wire::MessageView message) override;
    void send(std::size_t session); // with mutex_ held

    test::TempDir folder_;
    std::vector<std::string> names_; // each is its place in here
    std::mutex mutex_;
    std::condition_variable over_;
    std::size_t orders_ = 0, sent_ = 0, ended_ = 0;
    bool refused_ = false;
    std::vector<std::unique_ptr<engine::Supervisor>> supervisors_; // first to go: they call back
};

} // namespace fixguard::bench
