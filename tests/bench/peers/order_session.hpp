// An order session under load, whichever engine drives it: so many orders without an answer at any time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::bench {

// The order that is sent over and over: immediate or cancel, far from the market, so that the venue accepts
// it, reports its end and keeps an empty book. Two ExecutionReport<8> each.
struct SentOrder {
    std::string cl_ord_id;
    static constexpr std::string_view quantity = "0.01", price = "50000", symbol = "BTCUSDT";
};

// What an engine's user reads of an ExecutionReport<8>.
struct SeenReport {
    std::string_view cl_ord_id, exec_type, order_id, quantity, symbol;
};

class OrderSession {
public:
    virtual ~OrderSession() = default;

    struct Run {
        double seconds = 0;
        std::vector<double> latency_us; // from the call that sends to the user's call for the first report
        std::uint64_t digest = 0;       // of everything that the user has seen, but the exchange's own ids
    };
    // Blocks. Throws std::runtime_error where an order is not sent, or an answer wrong or missing.
    Run run(std::size_t orders, std::size_t window);

protected:
    virtual bool send(const SentOrder& order) = 0; // from any thread, one call at a time
    void on_report(const SeenReport& report);      // on the engine's thread; may send the next order

private:
    using Clock = std::chrono::steady_clock;
    void send_next();

    std::mutex mutex_;
    std::condition_variable over_;
    std::size_t orders_ = 0, sent_ = 0, accepted_ = 0, ended_ = 0;
    std::string trouble_;
    SentOrder order_;
    std::vector<Clock::time_point> sent_at_;
    Clock::time_point ended_at_;
    Run run_;
};

} // namespace fixguard::bench
