// FrameReader: what is a message, what is a fault, and where each ends, however the bytes arrive.
#include "wire/frame.hpp"

#include "support/slow_reader.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <random>
#include <string>
#include <vector>

namespace fixguard::wire {
namespace {

using Status = FrameResult::Status;

std::string message(std::string_view readable_body) {
    return frame_body(from_readable(readable_body));
}

// What a reader says of a stream that arrives in pieces of the given size.
std::vector<std::string> events(std::string_view stream, std::size_t piece, OnFault on_fault) {
    std::vector<std::string> seen;
    FrameReader reader(on_fault);
    std::string buffer;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        buffer += stream.substr(at, piece);
        for (;;) {
            const FrameResult result = reader.next(buffer);
            if (result.status == Status::incomplete) break;
            if (result.status == Status::complete) {
                seen.push_back("message " + std::string(result.frame.msg_type));
            } else {
                seen.push_back(std::string(name(result.fault)));
                if (on_fault == OnFault::stop) return seen;
            }
            buffer.erase(0, result.consumed);
        }
    }
    if (!buffer.empty()) seen.push_back("rest " + std::to_string(buffer.size()));
    return seen;
}

FrameResult read(std::string_view bytes, OnFault on_fault = OnFault::resync) {
    return FrameReader(on_fault).next(bytes);
}

TEST(FrameReader, ReadsOneMessage) {
    const std::string bytes = message("35=0|34=2|49=OE|52=20261121-00:00:00|56=SPOT|");
    const FrameResult result = read(bytes);
    ASSERT_EQ(result.status, Status::complete);
    EXPECT_EQ(result.consumed, bytes.size());
    EXPECT_EQ(result.frame.bytes, bytes);
    EXPECT_EQ(result.frame.msg_type, "0");
    EXPECT_EQ(to_readable(result.frame.fields), "34=2|49=OE|52=20261121-00:00:00|56=SPOT|");
}

TEST(FrameReader, ReadsABodyLengthPaddedToSevenDigits) {
    std::string bytes = from_readable("8=FIX.4.4|9=0000010|35=0|34=2|");
    std::string trailer = std::to_string(check_sum(bytes));
    trailer.insert(0, 3 - trailer.size(), '0');
    bytes += from_readable("10=" + trailer + "|");
    EXPECT_EQ(read(bytes).status, Status::complete);
}

TEST(FrameReader, ReadsABodyLengthOfNineDigitsAndNoMore) {
    const auto padded = [](std::string_view digits) {
        const std::string head = from_readable("8=FIX.4.4|9=" + std::string(digits) + "|35=0|34=2|");
        std::string sum = std::to_string(check_sum(head));
        return head + from_readable("10=" + sum.insert(0, 3 - sum.size(), '0') + "|");
    };
    EXPECT_EQ(read(padded("000000010")).status, Status::complete);
    EXPECT_EQ(read(padded("0000000010")).fault, FrameFault::body_length_wrong);
    EXPECT_EQ(read(padded("0000000010")).status, Status::fault);
}

TEST(FrameReader, ReadsAnEmptyMsgTypeAndNoFields) {
    const FrameResult result = read(message("35=|"));
    ASSERT_EQ(result.status, Status::complete);
    EXPECT_EQ(result.frame.msg_type, "");
    EXPECT_EQ(result.frame.fields, "");
}

TEST(FrameReader, WaitsAtEveryCutPointOfAGoodMessage) {
    const std::string bytes = message("35=A|34=1|95=5|96=a\x01"
                                      "b=c|98=0|108=30|");
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        EXPECT_EQ(read(std::string_view(bytes).substr(0, cut)).status, Status::incomplete) << cut;
        EXPECT_EQ(read(std::string_view(bytes).substr(0, cut), OnFault::stop).status, Status::incomplete)
            << cut;
    }
}

TEST(FrameReader, PassesOverATrailerInsideRawData) {
    const std::string bytes = message("35=A|34=1|95=12|96=xx|10=123|yy|98=0|");
    EXPECT_EQ(events(bytes, 1, OnFault::resync), (std::vector<std::string>{"message A"}));
}

TEST(FrameReader, TakesAValueThatLooksLikeATrailer) {
    for (const std::string_view body : {"35=0|58=10=123|", "35=0|58=x10=1|34=2|", "35=N|25010=1|25011=2|"})
        EXPECT_EQ(read(message(body)).status, Status::complete) << body;
}

struct FaultRow {
    const char* what;
    std::string bytes;
    FrameFault fault;
};

