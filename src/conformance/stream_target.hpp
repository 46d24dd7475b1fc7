// A venue at the other end of a TCP or TLS connection as a target.
#pragma once

#include "conformance/target.hpp"
#include "transport/tls_context.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

namespace fixguard::conformance {

// Connection attempts against the target's limit, over all scenarios. Not thread-safe.
class AttemptBudget {
public:
    AttemptBudget(std::size_t count, milliseconds window) : count_(count), window_(window) {}
    // When the next attempt may be made: `now` or later. take() notes that it is made.
    SteadyTime next(SteadyTime now) const;
    void take(SteadyTime now);

private:
    std::size_t count_;
    milliseconds window_;
    std::deque<SteadyTime> taken_; // the last `count_`
};

struct StreamTargetOptions {
    std::string host;
    std::uint16_t port = 0;
    std::shared_ptr<transport::TlsContext> tls; // nullptr: plain TCP, to loopback only
    std::function<SteadyTime()> steady_clock;   // the room reads no clock itself
    std::function<UtcTime()> utc_clock;
    std::function<void(milliseconds)> waiting = {}; // told before it waits for the budget; may be empty
};

// Blocks until there is something to tell. `budget` outlives the target; connect() waits for it.
class StreamTarget final : public Target {
public:
    StreamTarget(StreamTargetOptions options, AttemptBudget& budget);
    ~StreamTarget() override;

    std::optional<std::string> connect(int cid, const Peer& peer) override;
    void send(int cid, std::string_view bytes) override;
    void close(int cid) override;
    Read read(int cid, microseconds time) override;
    void wait(microseconds time) override;
    UtcTime now() const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace fixguard::conformance
