// What goes out around the body of a user: header, BodyLength(9), CheckSum(10), and the body as it was.
#include "engine/message_encoder.hpp"

#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

constexpr std::string_view time_text = "20260101-10:11:12.131415";

class Encoder : public ::testing::Test {
protected:
    // In readable form; empty where the body is refused.
    std::string encoded(std::string_view readable, std::uint32_t number = 2) {
        const std::string body = wire::from_readable(readable);
        const auto parsed = MessageEncoder::read(body);
        return parsed ? wire::to_readable(encoder.encode(*parsed, number, now)) : std::string();
    }
    // Put together the slow way, by the writer that the venue and the tests use.
    static std::string expected(const std::string& msg_type, const std::string& rest,
                                std::uint32_t number = 2) {
        return wire::to_readable(wire::frame_body(
            wire::from_readable("35=" + msg_type + "|34=" + std::to_string(number) +
                                "|49=ME|52=" + std::string(time_text) + "|56=SPOT|" + rest)));
    }

    MessageEncoder encoder{"ME", "SPOT"};
    const UtcTime now = *wire::parse_utc_timestamp(time_text);
};

TEST_F(Encoder, LeavesTheFieldsOfTheBodyInTheirOrder) {
    EXPECT_EQ(encoded("35=D|55=BTCUSDT|11=a|40=1|"), expected("D", "55=BTCUSDT|11=a|40=1|"));
    EXPECT_EQ(encoded("35=XCN|25034=c|11=a|"), expected("XCN", "25034=c|11=a|"));
    EXPECT_EQ(encoded("35=V|"), expected("V", ""));
}

TEST_F(Encoder, PutsRecvWindowIntoTheHeaderFromAnyPlace) {
    const std::string want = expected("D", "25000=5000|11=a|40=1|");
    EXPECT_EQ(encoded("35=D|25000=5000|11=a|40=1|"), want);
    EXPECT_EQ(encoded("35=D|11=a|25000=5000|40=1|"), want);
    EXPECT_EQ(encoded("35=D|11=a|40=1|25000=5000|"), want);
}

TEST_F(Encoder, LeavesASecondRecvWindowToTheExchangeToRefuse) {
    EXPECT_EQ(encoded("35=D|25000=1|11=a|25000=2|"), expected("D", "25000=1|11=a|25000=2|"));
}

TEST_F(Encoder, WritesLengthsAndNumbersOfAnyWidth) {
    std::string text;
    for (std::size_t size = 0; size < 1'200; size += 7) {
        text.assign(size, 'x');
        for (const std::uint32_t number : {1U, 99U, 1'000'000U, 4'294'967'295U})
            ASSERT_EQ(encoded("35=D|58=" + text + "|", number), expected("D", "58=" + text + "|", number))
                << size;
    }
    text.assign(200'000, 'x');
    EXPECT_EQ(encoded("35=D|58=" + text + "|"), expected("D", "58=" + text + "|"));
}

TEST_F(Encoder, IsAsGoodAfterARefusalAndAfterALongMessage) {
    EXPECT_EQ(encoded("35=D|58=" + std::string(5'000, 'x') + "|34=1|"), "");
    EXPECT_EQ(encoded("35=D|11=a|"), expected("D", "11=a|"));
}

TEST_F(Encoder, RefusesWhatIsNoBodyOfAUser) {
    for (const char* const body : {"",
                                   "|",
                                   "35=D",
                                   "35=D|11=a",
                                   "11=a|35=D|",
                                   "35=|",
                                   "35=D|11|",
                                   "35=D|=a|",
                                   "35=D|0=a|",
                                   "35=D|01=a|",
                                   "35=D||",
                                   "35=D|x=1|",
                                   "8=FIX.4.4|9=5|35=D|",
                                   "35=D|8=FIX.4.4|",
                                   "35=D|9=5|",
                                   "35=D|10=000|",
                                   "35=D|34=7|",
                                   "35=D|43=Y|",
                                   "35=D|49=X|",
                                   "35=D|52=X|",
                                   "35=D|56=X|",
                                   "35=D|35=D|",
                                   "35=D|95=1|",
                                   "35=D|96=x|",
                                   "35=0|",
                                   "35=1|",
                                   "35=2|",
                                   "35=3|",
                                   "35=4|",
                                   "35=5|",
                                   "35=A|",
                                   "35=j|"})
        EXPECT_EQ(encoded(body), "") << body;
}

} // namespace
} // namespace fixguard::engine
