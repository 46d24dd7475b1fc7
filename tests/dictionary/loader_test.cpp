// A dictionary that cannot be vouched for is refused in one line that says where and why.
#include "dictionary/dictionary.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fixguard::dictionary {
namespace {

// Lines 1..17 of a small good dictionary; a test replaces one piece of it.
const std::string good = R"(<fix type='FIX' major='4' minor='4'>
<header><field name='MsgType' required='Y'/></header>
<trailer><field name='CheckSum' required='Y'/></trailer>
<messages>
<message name='News' msgtype='B' msgcat='app'>
<field name='Headline' required='Y'/>
<component name='Lines' required='N'/>
</message>
</messages>
<components>
<component name='Lines'>
<group name='NoLines' required='Y'>
<field name='Text' required='Y'/>
</group>
</component>
</components>
<fields>
<field number='10' name='CheckSum' type='STRING'/>
<field number='33' name='NoLines' type='NUMINGROUP'/>
<field number='35' name='MsgType' type='STRING'><value enum='B' description='NEWS'/></field>
<field number='58' name='Text' type='STRING'/>
<field number='148' name='Headline' type='STRING'/>
</fields>
</fix>
)";

std::string with(std::string_view piece, std::string_view replacement) {
    std::string xml = good;
    const auto at = xml.find(piece);
    if (at == std::string::npos) throw std::logic_error("no such piece: " + std::string(piece));
    return xml.replace(at, piece.size(), replacement);
}

std::string error_of(const std::string& xml) {
    const auto parsed = Dictionary::parse(xml, "my.xml");
    const auto* const error = std::get_if<std::string>(&parsed);
    return error == nullptr ? "(accepted)" : *error;
}

TEST(Loader, takes_the_good_dictionary) {
    const auto parsed = Dictionary::parse(good, "my.xml");
    ASSERT_TRUE(std::holds_alternative<std::shared_ptr<const Dictionary>>(parsed))
        << std::get<std::string>(parsed);
    const auto& dictionary = *std::get<std::shared_ptr<const Dictionary>>(parsed);
    const Member* const lines = dictionary.member(*dictionary.message("B"), 33);
    ASSERT_NE(lines, nullptr);
    EXPECT_FALSE(lines->required) << "a required group in an optional component is optional";
    EXPECT_TRUE(lines->group->members.front().required);
}

struct Bad {
    std::string piece;
    std::string replacement;
    std::string error;
};

class BadXml : public testing::TestWithParam<Bad> {};

