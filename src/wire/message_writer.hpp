// Builds FIX.4.4 messages: fields in the order they are added, BodyLength(9) and CheckSum(10) at the end.
#pragma once

#include "wire/decimal.hpp"
#include "wire/tags.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace fixguard::wire {

using tag::Tag;

// One message at a time; keeps its buffer between messages. Not thread-safe.
class MessageWriter {
public:
    // Starts over: MsgType(35) first, then whatever is added.
    MessageWriter& begin(std::string_view msg_type);

    MessageWriter& add(Tag tag, std::string_view value);
    MessageWriter& add(Tag tag, const char* value) { return add(tag, std::string_view(value)); }
    MessageWriter& add(Tag tag, char value) { return add(tag, std::string_view(&value, 1)); }
    MessageWriter& add(Tag tag, std::integral auto value) {
        return add_number(tag, static_cast<std::int64_t>(value));
    }
    MessageWriter& add(Tag tag, Decimal value);      // in full, without superfluous zeros
    MessageWriter& add_raw(std::string_view fields); // whole fields, each with its SOH

    // The body so far: 35=..SOH and all that was added.
    std::string_view body() const noexcept { return body_; }

    // The whole message, valid until the next call of begin() or finish().
    std::string_view finish();

private:
    MessageWriter& add_number(Tag tag, std::int64_t value);

    std::string body_;
    std::string message_;
};

// Puts 8, 9 and 10 around a body that starts with 35=; the parts of what MessageWriter does, for one go.
std::string frame_body(std::string_view body);

// The readable form of a message, with '|' for SOH, into wire bytes and back. For tests, logs and scenarios.
std::string from_readable(std::string_view readable);
std::string to_readable(std::string_view bytes);

} // namespace fixguard::wire
