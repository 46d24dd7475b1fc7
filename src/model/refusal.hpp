// A request that the exchange would refuse, found before it was sent.
#pragma once

#include "model/error_code.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard {

struct Refusal {
    ErrorCode code;
    std::string_view code_name;      // static storage
    std::string text;                // the exchange's, with its parameters
    std::optional<std::int32_t> tag; // the field at fault
    std::size_t offset = 0;          // and where in the body it stands
};

} // namespace fixguard
