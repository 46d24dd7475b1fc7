// One stream that somebody wants: what is asked for, what runs, and what is held of it.
#pragma once

#include "market/book.hpp"
#include "market/continuity.hpp"
#include "market/listener.hpp"
#include "model/time.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::market {

// Where the request for a stream stands.
enum class Phase : std::uint8_t {
    waiting, // nothing is on the wire: no connection, no budget, or a pause after a failure
    asked,   // a MarketDataRequest<V> is out; nothing has come for it yet
    running, // data came. A trade stream has no other answer than its first trade
    refused,
};

struct Wanted {
    explicit Wanted(StreamKey stream) : key(std::move(stream)) {}

    const StreamKey key;
    std::vector<std::uint32_t> depths; // one for each who wants it; 1 for a trade or book ticker stream

    Phase phase = Phase::waiting;
    std::optional<ConnectionId> connection;
    std::string md_req_id;   // asked, running: MDReqID(262)
    std::uint32_t depth = 0; // asked, running: MarketDepth(264)
    SteadyTime asked_at{};
    SteadyTime alarm = SteadyTime::max(); // of a pause, or of an answer that should have come
    std::uint32_t failures = 0;           // in a row: they make the pauses longer
    SteadyTime failed_at{};
    std::optional<StreamState> told; // what the user heard last

    // What is held. Of no use unless good().
    Continuity continuity;
    std::unique_ptr<Book> book; // of a depth stream
    Ticker ticker;              // of a book ticker stream
    std::optional<std::int64_t> last_trade_id;

    // The last update or trade that was taken.
    const std::optional<std::int64_t>& last_id() const noexcept {
        return key.kind == StreamKind::trade ? last_trade_id : continuity.last_update_id();
    }
    bool good() const noexcept { return told == StreamState::good; }
    std::uint32_t wanted_depth() const noexcept { return *std::max_element(depths.begin(), depths.end()); }
    bool on_the_wire() const noexcept { return phase == Phase::asked || phase == Phase::running; }
    void forget() noexcept {
        continuity.reset();
        if (book) book->clear();
        ticker = {};
    }
};

} // namespace fixguard::market
