// Compares an expected message with the one that came, field by field.
#pragma once

#include "wire/tags.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fixguard::conformance {

// One field that is not as expected. Secrets are masked.
struct Difference {
    tag::Tag tag = 0;     // 0: the order of the fields
    std::string expected; // "(absent)": there should be none
    std::string got;      // the same
};

// `expected`: with its macros but for those that fit many values. BodyLength(9) and CheckSum(10) are judged
// by whoever cut the message out of the stream; they count here only where `expected` has them, 9 as a
// number. Timestamps 52, 60 and 122 without macro are judged by their form, as QuickFIX does. Empty: it is
// the one.
std::vector<Difference> compare(std::string_view expected, std::string_view got, bool any_order);

// Whether a value fits what is expected of it: literal, <ANY>, <ONE a/b>, <TIME>, <MICROS>, and the macros
// that stand inside texts.
bool fits(tag::Tag tag, std::string_view pattern, std::string_view value);

} // namespace fixguard::conformance