std::vector<FaultRow> fault_rows() {
    const std::string good = message("35=0|34=2|49=OE|");
    std::string wrong_sum = good;
    wrong_sum[wrong_sum.size() - 2] = wrong_sum[wrong_sum.size() - 2] == '9' ? '0' : '9';
    const auto raw = [](std::string_view readable) { return from_readable(readable); };
    return {
        {"BodyLength(9) before BeginString(8)", raw("9=10|8=FIX.4.4|35=0|34=2|10=000|"),
         FrameFault::begin_string_not_first},
        {"another version", raw("8=FIX.4.2|9=5|35=0|10=000|"), FrameFault::begin_string_not_first},
        {"no BodyLength(9)", raw("8=FIX.4.4|34=2|35=0|10=000|"), FrameFault::body_length_wrong},
        {"MsgType(35) second", raw("8=FIX.4.4|35=0|9=10|34=2|10=000|"), FrameFault::msg_type_not_third},
        {"MsgType(35) fourth", raw("8=FIX.4.4|9=10|34=2|35=0|10=000|"), FrameFault::msg_type_not_third},
        {"BodyLength(9) empty", raw("8=FIX.4.4|9=|35=0|10=000|"), FrameFault::body_length_wrong},
        {"BodyLength(9) negative", raw("8=FIX.4.4|9=-5|35=0|10=000|"), FrameFault::body_length_wrong},
        {"BodyLength(9) with letters", raw("8=FIX.4.4|9=5x|35=0|10=000|"), FrameFault::body_length_wrong},
        {"BodyLength(9) too small by one", raw("8=FIX.4.4|9=14|35=0|34=2|49=O|10=000|"),
         FrameFault::body_length_wrong},
        {"BodyLength(9) too small", raw("8=FIX.4.4|9=5|35=0|34=2|10=000|"), FrameFault::body_length_wrong},
        {"BodyLength(9) too large", raw("8=FIX.4.4|9=1010|35=0|34=2|10=000|"), FrameFault::body_length_wrong},
        {"BodyLength(9) of eleven digits", raw("8=FIX.4.4|9=99999999999|35=0|34=2|10=000|"),
         FrameFault::body_length_wrong},
        {"CheckSum(10) wrong", wrong_sum, FrameFault::check_sum_wrong},
        {"CheckSum(10) of two digits", raw("8=FIX.4.4|9=10|35=0|34=2|10=16|"), FrameFault::check_sum_wrong},
        {"CheckSum(10) with letters", raw("8=FIX.4.4|9=10|35=0|34=2|10=1x6|"), FrameFault::check_sum_wrong},
        {"an SBE framing header", std::string("\x0c\x00\x00\x00\x50\xeb\x01\x02\x03\x04\x05\x06", 12),
         FrameFault::binary_header},
    };
}

TEST(FrameReader, NamesEachFaultAndFindsTheMessageBehindIt) {
    const std::string good = message("35=1|34=3|112=x|");
    for (const FaultRow& row : fault_rows())
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}})
            EXPECT_EQ(events(row.bytes + good, piece, OnFault::resync),
                      (std::vector<std::string>{std::string(name(row.fault)), "message 1"}))
                << row.what << ", pieces of " << piece;
}

TEST(FrameReader, AClientStopsAtTheFaultAndConsumesNothing) {
    for (const FaultRow& row : fault_rows()) {
        const FrameResult result = read(row.bytes, OnFault::stop);
        EXPECT_EQ(result.status, Status::fault) << row.what;
        EXPECT_EQ(result.consumed, 0U) << row.what;
    }
}

TEST(FrameReader, AClientStopsAtTheFirstByteOfAWebPage) {
    EXPECT_EQ(read("H", OnFault::stop).status, Status::fault);
}

TEST(FrameReader, EndsAGarbledStretchThatHasNoEnd) {
    const std::string junk(max_frame_size + 1, 'x');
    const FrameResult result = read(junk);
    ASSERT_EQ(result.status, Status::fault);
    EXPECT_EQ(result.fault, FrameFault::too_long);
    EXPECT_EQ(result.consumed, junk.size());
}

TEST(FrameReader, RefusesABodyLengthBeyondTheLimitAtOnce) {
    EXPECT_EQ(read(from_readable("8=FIX.4.4|9=4194305|35=0|"), OnFault::stop).status, Status::fault);
    EXPECT_EQ(read(from_readable("8=FIX.4.4|9=4194304|35=0|"), OnFault::stop).status, Status::incomplete);
}

