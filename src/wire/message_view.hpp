// Reads the fields of one message where they lie: no copy, no allocation, total on any input.
#pragma once

#include "wire/frame.hpp"
#include "wire/scan.hpp"
#include "wire/tags.hpp"

#include <cstddef>
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
    explicit FieldCursor(std::string_view bytes) noexcept
        : begin_(bytes.data()), end_(begin_ + bytes.size()),
          last_tag_(bytes.size() < detail::tag_room ? nullptr : end_ - detail::tag_room), next_(begin_) {
        look_at(begin_);
    }

    // false at the end; `field` is then untouched. The last field may lack its SOH. What is rare is done out
    // of line and by value, so that a loop keeps the cursor in registers and makes only those parts of a
    // field that it uses.
    bool next(Field& field) noexcept {
        const char* const begin = next_;
        while (marks_ == 0) {
            if (end_ - block_ > static_cast<std::ptrdiff_t>(detail::block_size)) {
                look_at(block_ + detail::block_size);
                continue;
            }
            if (begin == end_) return false;
            next_ = end_;
            take(field, read(begin_, begin, end_));
            return true;
        }
        const char* const stop = block_ + __builtin_ctzll(marks_);
        marks_ &= marks_ - 1;
        next_ = stop + 1;

        detail::TagNumber tag;
        if (__builtin_expect(begin <= last_tag_ && detail::read_tag_number(begin, tag), 1)) {
            const char* const value = begin + tag.size + 1;
            field.tag = tag.value;
            field.tag_text = {begin, tag.size};
            field.value = {value, static_cast<std::size_t>(stop - value)};
            field.offset = static_cast<std::size_t>(begin - begin_);
            field.has_equals = true;
        } else {
            take(field, read(begin_, begin, stop));
        }
        // The size is known where the tag is read, so that only tags of two digits are compared.
        if (__builtin_expect(field.tag_text.size() == 2 && field.tag == tag::RawDataLength, 0))
            pass_over_data(field.value);
        return true;
    }

    std::size_t position() const noexcept { return static_cast<std::size_t>(next_ - begin_); }

private:
    static Field read(const char* all, const char* begin, const char* stop) noexcept;
    static const char* end_of_data(std::string_view length, const char* begin, const char* end) noexcept;

    // Member by member: an assignment of the whole would keep the field of a loop in memory.
    static void take(Field& field, const Field& read) noexcept {
        field.tag = read.tag;
        field.tag_text = read.tag_text;
        field.value = read.value;
        field.offset = read.offset;
        field.has_equals = read.has_equals;
    }

    void pass_over_data(std::string_view length) noexcept {
        if (const char* const data_end = end_of_data(length, next_, end_)) look_at(data_end);
    }

    // Marks the SOHs of the block at `block`, as far as there are bytes.
    void look_at(const char* block) noexcept {
        block_ = block;
        const std::ptrdiff_t missing = static_cast<std::ptrdiff_t>(detail::block_size) - (end_ - block);
        if (missing <= 0)
            marks_ = detail::soh_marks(block);
        else if (end_ - begin_ >= static_cast<std::ptrdiff_t>(detail::block_size) && block != end_)
            marks_ = detail::soh_marks(block - missing) >> missing;
        else
            marks_ = detail::soh_marks(block, static_cast<std::size_t>(end_ - block));
    }

    const char* begin_;
    const char* end_;
    const char* last_tag_;        // up to here a tag number can be read at once
    const char* next_;            // the first byte that no field has taken
    const char* block_ = nullptr; // where the marks begin
    std::uint64_t marks_ = 0;     // the SOHs of the block that end fields to come
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
