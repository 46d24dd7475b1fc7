// FrameReader: the strict reading of 8, 9, 35 and 10, and the search for the end of what is garbled.
#include "wire/frame.hpp"

#include "wire/message_view.hpp"
#include "wire/scan.hpp"

#include <algorithm>
#include <cstring>

namespace fixguard::wire {
namespace {

constexpr std::string_view begin_string = "8=FIX.4.4\x01";
constexpr std::size_t trailer_size = 7; // 10=ddd and SOH
constexpr std::size_t binary_header_size = 6;
constexpr std::size_t longest_body_length = 9; // digits; the server pads to seven

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

std::uint32_t little_endian_32(std::string_view bytes) noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = (value << 8) | static_cast<unsigned char>(bytes[i]);
    return value;
}

// A Simple Open Framing Header starts with the length of its message, so its fourth byte is zero for any
// length that is allowed here; no text has a zero there.
bool looks_binary(std::string_view bytes) noexcept {
    return bytes.size() >= binary_header_size && little_endian_32(bytes) <= max_frame_size;
}

bool is_trailer(std::string_view bytes, std::size_t at) noexcept {
    return bytes.size() >= at + trailer_size && bytes[at] == '1' && bytes[at + 1] == '0' &&
           bytes[at + 2] == '=' && is_digit(bytes[at + 3]) && is_digit(bytes[at + 4]) &&
           is_digit(bytes[at + 5]) && bytes[at + 6] == soh;
}

int check_sum_value(std::string_view trailer) noexcept {
    return (trailer[3] - '0') * 100 + (trailer[4] - '0') * 10 + (trailer[5] - '0');
}

enum class Read : std::uint8_t { incomplete, ok, wrong };

struct BodyLength {
    Read read = Read::incomplete;
    std::size_t value = 0;
    std::size_t body_begin = 0;
};

// The field behind BeginString(8): 9=, one to nine digits, SOH.
BodyLength read_body_length(std::string_view bytes) noexcept {
    std::size_t at = begin_string.size();
    for (const char expected : {'9', '='}) {
        if (at == bytes.size()) return {};
        if (bytes[at++] != expected) return {Read::wrong};
    }
    BodyLength length;
    const std::size_t first_digit = at;
    for (; at != bytes.size() && is_digit(bytes[at]); ++at) {
        if (at - first_digit == longest_body_length) return {Read::wrong};
        length.value = length.value * 10 + static_cast<std::size_t>(bytes[at] - '0');
    }
    if (at == bytes.size()) return {};
    if (bytes[at] != soh || at == first_digit || length.value > max_frame_size) return {Read::wrong};
    length.read = Read::ok;
    length.body_begin = at + 1;
    return length;
}

// Whether a CheckSum(10) may stand before the end. Quick: bytes of RawData(96) can look like one.
bool may_end_early(std::string_view body) noexcept {
    return body.find("\x01"
                     "10=") != std::string_view::npos;
}

// Reads the whole message that `bytes` begin with, if nothing is wrong with it and no value holds "10=": what
// nearly all bytes are, told with the fewest looks at them. False for all else; `frame` is then untouched.
bool read_plain_frame(std::string_view bytes, Frame& frame) noexcept {
    constexpr std::string_view header = "8=FIX.4.4\x01"
                                        "9=";
    constexpr std::string_view msg_type_tag = "35=";
    constexpr std::size_t shortest = header.size() + longest_body_length + 1;
    const char* const begin = bytes.data();
    if (bytes.size() < shortest || std::memcmp(begin, header.data(), header.size()) != 0) return false;

    const char* const length_begin = begin + header.size();
    const char* at = length_begin;
    std::size_t length = 0;
    for (; at != length_begin + longest_body_length; ++at) {
        const auto digit = static_cast<unsigned char>(*at - '0');
        if (digit > 9) break;
        length = length * 10 + digit;
    }
    if (at == length_begin || *at != soh) return false;

    const char* const body = at + 1;
    const auto left = static_cast<std::size_t>(begin + bytes.size() - body);
    if (length <= msg_type_tag.size() || length > max_frame_size || left < length + trailer_size)
        return false;
    if (std::memcmp(body, msg_type_tag.data(), msg_type_tag.size()) != 0) return false;

    const char* const body_end = body + length;
    const auto summed_size = static_cast<std::size_t>(body_end - begin);
    const int check_sum = detail::read_trailer(body_end - 1);
    const detail::Summed summed = detail::sum(begin, summed_size);
    if (summed.sum != check_sum || summed.has_trailer_tag) return false;

    const char* const type = body + msg_type_tag.size();
    std::size_t type_size = 0;
    while (type[type_size] != soh) // the byte before body_end is one
        ++type_size;
    const char* const fields = type + type_size + 1;
    frame.bytes = {begin, summed_size + trailer_size};
    frame.msg_type = {type, type_size};
    frame.fields = {fields, static_cast<std::size_t>(body_end - fields)};
    return true;
}

Read read_msg_type_tag(std::string_view bytes, std::size_t body_begin) noexcept {
    constexpr std::string_view tag = "35=";
    const std::string_view there = bytes.substr(body_begin, tag.size());
    if (there != tag.substr(0, there.size())) return Read::wrong;
    return there.size() < tag.size() ? Read::incomplete : Read::ok;
}

} // namespace

