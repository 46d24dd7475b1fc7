// Any bytes as a dictionary in QuickFIX's XML.
#include "fuzz/target.hpp"

#include "dictionary/dictionary.hpp"

namespace fixguard::fuzz {
namespace {

using dictionary::Dictionary;

// The tables of a level agree with each other and with the dictionary's.
void check_level(const Dictionary& read, const dictionary::Level& level, std::size_t depth) {
    require(depth <= dictionary::max_depth && level.members.size() <= dictionary::max_members,
            "no level is too large or too deep");
    for (std::size_t place = 0; place < level.members.size(); ++place) {
        const dictionary::Member& member = level.members[place];
        require(member.field != nullptr && read.field(member.field->tag) == member.field,
                "a member is a field");
        require(level.place(*member.field) == place && level.find(*member.field) == &member,
                "a member is found by its field");
        const bool in_set = (level.required[place / 64] >> (place % 64) & 1U) != 0;
        require(in_set == member.required, "the set of required members is theirs");
        if (member.group == nullptr) continue;
        require(member.group->count == member.field && !member.group->members.empty(),
                "a group has its count and its entries");
        check_level(read, *member.group, depth + 1);
    }
}

const Register target("dictionary", [](std::string_view input) {
    const Exact xml(input);
    const auto result = Dictionary::parse(xml.view(), "some.xml");
    if (const auto* const error = std::get_if<std::string>(&result))
        return require_one_line(*error, "some.xml");
    const Dictionary& read = *std::get<0>(result);
    for (const dictionary::FieldDef& field : read.fields()) {
        require(field.tag > 0 && field.tag <= 999'999'999, "a tag has up to nine digits");
        require(read.field(field.tag) == &field && read.field(field.name) == &field, "a field is found");
    }
    require(read.field(0) == nullptr, "tag 0 is none");
    check_level(read, read.header(), 1);
    check_level(read, read.trailer(), 1);
    for (const dictionary::MessageDef& message : read.messages()) {
        require(read.message(message.msg_type) == &message, "a message is found");
        check_level(read, message, 1);
        for (const dictionary::Member& member : message.members)
            require(read.member(message, member.field->tag) == &member, "a member is found by its tag");
    }
});

} // namespace
} // namespace fixguard::fuzz
