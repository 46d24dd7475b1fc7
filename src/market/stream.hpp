// The words of this room.
#pragma once

#include "model/error_code.hpp"
#include "model/stream.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

namespace fixguard::market {

struct StreamKey {
    std::string symbol; // Symbol(55), UTF-8
    StreamKind kind = StreamKind::trade;
    // The 0 that the check finds is in what the compiler writes. NOLINTNEXTLINE(modernize-use-nullptr)
    friend auto operator<=>(const StreamKey&, const StreamKey&) = default;
};

// A market-data session, by a number of the caller's; it may be logged on, off and on again.
using ConnectionId = std::uint32_t;

inline constexpr std::size_t max_depth = 5'000; // MarketDepth(264) of a depth stream: 2 to this

} // namespace fixguard::market
