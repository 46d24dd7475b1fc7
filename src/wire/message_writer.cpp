// MessageWriter: what it writes, FrameReader reads back.
#include "wire/message_writer.hpp"

#include "wire/append.hpp"

#include <algorithm>
#include <array>

namespace fixguard::wire {
namespace {

void append_framed(std::string& out, std::string_view body) {
    const std::size_t begin = out.size();
    out += "8=FIX.4.4\x01"
           "9=";
    append_number(out, body.size());
    out += soh;
    out += body;
    append_check_sum(out, begin);
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
