// Frames and fields: the fast readers against the slow ones, and one stream cut in many ways.
#include "fuzz/target.hpp"

#include "support/slow_reader.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"

#include <functional>

namespace fixguard::fuzz {
namespace {

using wire::FrameReader;
using wire::FrameResult;
using wire::OnFault;
using Status = FrameResult::Status;

// One result of a reader, by value.
struct Event {
    Status status{};
    wire::FrameFault fault{};
    std::string bytes;

    friend bool operator==(const Event&, const Event&) = default;
};

struct Reading {
    std::vector<Event> events;
    std::string rest; // what is no whole message yet

    friend bool operator==(const Reading&, const Reading&) = default;
};

void check_frame(const wire::Frame& frame) {
    require(test::slow_is_message(std::string(frame.bytes)), "a frame is a message", frame.bytes);
    const auto inside = [&](std::string_view part) {
        return part.data() >= frame.bytes.data() &&
               part.data() + part.size() <= frame.bytes.data() + frame.bytes.size();
    };
    require(inside(frame.msg_type) && inside(frame.fields), "the views of a frame lie in it", frame.bytes);
    require(wire::MessageView(frame.bytes).msg_type() == frame.msg_type, "both know the type", frame.bytes);
}

// The stream through a reader in pieces; next_size() gives the size of the next one.
Reading read(OnFault on_fault, std::string_view stream, const std::function<std::size_t()>& next_size) {
    Reading reading;
    FrameReader reader(on_fault);
    while (!stream.empty()) {
        const std::size_t size = std::min(next_size(), stream.size());
        reading.rest += stream.substr(0, size);
        stream.remove_prefix(size);
        for (;;) {
            const Exact bytes(reading.rest);
            const FrameResult result = reader.next(bytes.view());
            if (result.status == Status::incomplete) break;
            require(result.consumed <= bytes.view().size(), "nothing is consumed that is not there");
            require(result.consumed != 0 || on_fault == OnFault::stop, "a server gets on", stream);
            if (result.status == Status::complete) check_frame(result.frame);
            Event event{result.status, {}, std::string(result.frame.bytes)};
            if (result.status == Status::fault) event.fault = result.fault;
            if (on_fault == OnFault::stop && result.status == Status::fault) {
                event.bytes.clear(); // how much of it was there depends on the cut
                reading.events.push_back(event);
                reading.rest.clear();
                return reading;
            }
            require(result.consumed == result.frame.bytes.size(), "what is consumed is the frame");
            reading.events.push_back(event);
            reading.rest.erase(0, result.consumed);
        }
    }
    return reading;
}

void check_cuts(OnFault on_fault, const std::string& stream) {
    const Reading whole = read(on_fault, stream, [&] { return stream.size(); });
    if (on_fault == OnFault::resync) {
        std::string all;
        for (const Event& event : whole.events)
            all += event.bytes;
        require(all + whole.rest == stream, "no byte is lost or read twice", stream);
    }
    for (const std::size_t size : {1U, 2U, 7U, 64U}) {
        if (stream.size() / size > 2000) continue; // the pieces are copied: quadratic
        require(read(on_fault, stream, [=] { return size; }) == whole, "any cut gives the same", stream);
    }
    std::size_t seed = stream.size();
    const auto some = [&seed] {
        seed = seed * 1103515245 + 12345;
        return 1 + (seed >> 16) % 40;
    };
    require(read(on_fault, stream, some) == whole, "any cut gives the same", stream);
}

void check_fields(std::string_view bytes) {
    const Exact exact(bytes);
    const wire::MessageView view(exact.view());
    wire::FieldCursor cursor = view.fields();
    std::size_t next_offset = 0;
    for (const test::SlowField& slow : test::slow_fields(std::string(bytes))) {
        wire::Field field;
        require(cursor.next(field), "no field is missed", bytes);
        require(field.tag_text == slow.tag_text && field.value == slow.value &&
                    field.has_equals == slow.has_equals,
                "both readers see the same field", bytes);
        require(field.offset == next_offset, "fields lie side by side", bytes);
        next_offset = cursor.position();
        if (field.tag == 0) continue;
        require(std::to_string(field.tag) == field.tag_text, "a tag is what it says", bytes);
        const auto first = view.find(field.tag);
        require(first && first->data() <= field.value.data(), "the first of a tag is found", bytes);
    }
    wire::Field none;
    require(!cursor.next(none), "no field is made up", bytes);
}

const Register framing("framing", [](std::string_view input) {
    std::string stream;
    for (const std::string_view line : lines_of(input)) {
        const std::string bytes = wire_bytes(line);
        check_fields(bytes);
        FrameReader reader(OnFault::stop);
        const Exact exact(bytes);
        const FrameResult result = reader.next(exact.view());
        require((result.status == Status::complete && result.consumed == bytes.size()) ==
                    test::slow_is_message(bytes),
                "both readers know a message", bytes);
        stream += bytes;
    }
    check_cuts(OnFault::stop, stream);
    check_cuts(OnFault::resync, stream);
});

} // namespace
} // namespace fixguard::fuzz
