// Messages of other people's logs, fit to be shown.
#pragma once

#include "wire/message_view.hpp"

#include <string>

namespace fixguard::cli {

// The fields with SOH between them; RawData(96), Username(553) and what is no whole field are replaced by
// ***.
std::string without_secrets(wire::MessageView message);

} // namespace fixguard::cli
