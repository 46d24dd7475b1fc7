// UTCTimestamp values: YYYYMMDD-HH:MM:SS with no, three or six digits of a second.
#pragma once

#include "model/inline_string.hpp"
#include "model/time.hpp"

#include <optional>
#include <string_view>

namespace fixguard::wire {

// Nothing for any other form, and for dates that do not exist. A leap second 60 is taken as 59 (the same
// instant the exchange's clock shows is not knowable).
std::optional<UtcTime> parse_utc_timestamp(std::string_view text) noexcept;

// With six digits, as the server writes it.
InlineString<32> format_utc_timestamp(UtcTime time) noexcept;

} // namespace fixguard::wire
