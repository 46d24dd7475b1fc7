// Our readers against QuickFIX's: what ours take for a message, QuickFIX reads too, and reads the same.
#include "fuzz/target.hpp"

#include "support/quickfix_reader.hpp"
#include "support/slow_reader.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"

#include <algorithm>
#include <limits>

namespace fixguard::fuzz {
namespace {

using Status = wire::FrameResult::Status;

std::vector<std::string> our_frames(std::string_view stream) {
    std::vector<std::string> frames;
    wire::FrameReader reader(wire::OnFault::stop);
    for (;;) {
        const wire::FrameResult result = reader.next(stream);
        if (result.status != Status::complete) return frames;
        frames.emplace_back(result.frame.bytes);
        stream.remove_prefix(result.consumed);
    }
}

// Fields as both can see them, sorted: QuickFIX forgets the order. Nothing where the two readings
// differ by design: QuickFIX knows no RawData(96) without a dictionary, takes 034 and -34 for numbers, and a
// second BodyLength(9) or CheckSum(10) for the one that counts.
std::optional<std::vector<std::pair<int, std::string>>> our_fields(std::string_view message) {
    std::vector<std::pair<int, std::string>> fields;
    wire::FieldCursor cursor = wire::MessageView(message).fields();
    for (wire::Field field; cursor.next(field);) {
        if (field.tag == 0 || !field.has_equals || field.value.find(wire::soh) != std::string_view::npos)
            return std::nullopt;
        fields.emplace_back(static_cast<int>(field.tag), std::string(field.value));
    }
    for (const int framing : {8, 9, 10})
        if (std::count_if(fields.begin(), fields.end(),
                          [&](const auto& field) { return field.first == framing; }) != 1)
            return std::nullopt;
    std::sort(fields.begin(), fields.end());
    return fields;
}

void check_message(const std::string& bytes) {
    const test::QuickFixMessage theirs = test::quickfix_message(bytes);
    if (!test::slow_is_message(bytes)) return;
    const auto ours = our_fields(bytes);
    if (!ours) return;
    require(theirs.accepted, "QuickFIX takes it for a message", bytes);
    require(theirs.fields == *ours, "QuickFIX reads the same fields", bytes);
}

const Register target("quickfix", [](std::string_view input) {
    std::string stream;
    for (const std::string_view line : lines_of(input)) {
        const std::string bytes = wire_bytes(line);
        check_message(bytes);
        stream += bytes;
    }
    const std::vector<std::string> ours = our_frames(stream);
    const std::vector<std::string> theirs = test::quickfix_frames(stream);
    require(theirs.size() >= ours.size() && std::equal(ours.begin(), ours.end(), theirs.begin()),
            "QuickFIX cuts the stream at the same places", stream);
});

} // namespace
} // namespace fixguard::fuzz
