// From 8=FIX to 8=FIX; of each message no more is read than its head.
#include "scan/traffic.hpp"

#include "scan/log_message.hpp"
#include "scan/search.hpp"
#include "wire/tags.hpp"

#include <algorithm>

namespace fixguard::scan {
namespace {

// The header, and of a Logon<A> or a News<B> also the fields that tell something of the session.
constexpr std::size_t head_size = 512;

} // namespace

void Traffic::scan(std::string_view bytes, std::uint64_t offset, bool last) {
    auto from = static_cast<std::size_t>(scanned_ - offset);
    for (;;) {
        const std::size_t at = find_message_begin(bytes, from, bytes.size());
        if (at == npos) {
            from = bytes.size() - std::min(bytes.size() - from, last ? 0 : mark_room); // half of an 8=FIX
            break;
        }
        from = at;
        if (!last && bytes.size() - at < head_size) break;
        const std::size_t there = std::min(bytes.size(), at + head_size);
        const std::size_t next = find_message_begin(bytes, at + 1, there);
        const std::size_t line = bytes.substr(0, there).find('\n', at);
        std::string head = with_soh(bytes, message_head(bytes, at, std::min({there, next, line})));
        if (next == npos && line == npos && there < bytes.size()) // its last field may be cut
            head.erase(head.find_last_of(wire::soh, head.size() - 2) + 1);
        const wire::MessageView message(head);
        const bool sent = is_outbound(message, options_.exchange_comp_id);
        sink_({message.find(sent ? tag::SenderCompID : tag::TargetCompID).value_or(std::string_view{}),
               message.find(tag::SendingTime).value_or(std::string_view{}), sent, message});
        from = at + 1;
    }
    scanned_ = offset + from;
}

} // namespace fixguard::scan
