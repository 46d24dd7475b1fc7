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

// The pattern of a field that has one, as the texts of -1100 show it; empty: none.
std::string_view legal_range(tag::Tag tag) noexcept;

// Whether the field may hold UTF-8; all others hold printable ASCII.
constexpr bool is_utf8_field(tag::Tag tag) noexcept {
    return tag == 55 || tag == 15 || tag == 107 || tag == 138 || tag == 25019 || tag == 25028;
}

// The bytes of a value: printable ASCII, or UTF-8 where the field may hold it, and SOH in RawData(96).
bool has_legal_bytes(tag::Tag tag, std::string_view value) noexcept;

// True where no byte is anything but printable ASCII or SOH: then all values have legal bytes.
bool is_plain(std::string_view bytes) noexcept;

// A decimal number in steps of 10^-digits. Zeros at the end are no decimals.
struct Scaled {
    enum class Status : std::uint8_t { good, malformed, overflow, too_precise };
    Status status = Status::malformed;
    std::int64_t value = 0; // meaningful with Status::good
};
Scaled parse_scaled(std::string_view text, int digits) noexcept;

} // namespace fixguard::rules
