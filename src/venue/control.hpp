// The commands of the control socket: one JSON object in, one out. No socket, no clock.
#pragma once

#include "venue/exchange.hpp"

#include <string>
#include <string_view>

namespace fixguard::venue {

// Carries out one line and answers with one line, without its end: {"ok":true,...}, or
// {"ok":false,"error":"..."} with what is wrong; a wrong key stands at the front of it. Total on any input.
// Not thread-safe. The answer holds no key and nothing of what clients send but their SenderCompID(49).
std::string control_answer(Exchange& exchange, std::string_view line, Now now);

} // namespace fixguard::venue
