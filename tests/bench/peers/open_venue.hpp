// The venue of the figures: every rule is on, and the limits that a load would run into are wide open.
#pragma once

#include "venue/config.hpp"

#include <cstddef>
#include <string>

namespace fixguard::bench {

inline constexpr std::size_t accounts = 10;

std::string api_key(std::size_t account); // 0 to accounts - 1, all with the key of support/test_key.hpp
venue::Config open_venue(bool tls);

} // namespace fixguard::bench
