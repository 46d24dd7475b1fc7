// Everything that a market-data session sends, taken in: streams, books, quotes, trades, instruments.
#pragma once

#include "market/instruments.hpp"
#include "market/listener.hpp"
#include "market/subscriptions.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::market {

// Reads messages where they lie: nothing of them is copied, and only a book that grows allocates. Time is an
// argument. Not thread-safe.
class MarketData {
public:
    MarketData(const Limits& limits, MarketListener& listener)
        : listener_(listener), subscriptions_(limits, listener) {}

    Subscriptions& subscriptions() noexcept { return subscriptions_; }
    const Subscriptions& subscriptions() const noexcept { return subscriptions_; }
    const InstrumentTable& instruments() const noexcept { return instruments_; }

    // Any application message of the exchange. false: it answers no request of ours. An instrument list is
    // taken in whoever has asked for it.
    bool on_message(ConnectionId connection, wire::MessageView message, SteadyTime now);
    // A Reject<3> about a MarketDataRequest<V>, as far as is known. `md_req_id`: of the request that it
    // refuses, found by its RefSeqNum(45); empty: not known. false: the request is none of ours.
    bool on_reject(ConnectionId connection, std::string_view md_req_id, const Refusal& refusal,
                   SteadyTime now);

    std::uint64_t late_messages() const noexcept { return late_messages_; } // for ids that were ended

private:
    bool take_refresh(ConnectionId connection, wire::MessageView message, SteadyTime now);
    void take_previous(Wanted* stream, Refresh& refresh, SteadyTime now);
    StreamFault take(Wanted& stream, Refresh& refresh, SteadyTime now);
    StreamFault take_snapshot(Wanted& stream, Refresh& refresh, SteadyTime now);
    StreamFault take_depth(Wanted& stream, Refresh& refresh);
    StreamFault take_ticker(Wanted& stream, Refresh& refresh, SteadyTime now);
    StreamFault take_trades(Wanted& stream, Refresh& refresh, SteadyTime now);

    MarketListener& listener_;
    Subscriptions subscriptions_;
    InstrumentTable instruments_;
    std::uint64_t late_messages_ = 0;
};

} // namespace fixguard::market
