// The market feed over the sessions of a crew.
#pragma once

#include "engine/delivery.hpp"
#include "engine/instrument_board.hpp"
#include "engine/market_feed.hpp"
#include "engine/session_hook.hpp"
#include "engine/settings.hpp"
#include "engine/world.hpp"
#include "market/market_data.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fixguard::engine {

class ManagedSession;

// Asks for streams, checks that updates follow each other, keeps books, asks again.
class SessionFeed final : public MarketFeed, private market::MarketListener {
public:
    // `world`, `delivery` and `board` outlive the feed. `raw_messages`: the observer gets the messages of the
    // feed's streams too, which costs a copy of each.
    SessionFeed(World& world, Delivery& delivery, InstrumentBoard& board, bool raw_messages);
    ~SessionFeed() override;

    void subscribe(std::string_view symbol, StreamKind kind, std::uint32_t depth) override;
    bool unsubscribe(std::string_view symbol, StreamKind kind, std::uint32_t depth) override;
    bool look_at_book(std::string_view symbol,
                      const std::function<void(const market::Book&)>& look) const override;
    std::optional<market::Ticker> quote(std::string_view symbol) const override;
    market::StreamCounts counts() const override;
    void ask_for_instruments(std::string_view symbol) override;
    std::optional<market::Instrument> instrument(std::string_view symbol) const override;
    std::optional<market::FilterFailure> failed_filter(wire::MessageView request) const override;
    void set_listener(market::MarketListener* listener) override { listener_ = listener; }

    // --- for the crew, before the loop runs. A session on standby is started when its streams are needed.
    void add(ManagedSession& session, bool standby);
    void keep_instruments(); // the list of all is asked for without a stream, too

private:
    class Member;

    // On the loop's thread, without the lock.
    void up(Member& member);
    void down(Member& member, StreamFault why);
    void given_up(Member& member);
    bool take(Member& member, std::string_view message);
    void refused(Member& member, const SessionError& error);
    void pump();
    bool pump(Member& member);
    void start_what_is_needed();
    void send_list_requests();
    void wake(); // pump() in a turn of its own; from any thread
    // With the lock.
    void subscribe_all(SteadyTime now);

    template <typename Call>
    void call_listener(Call call);
    void on_stream(const market::StreamChange& change) override;
    void on_book(const market::StreamKey& key, const market::Book& book) override;
    void on_ticker(const market::StreamKey& key, const market::Ticker& ticker) override;
    void on_trade(const market::StreamKey& key, const market::Trade& trade) override;

    World& world_;
    Delivery& delivery_;
    InstrumentBoard& board_;
    const bool raw_messages_;
    market::MarketListener* listener_ = nullptr;
    bool listener_threw_ = false; // told
    std::vector<std::unique_ptr<Member>> members_;
    const std::unique_ptr<Timer> timer_;
    std::uint64_t last_list_request_ = 0;
    Member* list_from_ = nullptr; // who has been asked and has not answered
    SteadyTime listed_at_{};
    const std::shared_ptr<int> alive_ = std::make_shared<int>(0); // posted turns may come too late

    mutable std::mutex mutex_; // for what stands below it
    market::MarketData data_;
    std::vector<std::pair<StreamKind, std::uint32_t>> for_all_; // wishes for "*"
    std::set<std::string, std::less<>> known_;                  // instruments that they were applied to
    std::set<std::string, std::less<>> lists_wanted_;           // by symbol; empty: all
    bool in_use_ = false;                                       // somebody has wanted a stream
};

} // namespace fixguard::engine
