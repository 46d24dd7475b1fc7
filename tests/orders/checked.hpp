// A body as a log would show it, once the rules of the exchange have passed it.
#pragma once

#include "dictionary/dictionary.hpp"
#include "orders/terms.hpp"
#include "rules/preflight.hpp"
#include "rules/session_table.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fixguard::orders {

inline const Symbol btc("BTCUSDT");

inline Decimal d(std::string_view text) {
    return wire::parse_decimal(text).value();
}
inline Price price(std::string_view text) {
    return {d(text)};
}
inline Quantity quantity(std::string_view text) {
    return {d(text)};
}

inline std::string checked(const std::string& body) {
    const rules::Preflight preflight(SessionKind::order_entry,
                                     *dictionary::built_in(SessionKind::order_entry),
                                     rules::SessionTable::built_in());
    const auto violation = preflight.check(body);
    EXPECT_FALSE(violation) << violation->code.value << " at " << violation->offset << " of "
                            << wire::to_readable(body);
    return wire::to_readable(body);
}

} // namespace fixguard::orders
