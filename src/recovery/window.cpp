// window_of(): reads the duration in the text of a limit.
#include "recovery/planner.hpp"

#include <array>
#include <charconv>

namespace fixguard::recovery {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t in_ms;
};

constexpr std::array units{Unit{"ms", 1},           Unit{"millisecond", 1},   Unit{"milliseconds", 1},
                           Unit{"s", 1'000},        Unit{"sec", 1'000},       Unit{"second", 1'000},
                           Unit{"seconds", 1'000},  Unit{"m", 60'000},        Unit{"min", 60'000},
                           Unit{"minute", 60'000},  Unit{"minutes", 60'000},  Unit{"h", 3'600'000},
                           Unit{"hour", 3'600'000}, Unit{"hours", 3'600'000}, Unit{"d", 86'400'000},
                           Unit{"day", 86'400'000}, Unit{"days", 86'400'000}};

constexpr std::int64_t longest_days = 366; // a longer window is a misreading, not a limit

bool same_letters(std::string_view text, std::string_view lower) noexcept {
    if (text.size() != lower.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
        if (c != lower[i]) return false;
    }
    return true;
}

// "10s", "10 s", "10 SECONDS", "MINUTE" (one of them).
std::optional<milliseconds> duration(std::string_view text) noexcept {
    std::int64_t count = 1;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error == std::errc::result_out_of_range || count < 1) return std::nullopt;
    std::string_view unit_name(stop, static_cast<std::size_t>(end - stop));
    if (unit_name.starts_with(' ')) unit_name.remove_prefix(1);
    for (const Unit& unit : units) {
        if (!same_letters(unit_name, unit.name)) continue;
        if (count > longest_days * 86'400'000 / unit.in_ms) return std::nullopt;
        return milliseconds{count * unit.in_ms};
    }
    return std::nullopt;
}

} // namespace

std::optional<milliseconds> window_of(const SessionError& error) noexcept {
    for (std::size_t i = error.param_count; i-- > 0;)
        if (const auto found = duration(error.param(i))) return found;
    return std::nullopt;
}

std::optional<std::uint32_t> count_of(const SessionError& error) noexcept {
    const std::string_view text = error.param(0);
    std::uint32_t count = 0;
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failed != std::errc{} || stop != text.data() + text.size() || count == 0) return std::nullopt;
    return count;
}

} // namespace fixguard::recovery