TEST(FrameReader, TakesABinaryHeaderByItsLengthOnly) {
    const std::string header("\x08\x00\x00\x00\x50\xeb\x01", 7);
    EXPECT_EQ(read(header).status, Status::incomplete);
    EXPECT_EQ(read(header + "\x02").consumed, 8U);
    const std::string long_header("\x2c\x01\x00\x00\x50\xeb", 6);
    EXPECT_EQ(read(long_header).status, Status::incomplete);
    EXPECT_EQ(read(long_header + std::string(294, 'x')).consumed, 300U);
    const std::string too_short("\x02\x00\x00\x00\x50\xeb", 6);
    EXPECT_EQ(read(std::string_view(too_short).substr(0, 5)).status, Status::incomplete);
    EXPECT_EQ(read(too_short).consumed, 6U);
}

TEST(FrameReader, AgreesWithTheSlowReaderOnDamagedMessages) {
    std::mt19937 random(20261121);
    const std::string good =
        message("35=D|34=7|49=OE|52=20261121-00:00:00.123|56=SPOT|11=a-1|38=1.5|40=2|44=10|54=1|");
    const std::string alphabet = "0123456789=|8xA";
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = good;
        for (int damage = static_cast<int>(random() % 3); damage > 0; --damage) {
            const std::size_t at = random() % bytes.size();
            const std::string letter = from_readable(std::string(1, alphabet[random() % alphabet.size()]));
            switch (random() % 3) {
            case 0: bytes.replace(at, 1, letter); break;
            case 1: bytes.insert(at, letter); break;
            case 2: bytes.erase(at, 1); break;
            }
        }
        const bool whole = read(bytes).status == Status::complete && read(bytes).consumed == bytes.size();
        ASSERT_EQ(whole, test::slow_is_message(bytes)) << to_readable(bytes);
        accepted += whole ? 1 : 0;
    }
    EXPECT_GT(accepted, 1'000);
    EXPECT_LT(accepted, 19'000);
}

TEST(FrameReader, SaysTheSameHoweverAStreamIsCut) {
    std::string stream;
    for (const FaultRow& row : fault_rows())
        stream += message("35=0|34=9|") + row.bytes;
    stream += message("35=5|34=10|");
    const std::vector<std::string> whole = events(stream, stream.size(), OnFault::resync);
    EXPECT_EQ(whole.size(), 2 * fault_rows().size() + 1);
    for (std::size_t piece = 1; piece < 60; ++piece)
        EXPECT_EQ(events(stream, piece, OnFault::resync), whole) << "pieces of " << piece;
}

// Where the network cuts a stream must not decide what is said of it, whatever the damage.
TEST(FrameReader, SaysTheSameOfDamagedMessagesHoweverTheyAreCut) {
    std::mt19937 random(42);
    const std::string good = message("35=A|34=7|95=10|96=x|10=000|y|98=0|");
    const std::vector<std::string> scraps{"10=000|", "10=12|", "10=1234|", "95=4|",     "95=4x|", "96=a|b|",
                                          "35=",     "9=",     "8=",       "|",         "=",      "0",
                                          "1",       "x",      "9=5|",     "8=FIX.4.4|"};
    for (int round = 0; round < 5'000; ++round) {
        std::string bytes = good;
        for (std::size_t damage = random() % 3; damage > 0; --damage) {
            const std::size_t at = random() % bytes.size();
            if (random() % 3 == 0)
                bytes.erase(at, 1 + random() % 4);
            else
                bytes.insert(at, from_readable(scraps[random() % scraps.size()]));
        }
        bytes += good + good;
        for (const OnFault on_fault : {OnFault::stop, OnFault::resync})
            ASSERT_EQ(events(bytes, 1, on_fault), events(bytes, bytes.size(), on_fault))
                << to_readable(bytes) << (on_fault == OnFault::stop ? " stop" : " resync");
    }
}

// A walk that started over with each piece would look at some hundred gigabytes here.
TEST(FrameReader, LooksAtEachByteOfALongFieldOnce) {
    const std::string head = from_readable("8=FIX.4.4|9=4000000|35=B|148=");
    const std::string bytes = head + std::string(3'900'000, 'x');
    for (const OnFault on_fault : {OnFault::stop, OnFault::resync}) {
        FrameReader reader(on_fault);
        const auto begin = std::clock();
        for (std::size_t size = 0; size < bytes.size(); size += 64)
            ASSERT_EQ(reader.next(std::string_view(bytes).substr(0, size)).status, Status::incomplete);
        EXPECT_LT((std::clock() - begin) / CLOCKS_PER_SEC, 5);
    }
}

TEST(FrameReader, SurvivesABufferThatBecameShorter) {
    FrameReader reader(OnFault::resync);
    const std::string good = message("35=0|34=2|");
    EXPECT_EQ(reader.next(from_readable("8=FIX.4.4|9=1000|35=0|34=2|58=long|")).status, Status::incomplete);
    EXPECT_EQ(reader.next(from_readable("8=FIX.4.4|9=1000|35=0|")).status, Status::incomplete);
    EXPECT_EQ(reader.next(good).status, Status::complete);
}

TEST(FrameReader, ACheckSumInTheMiddleEndsAMessageEarly) {
    const std::string bytes = message("35=0|10=000|34=2|");
    EXPECT_EQ(read(bytes).fault, FrameFault::body_length_wrong);
    EXPECT_EQ(read(bytes).consumed, from_readable("8=FIX.4.4|9=17|35=0|10=000|").size());
}

// The fields are read by the same rule, so that nobody sees a CheckSum(10) there that framing did not see.
TEST(FrameReader, ARawDataLengthThatDoesNotHoldHidesNoTrailer) {
    EXPECT_EQ(read(message("35=A|95=10|96=x|10=123|y|98=0|")).status, Status::complete);
    for (const char* body : {"35=A|95=10x|96=x|10=123|y|98=0|", "35=A|95=9|96=x|10=123|y|98=0|",
                             "35=A|95=10|98=0|96=x|10=123|y|", "35=A|95=0|96=x|10=123|y|98=0|",
                             "35=A|95=1000|96=x|10=123|y|98=0|"})
        EXPECT_EQ(read(message(body)).fault, FrameFault::body_length_wrong) << body;
}

TEST(FrameReader, ACheckSumIsThreeDigitsEvenWhereOtherCharactersAddUp) {
    std::string bytes = message("35=0|34=2|");
    char* const sum = bytes.data() + bytes.size() - 4;
    ASSERT_GE(sum[0], '1');
    --sum[0];
    sum[1] = static_cast<char>(sum[1] + 10); // ten tens for a hundred
    EXPECT_EQ(read(bytes).fault, FrameFault::check_sum_wrong);
}

// What was written comes back whole from a stream in pieces of any size.
TEST(FrameReader, ReadsBackWhatTheWriterWrote) {
    std::mt19937 random(11);
    for (int round = 0; round < 500; ++round) {
        std::string stream;
        std::vector<std::string> written;
        MessageWriter writer;
        for (std::size_t messages = 1 + random() % 5; messages > 0; --messages) {
            writer.begin(random() % 2 ? "D" : "XCN");
            for (std::size_t fields = random() % 8; fields > 0; --fields) {
                std::string value;
                for (std::size_t size = random() % 20; size > 0; --size)
                    value += static_cast<char>(random() % 256);
                std::replace(value.begin(), value.end(), soh, ' ');
                writer.add(static_cast<Tag>(11 + random() % 80), value);
            }
            if (random() % 2) {
                std::string data;
                for (std::size_t size = 1 + random() % 30; size > 0; --size)
                    data += "10=\x01"
                            "5"[random() % 5];
                writer.add(tag::RawDataLength, data.size()).add(tag::RawData, data);
            }
            written.emplace_back(writer.finish());
            stream += written.back();
        }
        FrameReader reader(OnFault::stop);
        std::string buffer;
        std::vector<std::string> read;
        for (std::size_t at = 0; at < stream.size();) {
            const std::size_t piece = std::min<std::size_t>(1 + random() % 40, stream.size() - at);
            buffer += stream.substr(at, piece);
            at += piece;
            for (;;) {
                const FrameResult result = reader.next(buffer);
                if (result.status == Status::incomplete) break;
                ASSERT_EQ(result.status, Status::complete) << to_readable(stream);
                read.emplace_back(result.frame.bytes);
                buffer.erase(0, result.consumed);
            }
        }
        ASSERT_EQ(read, written);
    }
}

TEST(FrameReader, SurvivesAnyBytes) {
    std::mt19937 random(5);
    const std::string head = from_readable("8=FIX.4.4|9=");
    for (int round = 0; round < 5'000; ++round) {
        std::string bytes = random() % 2 ? head : "";
        if (random() % 2) bytes += std::to_string(random() % 60) + from_readable("|35=");
        for (std::size_t size = random() % 60; size > 0; --size)
            bytes += static_cast<char>(random() % 256);
        const std::vector<char> exact(bytes.begin(), bytes.end()); // no spare byte behind the last
        for (const OnFault on_fault : {OnFault::stop, OnFault::resync}) {
            const FrameResult result = read({exact.data(), exact.size()}, on_fault);
            ASSERT_LE(result.consumed, exact.size());
            ASSERT_TRUE(result.status != Status::fault || on_fault == OnFault::stop || result.consumed > 0);
        }
    }
}

} // namespace
} // namespace fixguard::wire
