// FieldCursor and MessageView: fields where they lie, on any input.
#include "wire/message_view.hpp"

#include "support/slow_reader.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <random>
#include <string>

namespace fixguard::wire {
namespace {

std::string readable_fields(const std::string& bytes) {
    std::string out;
    FieldCursor cursor(bytes);
    for (Field field; cursor.next(field);) {
        out += "[" + std::to_string(field.tag) + "]";
        out += to_readable(field.value);
    }
    return out;
}

TEST(FieldCursor, WalksTagsAndValues) {
    EXPECT_EQ(readable_fields(from_readable("35=D|34=2|25016=-1171|")), "[35]D[34]2[25016]-1171");
}

TEST(FieldCursor, ReadsRawDataByItsLength) {
    EXPECT_EQ(readable_fields(from_readable("95=5|96=a|b=c|98=0|")), "[95]5[96]a|b=c[98]0");
}

TEST(FieldCursor, IgnoresALengthThatDoesNotEndAtASoh) {
    EXPECT_EQ(readable_fields(from_readable("95=4|96=a|b=c|98=0|")), "[95]4[96]a[0]c[98]0");
    EXPECT_EQ(readable_fields(from_readable("95=100000000|96=abc|98=0|")), "[95]100000000[96]abc[98]0");
}

TEST(FieldCursor, ForgetsALengthThatNoRawDataFollows) {
    EXPECT_EQ(readable_fields(from_readable("95=3|98=0|96=a|b|")), "[95]3[98]0[96]a[0]");
}

TEST(FieldCursor, GivesTagZeroToWhatIsNoTagNumber) {
    for (const char* text : {"0=a|", "034=a|", "-5=a|", "x=a|", "=a|", "4294967330=a|", "3 4=a|", "+1=a|"}) {
        FieldCursor cursor(text);
        Field field;
        const std::string bytes = from_readable(text);
        cursor = FieldCursor(bytes);
        ASSERT_TRUE(cursor.next(field));
        EXPECT_EQ(field.tag, 0) << text;
        EXPECT_EQ(field.value, "a") << text;
        EXPECT_TRUE(field.has_equals) << text;
    }
}

TEST(FieldCursor, ReadsRawDataThatEndsBlocksLater) {
    for (std::size_t size = 0; size < 200; ++size)
        for (const std::size_t before : {0U, 20U, 50U, 64U}) {
            const std::string data(size, '\x01');
            const std::string bytes = "58=" + std::string(before, 'x') + "\x01" +
                                      "95=" + std::to_string(size) + "\x01" + "96=" + data;
            for (const std::string_view behind : {"", "\x01",
                                                  "\x01"
                                                  "98=0\x01"}) {
                const std::string whole = bytes + std::string(behind);
                FieldCursor cursor(whole);
                Field field;
                ASSERT_TRUE(cursor.next(field) && cursor.next(field) && cursor.next(field));
                ASSERT_EQ(field.tag, 96);
                ASSERT_EQ(field.value, data);
                ASSERT_EQ(cursor.next(field), behind.size() > 1) << size;
            }
        }
}

TEST(FieldCursor, GivesAFieldWithoutEqualsWhole) {
    const std::string bytes = from_readable("35|58=x|");
    FieldCursor cursor(bytes);
    Field field;
    ASSERT_TRUE(cursor.next(field));
    EXPECT_EQ(field.tag, 0);
    EXPECT_EQ(field.tag_text, "35");
    EXPECT_FALSE(field.has_equals);
    ASSERT_TRUE(cursor.next(field));
    EXPECT_EQ(field.tag, 58);
}

TEST(FieldCursor, TellsWhereAFieldStands) {
    const std::string bytes = from_readable("35=D|58=x|");
    FieldCursor cursor(bytes);
    Field field;
    cursor.next(field);
    cursor.next(field);
    EXPECT_EQ(field.offset, 5U);
}

TEST(FieldCursor, ReadsTagsOfNineDigits) {
    EXPECT_EQ(readable_fields(from_readable("999999999=a|1000000000=b|")), "[999999999]a[0]b");
}

TEST(FieldCursor, ReadsALastFieldWithoutSoh) {
    EXPECT_EQ(readable_fields("58=end"), "[58]end");
}

TEST(FieldCursor, AgreesWithTheSlowReaderOnRandomBytes) {
    std::mt19937 random(7);
    const std::string alphabet = "0123456789=||9569";
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes;
        // Some longer than the blocks in which SOHs are looked for.
        for (std::size_t size = random() % (round % 4 == 0 ? 300 : 40); size > 0; --size)
            bytes += alphabet[random() % alphabet.size()];
        if (round % 3 == 0) bytes.insert(random() % (bytes.size() + 1), "95=4|96=");
        bytes = from_readable(bytes);
        const std::vector<test::SlowField> expected = test::slow_fields(bytes);
        FieldCursor cursor(bytes);
        Field field;
        for (const test::SlowField& slow : expected) {
            ASSERT_TRUE(cursor.next(field)) << to_readable(bytes);
            ASSERT_EQ(field.tag_text, slow.tag_text) << to_readable(bytes);
            ASSERT_EQ(field.value, slow.value) << to_readable(bytes);
            ASSERT_EQ(field.has_equals, slow.has_equals) << to_readable(bytes);
        }
        ASSERT_FALSE(cursor.next(field)) << to_readable(bytes);
    }
}

// Every byte of a message belongs to one field or ends one.
TEST(FieldCursor, LosesNoByteOfAnyInput) {
    std::mt19937 random(19);
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes;
        for (std::size_t size = random() % 50; size > 0; --size) {
            const char* const scraps[] = {"\x01",
                                          "=",
                                          "95=3",
                                          "96=",
                                          "10=",
                                          "\x01"
                                          "96=a\x01"
                                          "b"};
            if (random() % 3 == 0)
                bytes += scraps[random() % 6];
            else
                bytes += static_cast<char>(random() % 256);
        }
        std::string again;
        FieldCursor cursor(bytes);
        for (Field field; cursor.next(field);) {
            ASSERT_EQ(field.offset, again.size());
            again.append(field.tag_text);
            if (field.has_equals) again += '=';
            again.append(field.value);
            if (again.size() < bytes.size()) again += bytes[again.size()];
            ASSERT_EQ(cursor.position(), again.size());
        }
        ASSERT_EQ(again, bytes);
    }
}

