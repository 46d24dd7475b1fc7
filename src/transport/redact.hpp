// Takes the secrets out of bytes that are to be shown.
#pragma once

#include <string>
#include <string_view>

namespace fixguard::transport {

// A copy in which each byte of the values of RawData(96) and Username(553) is '*'. Lengths stay, so that
// BodyLength(9) stays right; CheckSum(10) does not. Total on any bytes; a value that is cut off at the end is
// masked as far as it goes.
std::string redact(std::string_view bytes);

} // namespace fixguard::transport
