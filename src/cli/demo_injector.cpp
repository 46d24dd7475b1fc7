// Takes an outbound message apart, alters it and puts it together again.
#include "cli/demo_injector.hpp"

#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>
#include <utility>

namespace fixguard::cli {
namespace {

struct TagValue {
    std::string tag;
    std::string value;
};
using Fields = std::vector<TagValue>;

bool is_framing(wire::Tag tag) {
    return tag == tag::BeginString || tag == tag::BodyLength || tag == tag::CheckSum;
}

// All fields but 8, 9 and 10.
Fields fields_of(std::string_view bytes) {
    Fields fields;
    wire::FieldCursor cursor(bytes);
    for (wire::Field field; cursor.next(field);)
        if (!is_framing(field.tag)) fields.push_back({std::string(field.tag_text), std::string(field.value)});
    return fields;
}

std::string join(const Fields& fields) {
    std::string body;
    for (const TagValue& field : fields)
        body.append(field.tag).append("=").append(field.value) += wire::soh;
    return body;
}

Fields::iterator find(Fields& fields, std::int32_t tag) {
    return std::find_if(fields.begin(), fields.end(),
                        [text = std::to_string(tag)](const TagValue& field) { return field.tag == text; });
}

std::string value_of(Fields& fields, std::int32_t tag) {
    const auto found = find(fields, tag);
    return found == fields.end() ? std::string() : found->value;
}

std::string request_id(Fields& fields) {
    for (const std::int32_t tag : {tag::ClOrdID, tag::MDReqID, tag::TestReqID})
        if (const std::string id = value_of(fields, tag); !id.empty()) return id;
    return "demo";
}

// The header of the session's message with another body behind it.
Fields become(Fields& fields, const std::string& body) {
    Fields other = fields_of(wire::from_readable(with_id(body, request_id(fields))));
    Fields header;
    for (const std::int32_t tag : {tag::MsgSeqNum, tag::SenderCompID, tag::SendingTime, tag::TargetCompID})
        header.push_back({std::to_string(tag), value_of(fields, tag)});
    other.insert(other.begin() + 1, header.begin(), header.end());
    return other;
}

void alter_fields(Fields& fields, const Change& change) {
    const auto place = find(fields, change.tag);
    const bool there = place != fields.end();
    switch (change.op) {
    case Op::set:
        if (there) place->value = change.value;
        break;
    case Op::append: fields.push_back({std::to_string(change.tag), change.value}); break;
    case Op::remove:
        if (there) fields.erase(place);
        break;
    case Op::move_to_end:
        if (there) std::rotate(place, place + 1, fields.end());
        break;
    case Op::add_one:
        if (there) place->value = std::to_string(std::stoul(place->value) + 1);
        break;
    case Op::become: fields = become(fields, change.value); break;
    case Op::spoil_check_sum:
    case Op::spoil_body_length:
    case Op::body_length_first:
    case Op::binary:
    case Op::flood: break;
    }
}

void spoil_check_sum(std::string& message) {
    char& last_digit = message[message.size() - 2];
    last_digit = last_digit == '9' ? '0' : static_cast<char>(last_digit + 1);
}

// "9=123|" of the message, wherever it stands.
std::string_view body_length_field(std::string_view message) {
    const std::size_t begin = message.find(wire::soh) + 1;
    return message.substr(begin, message.find(wire::soh, begin) + 1 - begin);
}

void spoil_body_length(std::string& message) {
    const std::string_view field = body_length_field(message);
    const auto value = wire::parse_int(field.substr(2, field.size() - 3)).value_or(0);
    const auto begin = static_cast<std::size_t>(field.data() - message.data());
    message.replace(begin, field.size(), "9=" + std::to_string(value + 7) + wire::soh);
}

void put_body_length_first(std::string& message) {
    const std::string field(body_length_field(message));
    message.erase(message.find(field), field.size());
    message.insert(0, field);
}

// Simple Open Framing Header: the length of header and message, then the encoding, which here has no meaning.
std::string binary_message() {
    const std::string payload = "fixguard";
    const std::size_t length = 6 + payload.size();
    std::string message{static_cast<char>(length), '\0', '\0', '\0', '\x77', '\x77'};
    return message + payload;
}

std::vector<std::string> flood(Fields& fields, const std::string& count_text) {
    const std::size_t first = std::stoul(value_of(fields, tag::MsgSeqNum));
    const std::size_t count = std::stoul(count_text);
    std::vector<std::string> messages;
    messages.reserve(count);
    Fields heartbeat = become(fields, "35=0|");
    for (std::size_t i = 0; i < count; ++i) {
        find(heartbeat, tag::MsgSeqNum)->value = std::to_string(first + i);
        messages.push_back(wire::frame_body(join(heartbeat)));
    }
    return messages;
}

} // namespace

std::vector<std::string> altered(std::string_view message, const std::vector<Change>& changes) {
    Fields fields = fields_of(message);
    for (const Change& change : changes)
        alter_fields(fields, change);
    std::string bytes = wire::frame_body(join(fields));
    for (const Change& change : changes) {
        switch (change.op) {
        case Op::spoil_check_sum: spoil_check_sum(bytes); break;
        case Op::spoil_body_length: spoil_body_length(bytes); break;
        case Op::body_length_first: put_body_length_first(bytes); break;
        case Op::binary: bytes = binary_message(); break;
        case Op::flood: return flood(fields, change.value);
        case Op::set:
        case Op::append:
        case Op::remove:
        case Op::move_to_end:
        case Op::add_one:
        case Op::become: break;
        }
    }
    return {bytes};
}

void Injector::arm(std::string msg_type, std::vector<Change> changes) {
    const std::lock_guard lock(mutex_);
    target_ = Target{std::move(msg_type), std::move(changes)};
}

bool Injector::armed() const {
    const std::lock_guard lock(mutex_);
    return target_.has_value();
}

std::optional<Injector::Target> Injector::take(std::string_view message) {
    const std::lock_guard lock(mutex_);
    if (!target_ || wire::MessageView(message).msg_type() != target_->msg_type) return std::nullopt;
    return std::exchange(target_, std::nullopt);
}

void Injector::outbound(std::string_view message, transport::OutboundSink& sink) {
    const auto target = take(message);
    if (!target) {
        sink.write(message);
        return;
    }
    for (const std::string& bytes : altered(message, target->changes))
        if (sink.write(bytes) != transport::WriteResult::handed_over) return;
}

} // namespace fixguard::cli
