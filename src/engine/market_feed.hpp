// Market data as a user wants it, over as many sessions as it takes.
#pragma once

#include "market/instruments.hpp"
#include "market/listener.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace fixguard::engine {

// Streams are wanted, not asked for: they are kept running across reconnections, roll-overs and maintenance.
// Members may be called from any thread where they do not say otherwise.
class MarketFeed {
public:
    virtual ~MarketFeed() = default;

    // `symbol`: "*" for every instrument of the exchange. `depth`: levels of the snapshot of a depth stream,
    // 2 to 5,000; what lies outside is taken as the nearest of them. The same wish twice has to be taken back
    // twice. unsubscribe() gives false where there is no such wish.
    virtual void subscribe(std::string_view symbol, StreamKind kind, std::uint32_t depth = 20) = 0;
    virtual bool unsubscribe(std::string_view symbol, StreamKind kind, std::uint32_t depth = 20) = 0;

    // Calls `look` with the book of a depth stream, which is whole and stays so until it returns. The loop of
    // all sessions waits for that, so it has to be quick, and must not call the feed. false: there is none,
    // or it is broken at this moment.
    virtual bool look_at_book(std::string_view symbol,
                              const std::function<void(const market::Book&)>& look) const = 0;
    // The best bid and offer of a book ticker stream; nothing: as above.
    virtual std::optional<market::Ticker> quote(std::string_view symbol) const = 0;
    virtual market::StreamCounts counts() const = 0;

    // Asks for the instrument list: one symbol, or all with an empty one. The first wish for a stream does so
    // too, and a logon a minute or more behind the last list.
    virtual void ask_for_instruments(std::string_view symbol = {}) = 0;
    // What the lists have said.
    virtual std::optional<market::Instrument> instrument(std::string_view symbol) const = 0;
    // "Filter failure: LOT_SIZE" and the tag, for an order before it is sent; see InstrumentTable. Setting
    // FixguardPreflightFilters has Supervisor::send() ask it.
    virtual std::optional<market::FilterFailure> failed_filter(wire::MessageView request) const = 0;

    // Called on the loop's thread, with books and trades as they come; has to be quick and must not call the
    // feed; what it throws is told to the observer, once. Set before the sessions are started; outlives the
    // feed.
    virtual void set_listener(market::MarketListener* listener) = 0;
};

} // namespace fixguard::engine
