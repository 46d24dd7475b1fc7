// The rules of structure, read as news.
#include "engine/drift.hpp"

#include "engine/hash.hpp"
#include "rules/session_table.hpp"
#include "rules/structure.hpp"
#include "wire/message_view.hpp"
#include "wire/tags.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fixguard::engine {
namespace {

using rules::Rule;

constexpr std::size_t longest_value = 24;
constexpr std::string_view trailer = "10=000\001";

// The message without BeginString(8), BodyLength(9), MsgType(35) and CheckSum(10), as the reader of frames
// gives it.
wire::Frame frame_of(std::string_view message) {
    wire::Frame frame;
    wire::FieldCursor fields(message);
    wire::Field field;
    for (int i = 0; i < 3; ++i)
        fields.next(field);
    const std::size_t begin = std::min(fields.position(), message.size() - trailer.size());
    frame.bytes = message;
    frame.msg_type = field.value;
    frame.fields = message.substr(begin, message.size() - trailer.size() - begin);
    return frame;
}

struct Words {
    Rule rule;
    std::string_view what;
};
constexpr std::array words{
    Words{Rule::tag_defined, "is unknown"},
    Words{Rule::tag_in_message, "is not one of this message"},
    Words{Rule::tag_once, "stands there twice"},
    Words{Rule::tag_order, "stands in another part of the message"},
    Words{Rule::group_order, "stands in another place of its group"},
    Words{Rule::group_count, "counts other entries than there are"},
    Words{Rule::group_entries_unique, "counts entries that are alike"},
    Words{Rule::tag_required, "is missing"},
    Words{Rule::value_present, "has no value"},
    Words{Rule::tag_number, "is no number"},
};

std::string thing(const rules::Finding& finding, std::string_view message) {
    std::string text = "tag " + std::to_string(finding.violation.ref_tag_id.value_or(0)) + " ";
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const Words& each) { return each.rule == finding.rule; });
    if (found != words.end()) return text.append(found->what);
    const std::string_view rest =
        message.substr(std::min<std::size_t>(finding.violation.offset, message.size()));
    const std::string_view field = rest.substr(0, rest.find(wire::soh));
    const std::string_view value = field.substr(std::min(field.find('=') + 1, field.size()));
    return text.append("has the new value '").append(value.substr(0, longest_value)).append("'");
}

// The tags in their order, short values as they are, others by their length. Never 0.
std::uint64_t shape_of_message(std::string_view message) {
    constexpr std::size_t longest_choice = 2; // of a value that is one of a list
    Hash shape;
    wire::FieldCursor fields(message);
    for (wire::Field field; fields.next(field);) {
        const bool differs_always =
            field.tag == tag::BodyLength || field.tag == tag::MsgSeqNum || field.tag == tag::CheckSum;
        shape.add(static_cast<std::uint64_t>(field.tag));
        if (differs_always) continue;
        shape.add(field.value.size());
        if (field.tag == tag::MsgType || field.value.size() <= longest_choice) shape.add(field.value);
    }
    return shape.value() | 1;
}

} // namespace

// Reading the rules of structure takes ten times longer than all else that is done with a report, and one
// report is like the other. What is missed so is a malformed value as long as a good one.
bool Drift::is_like_one_before(std::string_view message) {
    const std::uint64_t shape = shape_of_message(message);
    std::uint64_t& place = shapes_[shape / 2 % shapes_.size()];
    return std::exchange(place, shape) == shape;
}

std::vector<std::string> Drift::look(std::string_view message) {
    std::vector<std::string> news;
    if (message.size() < trailer.size() || told_.size() >= most_things) return news;
    if (is_like_one_before(message)) return news;
    const wire::Frame frame = frame_of(message);
    const std::string type(frame.msg_type.substr(0, longest_value));
    const auto tell = [&](const std::string& what) {
        const std::string line = "MsgType(35) " + type + ": " + what;
        if (told_.size() < most_things && told_.insert(line).second) news.push_back(line);
    };
    if (known_.message(frame.msg_type) == nullptr) tell("the message is unknown");
    const rules::RuleSet rules{known_, rules::SessionTable::built_in()};
    for (const rules::Finding& finding : rules::all_structure_violations(frame, rules))
        tell(thing(finding, message));
    return news;
}

} // namespace fixguard::engine
