// Puts the header of a sound session around a body, so that only the body can be at fault.
#include "rules/preflight.hpp"

#include "wire/message_view.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace fixguard::rules {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view sender_comp_id = "FIXGUARD";
constexpr std::string_view sent_at = "20260101-00:00:00.000000";
constexpr std::string_view begin = "8=FIX.4.4\00135=";
// 34, 49, 52; the value of 56 follows.
constexpr std::string_view header = "\00134=1\00149=FIXGUARD\00152=20260101-00:00:00.000000\00156=";
constexpr std::string_view trailer = "10=000\001";

constexpr std::size_t usual_size = 4'096;

// The parts of a body that go to different places of the message.
struct Parts {
    std::string_view msg_type;
    std::string_view before;      // the fields up to RecvWindow(25000)
    std::string_view recv_window; // the whole field, with its SOH
    std::string_view after;
};

Parts parts_of(std::string_view body) {
    Parts parts;
    wire::FieldCursor fields(body);
    wire::Field field;
    if (!fields.next(field) || field.tag != tag::MsgType) return parts;
    parts.msg_type = field.value;
    parts.before = body.substr(fields.position());
    // Only a header field of five digits is looked for, and most bodies have none.
    if (parts.before.find("25000="sv) == std::string_view::npos) return parts;
    while (fields.next(field)) {
        if (field.tag != tag::RecvWindow) continue;
        const std::size_t first = static_cast<std::size_t>(parts.before.data() - body.data());
        parts.before = body.substr(first, field.offset - first);
        parts.recv_window = body.substr(field.offset, fields.position() - field.offset);
        parts.after = body.substr(fields.position());
        break;
    }
    return parts;
}

char* put(char* at, std::string_view text) {
    std::memcpy(at, text.data(), text.size());
    return at + text.size();
}

} // namespace

std::optional<Violation> Preflight::check(std::string_view body) const {
    static const UtcTime now = wire::parse_utc_timestamp(sent_at).value();
    const Parts parts = parts_of(body);
    const std::string& target = rules_.table.common.target_comp_id;
    const std::size_t size = begin.size() + header.size() + target.size() + 1 + body.size() + trailer.size();
    std::array<char, usual_size> usual;
    std::string unusual;
    if (size > usual.size()) unusual.resize(size);
    char* const message = size > usual.size() ? unusual.data() : usual.data();

    char* at = put(message, begin);
    const std::string_view msg_type{at, parts.msg_type.size()};
    at = put(put(put(at, parts.msg_type), header), target);
    *at++ = '\001';
    const char* const fields = message + begin.size() + parts.msg_type.size() + 1;
    at = put(at, parts.recv_window);
    const char* const rest = at;
    at = put(put(at, parts.before), parts.after);
    const wire::Frame frame{{message, static_cast<std::size_t>(at - message) + trailer.size()},
                            msg_type,
                            {fields, static_cast<std::size_t>(at - fields)}};
    put(at, trailer);

    auto violation = first_violation(frame, rules_, {kind_, true, sender_comp_id, 1, now});
    if (violation) { // where in the body, as near as it can be said
        const auto first = static_cast<std::size_t>(rest - message);
        const auto before = static_cast<std::size_t>(
            parts.before.empty() ? body.size() : static_cast<std::size_t>(parts.before.data() - body.data()));
        std::size_t offset = violation->offset < first ? 0 : violation->offset - first + before;
        if (offset >= before + parts.before.size() && !parts.recv_window.empty())
            offset += parts.recv_window.size();
        violation->offset = static_cast<std::uint32_t>(std::min(offset, body.size()));
    }
    return violation;
}

} // namespace fixguard::rules
