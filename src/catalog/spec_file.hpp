// spec/errors.toml as values: read and checked once, when the catalogue is generated.
#pragma once

#include "model/error_code.hpp"
#include "model/policy.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::catalog {

struct SpecCode {
    ErrorCode code;
    std::string name;
    std::string description;
    std::string advice;
    std::vector<std::string> texts;
    std::vector<std::string> notes;
    Policy policy;
};

struct Spec {
    std::vector<SpecCode> codes; // -1000 first
    std::vector<std::string> engine_messages;
    std::vector<std::string> filter_failures;
};

// `file` is the name for messages, `text` its content. The string is one line: file, line, table, key, what
// is wrong.
std::variant<Spec, std::string> read_spec(std::string_view file, std::string_view text);

// The parameters of a pattern; what is wrong with the pattern, else empty, goes to `why`.
std::size_t count_params(std::string_view pattern, std::string& why);

} // namespace fixguard::catalog
