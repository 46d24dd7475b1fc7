// The embedded venue as a target: no sockets, and time passes at once.
#pragma once

#include "conformance/target.hpp"
#include "venue/exchange.hpp"

#include <map>

namespace fixguard::conformance {

// Deterministic. Bytes go straight into the exchange's sessions.
class ExchangeTarget final : public Target {
public:
    explicit ExchangeTarget(venue::Config config) : exchange_(std::move(config)) {}

    std::optional<std::string> connect(int cid, const Peer& peer) override;
    void send(int cid, std::string_view bytes) override;
    void close(int cid) override;
    Read read(int cid, microseconds time) override;
    void wait(microseconds time) override;
    UtcTime now() const override { return now_.utc; }

private:
    venue::Session* session(int cid);
    void step_to(SteadyTime time);

    venue::Exchange exchange_;
    venue::Now now_{UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + std::chrono::hours{12}},
                    SteadyTime{std::chrono::hours{1}}};
    std::map<int, venue::SessionId> sessions_;
};

} // namespace fixguard::conformance
