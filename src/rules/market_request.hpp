// MarketDataRequest<V> and InstrumentListRequest<x>: what they have to hold, and the streams of a connection.
#pragma once

#include "rules/fault_log.hpp"
#include "wire/frame.hpp"

namespace fixguard::rules {

// The rules from `market_tag_required` to `stream_count`. The structure of the message is sound.
void check_market_data_request(const wire::Frame& frame, const SessionTable& table,
                               const ActiveStreams* streams, FaultLog& log);
void check_instrument_list_request(const wire::Frame& frame, FaultLog& log);

} // namespace fixguard::rules
