// Everything the exchange says no with: one builder per carrier.
#pragma once

#include "model/time.hpp"
#include "model/violation.hpp"
#include "wire/message_view.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::venue {

// The message that is refused, as far as it can be read.
struct Refused {
    std::string_view msg_type;                // empty: unknown
    std::optional<std::uint32_t> msg_seq_num; // nothing: unreadable
    wire::MessageView fields;                 // may be empty
};

// What goes into ErrorCode(25016) and Text(58), with what is filled in.
struct Reason {
    ErrorCode code;
    std::string text;
};

// The text of a violation with its parameters; bytes that may not stand in a text become '?'.
Reason reason_of(const Violation& violation);
// The n-th text of a code. Parameters in order.
Reason reason_of(ErrorCode code, std::uint8_t text = 0, std::initializer_list<std::string_view> params = {});

// The bodies, each starting with 35=.
std::string reject(const Refused& refused, const Reason& reason, std::optional<std::int32_t> ref_tag_id,
                   std::int32_t session_reject_reason);
std::string execution_report_rejected(const Refused& refused, const Reason& reason);
std::string order_cancel_reject(const Refused& refused, const Reason& reason);
std::string order_amend_reject(const Refused& refused, const Reason& reason);
std::string order_mass_cancel_reject(const Refused& refused, const Reason& reason);
// `in_group`: the error stands inside NoOrders(73), else beside it.
std::string list_status_rejected(const Refused& refused, const Reason& reason, UtcTime now, bool in_group);
// `md_req_rej_reason`: 281, '1' or '2'; nothing: neither fits.
std::string market_data_request_reject(const Refused& refused, const Reason& reason,
                                       std::optional<char> md_req_rej_reason);

} // namespace fixguard::venue
