// The body is looked at once and copied once; BodyLength(9) is written in front of it when it is known.
#include "engine/message_encoder.hpp"

#include "wire/append.hpp"
#include "wire/message_view.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace fixguard::engine {
namespace {

constexpr std::string_view begin_string = "8=FIX.4.4\x01"
                                          "9=";
constexpr std::size_t front_room = begin_string.size() + 20 + 1; // with a BodyLength(9) of any size

// The fields that the session sets, and those in which a wrong length makes a reader run beyond the end.
bool is_the_sessions(wire::Tag tag) noexcept {
    switch (tag) {
    case tag::BeginString:
    case tag::BodyLength:
    case tag::MsgType:
    case tag::CheckSum:
    case tag::MsgSeqNum:
    case tag::SenderCompID:
    case tag::SendingTime:
    case tag::TargetCompID:
    case tag::PossDupFlag:
    case tag::RawDataLength:
    case tag::RawData: return true;
    default: return false; // an open set: all others are the user's
    }
}

// Messages of the session itself, and BusinessMessageReject<j>: the exchange does not want our opinion of its
// messages.
bool is_withheld(std::string_view msg_type) noexcept {
    return msg_type.size() == 1 && std::string_view("0A12345j").find(msg_type.front()) != msg_type.npos;
}

} // namespace

MessageEncoder::MessageEncoder(std::string_view sender_comp_id, std::string_view target_comp_id)
    : between_number_and_time_("\x01"
                               "49=" +
                               std::string(sender_comp_id) +
                               "\x01"
                               "52="),
      behind_time_("\x01"
                   "56=" +
                   std::string(target_comp_id) + "\x01") {}

std::optional<MessageEncoder::Body> MessageEncoder::read(std::string_view bytes) noexcept {
    if (bytes.empty() || bytes.back() != wire::soh) return std::nullopt;
    wire::FieldCursor fields(bytes);
    wire::Field field;
    if (!fields.next(field) || field.tag != tag::MsgType || field.value.empty() || is_withheld(field.value))
        return std::nullopt;
    Body body;
    body.msg_type = bytes.substr(0, fields.position());
    body.before = bytes.substr(fields.position());
    while (fields.next(field)) {
        if (field.tag == 0 || !field.has_equals || is_the_sessions(field.tag)) return std::nullopt;
        if (field.tag != tag::RecvWindow || !body.recv_window.empty()) continue;
        const std::size_t end = fields.position();
        body.recv_window = bytes.substr(field.offset, end - field.offset);
        body.before = bytes.substr(body.msg_type.size(), field.offset - body.msg_type.size());
        body.behind = bytes.substr(end);
    }
    return body;
}

std::string_view MessageEncoder::encode(const Body& body, std::uint32_t msg_seq_num, UtcTime now) {
    buffer_.assign(front_room, '\0');
    buffer_.append(body.msg_type).append("34=");
    wire::append_number(buffer_, msg_seq_num);
    buffer_.append(between_number_and_time_).append(wire::format_utc_timestamp(now).view());
    buffer_.append(behind_time_).append(body.recv_window).append(body.before).append(body.behind);

    std::array<char, front_room> front{};
    char* const length = std::copy(begin_string.begin(), begin_string.end(), front.data());
    char* const length_end =
        std::to_chars(length, front.data() + front.size() - 1, buffer_.size() - front_room).ptr;
    *length_end = wire::soh;
    const auto front_size = static_cast<std::size_t>(length_end + 1 - front.data());
    const std::size_t begin = front_room - front_size;
    std::copy_n(front.data(), front_size, buffer_.data() + begin);
    wire::append_check_sum(buffer_, begin);
    return std::string_view(buffer_).substr(begin);
}

} // namespace fixguard::engine
