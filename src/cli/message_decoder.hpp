// Reads a message that somebody copied out of a log: finds its separator, its dictionary, its names.
#pragma once

#include "dictionary/dictionary.hpp"
#include "model/session_kind.hpp"
#include "report/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fixguard::cli {

// The bytes of the message in `text`, with SOH between the fields. Accepts SOH, '|', ^A and \x01 as
// separators, and whatever a logger wrote in front of 8=. Nothing when it holds no 8= or 35=.
std::optional<std::string> message_bytes(std::string_view text);

// Order entry, unless only market data knows the MsgType(35) of the message.
SessionKind guess_kind(std::string_view bytes);

// Total on any bytes. RawData(96) and Username(553) are replaced by ***.
report::ExplainedMessage decode(std::string_view bytes, SessionKind kind);

} // namespace fixguard::cli
