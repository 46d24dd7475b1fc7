// Reads the fields of one message where they lie: no copy, no allocation, total on any input.
#pragma once

#include "wire/frame.hpp"
#include "wire/tags.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::wire {

using tag::Tag;

// One field as it stands in the message.
struct Field {
    Tag tag = 0;               // 0: what stands before '=' is no tag number (see tag_text)
    std::string_view tag_text; // the bytes before '='; the whole field where there is no '='
    std::string_view value;    // the bytes between '=' and SOH; empty where there is no '='
    std::size_t offset = 0;    // of tag_text, counted from the first byte of the walked bytes
    bool has_equals = false;

    friend constexpr bool operator==(const Field&, const Field&) noexcept = default;
};

// Walks fields in the order of the bytes. RawData(96) is read by the length that RawDataLength(95) gave, so
// a SOH inside it ends nothing. A tag number is 1..9 decimal digits without leading zero; all else is tag 0.
class FieldCursor {
public:
    explicit FieldCursor(std::string_view bytes) noexcept : bytes_(bytes) {}

    // false at the end; `field` is then untouched. The last field may lack its SOH.
    bool next(Field& field) noexcept;

    std::size_t position() const noexcept { return position_; }

private:
    std::string_view bytes_;
    std::size_t position_ = 0;
    std::optional<std::size_t> data_length_;
};

// A message by its bytes. Cheap to copy; valid as long as the bytes are.
class MessageView {
public:
    MessageView() noexcept = default;
    // Any bytes; fields are taken as they come, framing is not judged here.
    explicit MessageView(std::string_view bytes) noexcept : bytes_(bytes) {}

    std::string_view bytes() const noexcept { return bytes_; }
    FieldCursor fields() const noexcept { return FieldCursor(bytes_); }

    // The first field of that tag, by a walk from the front; nothing where there is none.
    std::optional<std::string_view> find(Tag tag) const noexcept;
    // The same for values that are whole numbers in the given range; nothing where absent or malformed.
    std::optional<std::int64_t> find_int(Tag tag) const noexcept;
    std::optional<std::uint32_t> find_seq_num(Tag tag) const noexcept;

    std::string_view msg_type() const noexcept { return find(tag::MsgType).value_or(std::string_view{}); }

private:
    std::string_view bytes_;
};

// A whole decimal number: optional minus, digits only, no overflow; nothing for anything else.
std::optional<std::int64_t> parse_int(std::string_view text) noexcept;

} // namespace fixguard::wire