std::uint8_t check_sum(std::string_view bytes) noexcept {
    std::uint8_t sum = 0;
    for (const char c : bytes)
        sum = static_cast<std::uint8_t>(sum + static_cast<std::uint8_t>(c));
    return sum;
}

FrameResult FrameReader::next(std::string_view bytes) noexcept {
    FrameResult result;
    if (read_plain_frame(bytes, result.frame)) [[likely]] {
        start_over();
        result.status = FrameResult::Status::complete;
        result.consumed = result.frame.bytes.size();
    } else {
        result = next_with_care(bytes);
    }
    return result;
}

// What is incomplete, wrong or unusual.
FrameResult FrameReader::next_with_care(std::string_view bytes) noexcept {
    const std::string_view there = bytes.substr(0, begin_string.size());
    if (there != begin_string.substr(0, there.size())) return without_header(bytes);
    if (there.size() < begin_string.size()) return {};

    const BodyLength length = read_body_length(bytes);
    if (length.read == Read::incomplete) return {};
    if (length.read == Read::wrong) {
        constexpr std::string_view msg_type_tag = "35=";
        const std::string_view second = bytes.substr(begin_string.size(), msg_type_tag.size());
        const bool msg_type_second = second == msg_type_tag;
        if (!msg_type_second && msg_type_tag.starts_with(second)) return {};
        return at_fault(bytes,
                        msg_type_second ? FrameFault::msg_type_not_third : FrameFault::body_length_wrong, 0);
    }

    const std::size_t body_end = length.body_begin + length.value;
    const Read msg_type = read_msg_type_tag(bytes, length.body_begin);
    if (msg_type == Read::incomplete) return {};
    if (msg_type == Read::wrong) return at_fault(bytes, FrameFault::msg_type_not_third, body_end);

    constexpr std::size_t shortest_body = 4; // 35= and SOH
    const bool trailer_in_place =
        length.value >= shortest_body && is_trailer(bytes, body_end) && bytes[body_end - 1] == soh;
    // A CheckSum(10) before the end that BodyLength(9) declares is the end: the rest may never come.
    if (!trailer_in_place || may_end_early(bytes.substr(length.body_begin, length.value))) {
        if (find_trailer(bytes, body_end)) {
            if (trailer_begin_ != body_end) return report(bytes, FrameFault::body_length_wrong, trailer_end_);
            if (!trailer_in_place) return report(bytes, FrameFault::check_sum_wrong, trailer_end_);
        } else if (bytes.size() < body_end + trailer_size) {
            return {};
        } else {
            const bool bad_trailer = bytes[body_end - 1] == soh && bytes.substr(body_end, 3) == "10=";
            return at_fault(bytes, bad_trailer ? FrameFault::check_sum_wrong : FrameFault::body_length_wrong,
                            body_end);
        }
    }

    const std::size_t size = body_end + trailer_size;
    if (check_sum_value(bytes.substr(body_end)) != check_sum(bytes.substr(0, body_end)))
        return report(bytes, FrameFault::check_sum_wrong, size);

    FrameResult result;
    result.status = FrameResult::Status::complete;
    result.consumed = size;
    const char* const type_begin = bytes.data() + length.body_begin + 3;
    const char* const type_end = std::find(type_begin, bytes.data() + body_end, soh);
    const char* const fields_end = bytes.data() + body_end;
    result.frame.bytes = bytes.substr(0, size);
    result.frame.msg_type = {type_begin, static_cast<std::size_t>(type_end - type_begin)};
    const char* const fields_begin = std::min(type_end + 1, fields_end);
    result.frame.fields = {fields_begin, static_cast<std::size_t>(fields_end - fields_begin)};
    start_over();
    return result;
}

