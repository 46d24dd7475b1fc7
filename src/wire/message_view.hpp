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
        : begin_(bytes.data()), end_(begin_ + bytes.size()), next_(begin_), block_(begin_),
          marks_(marks_at(begin_, end_, begin_)) {}

    // false at the end; `field` is then untouched. The last field may lack its SOH. What is rare is done out
    // of line and by value, so that a loop keeps the cursor in registers and makes only those parts of a
    // field that it uses.
    [[gnu::always_inline]] bool next(Field& field) noexcept {
        const char* const begin = next_;
        while (marks_ == 0) {
            if (end_ - block_ <= block_size) {
                if (begin == end_) return false;
                take(field, step_with_care(*this));
                return true;
            }
            block_ += block_size;
            marks_ = marks_inside(end_, block_);
        }
        const char* const stop = block_ + static_cast<unsigned>(__builtin_ctzll(marks_));
        detail::TagNumber tag;
        const bool quick = stop >= begin + detail::tag_room - 1 && detail::read_tag_number(begin, tag) &&
                           !(tag.size == 2 && tag.value == tag::RawDataLength);
        if (__builtin_expect(!quick, 0)) {
            take(field, step_with_care(*this));
            return true;
        }
        marks_ &= marks_ - 1;
        next_ = stop + 1;
        const char* const value = begin + tag.size + 1;
        field.tag = tag.value;
        field.tag_text = {begin, tag.size};
        field.value = {value, static_cast<std::size_t>(stop - value)};
        field.offset = static_cast<std::size_t>(begin - begin_);
        field.has_equals = true;
        return true;
    }

    std::size_t position() const noexcept { return static_cast<std::size_t>(next_ - begin_); }

private:
    static constexpr auto block_size = static_cast<std::ptrdiff_t>(detail::block_size);

    // One field of any sort, and where the cursor stands behind it.
    struct Step {
        Field field;
        const char* next;
        const char* block;
        std::uint64_t marks;
    };
    static Step step_with_care(FieldCursor cursor) noexcept;

    // Member by member: an assignment of the whole would keep the field of a loop in memory.
    void take(Field& field, const Step& step) noexcept {
        next_ = step.next;
        block_ = step.block;
        marks_ = step.marks;
        field.tag = step.field.tag;
        field.tag_text = step.field.tag_text;
        field.value = step.field.value;
        field.offset = step.field.offset;
        field.has_equals = step.field.has_equals;
    }

    // The SOHs of the block at `block`, as far as there are bytes up to `end`.
    static std::uint64_t marks_at(const char* begin, const char* end, const char* block) noexcept {
        if (end - begin >= block_size && block != end) return marks_inside(end, block);
        return detail::soh_marks(block, static_cast<std::size_t>(end - block));
    }
    // The same where there are bytes, and a whole block of them before `end`.
    static std::uint64_t marks_inside(const char* end, const char* block) noexcept {
        const char* const at = end - block < block_size ? end - block_size : block;
        return detail::soh_marks(at) >> (block - at);
    }

    const char* begin_;
    const char* end_;
    const char* next_;    // the first byte that no field has taken
    const char* block_;   // where the marks begin
    std::uint64_t marks_; // the SOHs of the block that end fields to come
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
// The same into `out`; false, and `out` untouched, for anything else.
bool read_int(std::string_view text, std::int64_t& out) noexcept;

} // namespace fixguard::wire
