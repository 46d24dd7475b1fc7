// What the exchange may answer, in whatever order, and the one thing that follows from each.
#include "market/room.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::market::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto trade = StreamKind::trade;
constexpr auto ticker = StreamKind::book_ticker;
constexpr auto depth = StreamKind::depth;

constexpr std::string_view id_in_use = "|25016=-1190|58=MDReqID (262) contains a subscription request id "
                                       "that is already in use on this connection.|";
constexpr std::string_view no_such_id =
    "|25016=-1190|58=MDReqID (262) contains an unsubscription request id that "
    "does not match any active subscription.|";
constexpr std::string_view too_many =
    "|281=2|25016=-1191|58=Too many subscriptions. Connection may create up to '3' subscriptions at a time.|";
constexpr std::string_view bad_symbol = "|25016=-1121|58=Invalid symbol.|";

std::string refusal(std::string_view id, std::string_view why) {
    return "35=Y|262=" + std::string(id) + std::string(why);
}
std::string similar(std::string_view id, std::string_view active) {
    return refusal(id, "|281=2|25016=-1191|58=Similar subscription is already active on this connection. "
                       "Symbol='BTC', active subscription id: '" +
                           std::string(active) + "'.|");
}

// One book of BTC, asked for as fg-1.
struct OneBook : testing::Test, Room {
    void SetUp() override {
        connects();
        wants("BTC", depth, 10);
        ASSERT_THAT(asks(), ElementsAre("+fg-1 BTC depth 10"));
    }
};

// One trade stream of BTC, asked for as fg-1.
struct OneTrade : testing::Test, Room {
    void SetUp() override {
        connects();
        wants("BTC", trade);
        ASSERT_THAT(asks(), ElementsAre("+fg-1 BTC trade"));
    }
};

TEST_F(OneBook, a_snapshot_makes_it_good) {
    EXPECT_TRUE(gets_snapshot("fg-1", 40));
    EXPECT_THAT(hears(), ElementsAre("BTC depth good 40", "BTC book 99x1 / 101x1"));
    EXPECT_EQ(desk().next_time(now), SteadyTime::max()) << "no answer is waited for any more";
}

TEST_F(OneTrade, is_good_from_the_first_trade_on) {
    EXPECT_THAT(hears(), IsEmpty());
    EXPECT_TRUE(gets_trade("fg-1", 7));
    EXPECT_THAT(hears(), ElementsAre("BTC trade good 7", "BTC trade 7 100x1 1"));
    loses();
    EXPECT_THAT(hears(), ElementsAre("BTC trade broken connection_lost 7"));
    connects();
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC trade"));
    gets_trade("fg-2", 12);
    EXPECT_THAT(hears(), ElementsAre("BTC trade good 12", "BTC trade 12 100x1 1"));
}