// The bytes do not start with BeginString(8).
FrameResult FrameReader::without_header(std::string_view bytes) noexcept {
    if (on_fault_ == OnFault::stop) return report(bytes, FrameFault::begin_string_not_first, 0);
    if (bytes.size() < binary_header_size) return {};
    if (!looks_binary(bytes)) return at_fault(bytes, FrameFault::begin_string_not_first, 0);
    const std::size_t size = std::max<std::size_t>(little_endian_32(bytes), binary_header_size);
    if (bytes.size() < size) return {};
    return report(bytes, FrameFault::binary_header, size);
}

// A fault is certain; where the garbled stretch ends may not be.
FrameResult FrameReader::at_fault(std::string_view bytes, FrameFault fault,
                                  std::size_t declared_end) noexcept {
    if (on_fault_ == OnFault::stop) return report(bytes, fault, 0);
    if (find_trailer(bytes, declared_end)) return report(bytes, fault, trailer_end_);
    if (bytes.size() > max_frame_size) return report(bytes, FrameFault::too_long, bytes.size());
    return {};
}

FrameResult FrameReader::report(std::string_view bytes, FrameFault fault, std::size_t consumed) noexcept {
    FrameResult result;
    result.status = FrameResult::Status::fault;
    result.fault = fault;
    result.consumed = on_fault_ == OnFault::stop ? 0 : consumed;
    result.frame.bytes = bytes.substr(0, consumed == 0 ? bytes.size() : consumed);
    start_over();
    return result;
}

// Walks whole fields until one is CheckSum(10). RawData(96) is passed over by its length where that stays
// inside the declared body, so a 10= inside it is no end. Goes on where the last call stopped: each byte is
// looked at once.
bool FrameReader::find_trailer(std::string_view bytes, std::size_t declared_end) noexcept {
    if (std::max(walked_, searched_) > bytes.size()) start_over(); // these are other bytes than before
    const char* const end = bytes.data() + bytes.size();
    while (trailer_end_ == 0) {
        const std::string_view rest = bytes.substr(walked_);
        const std::string_view tag = rest.substr(0, 3);
        std::size_t field_size = 0;
        if (data_length_ != 0 && tag == "96=") {
            const std::size_t data_end = walked_ + 3 + data_length_;
            if (data_end < declared_end) {
                if (bytes.size() <= data_end) return false;
                if (bytes[data_end] == soh) field_size = data_end + 1 - walked_;
            }
        }
        if (field_size == 0) {
            const char* const stop = std::find(bytes.data() + std::max(walked_, searched_), end, soh);
            searched_ = static_cast<std::size_t>(stop - bytes.data());
            if (stop == end) return false;
            field_size = searched_ + 1 - walked_;
        }
        data_length_ = 0;
        if (tag == "95=") {
            const std::int64_t length = parse_int(rest.substr(3, field_size - 4)).value_or(0);
            if (length > 0) data_length_ = static_cast<std::size_t>(length);
        }
        if (tag == "10=") {
            trailer_begin_ = walked_;
            trailer_end_ = walked_ + field_size;
        }
        walked_ += field_size;
    }
    return true;
}

} // namespace fixguard::wire
