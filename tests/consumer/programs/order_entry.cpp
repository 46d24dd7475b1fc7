// An order-entry connector: places an order that rests, a cancel for it, and one that preflight stops.
#include <fixguard/fixguard.hpp>

#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>

namespace {

using namespace fixguard::orders;
using fixguard::RequestFate;

class Fates : public fixguard::Observer {
public:
    void on_fate(std::string_view, const fixguard::RequestRef& request, RequestFate fate) override {
        const std::lock_guard<std::mutex> lock(mutex_);
        fates_[std::string(request.id.view())] = fate;
        changed_.notify_all();
    }
    void on_error(std::string_view session, const fixguard::SessionError& error,
                  const fixguard::Plan&) override {
        std::printf("%.*s: %d %.*s\n", static_cast<int>(session.size()), session.data(), error.code.value,
                    static_cast<int>(error.text.size()), error.text.view().data());
    }
    bool wait(const std::string& id) {
        std::unique_lock<std::mutex> lock(mutex_);
        const bool told =
            changed_.wait_for(lock, std::chrono::seconds(20), [&] { return fates_.count(id) != 0; });
        std::printf("%s %s\n", id.c_str(), told ? fixguard::name(fates_[id]).data() : "was told no fate");
        return told;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, RequestFate> fates_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const auto settings = fixguard::load_settings(argv[1]);
    if (const auto* const error = std::get_if<std::string>(&settings)) {
        std::fprintf(stderr, "%s\n", error->c_str());
        return 2;
    }
    Fates fates;
    auto created = fixguard::Supervisor::create(std::get<fixguard::Settings>(settings), fates);
    if (const auto* const error = std::get_if<std::string>(&created)) {
        std::fprintf(stderr, "%s\n", error->c_str());
        return 2;
    }
    auto& supervisor = *std::get<std::unique_ptr<fixguard::Supervisor>>(created);
    supervisor.start();
    if (!supervisor.wait_for_all(fixguard::Phase::up, std::chrono::seconds(20))) return 1;

    const Symbol symbol("BTCUSDT");
    const auto decimal = [](const char* text) { return fixguard::parse_decimal(text).value(); };
    const Order order = Order::limit(symbol, Side::buy, Quantity{decimal("0.5")}, Price{decimal("100")});
    bool good = bool(supervisor.send("oe", new_order(ClientId("rests"), order))) && fates.wait("rests");
    good = good &&
           supervisor.send("oe",
                           cancel(ClientId("cancels"), symbol, OrderKey::by_client_id(ClientId("rests")))) &&
           fates.wait("cancels");

    // The exchange would refuse this one; nothing is sent.
    const std::string no_price = "35=D\00111=wrong\00138=1\00140=2\00154=1\00155=BTCUSDT\00159=1\001";
    const fixguard::SendResult result = supervisor.send("oe", no_price);
    const auto& refusal = result.refusal;
    if (refusal) std::printf("preflight: %d tag %d\n", refusal->code.value, refusal->tag.value_or(0));
    return good && refusal ? 0 : 1;
}
