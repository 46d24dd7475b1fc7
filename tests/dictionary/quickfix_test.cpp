// QuickFIX reads fix/*.xml to the same fields, values, messages, groups and required flags as we do.
#include "dictionary/dictionary.hpp"
#include "dictionary/quickfix_listing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace fixguard::dictionary {
namespace {

constexpr int last_tag = 26'000;

std::string_view type_name(FieldType type) {
    switch (type) {
    case FieldType::string_: return "STRING";
    case FieldType::character: return "CHAR";
    case FieldType::integer: return "INT";
    case FieldType::length: return "LENGTH";
    case FieldType::num_in_group: return "NUMINGROUP";
    case FieldType::seq_num: return "SEQNUM";
    case FieldType::boolean: return "BOOLEAN";
    case FieldType::data: return "DATA";
    case FieldType::price: return "PRICE";
    case FieldType::quantity: return "QTY";
    case FieldType::decimal: return "FLOAT";
    case FieldType::utc_timestamp: return "UTCTIMESTAMP";
    }
    return "?";
}

// QuickFIX takes no field of an optional group as required, though each entry of it needs the field; we do.
void add_level(std::vector<std::string>& lines, const Level& level, const std::string& place,
               bool in_required = true) {
    for (const Member& member : level.members) {
        const std::string here = place + '/' + std::string(member.field->name);
        lines.push_back(here + (in_required && member.required ? " required" : ""));
        if (member.group == nullptr) continue;
        lines.push_back(here + " starts with " + std::string(member.group->members.front().field->name));
        add_level(lines, *member.group, here, in_required && member.required);
    }
}

// In the form of quickfix_listing().
std::vector<std::string> listing(const Dictionary& dictionary) {
    std::vector<std::string> lines;
    for (const FieldDef& field : dictionary.fields()) {
        lines.push_back("field " + std::to_string(field.tag) + ' ' + std::string(field.name) + ' ' +
                        std::string(type_name(field.type)));
        for (const Value& value : field.values)
            lines.push_back("value " + std::to_string(field.tag) + ' ' + std::string(value.text));
    }
    for (const Member& member : dictionary.header().members)
        lines.push_back("header " + std::string(member.field->name));
    for (const Member& member : dictionary.trailer().members)
        lines.push_back("trailer " + std::string(member.field->name));
    for (const MessageDef& message : dictionary.messages()) {
        lines.push_back("message " + std::string(message.msg_type));
        add_level(lines, message, std::string(message.msg_type));
    }
    return lines;
}

std::vector<std::string> all_values(const Dictionary& dictionary) {
    std::set<std::string> values;
    for (const FieldDef& field : dictionary.fields())
        for (const Value& value : field.values)
            values.emplace(value.text);
    return {values.begin(), values.end()};
}

std::vector<std::string> minus(std::vector<std::string> left, std::vector<std::string> right) {
    std::ranges::sort(left);
    std::ranges::sort(right);
    std::vector<std::string> result;
    std::ranges::set_difference(left, right, std::back_inserter(result));
    return result;
}

class QuickFix : public testing::TestWithParam<SessionKind> {};

TEST_P(QuickFix, reads_the_same) {
    const Dictionary& dictionary = *built_in(GetParam());
    const auto theirs =
        quickfix_listing(std::string(built_in_xml(GetParam())), all_values(dictionary), last_tag);
    const auto ours = listing(dictionary);
    EXPECT_THAT(minus(ours, theirs), testing::IsEmpty()) << "these are ours alone";
    EXPECT_THAT(minus(theirs, ours), testing::IsEmpty()) << "these are QuickFIX's alone";
    EXPECT_EQ(ours.size(), theirs.size());
}

INSTANTIATE_TEST_SUITE_P(AllKinds, QuickFix, testing::ValuesIn(all_session_kinds),
                         [](const auto& kind) { return std::string(name(kind.param)); });

} // namespace
} // namespace fixguard::dictionary
