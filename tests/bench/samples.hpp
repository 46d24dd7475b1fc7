// The messages that are measured, each in sixteen variants: values of other lengths, as a session sees them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fixguard::bench {

inline constexpr std::size_t variants = 16; // a power of two

// A Reject<3> of -1171, -1181 and others about a request that sent_request() has sent.
std::vector<std::string> rejects();
// The request that the reject of the same place refuses.
std::vector<std::string> sent_requests();
// The answer to a limit order: 29 fields beside those of the framing, about 350 bytes.
std::vector<std::string> execution_reports();
// A MarketDataIncrementalRefresh<X> with so many entries.
std::vector<std::string> incremental_refreshes(std::size_t entries);
// A limit order as a client writes it.
std::vector<std::string> limit_orders();

} // namespace fixguard::bench
