// FieldCursor and MessageView: one forward walk, no index kept.
#include "wire/message_view.hpp"

#include <algorithm>
#include <charconv>

namespace fixguard::wire {
namespace {

constexpr std::ptrdiff_t most_tag_digits = 9; // fits 32 bits without a check

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

std::string_view between(const char* begin, const char* end) noexcept {
    return {begin, static_cast<std::size_t>(end - begin)};
}

// Any bytes, as many digits as there are.
bool read_long_int(std::string_view text, std::int64_t& out) noexcept {
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.empty()) return false;
    out = value;
    return true;
}

// The field [begin, stop), byte by byte.
Field read(const char* all, const char* begin, const char* stop) noexcept {
    const char* equals = begin;
    Tag tag = 0;
    if (begin != stop && *begin != '0')
        for (; equals != stop && is_digit(*equals) && equals - begin < most_tag_digits; ++equals)
            tag = tag * 10 + (*equals - '0');
    if (tag == 0 || equals == stop || *equals != '=') { // not a tag number: take the field as it stands
        tag = 0;
        equals = std::find(begin, stop, '=');
    }
    const bool has_equals = equals != stop;
    return {tag, between(begin, equals), has_equals ? between(equals + 1, stop) : between(stop, stop),
            static_cast<std::size_t>(begin - all), has_equals};
}

// RawDataLength(95) was read: where the RawData(96) at `begin` ends by it; nullptr where it does not.
const char* end_of_data(std::string_view length, const char* begin, const char* end) noexcept {
    constexpr std::string_view tag = "96=";
    const std::string_view rest = between(begin, end);
    const std::optional<std::int64_t> size = parse_int(length);
    if (!size || *size < 0 || !rest.starts_with(tag)) return nullptr;
    if (static_cast<std::size_t>(*size) > rest.size() - tag.size()) return nullptr;
    const char* const data_end = begin + tag.size() + *size;
    return data_end == end || *data_end == soh ? data_end : nullptr;
}

} // namespace

FieldCursor::Step FieldCursor::step_with_care(FieldCursor cursor) noexcept {
    const char* const stop =
        cursor.marks_ == 0 ? cursor.end_ : cursor.block_ + __builtin_ctzll(cursor.marks_);
    Step step{read(cursor.begin_, cursor.next_, stop), stop == cursor.end_ ? stop : stop + 1, cursor.block_,
              cursor.marks_ & (cursor.marks_ - 1)};
    if (step.field.tag != tag::RawDataLength) return step;
    if (const char* const data_end = end_of_data(step.field.value, step.next, cursor.end_)) {
        step.block = data_end;
        step.marks = marks_at(cursor.begin_, cursor.end_, data_end);
    }
    return step;
}

std::optional<std::string_view> MessageView::find(Tag tag) const noexcept {
    FieldCursor cursor = fields();
    for (Field field; cursor.next(field);)
        if (field.tag == tag) return field.value;
    return std::nullopt;
}

std::optional<std::int64_t> MessageView::find_int(Tag tag) const noexcept {
    const std::optional<std::string_view> value = find(tag);
    return value ? parse_int(*value) : std::nullopt;
}

std::optional<std::uint32_t> MessageView::find_seq_num(Tag tag) const noexcept {
    const std::optional<std::int64_t> value = find_int(tag);
    if (!value || *value < 0 || *value > 0xFFFF'FFFFLL) return std::nullopt;
    return static_cast<std::uint32_t>(*value);
}

std::optional<std::int64_t> parse_int(std::string_view text) noexcept {
    std::int64_t value = 0;
    if (!read_int(text, value)) return std::nullopt;
    return value;
}

bool read_int(std::string_view text, std::int64_t& out) noexcept {
    const bool is_negative = !text.empty() && text.front() == '-';
    const std::string_view digits = is_negative ? text.substr(1) : text;
    if (digits.empty() || digits.size() > detail::most_digits) return read_long_int(text, out);
    std::uint32_t value = 0;
    if (!detail::read_digits(digits.data(), digits.size(), value)) return false;
    out = is_negative ? -std::int64_t{value} : std::int64_t{value};
    return true;
}

} // namespace fixguard::wire
