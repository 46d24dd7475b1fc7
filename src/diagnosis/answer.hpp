// Which request of ours an inbound message answers: the same id may stand in messages of several types.
#pragma once

#include "diagnosis/sent_log.hpp"

#include <cstdint>
#include <string_view>

namespace fixguard::diagnosis {

// What an inbound application message says about itself.
struct Answer {
    std::string_view msg_type;
    char exec_type = '\0'; // ExecType(150) of an ExecutionReport<8>; NUL: none
    std::string_view text; // Text(58) of a MarketDataRequestReject<Y>
};

// The newest of our messages that carried `id` and that this message can be about; nullptr where there is
// none. An order that is amended or cancelled under its own ClOrdID(11) goes on to report under it: a fill
// is no answer to the XAK, F or XCN that came last.
const RequestRef* answered_by(const Answer& answer, std::string_view id, const SentLog& sent) noexcept;

// Whether a report that came to another session, and bears the id of a request of this MsgType(35), can be
// its answer.
bool may_answer(const Answer& report, std::string_view request_type) noexcept;

} // namespace fixguard::diagnosis
