// Timers, posts and streams that end with their process.
#include "simulation/sim_world.hpp"

#include <algorithm>

namespace fixguard::simulation {

class SimWorld::SimTimer final : public engine::Timer {
public:
    SimTimer(Scene& scene, std::shared_ptr<const bool> alive) : scene_(scene), alive_(std::move(alive)) {}
    ~SimTimer() override { cancel(); }

    void set(SteadyTime at, std::function<void()> action) override {
        cancel();
        live_ = std::make_shared<bool>(true);
        if (scene_.canary == Invariant::logged_on_again && scene_.chance.one_in(4)) return;
        scene_.time.at(at, [live = live_, alive = alive_, action = std::move(action)] {
            if (*alive && std::exchange(*live, false)) action();
        });
    }
    void cancel() override {
        if (live_) *live_ = false;
    }

private:
    Scene& scene_;
    const std::shared_ptr<const bool> alive_;
    std::shared_ptr<bool> live_; // of the appointment that was set last
};

void SimWorld::die() {
    if (!std::exchange(*alive_, false)) return;
    for (const auto& stream : streams_)
        if (const auto open = stream.lock()) open->die();
}

void SimWorld::post(std::function<void()> action) {
    border_();
    scene_.time.soon([alive = alive_, action = std::move(action)] {
        if (*alive) action();
    });
}

std::unique_ptr<engine::Timer> SimWorld::timer() {
    return std::make_unique<SimTimer>(scene_, alive_);
}

std::shared_ptr<transport::ClientStream> SimWorld::open(transport::StreamOptions options,
                                                        std::weak_ptr<transport::ClientStreamHandler> handler,
                                                        transport::Tap*) {
    using transport::EndReason;
    border_();
    const auto kind = static_cast<SessionKind>(options.port - port_of(SessionKind::order_entry));
    std::erase_if(streams_, [](const auto& stream) { return stream.expired(); });
    std::erase_if(scene_.links, [](const auto& link) { return link.expired(); });
    const SimStream::Surroundings around{scene_.time,   scene_.watch, scene_.chance,
                                         scene_.canary, alive_,       border_};
    const std::uint64_t number = ++scene_.streams;
    auto stream = std::make_shared<SimStream>(around, std::move(options), std::move(handler), number);
    if (!*alive_) return stream; // nobody connects any more
    streams_.push_back(stream);
    scene_.watch.note("connect", std::to_string(number) + " " + std::string(fixguard::name(kind)));

    const microseconds delay = scene_.chance.between(scene_.weather.least_delay, scene_.weather.most_delay);
    const SteadyTime now = scene_.time.now();
    if (now < scene_.refused_until || scene_.exchange.is_down()) {
        stream->connect(nullptr, delay, EndReason::refused);
    } else if (now < scene_.distrusted_until) {
        stream->connect(nullptr, delay, EndReason::certificate_refused);
    } else {
        auto link = std::make_shared<Link>(scene_.time, scene_.chance, scene_.weather);
        scene_.links.push_back(link);
        scene_.exchange.accept(kind, link);
        stream->connect(std::move(link), delay, EndReason::local);
    }
    return stream;
}

} // namespace fixguard::simulation
