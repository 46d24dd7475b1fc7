// ExecutionReport<8> of an order that the engine has accepted.
#pragma once

#include "venue/order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::venue {

struct Trade {
    std::int64_t id = 0; // TradeID(1003)
    Decimal price;
    Decimal quantity;
    bool aggressor = false; // the report is for the order that took
};

// What has just happened to the order, whose fields already show it.
struct Execution {
    char type = '0';          // ExecType(150)
    std::int64_t exec_id = 0; // ExecID(17)
    UtcTime when;
    std::string_view request_id = {};          // ClOrdID(11) of a cancel or amend; empty: the order's own
    std::optional<Trade> trade = std::nullopt; // with type F
    int expiry_reason = 0;                     // ExpiryReason(25056), with type C; 0: none
};

std::string execution_report(const Order& order, std::string_view symbol, const Execution& execution);

} // namespace fixguard::venue
