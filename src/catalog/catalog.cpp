// Lookup of the generated tables by code and by name.
#include "catalog/catalog.hpp"

#include "catalog/tables.hpp"

#include <algorithm>

namespace fixguard::catalog {

namespace {

constexpr std::size_t entry_count = std::size(all_entries);
constexpr std::int32_t first_code = all_entries[0].code.value;
constexpr std::int32_t last_code = all_entries[entry_count - 1].code.value;
constexpr std::uint8_t no_entry = 255;
static_assert(entry_count < no_entry, "the table of codes needs wider numbers");
static_assert(first_code - last_code < 10'000, "codes too far apart for a direct table");

// The place of each code's entry, by its distance from the first code.
constexpr auto place_by_code = [] {
    std::array<std::uint8_t, std::size_t(first_code - last_code) + 1> places{};
    places.fill(no_entry);
    for (std::size_t i = 0; i < entry_count; ++i)
        places[std::size_t(first_code - all_entries[i].code.value)] = static_cast<std::uint8_t>(i);
    return places;
}();

constexpr auto place_by_name = [] {
    std::array<std::uint8_t, entry_count> places{};
    for (std::size_t i = 0; i < entry_count; ++i)
        places[i] = static_cast<std::uint8_t>(i);
    std::ranges::sort(places, {}, [](std::uint8_t place) { return all_entries[place].name; });
    return places;
}();

} // namespace

std::span<const Entry> entries() noexcept {
    return all_entries;
}

std::span<const Text> engine_messages() noexcept {
    return std::span(all_texts).subspan(first_engine_message, first_filter_failure - first_engine_message);
}

std::span<const Text> filter_failures() noexcept {
    return std::span(all_texts).subspan(first_filter_failure);
}

const Entry* find(ErrorCode code) noexcept {
    // Unsigned and 64 bits wide: codes above the first wrap to large numbers, and no code overflows.
    const auto distance = static_cast<std::uint64_t>(std::int64_t{first_code} - code.value);
    if (distance >= place_by_code.size()) return nullptr;
    const std::uint8_t place = place_by_code[distance];
    return place == no_entry ? nullptr : &all_entries[place];
}

const Entry* find(std::string_view name) noexcept {
    const auto name_of = [](std::uint8_t place) { return all_entries[place].name; };
    const auto found = std::ranges::lower_bound(place_by_name, name, {}, name_of);
    if (found == place_by_name.end() || name_of(*found) != name) return nullptr;
    return &all_entries[*found];
}

} // namespace fixguard::catalog
