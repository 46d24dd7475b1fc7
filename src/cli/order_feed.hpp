// Sends the lines of `fixguard run --orders`, and knows when each has its fate.
#pragma once

#include "engine/supervisor.hpp"
#include "model/refusal.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>

namespace fixguard::cli {

// Reads on a thread of its own, from a file or from stdin ("-"). Prints a JSON line for what is not sent;
// fates are printed by the observer.
class OrderFeed {
public:
    // `session`: for lines that name none; empty: each has to name one. `done` is called once, on the feed's
    // thread, when all lines are read and every request has a fate, or `patience` after the last line.
    OrderFeed(engine::Supervisor& supervisor, std::string session, milliseconds patience,
              std::function<void()> done);
    ~OrderFeed(); // as stop()
    OrderFeed(const OrderFeed&) = delete;
    OrderFeed& operator=(const OrderFeed&) = delete;

    void stop(); // reads and sends nothing any more; the supervisor may go

    // One line: what is wrong with the file; empty: it is being read.
    std::string open(const std::string& path);

    void on_fate(const RequestRef& request, RequestFate fate); // from the observer

    // After `done`: whether every line was a request and every request was accepted.
    bool all_accepted() const;

private:
    void run();
    bool next_line(std::string& line);
    void send(const std::string& line);
    void wait_until_up(const std::string& session);
    // `refusal`: the exchange's words for it, where there are any.
    void refuse(const std::string& session, const std::string& id, const std::string& why,
                const std::optional<Refusal>& refusal = std::nullopt);

    engine::Supervisor& supervisor_;
    const std::string session_;
    const milliseconds patience_;
    const std::function<void()> done_;
    int file_ = -1;
    int stop_[2] = {-1, -1}; // a pipe: closed to stop
    std::string buffer_;
    std::size_t number_ = 0;   // of the line
    std::set<std::string> up_; // sessions that a request has waited for

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<std::string, int> open_; // requests without a fate, by id
    std::string sending_;                       // the request that send() is handing over
    int early_ = 0;                             // fates of it that came before send() had returned
    std::size_t not_accepted_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace fixguard::cli
