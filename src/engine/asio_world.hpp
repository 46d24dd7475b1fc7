// The world as it is: the system's clocks, sockets and timers on one asio loop.
#pragma once

#include "engine/world.hpp"

#include <asio/io_context.hpp>

#include <random>

namespace fixguard::engine {

// `loop` outlives the world, and the world its timers.
class AsioWorld final : public World {
public:
    explicit AsioWorld(asio::io_context& loop) : loop_(loop) {}

    SteadyTime now() const noexcept override;
    UtcTime utc_now() const noexcept override;
    std::uint32_t random() override { return static_cast<std::uint32_t>(random_()); }
    void post(std::function<void()> action) override;
    std::unique_ptr<Timer> timer() override;
    std::shared_ptr<transport::ClientStream> open(transport::StreamOptions options,
                                                  std::weak_ptr<transport::ClientStreamHandler> handler,
                                                  transport::Tap* tap) override;

private:
    asio::io_context& loop_;
    std::mt19937 random_{std::random_device{}()};
};

} // namespace fixguard::engine
