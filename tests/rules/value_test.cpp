// The quick looks at values against the slow ones, over all short texts and many long ones.
#include "rules/value.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace fixguard::rules::test {
namespace {

TEST(PlainBytes, are_printable_or_soh_wherever_they_stand) {
    for (std::size_t size = 0; size < 140; ++size) {
        std::string bytes(size, '~');
        ASSERT_TRUE(is_plain(bytes)) << size;
        for (std::size_t at = 0; at < size; ++at)
            for (int byte = 0; byte < 256; ++byte) {
                bytes[at] = static_cast<char>(byte);
                ASSERT_EQ(is_plain(bytes), byte == 1 || (byte >= ' ' && byte <= '~')) << byte << " at " << at;
                bytes[at] = ' ';
            }
    }
}

std::optional<Rule> slow_fault(std::string_view text) {
    switch (parse_scaled(text, 8).status) {
    case Scaled::Status::good: return std::nullopt;
    case Scaled::Status::malformed: return Rule::value_format;
    case Scaled::Status::overflow: return Rule::value_overflow;
    case Scaled::Status::too_precise: return Rule::value_precision;
    }
    return std::nullopt;
}

// What is known to be sound without its value is what has a value.
TEST(Decimals, are_judged_by_their_digits_as_by_their_value) {
    dictionary::FieldDef price;
    price.tag = tag::Price;
    price.type = dictionary::FieldType::price;
    const auto compare = [&](const std::string& text) {
        ASSERT_EQ(value_fault(price, text), slow_fault(text)) << text;
    };
    constexpr std::string_view alphabet = "019.-x";
    std::string text;
    for (std::size_t size = 1; size <= 6; ++size) {
        std::size_t count = 1;
        for (std::size_t i = 0; i < size; ++i)
            count *= alphabet.size();
        for (std::size_t number = 0; number < count; ++number) {
            text.clear();
            for (std::size_t left = number; text.size() < size; left /= alphabet.size())
                text += alphabet[left % alphabet.size()];
            compare(text);
        }
    }
    for (std::size_t whole = 0; whole < 22; ++whole)
        for (std::size_t fraction = 0; fraction < 22; ++fraction)
            for (const char digit : {'0', '1', '9'}) {
                compare(std::string(whole, digit) + "." + std::string(fraction, digit));
                compare(std::string(whole, digit) + "." + std::string(fraction, digit) + "x");
            }
}

} // namespace
} // namespace fixguard::rules::test
