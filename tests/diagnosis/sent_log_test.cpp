// SentLog: what was sent is found by number and by id, and forgotten in order.
#include "diagnosis/sent_log.hpp"

#include "support/sanitizer.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace fixguard::diagnosis {
namespace {

std::string message(const std::string& readable) {
    return wire::frame_body(wire::from_readable(readable));
}

std::string order(std::uint32_t msg_seq_num, const std::string& id) {
    return message("35=D|34=" + std::to_string(msg_seq_num) + "|49=OE|11=" + id + "|");
}

TEST(SentLog, FindsAnOrderByNumberAndById) {
    SentLog log(16);
    log.record(order(7, "a-1"));
    ASSERT_NE(log.by_seq_num(7), nullptr);
    EXPECT_EQ(*log.by_seq_num(7), (RequestRef{7, "D", 11, "a-1"}));
    EXPECT_EQ(log.by_id("a-1"), log.by_seq_num(7));
}

TEST(SentLog, FindsNothingThatWasNotSent) {
    SentLog log(16);
    EXPECT_EQ(log.by_seq_num(0), nullptr);
    EXPECT_EQ(log.by_seq_num(7), nullptr);
    EXPECT_EQ(log.by_id(""), nullptr);
    log.record(order(7, "a-1"));
    EXPECT_EQ(log.by_seq_num(8), nullptr);
    EXPECT_EQ(log.by_seq_num(7 + 16), nullptr);
    EXPECT_EQ(log.by_id("a-2"), nullptr);
}

TEST(SentLog, KnowsTheIdOfEachRequest) {
    SentLog log(16);
    log.record(message("35=F|34=2|11=f|41=a|"));
    log.record(message("35=q|34=3|11=q|55=BTCUSDT|"));
    log.record(message("35=XAK|34=4|11=k|41=a|"));
    log.record(message("35=V|34=5|262=v|263=1|"));
    log.record(message("35=x|34=6|320=x|"));
    log.record(message("35=XLQ|34=7|6136=l|"));
    log.record(message("35=0|34=8|112=t|"));
    EXPECT_EQ(*log.by_id("f"), (RequestRef{2, "F", 11, "f"}));
    EXPECT_EQ(*log.by_id("q"), (RequestRef{3, "q", 11, "q"}));
    EXPECT_EQ(*log.by_id("k"), (RequestRef{4, "XAK", 11, "k"}));
    EXPECT_EQ(*log.by_id("v"), (RequestRef{5, "V", 262, "v"}));
    EXPECT_EQ(*log.by_id("x"), (RequestRef{6, "x", 320, "x"}));
    EXPECT_EQ(*log.by_id("l"), (RequestRef{7, "XLQ", 6136, "l"}));
    EXPECT_EQ(log.by_id("a"), nullptr) << "OrigClOrdID(41) names another request";
    EXPECT_EQ(*log.by_seq_num(8), (RequestRef{8, "0", 0, ""}));
}

TEST(SentLog, FindsACancelReplaceByBothItsIds) {
    SentLog log(16);
    log.record(message("35=XCN|34=9|25033=1|25034=cancel|11=new|"));
    EXPECT_EQ(log.by_id("new")->id, "new");
    EXPECT_EQ(log.by_id("cancel")->id, "new");
}

TEST(SentLog, FindsAnOrderListByItsOrders) {
    SentLog log(16);
    log.record(message("35=E|34=9|73=2|11=one|11=two|25014=list|"));
    for (const char* id : {"list", "one", "two"}) {
        ASSERT_NE(log.by_id(id), nullptr) << id;
        EXPECT_EQ(log.by_id(id)->id, "list");
    }
}

TEST(SentLog, TheNewestOfTwoWithTheSameIdWins) {
    SentLog log(16);
    log.record(order(2, "again"));
    log.record(order(3, "again"));
    EXPECT_EQ(log.by_id("again")->msg_seq_num, 3U);
}

TEST(SentLog, ForgetsTheOldestBeyondItsCapacity) {
    SentLog log(16);
    for (std::uint32_t i = 1; i <= 17; ++i)
        log.record(order(i, "id-" + std::to_string(i)));
    EXPECT_EQ(log.by_seq_num(1), nullptr);
    EXPECT_EQ(log.by_id("id-1"), nullptr);
    EXPECT_EQ(log.by_id("id-2")->msg_seq_num, 2U);
    EXPECT_EQ(log.by_id("id-17")->msg_seq_num, 17U);
}

TEST(SentLog, GoesOnAcrossTheRollOver) {
    SentLog log(16);
    log.record(order(4'294'967'295U, "last"));
    log.record(order(0, "first"));
    EXPECT_EQ(log.by_seq_num(4'294'967'295U)->id, "last");
    EXPECT_EQ(log.by_seq_num(0)->id, "first");
}

TEST(SentLog, IgnoresWhatHasNoNumber) {
    SentLog log(16);
    log.record(message("35=D|11=a|"));
    log.record(message("35=D|34=x|11=b|"));
    log.record("");
    EXPECT_EQ(log.by_id("a"), nullptr);
    EXPECT_EQ(log.by_id("b"), nullptr);
}

TEST(SentLog, AgreesWithAPlainListOverManyMessages) {
    constexpr std::uint32_t capacity = 64;
    SentLog log(capacity);
    std::mt19937 random(3);
    std::vector<std::string> ids{""};
    for (std::uint32_t seq = 1; seq < 5'000; ++seq) {
        ids.push_back("id-" + std::to_string(random() % 200));
        log.record(order(seq, ids.back()));
        const std::string wanted = "id-" + std::to_string(random() % 200);
        std::uint32_t expected = 0;
        for (std::uint32_t i = seq; i > 0 && i + capacity > seq && expected == 0; --i)
            if (ids[i] == wanted) expected = i;
        const RequestRef* const found = log.by_id(wanted);
        ASSERT_EQ(found == nullptr ? 0U : found->msg_seq_num, expected) << seq << ' ' << wanted;
    }
}

TEST(SentLog, FindsTheNewestOfTheSortThatIsAskedFor) {
    SentLog log(16);
    log.record(order(2, "same"));
    log.record(message("35=XAK|34=3|11=same|41=same|38=1|"));
    log.record(order(4, "same"));
    const auto is = [](std::string_view type) {
        return [type](const RequestRef& request) { return request.msg_type == type; };
    };
    EXPECT_EQ(log.by_id("same")->msg_seq_num, 4U);
    EXPECT_EQ(log.by_id("same", is("D"))->msg_seq_num, 4U);
    EXPECT_EQ(log.by_id("same", is("XAK"))->msg_seq_num, 3U);
    EXPECT_EQ(log.by_id("same", is("F")), nullptr);
    EXPECT_EQ(log.by_id("other", is("D")), nullptr);
}

// A program that uses one id for all its messages must not make each of them slower.
TEST(SentLog, OneIdForAllMessagesCostsNoMoreThanManyIds) {
    SentLog log;
    const auto begin = std::clock();
    for (std::uint32_t i = 1; i <= 100'000; ++i)
        log.record(order(i, "same"));
    // The processor's time, on which a loaded machine has no bearing.
    EXPECT_LT((std::clock() - begin) / CLOCKS_PER_SEC, test::is_sanitized ? 60 : 5);
    EXPECT_EQ(log.by_id("same")->msg_seq_num, 100'000U);
}

TEST(SentLog, TakesTheFirstOfAFieldThatComesTwice) {
    SentLog log(16);
    log.record(message("35=D|34=2|11=first|11=second|35=0|"));
    EXPECT_EQ(*log.by_seq_num(2), (RequestRef{2, "D", 11, "first"}));
    EXPECT_EQ(log.by_id("second"), nullptr);
}

TEST(SentLog, KnowsWhichCancelReplaceOutlivesARefusedCancel) {
    SentLog log(16);
    log.record(message("35=XCN|34=1|25033=2|25034=c|11=n|"));
    EXPECT_TRUE(log.outlives_cancel_reject(*log.by_seq_num(1)));
    log.record(message("35=XCN|34=2|25033=1|25034=c|11=n|"));
    EXPECT_FALSE(log.outlives_cancel_reject(*log.by_seq_num(2)));
    log.record(message("35=XCN|34=3|25033=3|25034=c|11=n|"));
    EXPECT_FALSE(log.outlives_cancel_reject(*log.by_seq_num(3)));
    log.record(message("35=D|34=4|25033=2|11=n|"));
    EXPECT_FALSE(log.outlives_cancel_reject(*log.by_seq_num(4)));
    log.record(message("35=XCN|34=17|25034=c|11=n|"));
    EXPECT_FALSE(log.outlives_cancel_reject(*log.by_seq_num(17))) << "its place was that of the first one";
}

TEST(SentLog, HoldsOneMessageAtLeast) {
    SentLog log(0);
    log.record(order(7, "a-1"));
    EXPECT_EQ(log.by_id("a-1"), log.by_seq_num(7));
    log.record(order(8, "a-2"));
    EXPECT_EQ(log.by_id("a-1"), nullptr);
}

// The same against a plain list, with all sorts of requests under few ids.
TEST(SentLog, AgreesWithAPlainListOnWhichSortBoreAnId) {
    constexpr std::uint32_t capacity = 32;
    SentLog log(capacity);
    std::mt19937 random(4);
    std::vector<std::pair<std::string, std::vector<std::string>>> sent(1); // type, ids
    const std::vector<std::string> types{"D", "F", "XAK", "XCN", "E"};
    const auto id = [&random] { return "id-" + std::to_string(random() % 12); };
    for (std::uint32_t seq = 1; seq < 5'000; ++seq) {
        const std::string type = types[random() % types.size()];
        std::vector<std::string> ids{id()};
        std::string body = "35=" + type + "|34=" + std::to_string(seq);
        if (type == "E") {
            ids.push_back(id());
            ids.push_back(id());
            body += "|25014=" + ids[0] + "|11=" + ids[1] + "|11=" + ids[2];
        } else {
            body += "|11=" + ids[0];
        }
        if (type == "XCN") {
            ids.push_back(id());
            body += "|25034=" + ids[1];
        }
        log.record(message(body + "|"));
        sent.emplace_back(type, ids);

        const std::string wanted = id();
        for (const std::string& wanted_type : types) {
            std::uint32_t expected = 0;
            for (std::uint32_t i = seq; i > 0 && i + capacity > seq && expected == 0; --i) {
                const bool bore_it =
                    std::find(sent[i].second.begin(), sent[i].second.end(), wanted) != sent[i].second.end();
                if (sent[i].first == wanted_type && bore_it) expected = i;
            }
            const RequestRef* const found =
                log.by_id(wanted, [&](const RequestRef& request) { return request.msg_type == wanted_type; });
            // An id that many messages crowd out of the ring may be forgotten, but never taken for another.
            ASSERT_EQ(found == nullptr ? expected : found->msg_seq_num, expected) << seq << ' ' << wanted;
            ASSERT_TRUE(found != nullptr || expected == 0 || seq - expected > capacity / 2) << seq;
        }
    }
}

} // namespace
} // namespace fixguard::diagnosis
