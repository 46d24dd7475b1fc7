// The obvious reader: one character after the other, strings and vectors. The tests judge the fast one by it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fixguard::test {

struct SlowField {
    std::string tag_text;
    std::string value;
    bool has_equals = false;
};

// All fields of the bytes, RawData(96) by its length.
std::vector<SlowField> slow_fields(const std::string& bytes);

// Whether the bytes are exactly one well-framed message.
bool slow_is_message(const std::string& bytes);

} // namespace fixguard::test
