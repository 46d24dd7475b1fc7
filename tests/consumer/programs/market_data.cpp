// A market-data listener: waits for a book that is whole, and for the instrument list, and looks at both.
#include <fixguard/fixguard.hpp>

#include <condition_variable>
#include <cstdio>
#include <mutex>

namespace {

class Books : public fixguard::MarketListener {
public:
    void on_book(const fixguard::StreamKey& key, const fixguard::Book&) override {
        if (key.symbol != "ETHUSDT") return;
        const std::lock_guard<std::mutex> lock(mutex_);
        has_book_ = true;
        changed_.notify_all();
    }
    bool wait_for_book() {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return has_book_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool has_book_ = false;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    auto settings = fixguard::load_settings(argv[1]);
    if (!std::holds_alternative<fixguard::Settings>(settings)) return 2;
    fixguard::Observer nobody;
    Books books;
    auto created = fixguard::Supervisor::create(std::get<fixguard::Settings>(settings), nobody);
    if (!std::holds_alternative<std::unique_ptr<fixguard::Supervisor>>(created)) return 2;
    auto& supervisor = *std::get<std::unique_ptr<fixguard::Supervisor>>(created);
    fixguard::MarketFeed& feed = *supervisor.market_feed();
    feed.set_listener(&books);
    feed.subscribe("ETHUSDT", fixguard::StreamKind::depth, 10);
    supervisor.start("md");
    if (!books.wait_for_book()) return 1;

    const bool whole = feed.look_at_book("ETHUSDT", [](const fixguard::Book& book) {
        int levels = 0;
        book.bids().each([&](const fixguard::Level&) { return ++levels < 3; });
        std::printf("book: %s, %d bids\n", book.crossed() ? "crossed" : "in order", levels);
    });
    const auto instrument = feed.instrument("ETHUSDT");
    if (!whole || !instrument) return 1;
    std::printf("tick: %s\n", fixguard::format_short(instrument->price.step).c_str());
    return 0;
}
