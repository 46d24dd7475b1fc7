// A broken rule of the exchange, as the rules report it and a Reject<3> carries it.
#pragma once

#include "model/error_code.hpp"
#include "model/inline_string.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace fixguard {

struct Violation {
    ErrorCode code;
    std::uint8_t text = 0; // which of the code's texts in spec/errors.toml, in the order of the file
    std::array<InlineString<96>, 3> params{};          // for the %s and %d of the text, in order
    std::optional<std::int32_t> ref_tag_id;            // for RefTagID(371)
    std::optional<std::int32_t> session_reject_reason; // for SessionRejectReason(373)
    std::uint32_t offset = 0;                          // where in the message, counted from its first byte

    friend bool operator==(const Violation&, const Violation&) noexcept = default;
};

} // namespace fixguard
