// Streams of market data, and what a user hears of them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fixguard {

// trade: each trade. book_ticker: the best bid and offer. depth: an order book. A connection has at most one
// of each for a symbol.
enum class StreamKind : std::uint8_t { trade, book_ticker, depth };

inline constexpr std::array<StreamKind, 3> all_stream_kinds{StreamKind::trade, StreamKind::book_ticker,
                                                            StreamKind::depth};

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
    session_stopped,  // by the user
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

constexpr std::string_view name(StreamKind kind) noexcept {
    switch (kind) {
    case StreamKind::trade: return "trade";
    case StreamKind::book_ticker: return "book_ticker";
    case StreamKind::depth: return "depth";
    }
    return "?";
}

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
    case StreamFault::session_stopped: return "session_stopped";
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

} // namespace fixguard
