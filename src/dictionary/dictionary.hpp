// The messages and fields of one session kind, read from fix/*.xml into compact tables.
#pragma once

#include "model/session_kind.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::dictionary {

using Tag = std::int32_t;

// The FIX types that the exchange uses.
enum class FieldType : std::uint8_t {
    string_,
    character,
    integer,
    length,
    num_in_group,
    seq_num,
    boolean,
    data,
    price,
    quantity,
    decimal,
    utc_timestamp
};

// Where in a message a field may stand. A field stands in one part only.
enum class Part : std::uint8_t { header, body, trailer };

struct Value {
    std::string_view text;
    std::string_view description;
};

// Printable characters of ASCII.
class CharacterSet {
public:
    bool has(char character) const noexcept {
        const auto code = static_cast<unsigned char>(character);
        return code < 128 && (bits_[code / 64] >> code % 64 & 1) != 0;
    }
    void insert(char character) noexcept { // of 0..127
        const auto code = static_cast<unsigned char>(character);
        bits_[code / 64] |= std::uint64_t{1} << code % 64;
    }

private:
    std::array<std::uint64_t, 2> bits_{};
};

struct FieldDef {
    Tag tag = 0; // 1..999,999,999
    FieldType type = FieldType::string_;
    Part part = Part::body;
    std::uint16_t index = 0; // its place in Dictionary::fields()
    std::string_view name;
    std::span<const Value> values; // empty: any value of the type
    CharacterSet short_values;     // those of them that have one character, which are most
};

struct GroupDef;

// A place for a field in a message, a header or a group entry.
struct Member {
    const FieldDef* field = nullptr;
    bool required = false;
    const GroupDef* group = nullptr; // the repeating group that this field counts; nullptr: a plain field
};

// At most this many members stand on one level, so that a set of them is a few machine words.
inline constexpr std::size_t max_members = 255;
inline constexpr std::uint8_t no_place = 255;
// Groups and components stand in each other at most that deep.
inline constexpr std::size_t max_depth = 16;

// A set of members of one level, by their place.
using MemberSet = std::array<std::uint64_t, 4>;

// The members of a message, a header, a trailer or a group entry.
struct Level {
    std::span<const Member> members;      // components resolved, in the documented order
    std::span<const std::uint8_t> places; // FieldDef::index -> place in `members`, or no_place
    MemberSet required{};

    // no_place: not defined on this level. O(1). `field` is one of the same dictionary.
    std::uint8_t place(const FieldDef& field) const noexcept { return places[field.index]; }
    const Member* find(const FieldDef& field) const noexcept {
        const std::uint8_t at = place(field);
        return at == no_place ? nullptr : &members[at];
    }
};

struct GroupDef : Level { // the first member starts an entry
    const FieldDef* count = nullptr;
};

inline constexpr std::size_t max_msg_type_size = 7;

struct MessageDef : Level {
    std::string_view msg_type; // 1..max_msg_type_size characters
    std::string_view name;
    bool admin = false;
};

// Immutable after parse(); safe from any thread. All views live as long as the Dictionary.
class Dictionary {
public:
    // QuickFIX's XML form. `origin` names the source in the error, which is one line: origin, line, what is
    // wrong.
    static std::variant<std::shared_ptr<const Dictionary>, std::string> parse(std::string_view xml,
                                                                              std::string_view origin);
    ~Dictionary();

    // nullptr: not defined. By tag and by MsgType(35) fast enough for every message; by name a walk.
    const FieldDef* field(Tag tag) const noexcept;
    const FieldDef* field(std::string_view name) const noexcept;
    const MessageDef* message(std::string_view msg_type) const noexcept;
    std::span<const MessageDef> messages() const noexcept;
    std::span<const FieldDef> fields() const noexcept;
    const Level& header() const noexcept;
    const Level& trailer() const noexcept;
    // The member of a message (not of its groups) by tag; nullptr: not defined there. O(1).
    const Member* member(const MessageDef& message, Tag tag) const noexcept;

    struct Tables; // tables.hpp: for the loader alone

private:
    explicit Dictionary(std::unique_ptr<Tables> tables);
    std::unique_ptr<Tables> tables_;
};

// The dictionary that is built into the library, from fix/binance-{oe,dc,md}.xml; and its XML, for QuickFIX.
const std::shared_ptr<const Dictionary>& built_in(SessionKind kind);
std::string_view built_in_xml(SessionKind kind) noexcept;

} // namespace fixguard::dictionary
