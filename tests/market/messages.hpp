// Readable messages of a market-data session, and books as text.
#pragma once

#include "market/book.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <string>
#include <string_view>

namespace fixguard::market::test {

// "35=X|262=a|..." with '|' for SOH, framed.
inline std::string message(std::string_view body) {
    return wire::frame_body(wire::from_readable(body));
}

template <typename Side>
std::string text_of(const Side& side) {
    std::string text;
    side.each([&](const Level& level) {
        text += (text.empty() ? "" : " ") + wire::format_short(level.price) + "x" +
                wire::format_short(level.size);
        return true;
    });
    return text;
}

// All entries of one message, whatever its ids. The first fault, if any.
inline StreamFault take_all(Book& book, const std::string& bytes) {
    Refresh refresh{wire::MessageView(bytes)};
    if (refresh.is_snapshot()) book.clear();
    Entry entry;
    while (refresh.next(entry))
        if (const StreamFault fault = book.apply(entry); fault != StreamFault::none) return fault;
    if (refresh.is_snapshot()) book.snapshot_taken();
    return refresh.sound() ? StreamFault::none : StreamFault::unreadable;
}

} // namespace fixguard::market::test
