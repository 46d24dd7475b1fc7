// What the exchange would refuse a request for, before it is sent.
#pragma once

#include "model/error_code.hpp"
#include "model/session_kind.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::api {

struct Refusal {
    ErrorCode code;
    std::string_view code_name;      // static storage
    std::string text;                // the exchange's, with its parameters
    std::optional<std::int32_t> tag; // the field at fault
    std::size_t offset = 0;          // and where in the body it stands
};

// `body` as for Supervisor::send(). Nothing where the exchange would take it, as far as the message alone
// tells: balances, filters and limits are not looked at. Thread-safe; does not allocate for a sound body of
// less than 4 KiB.
std::optional<Refusal> preflight(SessionKind kind, std::string_view body);

} // namespace fixguard::api