TEST_P(BadXml, is_refused_in_one_line) {
    EXPECT_EQ(error_of(with(GetParam().piece, GetParam().replacement)), "my.xml:" + GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Loader, BadXml,
    testing::Values(
        Bad{"<header>", "<header", "2: not well-formed XML: Error parsing start element tag"},
        Bad{"</fix>", "", "24: not well-formed XML: Start-end tags mismatch"},
        Bad{"major='4'", "major='5'", "1: <fix> has to say type='FIX' major='4' minor='4'"},
        Bad{"<messages>", "<trailer/><messages>", "4: a second <trailer>"},
        Bad{"<messages>", "<mesages/><messages>", "4: unknown element <mesages>"},
        Bad{"<message name='News'", "<message name='Ne ws'",
            "5: a message needs a name of letters, digits and '_'"},
        Bad{"msgtype='B'", "msgtype=''", "5: message News: msgtype has to be 1..7 printable characters"},
        Bad{"msgtype='B'", "msgtype='12345678'",
            "5: message News: msgtype has to be 1..7 printable characters"},
        Bad{"msgcat='app'", "msgcat='apps'", "5: message News: msgcat has to be 'admin' or 'app'"},
        Bad{"</messages>", "<message name='News' msgtype='C' msgcat='app'/></messages>",
            "9: a second message News"},
        Bad{"</messages>", "<message name='Old' msgtype='B' msgcat='app'/></messages>",
            "9: message Old: msgtype 'B' is that of News already"},
        Bad{"<field name='Headline' required='Y'/>", "<field name='Headlin' required='Y'/>",
            "6: undefined field 'Headlin'"},
        Bad{"<field name='Headline' required='Y'/>", "<field name='Headline'/>",
            "6: Headline: required has to be 'Y' or 'N'"},
        Bad{"<field name='Headline' required='Y'/>", "<feld name='Headline' required='Y'/>",
            "6: unknown element <feld>"},
        Bad{"<field name='Headline' required='Y'/>", "<field name='NoLines' required='Y'/>",
            "6: field NoLines counts a group and has to be a <group>"},
        Bad{"<field name='Headline' required='Y'/>", "<field name='MsgType' required='Y'/>",
            "6: field MsgType is one of the header or trailer"},
        Bad{"<component name='Lines' required='N'/>", "<field name='Headline' required='N'/>",
            "7: field Headline is there twice"},
        Bad{"<component name='Lines' required='N'/>", "<component name='Line' required='N'/>",
            "7: undefined component 'Line'"},
        Bad{"<component name='Lines'>", "<component name='Lines'/><component name='Lines'>",
            "11: a second component named Lines"},
        Bad{"<field name='Text' required='Y'/>", "", "12: group NoLines is empty"},
        Bad{"<field name='Text' required='Y'/>", "<component name='Lines' required='Y'/>",
            "13: component Lines holds itself"},
        Bad{"<group name='NoLines' required='Y'>", "<group name='Text' required='Y'>",
            "12: group Text needs a field of type NUMINGROUP"},
        Bad{"number='10'", "number='0'", "18: field CheckSum: number='0' is no tag number, 1..999999999"},
        Bad{"number='10'", "number='10x'", "18: field CheckSum: number='10x' is no tag number, 1..999999999"},
        Bad{"number='10'", "number='1000000000'",
            "18: field CheckSum: number='1000000000' is no tag number, 1..999999999"},
        Bad{"name='CheckSum' type", "name='' type", "18: a field needs a name of letters, digits and '_'"},
        Bad{"type='NUMINGROUP'", "type='NUMBER'", "19: field NoLines: unknown type 'NUMBER'"},
        Bad{"number='58'", "number='35'", "21: field 35 is defined twice, as MsgType and as Text"},
        Bad{"name='Text' type", "name='MsgType' type", "21: a second field named MsgType"},
        Bad{"description='NEWS'/>", "/><value enum='B'/>", "20: value 'B' of field MsgType is there twice"},
        Bad{"enum='B'", "enum=''", "20: a value of field MsgType needs enum='...'"},
        Bad{"type='NUMINGROUP'", "type='&#10;'", "19: field NoLines: unknown type '?'"}));

TEST(Loader, an_empty_file_is_no_dictionary) {
    EXPECT_EQ(error_of(""), "my.xml:1: not well-formed XML: No document element found");
}

TEST(Loader, a_section_that_is_missing_is_named) {
    EXPECT_EQ(error_of("<fix type='FIX' major='4' minor='4'><header/><trailer/><messages/></fix>"),
              "my.xml:1: no <fields>");
}

TEST(Loader, a_level_has_at_most_255_members) {
    std::string fields, members;
    for (int tag = 1000; tag < 1256; ++tag) {
        const std::string name = "F" + std::to_string(tag);
        fields += "<field number='" + std::to_string(tag) + "' name='" + name + "' type='INT'/>";
        members += "<field name='" + name + "' required='N'/>";
    }
    std::string xml = with("<field name='Headline' required='Y'/>", members);
    EXPECT_EQ(error_of(xml.replace(xml.find("</fields>"), 0, fields)),
              "my.xml:6: more than 255 fields on one level");
}

// Ten components that use the next one ten times each: small on disk, 10^10 places when resolved.
TEST(Loader, components_cannot_blow_up) {
    std::string components;
    for (int at = 0; at < 10; ++at) {
        components += "<component name='C" + std::to_string(at) + "'>";
        for (int times = 0; times < 10 && at < 9; ++times)
            components += "<component name='C" + std::to_string(at + 1) + "' required='N'/>";
        components += "</component>";
    }
    std::string xml = with("<field name='Headline' required='Y'/>", "<component name='C0' required='N'/>");
    EXPECT_EQ(error_of(xml.replace(xml.find("</components>"), 0, components)),
              "my.xml:16: more than 100000 places");
}

// Every prefix and every single changed byte of a real dictionary is read to an answer, never to a crash.
TEST(Loader, is_total) {
    const std::string xml(good);
    for (std::size_t size = 0; size < xml.size() - 8; ++size)
        EXPECT_NE(error_of(xml.substr(0, size)), "(accepted)") << size;
    for (std::size_t at = 0; at < xml.size(); ++at)
        for (const char byte : {'\0', '<', '>', '\'', '/', '9', '\x80'}) {
            std::string changed = xml;
            changed[at] = byte;
            EXPECT_FALSE(error_of(changed).empty());
        }
}

} // namespace
} // namespace fixguard::dictionary
