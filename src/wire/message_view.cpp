// FieldCursor and MessageView: one forward walk, no index kept.
#include "wire/message_view.hpp"

#include "wire/scan.hpp"

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

} // namespace

bool FieldCursor::next(Field& field) noexcept {
    if (position_ >= bytes_.size()) return false;
    const char* const begin = bytes_.data() + position_;
    const char* const end = bytes_.data() + bytes_.size();

    const char* equals = begin;
    Tag tag = 0;
    if (*begin != '0')
        for (; equals != end && is_digit(*equals) && equals - begin < most_tag_digits; ++equals)
            tag = tag * 10 + (*equals - '0');
    if (tag == 0 || equals == end || *equals != '=') { // not a tag number: take the field as it stands
        tag = 0;
        equals = begin;
        while (equals != end && *equals != '=' && *equals != soh)
            ++equals;
    }

    field.offset = position_;
    field.tag_text = between(begin, equals);
    field.has_equals = equals != end && *equals == '=';
    field.tag = field.has_equals ? tag : 0;
    const char* const value = field.has_equals ? equals + 1 : equals;
    const char* stop = nullptr;
    if (field.tag == tag::RawData && data_length_ && *data_length_ <= static_cast<std::size_t>(end - value)) {
        const char* const data_end = value + *data_length_;
        if (data_end == end || *data_end == soh) stop = data_end;
    }
    if (stop == nullptr) stop = detail::find_soh(value, end);
    field.value = between(value, stop);
    position_ = static_cast<std::size_t>(stop - bytes_.data()) + (stop != end ? 1 : 0);

    data_length_.reset();
    if (field.tag == tag::RawDataLength) {
        const std::optional<std::int64_t> length = parse_int(field.value);
        if (length && *length >= 0) data_length_ = static_cast<std::size_t>(*length);
    }
    return true;
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
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
    return value;
}

} // namespace fixguard::wire
