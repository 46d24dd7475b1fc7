// Walks a message beside its definition in the dictionary.
#include "cli/message_decoder.hpp"

#include "wire/frame.hpp"
#include "wire/message_view.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace fixguard::cli {
namespace {

using dictionary::Dictionary;
using dictionary::FieldDef;
using dictionary::Level;
using dictionary::Member;
using report::ExplainedField;

void replace_all(std::string& text, std::string_view what, char with) {
    std::string replaced;
    std::size_t from = 0;
    for (std::size_t at; (at = text.find(what, from)) != std::string::npos; from = at + what.size())
        replaced.append(text, from, at - from) += with;
    text = replaced.append(text, from, std::string::npos);
}

bool is_secret(dictionary::Tag number) {
    return number == tag::RawData || number == tag::Username;
}

std::string fault_of(const wire::Field& field) {
    if (field.tag == 0) return "no tag number";
    return field.value.empty() ? "no value" : "";
}

// Goes through the fields and keeps where it stands: inside which groups, and what each level has had so far.
class Walk {
public:
    Walk(const Dictionary& dictionary, const dictionary::MessageDef* message)
        : dictionary_(dictionary), message_(message) {
        open_.push_back({message, {}});
    }

    ExplainedField explain(const wire::Field& field) {
        ExplainedField explained;
        explained.tag = std::string(field.tag_text);
        explained.value = is_secret(field.tag) ? "***" : std::string(field.value);
        explained.note = fault_of(field);
        const FieldDef* const def = dictionary_.field(field.tag);
        if (def == nullptr) {
            open_.resize(1); // a field that nobody knows belongs to no group
            return explained;
        }
        explained.name = std::string(def->name);
        place(*def, explained);
        if (explained.note.empty()) look_up_value(*def, explained);
        if (field.tag == tag::RefMsgType)
            if (const dictionary::MessageDef* const refused = dictionary_.message(field.value))
                explained.meaning = std::string(refused->name);
        return explained;
    }

private:
    struct Open {
        const Level* level; // nullptr: of a message that the dictionary does not have
        std::vector<const FieldDef*> seen;
    };

    void place(const FieldDef& def, ExplainedField& explained) {
        while (open_.size() > 1 && open_.back().level->find(def) == nullptr)
            open_.pop_back();
        const bool in_group = open_.size() > 1;
        explained.depth = open_.size() - 1;
        const Member* const member = in_group ? open_.back().level->find(def) : top_level_member(def);
        if (member == nullptr && message_ != nullptr)
            explained.note = "not defined for " + std::string(message_->name);

        auto& seen = open_.back().seen;
        const bool again = std::find(seen.begin(), seen.end(), &def) != seen.end();
        // Order inside an entry is not judged: a field that comes again starts the next entry.
        explained.starts_entry = in_group && (seen.empty() || again);
        if (explained.starts_entry) seen.clear();
        if (again && !in_group) explained.note = "appears more than once";
        seen.push_back(&def);
        if (member != nullptr && member->group != nullptr) open_.push_back({member->group, {}});
    }

    const Member* top_level_member(const FieldDef& def) const {
        for (const Level* const level : {&dictionary_.header(), &dictionary_.trailer(), open_.front().level})
            if (level != nullptr)
                if (const Member* const member = level->find(def)) return member;
        return nullptr;
    }

    static void look_up_value(const FieldDef& def, ExplainedField& explained) {
        if (def.values.empty()) return;
        for (const dictionary::Value& value : def.values) {
            if (value.text != explained.value) continue;
            explained.meaning = std::string(value.description);
            return;
        }
        explained.note = "not a documented value";
    }

    const Dictionary& dictionary_;
    const dictionary::MessageDef* message_;
    std::vector<Open> open_; // the message, then the groups inside each other
};

std::string framing_of(std::string_view bytes) {
    const wire::FrameResult result = wire::FrameReader(wire::OnFault::stop).next(bytes);
    switch (result.status) {
    case wire::FrameResult::Status::incomplete: return "the message is cut off";
    case wire::FrameResult::Status::complete:
        return result.consumed == bytes.size() ? "" : "something stands behind CheckSum(10)";
    case wire::FrameResult::Status::fault: break;
    }
    std::string what(name(result.fault));
    if (const std::size_t trailer = bytes.rfind("\x01"
                                                "10=");
        trailer != std::string_view::npos) {
        char sum[32];
        std::snprintf(sum, sizeof sum, " (the bytes sum to %03u)",
                      wire::check_sum(bytes.substr(0, trailer + 1)));
        if (result.fault == wire::FrameFault::check_sum_wrong) what += sum;
    }
    return what;
}

} // namespace

std::optional<std::string> message_bytes(std::string_view text) {
    std::size_t start = text.find("8=FIX");
    if (start == std::string_view::npos) start = text.find("35=");
    if (start == std::string_view::npos) return std::nullopt;
    text.remove_prefix(start);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.remove_suffix(1);
    std::string bytes(text);
    if (bytes.find(wire::soh) != std::string::npos) return bytes;
    for (const std::string_view separator : {"^A", "\\x01", "|"}) {
        if (bytes.find(separator) == std::string::npos) continue;
        replace_all(bytes, separator, wire::soh);
        return bytes;
    }
    return bytes;
}

SessionKind guess_kind(std::string_view bytes) {
    const std::string_view msg_type = wire::MessageView(bytes).msg_type();
    const bool oe = dictionary::built_in(SessionKind::order_entry)->message(msg_type) != nullptr;
    const bool md = dictionary::built_in(SessionKind::market_data)->message(msg_type) != nullptr;
    return md && !oe ? SessionKind::market_data : SessionKind::order_entry;
}

report::ExplainedMessage decode(std::string_view bytes, SessionKind kind) {
    const Dictionary& dictionary = *dictionary::built_in(kind);
    const wire::MessageView view(bytes);
    const dictionary::MessageDef* const message = dictionary.message(view.msg_type());
    report::ExplainedMessage explained;
    explained.msg_type = std::string(view.msg_type());
    if (message != nullptr) explained.name = std::string(message->name);
    explained.dictionary = std::string(name(kind));
    explained.framing = framing_of(bytes);
    Walk walk(dictionary, message);
    wire::FieldCursor cursor = view.fields();
    for (wire::Field field; cursor.next(field);)
        explained.fields.push_back(walk.explain(field));
    return explained;
}

} // namespace fixguard::cli
