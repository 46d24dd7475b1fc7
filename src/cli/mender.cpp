// Header, body, framing; in the body each group entry by entry.
#include "cli/mender.hpp"

#include "dictionary/dictionary.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace fixguard::cli {
namespace {

using dictionary::FieldDef;
using dictionary::GroupDef;
using dictionary::Level;
using dictionary::Member;

struct Piece {
    const FieldDef* field; // nullptr: in no dictionary
    std::string_view value;
    std::string bytes; // with its SOH; of a field that counts a group, the group too
};

bool is_in(const Level& level, const FieldDef& field) {
    if (level.find(field) != nullptr) return true;
    return std::any_of(level.members.begin(), level.members.end(), [&](const Member& member) {
        return member.group != nullptr && is_in(*member.group, field);
    });
}

std::string text_of(std::span<const Piece> pieces) {
    std::string text;
    for (const Piece& piece : pieces)
        text += piece.bytes;
    return text;
}

bool all_different(std::span<const Piece> fields) {
    std::vector<dictionary::Tag> tags;
    for (const Piece& piece : fields)
        tags.push_back(piece.field->tag);
    std::sort(tags.begin(), tags.end());
    return std::adjacent_find(tags.begin(), tags.end()) == tags.end();
}

// Where the entries begin, where there is one answer only: each begins with the group's first field, as the
// exchange reads them; or all have the same fields, in whatever order. Empty: it would be a guess.
std::vector<std::size_t> begins_of_entries(const GroupDef& group, std::span<const Piece> fields,
                                           std::size_t entries) {
    std::vector<std::size_t> begins;
    for (std::size_t at = 0; at < fields.size(); ++at)
        if (group.place(*fields[at].field) == 0) begins.push_back(at);
    if (entries == 0 || begins.size() != entries) return {};
    if (begins.front() != 0) {
        if (fields.size() % entries != 0) return {};
        const std::size_t size = fields.size() / entries;
        for (std::size_t entry = 0; entry < entries; ++entry)
            begins[entry] = entry * size;
        const auto has_them = [&](std::span<const Piece> entry) {
            return std::all_of(entry.begin(), entry.end(), [&](const Piece& piece) {
                return std::any_of(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(size),
                                   [&](const Piece& first) { return first.field == piece.field; });
            });
        };
        if (!has_them(fields)) return {};
    }
    for (std::size_t entry = 0; entry < entries; ++entry) {
        const std::size_t end = entry + 1 < entries ? begins[entry + 1] : fields.size();
        if (!all_different(fields.subspan(begins[entry], end - begins[entry]))) return {};
    }
    return begins;
}

std::string mended_group(const GroupDef& group, std::string_view count, std::span<Piece> fields) {
    // Groups inside become one piece with the field that counts them.
    std::vector<Piece> outer;
    for (std::size_t at = 0; at < fields.size();) {
        const Member* const member = group.find(*fields[at].field);
        if (member == nullptr) return text_of(fields); // a field of a group inside, in the wrong place
        std::size_t end = at + 1;
        while (member->group != nullptr && end < fields.size() && is_in(*member->group, *fields[end].field))
            ++end;
        Piece piece = fields[at];
        if (end > at + 1)
            piece.bytes += mended_group(*member->group, piece.value, fields.subspan(at + 1, end - at - 1));
        outer.push_back(std::move(piece));
        at = end;
    }
    const auto entries = static_cast<std::size_t>(wire::parse_int(count).value_or(0));
    std::vector<std::size_t> begins = begins_of_entries(group, outer, entries);
    if (begins.empty()) return text_of(fields);
    begins.push_back(outer.size());
    for (std::size_t entry = 0; entry < entries; ++entry)
        std::sort(outer.begin() + static_cast<std::ptrdiff_t>(begins[entry]),
                  outer.begin() + static_cast<std::ptrdiff_t>(begins[entry + 1]),
                  [&](const Piece& left, const Piece& right) {
                      return group.place(*left.field) < group.place(*right.field);
                  });
    return text_of(outer);
}

std::string mended_level(const Level& level, std::span<Piece> fields) {
    std::string text;
    for (std::size_t at = 0; at < fields.size();) {
        const Member* const member = fields[at].field == nullptr ? nullptr : level.find(*fields[at].field);
        text += fields[at].bytes;
        std::size_t end = at + 1;
        if (member != nullptr && member->group != nullptr) {
            while (end < fields.size() && fields[end].field != nullptr &&
                   is_in(*member->group, *fields[end].field))
                ++end;
            text += mended_group(*member->group, fields[at].value, fields.subspan(at + 1, end - at - 1));
        }
        at = end;
    }
    return text;
}

} // namespace

std::optional<std::string> mended(std::string_view bytes, SessionKind kind) {
    const dictionary::Dictionary& dictionary = *dictionary::built_in(kind);
    std::string msg_type, header;
    std::vector<Piece> body;
    wire::FieldCursor cursor = wire::MessageView(bytes).fields();
    for (wire::Field field; cursor.next(field);) {
        if (field.tag == tag::BeginString || field.tag == tag::BodyLength || field.tag == tag::CheckSum)
            continue;
        const FieldDef* const def = dictionary.field(field.tag);
        std::string text(bytes.substr(field.offset, cursor.position() - field.offset));
        if (text.back() != wire::soh) text += wire::soh;
        if (field.tag == tag::MsgType && msg_type.empty())
            msg_type = text;
        else if (def != nullptr && def->part == dictionary::Part::header)
            header += text;
        else
            body.push_back({def, field.value, std::move(text)});
    }
    if (msg_type.empty()) return std::nullopt;
    const dictionary::MessageDef* const message = dictionary.message(wire::MessageView(bytes).msg_type());
    return wire::frame_body(msg_type + header +
                            (message == nullptr ? text_of(body) : mended_level(*message, body)));
}

} // namespace fixguard::cli
