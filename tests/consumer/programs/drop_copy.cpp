// A drop-copy listener: keeps the account's orders and tells every fill once, until it has seen as many as it
// is asked for. Sends the orders itself, on a session of its own, so that there is something to hear.
#include <fixguard/fixguard.hpp>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace {

using namespace fixguard::orders;

class Listener : public fixguard::Observer {
public:
    void on_message(std::string_view session, fixguard::MessageView message) override {
        if (session != "dc") return;
        const std::lock_guard<std::mutex> lock(mutex_);
        const Update update = orders_.apply(message);
        if (!update.fill) return;
        std::printf("%s filled %s at %s\n", update.order->cl_ord_id.c_str(),
                    fixguard::format_short(update.fill->quantity).c_str(),
                    fixguard::format_short(update.fill->price).c_str());
        ++fills_;
        changed_.notify_all();
    }
    bool wait_for_fills(int count) {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return fills_ >= count; }) &&
               orders_.with_gaps().empty();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    AccountOrders orders_;
    int fills_ = 0;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    auto settings = fixguard::load_settings(argv[1]);
    if (!std::holds_alternative<fixguard::Settings>(settings)) return 2;
    Listener listener;
    auto created = fixguard::Supervisor::create(std::get<fixguard::Settings>(settings), listener);
    if (!std::holds_alternative<std::unique_ptr<fixguard::Supervisor>>(created)) return 2;
    auto& supervisor = *std::get<std::unique_ptr<fixguard::Supervisor>>(created);
    supervisor.start();
    if (!supervisor.wait_for_all(fixguard::Phase::up, std::chrono::seconds(20))) return 1;

    const Symbol symbol("BTCUSDT");
    const auto decimal = [](const char* text) { return fixguard::parse_decimal(text).value(); };
    const Quantity quantity{decimal("0.5")};
    const Price price{decimal("50000")};
    supervisor.send("oe", new_order(ClientId("maker"), Order::limit(symbol, Side::sell, quantity, price)));
    supervisor.send("oe", new_order(ClientId("taker"), Order::limit(symbol, Side::buy, quantity, price)));
    return listener.wait_for_fills(2) ? 0 : 1;
}
