// An hour of market data with everything going wrong that can: after each quiet spell the books are the
// venue's.
#include "market/market_data.hpp"
#include "venue/client.hpp"
#include "wire/frame.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>

namespace fixguard::market::test {
namespace {

using namespace std::chrono_literals;
namespace venue_test = venue::test;

constexpr std::uint32_t symbol_count = 500;

// Trades have to come in order and without holes while their stream is good.
class Trades : public MarketListener {
public:
    void on_stream(const StreamChange& change) override {
        ++told[change.state];
        if (change.state == StreamState::broken) ++broken[change.fault];
    }
    void on_trade(const StreamKey& key, const Trade& trade) override {
        last[key.symbol] = trade.id.value_or(0);
    }
    std::map<std::string, std::int64_t> last;
    std::map<StreamState, int> told;
    std::map<StreamFault, int> broken;
};

// The venue, the streams, and two connections in between that lose, double, swap and spoil messages.
class Soak {
public:
    Soak() : world_(config()), data_(Limits::of(rules::SessionTable::built_in()), trades) {
        for (const venue::Symbol& symbol : venue::feed_symbols(symbol_count))
            for (const StreamKind kind : all_stream_kinds)
                data_.subscriptions().subscribe({symbol.name, kind}, 5'000, now());
    }

    // Time passes; everything that the venue has said since is taken in.
    void pass(milliseconds time, double fault_rate) {
        world_.advance(time);
        for (auto& [id, link] : links_)
            take_in(id, link, fault_rate);
        data_.subscriptions().on_time(now());
        for (ConnectionId id = 0; id < data_.subscriptions().connections_wanted(); ++id)
            if (!links_.contains(id)) connect(id);
        for (auto& [id, link] : links_) {
            link.client->sends("0");
            send(id, link);
        }
        // What the requests were answered with.
        for (auto& [id, link] : links_)
            take_in(id, link, fault_rate);
    }

    // Connections that the venue has closed.
    void bury() {
        for (const ConnectionId id : std::exchange(lost_, {}))
            if (links_.contains(id)) closed(id);
    }
    void lose(ConnectionId id) {
        if (!links_.contains(id)) return;
        links_.at(id).client->drops_connection();
        closed(id);
    }
    void close_all_for_maintenance() { world_.exchange.announce_maintenance(5s, world_.clock.now()); }
    void refuse_next_request(std::int32_t code) {
        venue::Fault fault;
        fault.kind = venue::FaultKind::reject;
        fault.msg_type = "V";
        fault.code = ErrorCode{code};
        world_.exchange.inject(fault, world_.clock.now());
    }
    void be_kind() { world_.exchange.clear_faults(); }
    std::uint64_t draw(std::uint64_t below) { return random_() % below; }
    std::size_t links() const { return links_.size(); }
    StreamCounts counts() const { return data_.subscriptions().counts(); }

    // Streams that differ from the venue's feed.
    std::vector<std::string> differences() const {
        std::vector<std::string> all;
        for (const venue::Symbol& symbol : venue::feed_symbols(symbol_count)) {
            const venue::SymbolFeed& feed = *world_.exchange.market_data().feed(symbol.name);
            const Wanted& depth = stream(symbol.name, StreamKind::depth);
            if (!depth.good() || !same(depth.book->bids(), feed.bids()) ||
                !same(depth.book->offers(), feed.offers()) ||
                depth.continuity.last_update_id() != feed.last_update_id())
                all.push_back(symbol.name + " depth");
            const Ticker& ticker = stream(symbol.name, StreamKind::book_ticker).ticker;
            if (!ticker.bid || !ticker.offer || ticker.bid->price != feed.bids().begin()->first ||
                ticker.bid->size != feed.bids().begin()->second ||
                ticker.offer->price != feed.offers().begin()->first ||
                ticker.offer->size != feed.offers().begin()->second)
                all.push_back(symbol.name + " book_ticker");
            if (!stream(symbol.name, StreamKind::trade).good() ||
                trades.last.at(symbol.name) != feed.trade().id)
                all.push_back(symbol.name + " trade");
        }
        return all;
    }

    Trades trades;

private:
    struct Link {
        std::unique_ptr<venue_test::Client> client;
        std::string held_back; // a message that comes behind the next one
    };

    static venue::Config config() {
        venue::Config config = venue_test::demo_config();
        config.symbols = venue::feed_symbols(symbol_count);
        config.feed.interval = 30s;
        config.feed.max_entries = 3; // so that there are fragments
        return config;
    }

    SteadyTime now() const { return world_.clock.now().steady; }
    const Wanted& stream(const std::string& symbol, StreamKind kind) const {
        return *data_.subscriptions().find(StreamKey{symbol, kind});
    }
    template <typename Side, typename Levels>
    static bool same(const Side& side, const Levels& levels) {
        auto level = levels.begin();
        bool equal = side.size() == levels.size();
        side.each([&](const Level& ours) {
            return equal = equal && ours.price == level->first && ours.size == (level++)->second;
        });
        return equal;
    }

    void connect(ConnectionId id) {
        Link& link = links_[id];
        link.client = std::make_unique<venue_test::Client>(world_, SessionKind::market_data,
                                                           "MD" + std::to_string(++last_name_));
        link.client->checks_form = false;
        link.client->log_on();
        data_.subscriptions().connected(id, now());
    }
    void closed(ConnectionId id) {
        links_.erase(id);
        data_.subscriptions().disconnected(id, StreamFault::connection_lost, now());
    }
    void send(ConnectionId id, Link& link) {
        while (const auto request = data_.subscriptions().next(id, now())) {
            const std::string body = wire::to_readable(body_of(*request));
            link.client->sends("V", std::string_view(body).substr(body.find('|') + 1));
        }
    }

    void take_in(ConnectionId id, Link& link, double fault_rate) {
        const bool is_closed = link.client->is_closed();
        const std::string bytes = wire::from_readable(link.client->gets_raw());
        wire::FrameReader reader(wire::OnFault::stop);
        for (std::string_view rest = bytes; !rest.empty();) {
            const wire::FrameResult result = reader.next(rest);
            ASSERT_EQ(result.status, wire::FrameResult::Status::complete);
            spoil(id, link, result.frame.bytes, fault_rate);
            rest.remove_prefix(result.consumed);
        }
        if (is_closed) lost_.push_back(id);
    }

    void spoil(ConnectionId id, Link& link, std::string_view message, double fault_rate) {
        // A refusal that is lost cannot be told from a market without trades; a TCP connection loses none.
        const std::string_view type = wire::MessageView(message).msg_type();
        const bool strikes =
            (type == "W" || type == "X") && static_cast<double>(draw(1'000'000)) < fault_rate * 1e6;
        std::string spoilt(message);
        switch (strikes ? draw(4) : 4) {
        case 0: return;                      // lost
        case 1: deliver(id, message); break; // comes twice
        case 2:
            if (!link.held_back.empty()) break;
            link.held_back = message;
            return;
        case 3:
            if (const std::size_t price = spoilt.find("\x01"
                                                      "270=");
                price != std::string::npos)
                spoilt[price + 5] = "x-"[draw(2)];
            break;
        }
        deliver(id, spoilt);
        if (!link.held_back.empty()) deliver(id, std::exchange(link.held_back, {}));
    }

    void deliver(ConnectionId id, std::string_view message) {
        const wire::MessageView view(message);
        if (data_.on_message(id, view, now()) || view.msg_type() != "3") return;
        data_.on_reject(id, {}, refusal_in(view), now());
    }

    venue_test::World world_;
    MarketData data_;
    std::map<ConnectionId, Link> links_;
    std::vector<ConnectionId> lost_;
    std::mt19937_64 random_{42};
    int last_name_ = 100'000;
};

TEST(Soak, one_hour_of_faults_and_after_each_heal_the_books_are_the_venues) {
    Soak soak;
    constexpr auto step = 5s;
    constexpr int cycles = 24; // of 150 s: one hour
    for (int cycle = 0; cycle < cycles; ++cycle) {
        for (auto time = 0s; time < 60s; time += step) {
            soak.pass(step, 0.01);
            soak.bury();
            switch (soak.draw(8)) {
            case 0: soak.lose(static_cast<ConnectionId>(soak.draw(2))); break;
            case 1: soak.refuse_next_request(-1008); break;
            case 2: soak.refuse_next_request(-1190); break;
            case 3:
                if (cycle % 6 == 5) soak.close_all_for_maintenance();
                break;
            }
        }
        soak.be_kind();
        for (auto time = 0s; time < 90s; time += step) {
            soak.pass(step, 0);
            soak.bury();
        }
        ASSERT_EQ(soak.links(), 2U);
        ASSERT_EQ(soak.counts().good, 3U * symbol_count) << "after cycle " << cycle;
        const auto differences = soak.differences();
        ASSERT_TRUE(differences.empty()) << differences.size() << " streams differ after cycle " << cycle
                                         << ", the first is " << differences.front();
    }
    // Otherwise it was no soak.
    for (const StreamFault fault :
         {StreamFault::connection_lost, StreamFault::gap, StreamFault::broken_fragments,
          StreamFault::unreadable, StreamFault::negative, StreamFault::no_answer})
        EXPECT_GT(soak.trades.broken[fault], 0) << name(fault);
    EXPECT_GT(soak.trades.told[StreamState::good], 20'000);
}

} // namespace
} // namespace fixguard::market::test
