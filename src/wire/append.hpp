// Numbers and check sums at the end of a message that is being written.
#pragma once

#include "wire/frame.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fixguard::wire {

void append_number(std::string& out, std::integral auto number) {
    std::array<char, 24> digits;
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), result.ptr);
}

// CheckSum(10) of the message that begins at `begin`.
inline void append_check_sum(std::string& out, std::size_t begin) {
    const std::uint8_t sum = check_sum(std::string_view(out).substr(begin));
    out += "10=";
    for (const int divisor : {100, 10, 1})
        out += static_cast<char>('0' + sum / divisor % 10);
    out += soh;
}

} // namespace fixguard::wire
