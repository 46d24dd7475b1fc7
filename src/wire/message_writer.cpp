// MessageWriter: what it writes, FrameReader reads back.
#include "wire/message_writer.hpp"

#include "wire/frame.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace fixguard::wire {
namespace {

void append_number(std::string& out, std::int64_t value) {
    std::array<char, 24> digits;
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), result.ptr);
}

void append_framed(std::string& out, std::string_view body) {
    const std::size_t begin = out.size();
    out += "8=FIX.4.4\x01"
           "9=";
    append_number(out, static_cast<std::int64_t>(body.size()));
    out += soh;
    out += body;
    const std::uint8_t sum = check_sum(std::string_view(out).substr(begin));
    out += "10=";
    for (const int divisor : {100, 10, 1})
        out += static_cast<char>('0' + sum / divisor % 10);
    out += soh;
}

} // namespace

MessageWriter& MessageWriter::begin(std::string_view msg_type) {
    body_.clear();
    return add(tag::MsgType, msg_type);
}

MessageWriter& MessageWriter::add(Tag tag, std::string_view value) {
    append_number(body_, tag);
    body_ += '=';
    body_ += value;
    body_ += soh;
    return *this;
}

MessageWriter& MessageWriter::add_number(Tag tag, std::int64_t value) {
    append_number(body_, tag);
    body_ += '=';
    append_number(body_, value);
    body_ += soh;
    return *this;
}

MessageWriter& MessageWriter::add(Tag tag, Decimal value) {
    std::array<char, longest_decimal> digits{};
    return add(tag, std::string_view(digits.data(), write_decimal(value, digits.data())));
}

MessageWriter& MessageWriter::add_raw(std::string_view fields) {
    body_ += fields;
    return *this;
}

std::string_view MessageWriter::finish() {
    message_.clear();
    append_framed(message_, body_);
    return message_;
}

std::string frame_body(std::string_view body) {
    std::string message;
    append_framed(message, body);
    return message;
}

std::string from_readable(std::string_view readable) {
    std::string bytes(readable);
    std::replace(bytes.begin(), bytes.end(), '|', soh);
    return bytes;
}

std::string to_readable(std::string_view bytes) {
    std::string readable(bytes);
    std::replace(readable.begin(), readable.end(), soh, '|');
    return readable;
}

} // namespace fixguard::wire