// SOHs are looked for in blocks: try each length, each place in a block, and the bytes next to SOH.
TEST(FieldCursor, FindsTheEndOfAValueOfAnyLength) {
    for (const char filler : {'\0', '\x02', 'x', '\x7f', '\x80', '\x81', '\xff'})
        for (std::size_t size = 0; size < 140; ++size) {
            const std::string value(size, filler);
            const std::string bytes = "58=" + value +
                                      "\x01"
                                      "45=" +
                                      value;
            FieldCursor cursor(bytes);
            Field field;
            ASSERT_TRUE(cursor.next(field));
            ASSERT_EQ(field.value, value);
            ASSERT_TRUE(cursor.next(field));
            ASSERT_EQ(field.tag, 45);
            ASSERT_EQ(field.value, value);
        }
}

TEST(MessageView, FindsTheFirstFieldOfATag) {
    const std::string bytes = frame_body(from_readable("35=3|34=2|58=a|58=b|"));
    const MessageView view(bytes);
    EXPECT_EQ(view.find(58), "a");
    EXPECT_EQ(view.msg_type(), "3");
    EXPECT_FALSE(view.find(45));
}

TEST(MessageView, ReadsNumbersInTheirRange) {
    const std::string bytes =
        frame_body(from_readable("35=8|34=4294967295|37=39123456789|25016=-1171|38=1.5|45=|"));
    const MessageView view(bytes);
    EXPECT_EQ(view.find_seq_num(34), 4294967295U);
    EXPECT_EQ(view.find_int(37), 39123456789);
    EXPECT_EQ(view.find_int(25016), -1171);
    EXPECT_FALSE(view.find_int(38));
    EXPECT_FALSE(view.find_int(45));
    EXPECT_FALSE(view.find_seq_num(37));
    EXPECT_FALSE(view.find_seq_num(25016));
    const std::string minus_one = frame_body(from_readable("35=8|34=-1|"));
    EXPECT_FALSE(MessageView(minus_one).find_seq_num(34));
}

TEST(ParseInt, TakesDigitsOnly) {
    EXPECT_EQ(parse_int("0"), 0);
    EXPECT_EQ(parse_int("-1179"), -1179);
    EXPECT_EQ(parse_int("9223372036854775807"), 9223372036854775807);
    for (const char* text : {"", "-", "--1", "+1", " 1", "1 ", "0x1", "1e3", "9223372036854775808",
                             "\xe2\x88\x92"
                             "1179"})
        EXPECT_FALSE(parse_int(text)) << text;
}

TEST(ParseInt, AgreesWithTheStandardLibrary) {
    const auto slow = [](std::string_view text) -> std::optional<std::int64_t> {
        std::int64_t value = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
        return value;
    };
    std::mt19937 random(20261121); // NOLINT: the same run every time
    for (int round = 0; round < 100'000; ++round) {
        std::string text(random() % 22, '0');
        for (char& digit : text)
            digit = static_cast<char>('0' + random() % 10);
        if (random() % 3 == 0) text.insert(0, "-");
        if (random() % 4 == 0 && !text.empty()) text[random() % text.size()] = "/:-+ \xff"[random() % 6];
        ASSERT_EQ(parse_int(text), slow(text)) << text;
    }
    for (const char* text : {"-9223372036854775808", "-9223372036854775809", "999999999999999999",
                             "0000000000000000000000001", "-000000000000000000", "-0"})
        EXPECT_EQ(parse_int(text), slow(text)) << text;
}

} // namespace
} // namespace fixguard::wire
