// Who is asked for which stream, when, and on which connection.
#include "market/room.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace fixguard::market::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto trade = StreamKind::trade;
constexpr auto ticker = StreamKind::book_ticker;
constexpr auto depth = StreamKind::depth;

TEST(Subscriptions, are_asked_for_when_the_connection_is_up) {
    Room room;
    room.wants("BTC", trade);
    room.wants("BTC", depth, 10);
    room.wants("ETH", ticker);
    EXPECT_THAT(room.asks(), IsEmpty());
    EXPECT_EQ(room.desk().connections_wanted(), 1U);
    room.connects();
    EXPECT_THAT(room.asks(), testing::UnorderedElementsAre("+fg-1 BTC trade", "+fg-2 BTC depth 10",
                                                           "+fg-3 ETH book_ticker"));
    EXPECT_THAT(room.asks(), IsEmpty()) << "once is enough";
}

TEST(Subscriptions, as_the_exchange_reads_them) {
    const auto body = [](const Request& request) { return wire::to_readable(body_of(request)); };
    EXPECT_EQ(body({0, true, "a", {"BTC", trade}, 1}), "35=V|262=a|263=1|264=1|146=1|55=BTC|267=1|269=2|");
    EXPECT_EQ(body({0, true, "a", {"BTC", ticker}, 1}),
              "35=V|262=a|263=1|264=1|146=1|55=BTC|267=2|269=0|269=1|");
    EXPECT_EQ(body({0, true, "a", {"BTC", depth}, 5'000}),
              "35=V|262=a|263=1|264=5000|146=1|55=BTC|267=2|269=0|269=1|");
    EXPECT_EQ(body({0, false, "a", {}, 1}), "35=V|262=a|263=2|");
}

TEST(Subscriptions, of_depth_are_never_asked_for_as_a_book_ticker_nor_deeper_than_there_is) {
    Room room;
    room.connects();
    room.wants("A", depth, 1);
    room.wants("B", depth, 9'999);
    EXPECT_THAT(room.asks(), ElementsAre("+fg-1 A depth 2", "+fg-2 B depth 5000"));
    EXPECT_TRUE(room.drops("A", depth, 0));
}

TEST(Subscriptions, the_same_stream_is_asked_for_once_and_ends_with_its_last_friend) {
    Room room;
    room.connects();
    room.wants("BTC", trade);
    room.wants("BTC", trade);
    EXPECT_THAT(room.asks(), ElementsAre("+fg-1 BTC trade"));
    EXPECT_TRUE(room.drops("BTC", trade));
    EXPECT_THAT(room.asks(), IsEmpty());
    EXPECT_TRUE(room.drops("BTC", trade));
    EXPECT_THAT(room.asks(), ElementsAre("-fg-1"));
    EXPECT_THAT(room.hears(), ElementsAre("BTC trade ended"));
}

TEST(Subscriptions, a_deeper_wish_asks_again_and_a_flatter_one_does_not) {
    Room room;
    room.connects();
    room.wants("BTC", depth, 100);
    EXPECT_THAT(room.asks(), ElementsAre("+fg-1 BTC depth 100"));
    room.wants("BTC", depth, 10);
    EXPECT_THAT(room.asks(), IsEmpty());
    room.wants("BTC", depth, 5'000);
    EXPECT_THAT(room.asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 5000"));
    EXPECT_THAT(room.hears(), ElementsAre("BTC depth broken deeper"));
}

TEST(Subscriptions, what_was_never_asked_for_cannot_be_dropped) {
    Room room;
    room.connects();
    EXPECT_FALSE(room.drops("BTC", trade));
    room.wants("BTC", trade);
    EXPECT_FALSE(room.drops("BTC", ticker));
    EXPECT_FALSE(room.drops("ETH", trade));
    room.wants("ETH", depth, 10);
    EXPECT_FALSE(room.drops("ETH", depth, 20)) << "nobody asked for that depth";
    EXPECT_THAT(room.asks(), SizeIs(2));
}

TEST(Subscriptions, dropped_before_it_was_asked_for_says_nothing_to_the_exchange) {
    Room room;
    room.connects();
    room.wants("BTC", trade);
    room.drops("BTC", trade);
    EXPECT_THAT(room.asks(), IsEmpty());
}

TEST(Subscriptions, survive_a_reconnection_under_ids_never_used_before) {
    Room room;
    room.connects();
    room.wants("BTC", trade);
    room.wants("BTC", ticker);
    EXPECT_THAT(room.asks(), ElementsAre("+fg-1 BTC trade", "+fg-2 BTC book_ticker"));
    for (int i = 0; i < 3; ++i) {
        room.loses();
        EXPECT_THAT(room.asks(), IsEmpty());
        room.connects();
        EXPECT_THAT(room.asks(), SizeIs(2));
    }
    room.loses();
    room.connects();
    EXPECT_THAT(room.asks(), ElementsAre("+fg-9 BTC trade", "+fg-a BTC book_ticker"));
}

TEST(Subscriptions, no_id_comes_twice) {
    Room room;
    room.connects();
    room.wants("BTC", depth, 10);
    std::set<std::string> ids;
    for (int i = 0; i < 2'000; ++i) {
        for (const std::string& line : room.asks())
            if (line.front() == '+') {
                EXPECT_TRUE(ids.insert(line).second) << line;
                EXPECT_LE(line.find(' '), 37U) << "MDReqID(262) has at most 36 characters";
            }
        room.passes(61s); // no answer: asked for again
    }
    EXPECT_THAT(ids, testing::SizeIs(testing::Gt(1'000U)));
}

// ---- many streams

TEST(Subscriptions, spread_over_as_many_connections_as_they_need) {
    Room room(small_limits);
    for (const char* const symbol : {"A", "B", "C", "D", "E"})
        room.wants(symbol, trade);
    EXPECT_EQ(room.desk().connections_wanted(), 2U);
    room.connects(0);
    EXPECT_THAT(room.asks(0), ElementsAre("+fg-1 A trade", "+fg-2 B trade", "+fg-3 C trade"));
    EXPECT_EQ(room.desk().connections_wanted(), 2U);
    room.connects(1);
    EXPECT_THAT(room.asks(1), ElementsAre("+fg-4 D trade", "+fg-5 E trade"));
    EXPECT_THAT(room.asks(0), IsEmpty());
}

TEST(Subscriptions, two_connections_share_evenly) {
    Room room;
    room.desk().add_connection(0, room.now);
    room.desk().add_connection(1, room.now);
    for (int i = 0; i < 100; ++i)
        room.wants("S" + std::to_string(i), trade);
    room.connects(0);
    room.connects(1);
    EXPECT_THAT(room.asks(0), SizeIs(50));
    EXPECT_THAT(room.asks(1), SizeIs(50));
}

TEST(Subscriptions, beyond_all_connections_the_user_is_told_and_a_free_place_is_used) {
    Room room(small_limits);
    room.connects(0);
    room.connects(1);
    for (const char* const symbol : {"A", "B", "C", "D", "E", "F", "G"})
        room.wants(symbol, trade);
    EXPECT_THAT(room.hears(), ElementsAre("G trade refused -1191"));
    EXPECT_EQ(room.desk().connections_wanted(), 2U);
    EXPECT_EQ(room.desk().counts().unplaced, 1U);
    room.asks(0);
    room.asks(1);
    room.drops("A", trade);
    EXPECT_THAT(room.asks(0), ElementsAre("-fg-1", "+fg-7 G trade"));
}

TEST(Subscriptions, of_a_hundred_thousand_streams_fit_into_a_hundred_connections_and_no_more) {
    Room room;
    for (int i = 0; i < 100'001; ++i)
        room.wants("S" + std::to_string(i), trade);
    EXPECT_EQ(room.desk().connections_wanted(), 100U);
    for (ConnectionId connection = 0; connection < 100; ++connection)
        room.desk().add_connection(connection, room.now);
    EXPECT_EQ(room.desk().counts().unplaced, 1U);
}

TEST(Subscriptions, of_a_connection_that_does_not_come_back_go_to_the_others) {
    Room room(small_limits);
    room.connects(0);
    room.wants("A", trade);
    room.wants("B", trade);
    room.asks(0);
    room.connects(1);
    room.desk().remove_connection(0, room.now);
    EXPECT_THAT(room.asks(1), ElementsAre("+fg-3 A trade", "+fg-4 B trade"));
    EXPECT_THAT(room.asks(0), IsEmpty());
}

// ---- the message limit

TEST(Subscriptions, wait_for_the_message_limit_and_say_when_they_go_on) {
    Room room(Limits{100, 1, {6, 10s}});
    room.connects();
    for (int i = 0; i < 14; ++i)
        room.wants("S" + std::to_string(i), trade);
    EXPECT_THAT(room.asks(), SizeIs(6));
    EXPECT_EQ(room.desk().next_time(room.now), room.now + 10s);
    room.passes(9'999ms);
    EXPECT_THAT(room.asks(), IsEmpty());
    room.passes(1ms);
    EXPECT_THAT(room.asks(), SizeIs(6));
    room.passes(10s);
    EXPECT_THAT(room.asks(), SizeIs(2));
    EXPECT_EQ(room.desk().next_time(room.now), SteadyTime::max());
}

// Thousands of streams come back after a roll-over: in no stretch of a minute more than 2,000 messages on a
// connection, heartbeats of every 5 s included.
TEST(Subscriptions, thousands_of_renewals_stay_below_2000_messages_a_minute) {
    Room room(Limits::of(rules::SessionTable::built_in()));
    for (int i = 0; i < 3'000; ++i)
        room.wants("S" + std::to_string(i), depth, 10);
    ASSERT_EQ(room.desk().connections_wanted(), 3U);
    for (ConnectionId connection = 0; connection < 3; ++connection)
        room.connects(connection);
    std::array<std::vector<SteadyTime>, 3> sent;
    std::size_t subscribed = 0;
    for (int second = 0; second < 600; ++second, room.passes(1s))
        for (ConnectionId connection = 0; connection < 3; ++connection) {
            if (second % 5 == 0) sent[connection].push_back(room.now);
            for (const std::string& line : room.asks(connection)) {
                sent[connection].push_back(room.now);
                subscribed += line.front() == '+';
            }
        }
    EXPECT_GT(subscribed, 6'000U) << "nobody answers: each is asked for again and again";
    for (const auto& times : sent)
        for (std::size_t i = 2'000; i < times.size(); ++i)
            ASSERT_GT(times[i] - times[i - 2'000], 60s);
}

TEST(Subscriptions, a_request_that_could_not_be_sent_comes_again_in_its_turn) {
    Room room;
    room.connects();
    room.wants("BTC", trade);
    room.wants("ETH", trade);
    const auto request = room.desk().next(0, room.now);
    ASSERT_TRUE(request);
    room.desk().not_sent(*request, room.now + 2s);
    EXPECT_THAT(room.asks(), IsEmpty());
    EXPECT_EQ(room.desk().next_time(room.now), room.now + 2s);
    room.passes(2s);
    EXPECT_THAT(room.asks(), ElementsAre("+fg-2 BTC trade", "+fg-3 ETH trade"));
}

TEST(Subscriptions, an_end_that_could_not_be_sent_comes_again_before_the_next_request) {
    Room room;
    room.connects();
    room.wants("BTC", depth, 10);
    room.asks();
    room.wants("BTC", depth, 20);
    const auto end = room.desk().next(0, room.now);
    ASSERT_TRUE(end && !end->subscribe);
    room.desk().not_sent(*end, room.now + 1s);
    room.passes(1s);
    EXPECT_THAT(room.asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 20"));
}

} // namespace
} // namespace fixguard::market::test
