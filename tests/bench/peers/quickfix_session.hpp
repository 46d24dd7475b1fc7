// QuickFIX's side of an order session: its own initiator, the same dictionary, its validation on.
#pragma once

#include "bench/peers/order_session.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace fixguard::bench {

class QuickFixInitiator final : public OrderSession {
public:
    // SocketInitiator, with TLS SSLSocketInitiator; ReconnectInterval=1. Logs on. Throws std::runtime_error.
    QuickFixInitiator(std::uint16_t port, bool tls, const std::string& sender_comp_id);
    ~QuickFixInitiator() override;

    // Waits for so many logons in all; false: they did not come in time. When the last one came.
    bool wait_for_logons(std::size_t count, std::chrono::milliseconds timeout);
    std::chrono::steady_clock::time_point logged_on_at() const;

private:
    class Application;
    bool send(const SentOrder& order) override;

    std::unique_ptr<Application> application_;
};

} // namespace fixguard::bench
