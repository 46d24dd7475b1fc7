// Looks back from an error to the message that caused it.
#pragma once

#include "catalog/policy_table.hpp"
#include "model/session_error.hpp"
#include "wire/message_view.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fixguard::scan {

struct Cause {
    std::string message;       // with SOH between the fields; empty: not found
    std::size_t looked_at = 0; // bytes
};

// The newest message in [from, to) of `bytes` that went the other way on the session of `answer` and that
// `error` is about: by RefSeqNum(45) and RefMsgType(372), else by the ids that `answer` bears. Where it is
// found `error` is replaced by the diagnosis that knows the request. A message that was sent ten minutes or
// more before the answer belongs to an older session with the same numbers, and ends the search.
Cause find_cause(std::string_view bytes, std::size_t from, std::size_t to, wire::MessageView answer,
                 const catalog::PolicyTable& policies, SessionError& error);

} // namespace fixguard::scan
