// The engine's world in a simulation: one for each life of a client's process.
#pragma once

#include "engine/world.hpp"
#include "simulation/scene.hpp"
#include "simulation/sim_stream.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace fixguard::simulation {

class SimWorld final : public engine::World {
public:
    // `border`: called whenever the process touches the world outside: there it may die.
    SimWorld(Scene& scene, std::function<void()> border) : scene_(scene), border_(std::move(border)) {}
    ~SimWorld() override { die(); }

    // kill -9: nothing that was planned happens any more, and the system closes the streams.
    void die();
    bool is_alive() const noexcept { return *alive_; }

    SteadyTime now() const noexcept override {
        border_();
        return scene_.time.now();
    }
    UtcTime utc_now() const noexcept override {
        border_();
        return scene_.time.utc() + scene_.client_clock;
    }
    std::uint32_t random() override {
        border_();
        return scene_.chance.any();
    }
    void post(std::function<void()> action) override;
    std::unique_ptr<engine::Timer> timer() override;
    std::shared_ptr<transport::ClientStream> open(transport::StreamOptions options,
                                                  std::weak_ptr<transport::ClientStreamHandler> handler,
                                                  transport::Tap* tap) override;

private:
    class SimTimer;
    Scene& scene_;
    const std::function<void()> border_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::vector<std::weak_ptr<SimStream>> streams_;
};

// Ports of the simulated exchange.
constexpr std::uint16_t port_of(SessionKind kind) noexcept {
    return static_cast<std::uint16_t>(9'000 + static_cast<int>(kind));
}

} // namespace fixguard::simulation
