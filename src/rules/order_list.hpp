// NewOrderList<E>: which orders make an OCO, OTO, OTOCO, OPO or OPOCO list, and what triggers them.
#pragma once

#include "rules/fault_log.hpp"
#include "wire/frame.hpp"

namespace fixguard::rules {

// The rules of each order in the list, and those from `list_size` to `oco_sell_take_profit_above`. The
// structure of the message is sound.
void check_order_list(const wire::Frame& frame, const SessionTable& table, FaultLog& log);

} // namespace fixguard::rules
