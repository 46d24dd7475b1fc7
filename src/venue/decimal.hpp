// The wire's decimals by their names in this room.
#pragma once

#include "wire/decimal.hpp"

namespace fixguard::venue {

using wire::Decimal;
using wire::format_decimal;
using wire::parse_decimal;
using wire::product;

} // namespace fixguard::venue
