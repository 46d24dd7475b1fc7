// The dictionaries of the library hold what the exchange documents, and answer in constant time.
#include "dictionary/dictionary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace fixguard::dictionary {
namespace {

const Dictionary& order_entry() {
    return *built_in(SessionKind::order_entry);
}
const Dictionary& market_data() {
    return *built_in(SessionKind::market_data);
}

std::vector<std::string> names(std::span<const Member> members) {
    std::vector<std::string> result;
    for (const Member& member : members)
        result.push_back(std::string(member.field->name) + (member.required ? "!" : ""));
    return result;
}

bool has_value(const FieldDef& field, std::string_view text) {
    return std::ranges::find(field.values, text, &Value::text) != field.values.end();
}

TEST(BuiltIn, a_field_is_found_by_tag_and_by_name) {
    const FieldDef* const side = order_entry().field(54);
    ASSERT_NE(side, nullptr);
    EXPECT_EQ(side->name, "Side");
    EXPECT_EQ(side->type, FieldType::character);
    ASSERT_EQ(side->values.size(), 2u);
    EXPECT_EQ(side->values[1].text, "2");
    EXPECT_EQ(side->values[1].description, "SELL");
    EXPECT_EQ(order_entry().field("Side"), side);
}

TEST(BuiltIn, no_field_stands_for_a_tag_that_is_not_defined) {
    for (const Tag tag : {0, -1, 1, 43, 122, 24999, 25047, 999'999'999})
        EXPECT_EQ(order_entry().field(tag), nullptr) << tag;
    EXPECT_EQ(order_entry().field("PossDupFlag"), nullptr);
    EXPECT_EQ(market_data().field(11), nullptr) << "ClOrdID(11) is of order entry";
}

TEST(BuiltIn, every_field_knows_its_own_index) {
    for (const SessionKind kind : all_session_kinds)
        for (const FieldDef& field : built_in(kind)->fields()) {
            EXPECT_EQ(&built_in(kind)->fields()[field.index], &field) << field.name;
            EXPECT_EQ(built_in(kind)->field(field.tag), &field) << field.name;
        }
}

TEST(BuiltIn, a_message_is_found_by_its_type_alone) {
    EXPECT_EQ(order_entry().message("D")->name, "NewOrderSingle");
    EXPECT_EQ(order_entry().message("XCN")->name, "OrderCancelRequestAndNewOrderSingle");
    EXPECT_TRUE(order_entry().message("A")->admin);
    EXPECT_FALSE(order_entry().message("B")->admin);
    using namespace std::string_view_literals;
    for (const std::string_view msg_type :
         {""sv, "d"sv, "DD"sv, "\0D"sv, "XCNX"sv, "2"sv, "toolongtoolong"sv})
        EXPECT_EQ(order_entry().message(msg_type), nullptr) << msg_type;
}

TEST(BuiltIn, components_are_resolved_in_place) {
    const auto members = names(order_entry().message("D")->members);
    ASSERT_GE(members.size(), 6u);
    EXPECT_EQ(members[0], "ClOrdID!");
    EXPECT_EQ(members[1], "OrderQty");
    EXPECT_EQ(members[2], "OrdType!");
    EXPECT_EQ(members.back(), "SOR");
    EXPECT_EQ(std::ranges::count(members, "TriggerPrice"), 1);
}

TEST(BuiltIn, groups_nest_and_know_their_members) {
    const Member* const orders = order_entry().member(*order_entry().message("E"), 73);
    ASSERT_NE(orders, nullptr);
    ASSERT_NE(orders->group, nullptr);
    EXPECT_EQ(orders->group->members.front().field->name, "ClOrdID");
    const Member* const triggers = orders->group->find(*order_entry().field(25010));
    ASSERT_NE(triggers, nullptr);
    ASSERT_NE(triggers->group, nullptr);
    EXPECT_EQ(
        names(triggers->group->members),
        (std::vector<std::string>{"ListTriggerType!", "ListTriggerTriggerIndex!", "ListTriggerAction!"}));
    EXPECT_EQ(triggers->group->place(*order_entry().field(25013)), 2);
    EXPECT_EQ(triggers->group->place(*order_entry().field(55)), no_place);
}

TEST(BuiltIn, the_members_of_a_group_are_no_members_of_the_message) {
    const MessageDef& request = *market_data().message("V");
    EXPECT_NE(market_data().member(request, 262), nullptr);
    EXPECT_EQ(market_data().member(request, 269), nullptr) << "MDEntryType(269) stands in NoMDEntryTypes";
    EXPECT_EQ(market_data().member(request, 58), nullptr) << "defined, but not here";
    EXPECT_EQ(market_data().member(request, 4711), nullptr) << "not defined at all";
}

TEST(BuiltIn, the_required_set_says_what_the_members_say) {
    for (const SessionKind kind : all_session_kinds)
        for (const MessageDef& message : built_in(kind)->messages())
            for (std::size_t place = 0; place < message.members.size(); ++place)
                EXPECT_EQ((message.required[place / 64] >> place % 64 & 1) != 0,
                          message.members[place].required)
                    << message.name << ' ' << message.members[place].field->name;
}

TEST(BuiltIn, header_and_trailer_fields_know_their_part) {
    EXPECT_EQ(order_entry().field(25000)->part, Part::header);
    EXPECT_EQ(order_entry().field(10)->part, Part::trailer);
    EXPECT_EQ(order_entry().field(11)->part, Part::body);
    EXPECT_EQ(order_entry().header().members.size(), 8u);
    EXPECT_EQ(names(order_entry().trailer().members), std::vector<std::string>{"CheckSum!"});
}

// What the exchange documents beyond its own dictionary.
TEST(BuiltIn, the_additions_are_there) {
    EXPECT_TRUE(has_value(*order_entry().field(373), "12"));
    EXPECT_TRUE(has_value(*market_data().field(373), "12"));
    EXPECT_TRUE(has_value(*order_entry().field(25056), "8"));
    const MessageDef& list_status = *order_entry().message("N");
    for (const Tag tag : {103, 25016, 58})
        EXPECT_NE(order_entry().member(list_status, tag), nullptr) << tag;
}

// One dictionary in two files: what one of them gets, the other needs too.
TEST(BuiltIn, drop_copy_has_the_dictionary_of_order_entry) {
    const auto after_comment = [](SessionKind kind) {
        const std::string_view xml = built_in_xml(kind);
        return xml.substr(xml.find("<fix "));
    };
    EXPECT_EQ(after_comment(SessionKind::drop_copy), after_comment(SessionKind::order_entry));
}

} // namespace
} // namespace fixguard::dictionary
