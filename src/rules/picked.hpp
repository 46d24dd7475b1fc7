// The values of a fixed list of fields, picked out of a message in one walk.
#pragma once

#include "wire/message_view.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::rules {

// Tag -> place on a list, without a search: the multiplier is chosen so that no two tags share a slot.
template <const auto& tags>
class PlaceTable {
public:
    static constexpr std::uint8_t none = 255;

    static constexpr std::uint8_t find(tag::Tag tag) noexcept {
        const std::uint8_t place = table.slots[slot(tag, table.multiplier)];
        return place != none && tags[place] == tag ? place : none;
    }

private:
    static constexpr std::uint32_t bits = 8;
    static_assert(tags.size() < none / 4, "the slots have to stay mostly free");

    struct Table {
        std::uint32_t multiplier = 0;
        std::array<std::uint8_t, std::size_t{1} << bits> slots{};
    };

    static constexpr std::size_t slot(tag::Tag tag, std::uint32_t multiplier) noexcept {
        return static_cast<std::uint32_t>(tag) * multiplier >> (32 - bits);
    }
    static constexpr Table make() {
        for (std::uint32_t multiplier = 0x9E3779B1;; multiplier += 2) {
            Table made;
            made.multiplier = multiplier;
            made.slots.fill(none);
            bool distinct = true;
            for (std::size_t place = 0; place < tags.size(); ++place) {
                std::uint8_t& taken = made.slots[slot(tags[place], multiplier)];
                distinct = distinct && taken == none;
                taken = static_cast<std::uint8_t>(place);
            }
            if (distinct) return made;
        }
    }
    static constexpr Table table = make();
};

// `tags` is a constexpr std::array of different tag numbers. Offsets count as in the fields that were taken.
template <const auto& tags>
class Picked {
public:
    // Takes the field if it is on the list; of several with one tag the last.
    void take(const wire::Field& field) noexcept { put(place_of(field.tag), field); }
    // The same in two steps, for who knows the place of each tag.
    static std::uint8_t place_of(tag::Tag tag) noexcept { return PlaceTable<tags>::find(tag); }
    void put(std::uint8_t place, const wire::Field& field) noexcept {
        if (place >= size) return;
        fields_[place] = {field.value.data(), field.value.size(), field.offset};
        present_ |= std::uint32_t{1} << place;
    }

    template <tag::Tag tag>
    bool has() const noexcept {
        return is_present(place<tag>());
    }
    // Empty where it is absent.
    template <tag::Tag tag>
    std::string_view get() const noexcept {
        const Value& value = fields_[place<tag>()];
        return has<tag>() ? std::string_view(value.data, value.size) : std::string_view{};
    }
    // 0 where it is absent.
    template <tag::Tag tag>
    std::size_t offset() const noexcept {
        return has<tag>() ? fields_[place<tag>()].offset : 0;
    }

    // Where a field of the list stands whose tag is known at run time only; nothing where it is absent.
    std::optional<std::size_t> find(tag::Tag tag) const noexcept {
        const std::uint8_t place = PlaceTable<tags>::find(tag);
        if (place == PlaceTable<tags>::none || !is_present(place)) return std::nullopt;
        return fields_[place].offset;
    }

private:
    struct Value { // without initialisers: `present_` tells which of them are set
        const char* data;
        std::size_t size;
        std::size_t offset;
    };

    template <tag::Tag tag>
    static constexpr std::uint8_t place() noexcept {
        constexpr std::uint8_t place = PlaceTable<tags>::find(tag);
        static_assert(place != PlaceTable<tags>::none, "the tag is not on the list");
        return place;
    }
    bool is_present(std::uint8_t place) const noexcept { return (present_ >> place & 1) != 0; }

    static constexpr std::size_t size = tags.size();
    static_assert(size <= 32, "a bit for each");
    std::uint32_t present_ = 0;
    std::array<Value, size> fields_;
};

} // namespace fixguard::rules
