// A MarketData with a clock, an exchange to talk to by hand, and what the user hears as text.
#pragma once

#include "market/market_data.hpp"
#include "market/messages.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fixguard::market::test {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

// Small figures, so that a test reaches them: 3 streams per connection, 2 connections, 6 messages in 10 s.
inline constexpr Limits small_limits{3, 2, {6, 10s}};
inline constexpr Limits wide_limits{1'000, 100, {1'800, 63s}};

class Room : public MarketListener {
public:
    explicit Room(const Limits& limits = wide_limits) : data(limits, *this) {}

    SteadyTime now{1'000s};
    MarketData data;
    Lines heard;

    Subscriptions& desk() { return data.subscriptions(); }
    void wants(std::string symbol, StreamKind kind, std::uint32_t depth = 1) {
        desk().subscribe({std::move(symbol), kind}, depth, now);
    }
    bool drops(std::string symbol, StreamKind kind, std::uint32_t depth = 1) {
        return desk().unsubscribe({std::move(symbol), kind}, depth, now);
    }
    void connects(ConnectionId connection = 0) { desk().connected(connection, now); }
    void loses(ConnectionId connection = 0) {
        desk().disconnected(connection, StreamFault::connection_lost, now);
    }

    // Everything that is due now on a connection: "+fg-1 BTC depth 10", "-fg-1".
    Lines asks(ConnectionId connection = 0) {
        Lines lines;
        while (const auto request = desk().next(connection, now)) {
            lines.push_back(!request->subscribe ? "-" + request->md_req_id
                                                : "+" + request->md_req_id + " " + request->key.symbol + " " +
                                                      std::string(name(request->key.kind)));
            if (request->depth != 1) lines.back() += " " + std::to_string(request->depth);
        }
        return lines;
    }
    void passes(milliseconds time) {
        now += time;
        desk().on_time(now);
    }
    bool gets(std::string_view body, ConnectionId connection = 0) {
        const std::string bytes = message(body);
        return data.on_message(connection, wire::MessageView(bytes), now);
    }
    bool gets_reject(const Refusal& refusal, std::string_view md_req_id, ConnectionId connection = 0) {
        return data.on_reject(connection, md_req_id, refusal, now);
    }
    // A snapshot of BTC with one level on each side.
    bool gets_snapshot(std::string_view md_req_id, int update_id, ConnectionId connection = 0) {
        return gets("35=W|262=" + std::string(md_req_id) + "|55=BTC|25044=" + std::to_string(update_id) +
                        "|268=2|269=0|270=99|271=1|269=1|270=101|271=1|",
                    connection);
    }
    // A bid of BTC at 100 with that size.
    bool gets_update(std::string_view md_req_id, int first, int last, int size = 1) {
        return gets("35=X|262=" + std::string(md_req_id) +
                    "|268=1|279=1|270=100|271=" + std::to_string(size) +
                    "|269=0|55=BTC|25043=" + std::to_string(first) + "|25044=" + std::to_string(last) + "|");
    }
    bool gets_trade(std::string_view md_req_id, int id) {
        return gets("35=X|262=" + std::string(md_req_id) +
                    "|268=1|279=0|270=100|271=1|269=2|55=BTC|1003=" + std::to_string(id) + "|2446=1|");
    }
    Lines hears() { return std::exchange(heard, {}); }

    void on_stream(const StreamChange& change) override {
        std::string line = change.key.symbol + " " + std::string(name(change.key.kind)) + " " +
                           std::string(name(change.state));
        if (change.fault != StreamFault::none) line += " " + std::string(name(change.fault));
        if (change.code) line += " " + std::to_string(change.code.value);
        if (change.update_id) line += " " + std::to_string(*change.update_id);
        heard.push_back(line);
    }
    void on_book(const StreamKey& key, const Book& book) override {
        heard.push_back(key.symbol + " book " + text_of(book.bids()) + " / " + text_of(book.offers()));
    }
    void on_ticker(const StreamKey& key, const Ticker& ticker) override {
        const auto text = [](const std::optional<Level>& level) {
            return level ? wire::format_short(level->price) + "x" + wire::format_short(level->size) : "none";
        };
        heard.push_back(key.symbol + " ticker " + text(ticker.bid) + " / " + text(ticker.offer));
    }
    void on_trade(const StreamKey& key, const Trade& trade) override {
        heard.push_back(key.symbol + " trade " + std::to_string(trade.id.value_or(0)) + " " +
                        wire::format_short(trade.price) + "x" + wire::format_short(trade.size) + " " +
                        trade.aggressor);
    }
};

} // namespace fixguard::market::test
