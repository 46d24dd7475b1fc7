// What is known of the exchange's codes and texts: looked up by code, by name or by text.
#pragma once

#include "model/error_code.hpp"
#include "model/policy.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fixguard::catalog {

// Where a text stands in spec/errors.toml.
enum class TextKind : std::uint8_t {
    code_text,      // the exchange sends it with the code
    engine_message, // the matching engine's words, sent with -1010, -1013, -2010, -2011 or -2038
    filter_failure, // "Filter failure: ...", sent with -1013
};

// %s and %d stand for what the server fills in; param_count tells how many there are (0..3).
struct Text {
    TextKind kind = TextKind::code_text;
    ErrorCode code;         // 0 for engine messages and filter failures
    std::uint8_t index = 0; // among the texts of its code, in the order of the file: Violation::text
    std::uint8_t param_count = 0;
    std::string_view pattern; // static storage
};

struct Entry {
    ErrorCode code;
    std::string_view name;        // as the exchange spells it: TAG_APPEARS_MORE_THAN_ONCE
    std::string_view description; // one or two sentences of ours: what it means
    std::string_view advice;      // one sentence: what to do about it
    Policy policy;
    std::span<const Text> texts;             // what is sent with it, in the order of spec/errors.toml
    std::span<const std::string_view> notes; // what the documents say beside the texts; never sent
};

// All entries, -1000 first, descending as the exchange lists them. Static storage, thread-safe.
std::span<const Entry> entries() noexcept;
std::span<const Text> engine_messages() noexcept;
std::span<const Text> filter_failures() noexcept;

// nullptr where the catalogue has no such code or name. Never the nearest one: what a program should do about
// an unknown code is PolicyTable::of (surface, fate unknown, the session may end).
inline const Entry* find(ErrorCode code) noexcept;
const Entry* find(std::string_view name) noexcept;

// A text with the server's words in it, taken apart: params are views into the given text.
struct TextMatch {
    const Text* text = nullptr;
    std::array<std::string_view, 3> params{};
};

// Finds the pattern that the whole of `text` fits. With `code` the texts of that code are tried first, in
// their order, and win. Then all others: the one with the most literal bytes, then with the fewest
// parameters, then the first in spec/errors.toml. A parameter may be empty; %s and %d take anything, because
// a server may write a number as it likes; where several cuts are possible the earlier parameters are the
// shortest. Thread-safe, no allocation.
std::optional<TextMatch> match_text(std::string_view text, ErrorCode code = {}) noexcept;

// The pattern with its %s and %d replaced in order; a missing parameter leaves '?'.
std::string fill(const Text& text, std::span<const std::string_view> params);

namespace detail {

// The entry of each code, at its distance from the first one: the codes lie close together.
inline constexpr std::int32_t first_code = -1000;
inline constexpr std::size_t furthest = 2047;
extern const std::array<const Entry*, furthest + 1> entry_at;

} // namespace detail

inline const Entry* find(ErrorCode code) noexcept {
    // Unsigned, so that a code above the first one is far away as well.
    const auto distance =
        static_cast<std::uint32_t>(detail::first_code) - static_cast<std::uint32_t>(code.value);
    return distance <= detail::furthest ? detail::entry_at[distance] : nullptr;
}

} // namespace fixguard::catalog