TEST_F(OneBook, without_an_answer_for_ten_seconds_it_is_ended_and_asked_for_again) {
    passes(9'999ms);
    EXPECT_THAT(asks(), IsEmpty());
    passes(1ms);
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken no_answer"));
}

TEST_F(OneTrade, may_be_silent_for_hours) {
    passes(3h);
    EXPECT_THAT(asks(), IsEmpty());
}

// ---- refusals

TEST_F(OneBook, id_in_use_asks_under_another_at_once) {
    EXPECT_TRUE(gets(refusal("fg-1", id_in_use)));
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
}

TEST_F(OneBook, refused_again_and_again_the_pauses_grow) {
    gets(refusal("fg-1", id_in_use));
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
    gets(refusal("fg-2", id_in_use));
    EXPECT_THAT(asks(), IsEmpty());
    passes(1s);
    EXPECT_THAT(asks(), ElementsAre("+fg-3 BTC depth 10"));
    gets(refusal("fg-3", id_in_use));
    passes(1s);
    EXPECT_THAT(asks(), IsEmpty());
    passes(1s);
    EXPECT_THAT(asks(), ElementsAre("+fg-4 BTC depth 10"));
}

TEST_F(OneBook, of_an_unknown_symbol_is_told_and_not_asked_for_until_the_next_connection) {
    gets(refusal("fg-1", bad_symbol));
    EXPECT_THAT(hears(), ElementsAre("BTC depth refused -1121"));
    passes(10min);
    EXPECT_THAT(asks(), IsEmpty());
    EXPECT_EQ(desk().counts().refused, 1U);
    loses();
    EXPECT_THAT(hears(), IsEmpty());
    connects();
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
}

TEST_F(OneBook, refused_it_is_asked_for_again_when_somebody_else_wants_it) {
    gets(refusal("fg-1", bad_symbol));
    wants("BTC", depth, 10);
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
}

TEST_F(OneBook, a_refusal_that_may_pass_is_tried_again) {
    gets(refusal(
        "fg-1",
        "|25016=-1008|58=Server is currently overloaded with other requests. Please try again in a few "
        "minutes.|"));
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
}

TEST_F(OneBook, a_refusal_without_code_goes_by_its_text) {
    gets(refusal("fg-1", "|58=Invalid symbol.|"));
    EXPECT_THAT(hears(), ElementsAre("BTC depth refused -1121"));
}

TEST(Answers, too_many_on_one_connection_goes_to_another) {
    Room room;
    room.connects(0);
    room.wants("A", trade);
    room.wants("B", trade);
    EXPECT_THAT(room.asks(0), ElementsAre("+fg-1 A trade", "+fg-2 B trade"));
    room.gets(refusal("fg-2", too_many), 0);
    EXPECT_EQ(room.desk().connections_wanted(), 2U) << "this one has one place, not a thousand";
    room.connects(1);
    EXPECT_THAT(room.asks(1), ElementsAre("+fg-3 B trade"));
    EXPECT_THAT(room.asks(0), IsEmpty());
}

// The second of two answers, to a request whose stream has gone elsewhere since.
TEST(Answers, a_snapshot_behind_too_many_does_not_bring_the_stream_back_from_another_connection) {
    Room room;
    room.connects(0);
    room.wants("A", trade);
    room.wants("BTC", depth, 10);
    EXPECT_THAT(room.asks(0), ElementsAre("+fg-1 A trade", "+fg-2 BTC depth 10"));
    room.gets(refusal("fg-2", too_many), 0);
    room.connects(1);
    EXPECT_TRUE(room.gets_snapshot("fg-2", 40, 0));
    EXPECT_THAT(room.hears(), IsEmpty());
    EXPECT_EQ(room.data.late_messages(), 1U);
    EXPECT_THAT(room.asks(1), ElementsAre("+fg-3 BTC depth 10"));
}

TEST(Answers, a_snapshot_behind_too_many_is_of_nobody_when_the_stream_was_dropped) {
    Room room;
    room.connects(0);
    room.wants("BTC", depth, 10);
    EXPECT_THAT(room.asks(0), ElementsAre("+fg-1 BTC depth 10"));
    room.gets(refusal("fg-1", too_many), 0);
    EXPECT_TRUE(room.drops("BTC", depth, 10));
    room.hears();
    EXPECT_TRUE(room.gets_snapshot("fg-1", 40, 0));
    EXPECT_THAT(room.hears(), IsEmpty());
    EXPECT_EQ(room.data.late_messages(), 1U);
}

// ---- similar subscription: adopt the one that is named

TEST_F(OneTrade, similar_adopts_the_active_id) {
    gets(similar("fg-1", "theirs"));
    EXPECT_THAT(asks(), IsEmpty());
    EXPECT_TRUE(gets_trade("theirs", 5));
    EXPECT_THAT(hears(), ElementsAre("BTC trade good 5", "BTC trade 5 100x1 1"));
    drops("BTC", trade);
    EXPECT_THAT(asks(), ElementsAre("-theirs"));
}

TEST_F(OneBook, similar_adopts_the_active_id_and_ends_it_for_a_snapshot_of_its_own) {
    gets(similar("fg-1", "theirs"));
    EXPECT_THAT(asks(), ElementsAre("-theirs", "+fg-2 BTC depth 10"));
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken taken_over"));
    gets_snapshot("fg-2", 40);
    EXPECT_THAT(hears(), ElementsAre("BTC depth good 40", "BTC book 99x1 / 101x1"));
}

TEST(Answers, similar_adopts_a_quote_that_is_good_when_both_sides_have_come) {
    Room room;
    room.connects();
    room.wants("BTC", ticker);
    room.asks();
    room.gets(similar("fg-1", "theirs"));
    room.gets("35=X|262=theirs|268=1|279=1|270=99|271=1|269=0|55=BTC|25044=5|");
    EXPECT_THAT(room.hears(), IsEmpty());
    room.gets("35=X|262=theirs|268=1|279=1|270=100|271=1|269=1|55=BTC|25044=6|");
    EXPECT_THAT(room.hears(), ElementsAre("BTC book_ticker good 6", "BTC ticker 99x1 / 100x1"));
    room.passes(1h);
    EXPECT_THAT(room.asks(), IsEmpty());
}

TEST(Answers, an_adopted_quote_that_stays_silent_is_asked_for_anew) {
    Room room;
    room.connects();
    room.wants("BTC", ticker);
    room.asks();
    room.gets(similar("fg-1", "theirs"));
    room.passes(10s);
    EXPECT_THAT(room.asks(), ElementsAre("-theirs", "+fg-2 BTC book_ticker"));
}

// A server that handles messages in any order may see the new request before the end of the old one.
TEST_F(OneBook, similar_to_one_that_is_being_ended_waits_for_the_end) {
    gets_snapshot("fg-1", 40);
    gets_update("fg-1", 42, 42); // a gap
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
    gets(similar("fg-2", "fg-1"));
    EXPECT_THAT(asks(), IsEmpty());
    passes(1s);
    EXPECT_THAT(asks(), ElementsAre("+fg-3 BTC depth 10"));
}

// ---- two answers for one request

TEST_F(OneBook, a_second_snapshot_that_is_newer_takes_the_place_of_the_first) {
    gets_snapshot("fg-1", 40);
    gets_update("fg-1", 41, 41);
    hears();
    gets_snapshot("fg-1", 50);
    EXPECT_THAT(hears(), ElementsAre("BTC book 99x1 / 101x1"));
    gets_update("fg-1", 51, 51);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 99x1 / 101x1"));
}

TEST_F(OneBook, a_second_snapshot_that_is_older_says_nothing) {
    gets_snapshot("fg-1", 40);
    gets_update("fg-1", 41, 41);
    hears();
    gets_snapshot("fg-1", 40);
    EXPECT_THAT(hears(), IsEmpty());
    gets_update("fg-1", 42, 42);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 99x1 / 101x1"));
}

TEST_F(OneBook, a_second_refusal_says_nothing) {
    gets(refusal("fg-1", id_in_use));
    EXPECT_TRUE(gets(refusal("fg-1", id_in_use)));
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
    EXPECT_TRUE(gets(refusal("fg-1", id_in_use)));
    EXPECT_THAT(asks(), IsEmpty());
}

TEST_F(OneBook, refused_after_its_snapshot_it_is_doubtful_and_asked_for_anew) {
    gets_snapshot("fg-1", 40);
    hears();
    gets(refusal("fg-1", id_in_use));
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken contradicted 40"));
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
}

TEST_F(OneBook, a_snapshot_after_its_refusal_makes_it_good) {
    gets(refusal("fg-1", "|25016=-1121|58=Invalid symbol.|"));
    hears();
    EXPECT_TRUE(gets_snapshot("fg-1", 40));
    EXPECT_THAT(hears(), ElementsAre("BTC depth good 40", "BTC book 99x1 / 101x1"));
    gets_update("fg-1", 41, 41);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 99x1 / 101x1"));
    EXPECT_THAT(asks(), IsEmpty());
}

TEST_F(OneBook, a_snapshot_after_its_refusal_comes_too_late_when_it_was_asked_for_anew) {
    gets(refusal("fg-1", id_in_use));
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
    EXPECT_TRUE(gets_snapshot("fg-1", 40));
    EXPECT_THAT(hears(), IsEmpty());
    EXPECT_EQ(data.late_messages(), 1U);
    // What then follows: the exchange refuses the second request and names the first.
    gets(similar("fg-2", "fg-1"));
    passes(11s);
    EXPECT_THAT(asks(), ElementsAre("+fg-3 BTC depth 10"));
}

// ---- ends

TEST_F(OneBook, data_under_an_id_that_was_dropped_is_ignored) {
    gets_snapshot("fg-1", 40);
    drops("BTC", depth, 10);
    asks();
    hears();
    EXPECT_TRUE(gets_update("fg-1", 41, 41));
    EXPECT_TRUE(gets_snapshot("fg-1", 50));
    EXPECT_THAT(hears(), IsEmpty());
    EXPECT_EQ(data.late_messages(), 2U);
    EXPECT_THAT(asks(), IsEmpty());
}

TEST_F(OneBook, data_that_does_not_stop_is_ended_once_more) {
    gets_snapshot("fg-1", 40);
    drops("BTC", depth, 10);
    EXPECT_THAT(asks(), ElementsAre("-fg-1"));
    passes(10s);
    gets_update("fg-1", 41, 41);
    EXPECT_THAT(asks(), IsEmpty());
    passes(1ms);
    gets_update("fg-1", 42, 42);
    gets_update("fg-1", 43, 43);
    EXPECT_THAT(asks(), ElementsAre("-fg-1"));
}

TEST_F(OneBook, the_end_of_an_unknown_id_has_the_effect_that_was_wanted) {
    gets_snapshot("fg-1", 40);
    drops("BTC", depth, 10);
    asks();
    hears();
    EXPECT_TRUE(gets(refusal("fg-1", no_such_id)));
    EXPECT_THAT(asks(), IsEmpty());
    EXPECT_THAT(hears(), IsEmpty());
}

TEST_F(OneTrade, asked_for_again_while_its_end_is_on_its_way) {
    drops("BTC", trade);
    wants("BTC", trade);
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC trade"));
    hears();
    gets_trade("fg-1", 5);
    EXPECT_THAT(hears(), IsEmpty());
    gets_trade("fg-2", 6);
    EXPECT_THAT(hears(), ElementsAre("BTC trade good 6", "BTC trade 6 100x1 1"));
}

// ---- Reject<3>, which has no MDReqID(262)

TEST_F(OneBook, a_reject_that_was_traced_to_its_request_is_a_refusal) {
    EXPECT_TRUE(gets_reject({.code = {-1121}, .is_final = true, .active_id = {}}, "fg-1"));
    EXPECT_THAT(hears(), ElementsAre("BTC depth refused -1121"));
}

TEST(Answers, a_reject_of_nobody_knows_which_request_renews_all_that_wait) {
    Room room;
    room.connects();
    for (const char* const symbol : {"BTC", "ETH"})
        room.wants(symbol, depth, 10);
    room.asks();
    room.gets_snapshot("fg-1", 40);
    room.hears();
    EXPECT_TRUE(room.gets_reject({}, ""));
    EXPECT_THAT(room.asks(), ElementsAre("-fg-2", "+fg-3 ETH depth 10"));
    EXPECT_EQ(room.desk().unattributed(), 1U);
}

TEST_F(OneTrade, a_reject_of_nobody_knows_which_is_not_about_what_runs_for_long) {
    passes(11s);
    gets_reject({}, "");
    EXPECT_THAT(asks(), IsEmpty());
}

TEST_F(OneBook, a_reject_of_a_request_that_others_made_is_none_of_ours) {
    EXPECT_FALSE(gets_reject({}, "by-hand"));
    EXPECT_THAT(asks(), IsEmpty());
}

// ---- a new connection takes over from one that stands

TEST_F(OneBook, a_session_that_rolls_over_keeps_the_book_until_the_new_snapshot) {
    gets_snapshot("fg-1", 40);
    hears();
    connects();
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
    gets_update("fg-1", 41, 41);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 99x1 / 101x1"));
    gets_update("fg-2", 43, 43); // before its snapshot
    EXPECT_THAT(hears(), IsEmpty());
    gets_snapshot("fg-2", 40); // a little behind the old connection
    EXPECT_THAT(hears(), ElementsAre("BTC book 99x1 / 101x1"));
    gets_update("fg-1", 42, 42);
    EXPECT_THAT(hears(), IsEmpty()) << "the old connection has nothing to say any more";
    gets_update("fg-2", 41, 42);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 99x1 / 101x1"));
    EXPECT_THAT(asks(), IsEmpty());
}

TEST_F(OneBook, a_gap_on_the_old_connection_is_told_and_the_new_one_mends_it) {
    gets_snapshot("fg-1", 40);
    connects();
    asks();
    hears();
    gets_update("fg-1", 43, 43);
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken gap 40"));
    EXPECT_THAT(asks(), IsEmpty()) << "it is asked for already";
    gets_snapshot("fg-2", 45);
    EXPECT_THAT(hears(), ElementsAre("BTC depth good 45", "BTC book 99x1 / 101x1"));
}

TEST_F(OneBook, a_new_connection_that_does_not_answer_breaks_the_book_in_the_end) {
    gets_snapshot("fg-1", 40);
    connects();
    asks();
    hears();
    passes(10s);
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken no_answer 40"));
    EXPECT_THAT(asks(), ElementsAre("-fg-2", "+fg-3 BTC depth 10"));
}

TEST_F(OneTrade, comes_once_though_two_connections_bring_it) {
    gets_trade("fg-1", 7);
    connects();
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC trade"));
    hears();
    gets_trade("fg-1", 8);
    gets_trade("fg-2", 8);
    gets_trade("fg-1", 9);
    gets_trade("fg-2", 9);
    EXPECT_THAT(hears(), ElementsAre("BTC trade 8 100x1 1", "BTC trade 9 100x1 1"));
}

TEST(Answers, a_quote_goes_on_while_the_session_rolls_over) {
    Room room;
    room.connects();
    room.wants("BTC", ticker);
    room.asks();
    room.gets_snapshot("fg-1", 40);
    room.hears();
    room.connects();
    EXPECT_THAT(room.asks(), ElementsAre("+fg-2 BTC book_ticker"));
    room.gets("35=X|262=fg-1|268=1|279=1|270=98|271=1|269=0|55=BTC|25044=41|");
    room.gets_snapshot("fg-2", 42);
    room.gets("35=X|262=fg-1|268=1|279=1|270=97|271=1|269=0|55=BTC|25044=43|");
    EXPECT_THAT(room.hears(), ElementsAre("BTC ticker 98x1 / 101x1", "BTC ticker 99x1 / 101x1"));
}

TEST_F(OneBook, messages_of_streams_that_others_asked_for_are_none_of_ours) {
    EXPECT_FALSE(gets_snapshot("by-hand", 40));
    EXPECT_FALSE(gets(refusal("by-hand", bad_symbol)));
    EXPECT_FALSE(gets("35=B|148=News|"));
    EXPECT_THAT(hears(), IsEmpty());
}

} // namespace
} // namespace fixguard::market::test
