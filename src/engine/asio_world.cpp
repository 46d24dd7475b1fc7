// asio's timers, and the clocks: they are read here and nowhere else in the room.
#include "engine/asio_world.hpp"

#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#include <utility>

namespace fixguard::engine {
namespace {

class AsioTimer final : public Timer {
public:
    explicit AsioTimer(asio::io_context& loop) : timer_(loop) {}
    ~AsioTimer() override { cancel(); }

    void set(SteadyTime at, std::function<void()> action) override {
        cancel();
        live_ = std::make_shared<bool>(true);
        timer_.expires_at(at);
        timer_.async_wait([live = live_, action = std::move(action)](const asio::error_code& error) {
            // A cancelled wait whose time had come is told no error.
            if (!error && std::exchange(*live, false)) action();
        });
    }
    void cancel() override {
        if (live_) *live_ = false;
        timer_.cancel();
    }

private:
    asio::steady_timer timer_;
    std::shared_ptr<bool> live_; // of the appointment that was set last
};

} // namespace

SteadyTime AsioWorld::now() const noexcept {
    return std::chrono::time_point_cast<microseconds>(std::chrono::steady_clock::now());
}

UtcTime AsioWorld::utc_now() const noexcept {
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

void AsioWorld::post(std::function<void()> action) {
    asio::post(loop_, std::move(action));
}

std::unique_ptr<Timer> AsioWorld::timer() {
    return std::make_unique<AsioTimer>(loop_);
}

std::shared_ptr<transport::ClientStream>
AsioWorld::open(transport::StreamOptions options, std::weak_ptr<transport::ClientStreamHandler> handler,
                transport::Tap* tap) {
    return transport::ClientStream::open(loop_, std::move(options), std::move(handler), tap);
}

} // namespace fixguard::engine
