// The words of this room: streams, connections, and what is said about them.
#pragma once

#include "model/error_code.hpp"
#include "rules/check.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fixguard::market {

// trade: each trade. book_ticker: the best bid and offer. depth: an order book. One per symbol and
// connection.
using StreamKind = rules::Stream;

constexpr std::string_view name(StreamKind kind) noexcept {
    switch (kind) {
    case StreamKind::trade: return "trade";
    case StreamKind::book_ticker: return "book_ticker";
    case StreamKind::depth: return "depth";
    }
    return "?";
}

struct StreamKey {
    std::string symbol; // Symbol(55), UTF-8
    StreamKind kind = StreamKind::trade;
    friend auto operator<=>(const StreamKey&, const StreamKey&) = default;
};

// A market-data session, by a number of the caller's; it may be logged on, off and on again.
using ConnectionId = std::uint32_t;

inline constexpr std::size_t max_depth = 5'000; // MarketDepth(264) of a depth stream: 2 to this

// What a user hears of a stream.
enum class StreamState : std::uint8_t {
    good,    // what comes from here on is whole
    broken,  // what is held is not to be trusted; the stream is asked for again
    refused, // the exchange will not send it; asked for again with the next connection
    ended,   // nobody wants it any more
};

// Why a stream is broken.
enum class StreamFault : std::uint8_t {
    none,
    connection_lost,
    gap,              // FirstBookUpdateID(25043) is not the next one
    broken_fragments, // LastFragment(893)=N and then another message
    unreadable,       // a field that is missing or no number; NoMDEntries(268) that does not count
    negative,         // a price or quantity below zero
    crossed,          // the best bid is not below the best offer
    contradicted,     // refused after it ran
    no_answer,        // nothing came for the request
    taken_over,       // the exchange runs it under another MDReqID(262), without a snapshot for us
    deeper,           // somebody wants more levels than were asked for
};

constexpr std::string_view name(StreamState state) noexcept {
    switch (state) {
    case StreamState::good: return "good";
    case StreamState::broken: return "broken";
    case StreamState::refused: return "refused";
    case StreamState::ended: return "ended";
    }
    return "?";
}

constexpr std::string_view name(StreamFault fault) noexcept {
    switch (fault) {
    case StreamFault::none: return "none";
    case StreamFault::connection_lost: return "connection_lost";
    case StreamFault::gap: return "gap";
    case StreamFault::broken_fragments: return "broken_fragments";
    case StreamFault::unreadable: return "unreadable";
    case StreamFault::negative: return "negative";
    case StreamFault::crossed: return "crossed";
    case StreamFault::contradicted: return "contradicted";
    case StreamFault::no_answer: return "no_answer";
    case StreamFault::taken_over: return "taken_over";
    case StreamFault::deeper: return "deeper";
    }
    return "?";
}

} // namespace fixguard::market
