// What is known of one code of the exchange.
#pragma once

#include "model/error_code.hpp"
#include "model/policy.hpp"

#include <optional>
#include <string_view>

namespace fixguard::api {

// All text has static storage.
struct CodeInfo {
    ErrorCode code;
    std::string_view name;        // as the exchange spells it: TAG_APPEARS_MORE_THAN_ONCE
    std::string_view description; // what it means
    std::string_view advice;      // what to do about it
    Policy policy;                // before the user's own policies
};

// Nothing where the catalogue has no such code: never the nearest one. Thread-safe.
std::optional<CodeInfo> code_info(ErrorCode code) noexcept;
std::optional<CodeInfo> code_info(std::string_view name) noexcept;

} // namespace fixguard::api
