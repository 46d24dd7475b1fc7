// The three kinds of session that the exchange offers, each with a server, rules and limits of its own.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard {

enum class SessionKind : std::uint8_t { order_entry, drop_copy, market_data };

inline constexpr std::array all_session_kinds{SessionKind::order_entry, SessionKind::drop_copy,
                                              SessionKind::market_data};

// The name that configuration and output use.
constexpr std::string_view name(SessionKind kind) noexcept {
    switch (kind) {
    case SessionKind::order_entry: return "order_entry";
    case SessionKind::drop_copy: return "drop_copy";
    case SessionKind::market_data: return "market_data";
    }
    return "?";
}

// The two-letter form of the command line: oe, dc, md.
constexpr std::string_view short_name(SessionKind kind) noexcept {
    switch (kind) {
    case SessionKind::order_entry: return "oe";
    case SessionKind::drop_copy: return "dc";
    case SessionKind::market_data: return "md";
    }
    return "?";
}

// Accepts either form, exactly as written above; nothing for any other text.
constexpr std::optional<SessionKind> session_kind(std::string_view text) noexcept {
    for (const SessionKind kind : all_session_kinds)
        if (text == name(kind) || text == short_name(kind)) return kind;
    return std::nullopt;
}

} // namespace fixguard
