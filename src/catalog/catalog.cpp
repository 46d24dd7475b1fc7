// Lookup of the generated tables by code and by name.
#include "catalog/catalog.hpp"

#include "catalog/tables.hpp"

#include <algorithm>

namespace fixguard::catalog {

namespace {

constexpr std::size_t entry_count = std::size(all_entries);
static_assert(entry_count <= 256, "the order of names needs wider numbers");

constexpr auto place_by_name = [] {
    std::array<std::uint8_t, entry_count> places{};
    for (std::size_t i = 0; i < entry_count; ++i)
        places[i] = static_cast<std::uint8_t>(i);
    std::ranges::sort(places, {}, [](std::uint8_t place) { return all_entries[place].name; });
    return places;
}();

} // namespace

constexpr std::array<const Entry*, detail::furthest + 1> detail::entry_at = [] {
    std::array<const Entry*, furthest + 1> made{};
    for (const Entry& entry : all_entries) // at() does not compile where a code is too far away
        made.at(static_cast<std::size_t>(first_code - entry.code.value)) = &entry;
    return made;
}();

std::span<const Entry> entries() noexcept {
    return all_entries;
}

std::span<const Text> engine_messages() noexcept {
    return std::span(all_texts).subspan(first_engine_message, first_filter_failure - first_engine_message);
}

std::span<const Text> filter_failures() noexcept {
    return std::span(all_texts).subspan(first_filter_failure);
}

const Entry* find(std::string_view name) noexcept {
    const auto name_of = [](std::uint8_t place) { return all_entries[place].name; };
    const auto found = std::ranges::lower_bound(place_by_name, name, {}, name_of);
    if (found == place_by_name.end() || name_of(*found) != name) return nullptr;
    return &all_entries[*found];
}

} // namespace fixguard::catalog
