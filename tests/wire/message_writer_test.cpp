// MessageWriter: what it writes is framed as the exchange wants it.
#include "wire/message_writer.hpp"

#include "support/slow_reader.hpp"
#include "wire/frame.hpp"

#include <gtest/gtest.h>

namespace fixguard::wire {
namespace {

TEST(MessageWriter, PutsLengthAndCheckSumAroundTheBody) {
    MessageWriter writer;
    const std::string_view bytes =
        writer.begin("0").add(tag::MsgSeqNum, 2).add(tag::SenderCompID, "OE").finish();
    // 16 bytes of body; the sum was computed apart.
    EXPECT_EQ(to_readable(bytes), "8=FIX.4.4|9=16|35=0|34=2|49=OE|10=235|");
    EXPECT_TRUE(test::slow_is_message(std::string(bytes)));
}

TEST(MessageWriter, WritesCheckSumsOfOneAndTwoDigitsWithZeros) {
    MessageWriter writer;
    bool one_digit = false, two_digits = false;
    for (int i = 0; i < 300; ++i) {
        const std::string bytes(writer.begin("0").add(tag::MsgSeqNum, i).finish());
        EXPECT_TRUE(test::slow_is_message(bytes)) << to_readable(bytes);
        one_digit = one_digit || bytes.find("10=00") != std::string::npos;
        two_digits = two_digits || bytes.find("10=0") != std::string::npos;
    }
    EXPECT_TRUE(one_digit);
    EXPECT_TRUE(two_digits);
}

TEST(MessageWriter, StartsOverWithEachMessage) {
    MessageWriter writer;
    const std::string first(writer.begin("0").add(tag::TestReqID, "a").finish());
    EXPECT_EQ(writer.begin("0").add(tag::TestReqID, "a").finish(), first);
}

TEST(MessageWriter, WritesTheLargestNumbers) {
    MessageWriter writer;
    writer.begin("D").add(tag::OrderID, INT64_MIN).add(tag::MsgSeqNum, 4294967295LL);
    EXPECT_EQ(to_readable(writer.body()), "35=D|37=-9223372036854775808|34=4294967295|");
}

TEST(Readable, GoesBothWays) {
    EXPECT_EQ(to_readable(from_readable("35=0|34=2|")), "35=0|34=2|");
    EXPECT_EQ(from_readable("a|"), "a\x01");
}

} // namespace
} // namespace fixguard::wire
