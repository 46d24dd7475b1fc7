// The `# venue:` headers: how a venue of ours is set up for a scenario that no real one can be asked for.
#pragma once

#include "model/session_kind.hpp"
#include "venue/config.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fixguard::conformance {

// One header:
//   messages=N attempts=N connections=N streams=N   limits of the scenario's kind
//   orders=N                                        unfilled orders of each account
//   tick=D min_price=D lot=D min_quantity=D market_max_quantity=D min_notional=D max_orders=N
//   max_algo_orders=N max_iceberg_orders=N max_order_lists=N max_order_amends=N    filters of each symbol
//   unsupported=FEATURE                             what no symbol has, by its name in venue/order_terms.hpp
//   fault=KIND [type=MSGTYPE] [code=N] [carrier=MSGTYPE] [skip=N] [times=N] [text=all that follows]
//   fault=maintenance after=SECONDS countdown=SECONDS    from the first connection on
// Nothing on success, else what is wrong.
std::optional<std::string> apply_setup(std::string_view header, SessionKind kind, venue::Config& config);

// The venue that scenarios are played against when no other is named: sample symbols, one account, and three
// keys of one pair, of which KEY may do everything, READER only read, and NOBODY nothing.
inline constexpr std::string_view embedded_key = "KEY";
inline constexpr std::string_view embedded_read_only_key = "READER";
inline constexpr std::string_view embedded_powerless_key = "NOBODY";
venue::Config embedded_venue(const std::string& public_key_pem);

// The venue that clients are played with: the same, and one key that may do everything.
venue::Config client_venue(const std::string& api_key, const std::string& public_key_pem);

} // namespace fixguard::conformance
