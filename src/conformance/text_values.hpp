// Values inside texts that nobody documents the form of: a field may be named by its number, its name or
// both, a time be counted in seconds or minutes.
#pragma once

#include "wire/tags.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fixguard::conformance {

// The numbers of "38/152".
std::vector<tag::Tag> tags_of(std::string_view text);

// Whether `text` is one of the fields: "38", "OrderQty", "OrderQty(38)" or "OrderQty (38)".
bool names_one(std::string_view text, const std::vector<tag::Tag>& tags);
// Whether it is a list of all of them, each once, in any order: "38, 152", "'OrderQty', 'CashOrderQty'".
bool names_all(std::string_view text, const std::vector<tag::Tag>& tags);
// Whether it is a time of so many seconds: "60s", "60 SECONDS", "1m", "1 MINUTE".
bool is_interval(std::string_view text, std::int64_t seconds);

} // namespace fixguard::conformance
