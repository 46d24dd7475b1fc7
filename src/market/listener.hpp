// What a user sees and hears of market data.
#pragma once

#include "market/book.hpp"
#include "market/stream.hpp"
#include "model/error_code.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::market {

// What becomes of a stream.
struct StreamChange {
    const StreamKey& key;
    StreamState state = StreamState::good;
    StreamFault fault = StreamFault::none; // broken: why
    ErrorCode code;                        // refused: ErrorCode(25016)
    std::optional<std::int64_t> update_id; // good: from this on; broken: the last one that was taken. Of a
                                           // trade stream TradeID(1003)
    std::optional<ConnectionId> connection;
    SteadyTime at{};
};

class StreamListener {
public:
    virtual ~StreamListener() = default;
    virtual void on_stream(const StreamChange&) = 0; // must not call the subscriptions
};

struct StreamCounts {
    std::size_t wanted = 0;
    std::size_t good = 0;
    std::size_t asked = 0; // waiting for the first message; for a trade stream that may take long
    std::size_t refused = 0;
    std::size_t unplaced = 0; // no connection has room
};

struct Ticker {
    std::optional<Level> bid;
    std::optional<Level> offer;
};

struct Trade {
    std::optional<std::int64_t> id; // TradeID(1003)
    Decimal price;
    Decimal size;
    char aggressor = '\0';          // AggressorSide(2446): 1 buy, 2 sell; NUL: not said
    std::string_view transact_time; // as it was sent
};

// Called while a message is taken in; must be quick and must not call whom it listens to.
class MarketListener : public StreamListener {
public:
    void on_stream(const StreamChange&) override {}
    // After each message that changed it and left it whole: not between fragments, not while it is broken.
    virtual void on_book(const StreamKey&, const Book&) {}
    virtual void on_ticker(const StreamKey&, const Ticker&) {}
    virtual void on_trade(const StreamKey&, const Trade&) {}
};

} // namespace fixguard::market
