// One value against its field: form, range, pattern and the values that the dictionary lists.
#pragma once

#include "dictionary/dictionary.hpp"
#include "rules/rule.hpp"
#include "wire/tags.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::rules {

// The first rule that the value breaks, from `value_format` to `value_known`; nothing where it is sound.
// `value` is not empty and its bytes are legal. EncryptMethod(98) may be any number here: what a server says
// to another one than 0 is a rule of the Logon.
std::optional<Rule> value_fault(const dictionary::FieldDef& field, std::string_view value) noexcept;

// The pattern of a field that has one, as the texts of -1100 show it; empty: none. All of them are names of
// letters, digits, - and _, of one to longest_name() bytes; 0: no pattern.
std::string_view legal_range(tag::Tag tag) noexcept;
std::size_t longest_name(tag::Tag tag) noexcept;
bool is_name(std::string_view text, std::size_t longest) noexcept;

// Whether the field may hold UTF-8; all others hold printable ASCII.
constexpr bool is_utf8_field(tag::Tag tag) noexcept {
    return tag == 55 || tag == 15 || tag == 107 || tag == 138 || tag == 25019 || tag == 25028;
}

// The bytes of a value: printable ASCII, or UTF-8 where the field may hold it, and SOH in RawData(96).
bool has_legal_bytes(tag::Tag tag, std::string_view value) noexcept;

// True where no byte is anything but printable ASCII or SOH: then all values have legal bytes.
bool is_plain(std::string_view bytes) noexcept;

// How many decimals a price, quantity or decimal may have.
std::uint8_t decimals_of(const dictionary::FieldDef& field) noexcept;

// Digits, a point and no more decimals than `digits`, too few to overflow: nearly every price and quantity,
// known without its value. False for all else.
bool is_plain_decimal(std::string_view text, std::size_t digits) noexcept;

// A decimal number in steps of 10^-digits. Zeros at the end are no decimals.
struct Scaled {
    enum class Status : std::uint8_t { good, malformed, overflow, too_precise };
    Status status = Status::malformed;
    std::int64_t value = 0; // meaningful with Status::good
};
Scaled parse_scaled(std::string_view text, int digits) noexcept;

} // namespace fixguard::rules
