// The engine's stream over a link of the simulated network.
#pragma once

#include "simulation/link.hpp"
#include "simulation/mishap.hpp"
#include "simulation/watch.hpp"
#include "transport/stream.hpp"

#include <functional>
#include <memory>
#include <string>

namespace fixguard::simulation {

// What an operating system does for a process, as transport::ClientStream promises it.
class SimStream final : public transport::ClientStream, public std::enable_shared_from_this<SimStream> {
public:
    struct Surroundings {
        Scheduler& time;
        Watch& watch;
        Chance& chance;
        Canary canary;
        std::shared_ptr<const bool> alive; // of the process
        std::function<void()> border;      // see SimWorld
    };
    SimStream(Surroundings around, transport::StreamOptions options,
              std::weak_ptr<transport::ClientStreamHandler> handler, std::uint64_t number);

    // link == nullptr: the connection fails for `why`.
    void connect(std::shared_ptr<Link> link, microseconds after, transport::EndReason why);
    void die(); // with its process: the system closes what is open

    transport::WriteResult write(std::string_view bytes) override;
    void close() override;
    void abort() override;

private:
    enum class State : std::uint8_t { opening, open, closing, over };

    void on_open();
    void on_bytes(std::string_view bytes);
    void end(transport::EndReason reason, std::optional<wire::FrameFault> fault = std::nullopt,
             bool peer_closed = false);
    void on_finished();
    void later(microseconds after, void (SimStream::*what)());
    void end_local() { end(transport::EndReason::local); }
    void end_garbled() { end(transport::EndReason::framing_fault, fault_); }
    void end_unacknowledged() { end(transport::EndReason::reset); }
    void put(std::string_view bytes);

    Surroundings around_;
    const transport::StreamOptions options_;
    const std::weak_ptr<transport::ClientStreamHandler> handler_;
    const std::uint64_t number_;
    std::shared_ptr<Link> link_;
    State state_ = State::opening;
    std::string input_;
    wire::FrameReader reader_{wire::OnFault::stop};
    wire::FrameFault fault_{};
    bool unacknowledged_ = false;
};

} // namespace fixguard::simulation
