// Mends what can be mended in a message without a guess.
#pragma once

#include "model/session_kind.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fixguard::cli {

// `bytes`: one message with SOH between the fields. Mended are: header fields behind the body, the order of
// the fields in the entries of a repeating group, BeginString(8), BodyLength(9), MsgType(35) and
// CheckSum(10). A group is left as it is where its fields could be parted into its entries in more than one
// way. Nothing where there is no MsgType(35).
std::optional<std::string> mended(std::string_view bytes, SessionKind kind);

} // namespace fixguard::cli
