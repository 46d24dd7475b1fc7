// Update ids: what follows, what is known already, what is missing; fragments; and how a book heals.
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

// The book of BTC, good from update 40 on; 99x1 / 101x1.
struct GoodBook : testing::Test, Room {
    void SetUp() override {
        connects();
        wants("BTC", depth, 10);
        ASSERT_THAT(asks(), ElementsAre("+fg-1 BTC depth 10"));
        gets_snapshot("fg-1", 40);
        ASSERT_THAT(hears(), ElementsAre("BTC depth good 40", "BTC book 99x1 / 101x1"));
    }
    const Book& book() { return *desk().find(StreamKey{"BTC", depth})->book; }
};

TEST_F(GoodBook, updates_that_follow_each_other_are_taken) {
    gets_update("fg-1", 41, 41, 1);
    gets_update("fg-1", 42, 45, 2);
    gets_update("fg-1", 46, 46, 3);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 99x1 / 101x1", "BTC book 100x2 99x1 / 101x1",
                                     "BTC book 100x3 99x1 / 101x1"));
}

TEST_F(GoodBook, an_update_that_the_snapshot_has_already_is_passed_over) {
    gets_update("fg-1", 38, 40);
    EXPECT_THAT(hears(), IsEmpty());
    gets_update("fg-1", 39, 41, 2); // begins before it and ends behind it
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x2 99x1 / 101x1"));
}

TEST_F(GoodBook, a_gap_is_told_and_mended_by_a_new_snapshot) {
    gets_update("fg-1", 41, 41);
    hears();
    gets_update("fg-1", 43, 43);
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken gap 41"));
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
    gets_update("fg-1", 44, 44); // still the old one
    EXPECT_THAT(hears(), IsEmpty());
    gets_snapshot("fg-2", 50);
    EXPECT_THAT(hears(), ElementsAre("BTC depth good 50", "BTC book 99x1 / 101x1"));
    gets_update("fg-2", 51, 51);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 99x1 / 101x1"));
}

TEST_F(GoodBook, updates_before_the_new_snapshot_are_in_it_or_leave_a_gap) {
    gets_update("fg-1", 43, 43);
    asks();
    hears();
    gets_update("fg-2", 49, 49);
    gets_update("fg-2", 50, 50);
    EXPECT_THAT(hears(), IsEmpty());
    gets_snapshot("fg-2", 50);
    gets_update("fg-2", 51, 51);
    EXPECT_THAT(hears(),
                ElementsAre("BTC depth good 50", "BTC book 99x1 / 101x1", "BTC book 100x1 99x1 / 101x1"));
}

TEST_F(GoodBook, a_second_gap_within_the_minute_waits_before_it_asks) {
    gets_update("fg-1", 43, 43);
    asks();
    gets_snapshot("fg-2", 50);
    gets_update("fg-2", 60, 60);
    EXPECT_THAT(asks(), ElementsAre("-fg-2"));
    passes(1s);
    EXPECT_THAT(asks(), ElementsAre("+fg-3 BTC depth 10"));
}

TEST_F(GoodBook, a_gap_an_hour_later_is_the_first_again) {
    gets_update("fg-1", 43, 43);
    asks();
    gets_snapshot("fg-2", 50);
    passes(1h);
    gets_update("fg-2", 60, 60);
    EXPECT_THAT(asks(), ElementsAre("-fg-2", "+fg-3 BTC depth 10"));
}

TEST_F(GoodBook, nothing_of_a_message_behind_a_gap_is_believed) {
    gets("35=X|262=fg-1|268=2|279=1|270=100|271=1|269=0|55=BTC|25043=41|25044=41|"
         "279=1|270=100.5|271=1|269=0|25043=43|25044=43|");
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken gap 41"));
    EXPECT_TRUE(book().bids().empty());
}

TEST_F(GoodBook, an_update_without_ids_cannot_be_believed) {
    gets("35=X|262=fg-1|268=1|279=1|270=100|271=1|269=0|55=BTC|");
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken unreadable 40"));
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
}

TEST_F(GoodBook, what_cannot_be_read_is_told_and_mended) {
    const auto breaks = [this](std::string_view entry) {
        gets("35=X|262=fg-1|268=1|" + std::string(entry) + "55=BTC|25043=41|25044=41|");
        return hears();
    };
    EXPECT_THAT(breaks("279=1|270=1x0|271=1|269=0|"), ElementsAre("BTC depth broken unreadable 41"));
}

TEST_F(GoodBook, a_negative_price_is_told_and_mended) {
    gets("35=X|262=fg-1|268=1|279=1|270=-5|271=1|269=0|55=BTC|25043=41|25044=41|");
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken negative 41"));
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
}

TEST_F(GoodBook, a_crossed_book_is_told_and_mended) {
    gets("35=X|262=fg-1|268=1|279=0|270=101|271=1|269=0|55=BTC|25043=41|25044=41|");
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken crossed 41"));
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
}

TEST_F(GoodBook, crossed_only_between_two_entries_of_a_message_is_nothing) {
    gets("35=X|262=fg-1|268=2|279=0|270=101|271=1|269=0|55=BTC|25043=41|25044=42|279=2|270=101|269=1|");
    EXPECT_THAT(hears(), ElementsAre("BTC book 101x1 99x1 / "));
}

TEST_F(GoodBook, another_symbol_under_its_id_cannot_be_believed) {
    gets("35=X|262=fg-1|268=1|279=1|270=100|271=1|269=0|55=ETH|25043=41|25044=41|");
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken unreadable 40"));
}

TEST_F(GoodBook, a_lost_connection_is_told_with_the_last_update_that_was_good) {
    gets_update("fg-1", 41, 41);
    hears();
    loses();
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken connection_lost 41"));
    EXPECT_TRUE(book().bids().empty()) << "nobody may take an old book for a new one";
    connects();
    EXPECT_THAT(asks(), ElementsAre("+fg-2 BTC depth 10"));
    gets_snapshot("fg-2", 90);
    EXPECT_THAT(hears(), ElementsAre("BTC depth good 90", "BTC book 99x1 / 101x1"));
}

// ---- fragments, as the documents show them

struct Fragments : GoodBook {
    void part(std::string_view entry, char last_fragment, std::string_view ids = "25043=41|25044=45|") {
        gets("35=X|262=fg-1|268=1|" + std::string(entry) + "55=BTC|" + std::string(ids) +
             "893=" + last_fragment + "|");
    }
};

TEST_F(Fragments, are_one_update_of_which_the_user_hears_at_its_end) {
    part("279=2|270=99|269=0|", 'N');
    part("279=0|270=98|271=1|269=0|", 'N');
    EXPECT_THAT(hears(), IsEmpty());
    part("279=0|270=97|271=1|269=0|", 'Y');
    EXPECT_THAT(hears(), ElementsAre("BTC book 98x1 97x1 / 101x1"));
    gets_update("fg-1", 46, 46);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 98x1 97x1 / 101x1"));
}

TEST_F(Fragments, may_be_crossed_in_between) {
    part("279=0|270=101|271=1|269=0|", 'N');
    part("279=2|270=101|269=1|", 'Y');
    EXPECT_THAT(hears(), ElementsAre("BTC book 101x1 99x1 / "));
}

TEST_F(Fragments, of_which_one_is_missing_break_the_book) {
    part("279=2|270=99|269=0|", 'N');
    gets_update("fg-1", 46, 46);
    EXPECT_THAT(hears(), ElementsAre("BTC depth broken broken_fragments 45"));
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
}

TEST_F(Fragments, of_an_update_that_is_known_already_are_passed_over) {
    part("279=2|270=99|269=0|", 'N', "25043=30|25044=40|");
    part("279=2|270=101|269=1|", 'Y', "25043=30|25044=40|");
    EXPECT_THAT(hears(), IsEmpty());
    gets_update("fg-1", 41, 41);
    EXPECT_THAT(hears(), ElementsAre("BTC book 100x1 99x1 / 101x1"));
}

// ---- snapshots

TEST(Continuity, a_snapshot_without_update_id_believes_the_first_update) {
    Room room;
    room.connects();
    room.wants("BTC", depth, 10);
    room.asks();
    room.gets("35=W|262=fg-1|55=BTC|268=1|269=0|270=99|271=1|");
    EXPECT_THAT(room.hears(), ElementsAre("BTC depth good", "BTC book 99x1 / "));
    room.gets_update("fg-1", 700, 700);
    room.gets_update("fg-1", 702, 702);
    EXPECT_THAT(room.hears(), ElementsAre("BTC book 100x1 99x1 / ", "BTC depth broken gap 700"));
}

TEST(Continuity, a_snapshot_of_an_empty_book_is_good) {
    Room room;
    room.connects();
    room.wants("BTC", depth, 10);
    room.asks();
    room.gets("35=W|262=fg-1|55=BTC|25044=0|268=0|");
    EXPECT_THAT(room.hears(), ElementsAre("BTC depth good 0", "BTC book  / "));
}

TEST(Continuity, a_crossed_or_unreadable_snapshot_is_not_good) {
    for (const char* const entries :
         {"268=2|269=0|270=100|271=1|269=1|270=100|271=1|", "268=2|269=0|270=100|271=1|",
          "268=1|269=0|270=|271=1|", "268=1|269=0|270=-1|271=1|"}) {
        Room room;
        room.connects();
        room.wants("BTC", depth, 10);
        room.asks();
        room.gets("35=W|262=fg-1|55=BTC|25044=5|" + std::string(entries));
        EXPECT_THAT(room.hears(), ElementsAre(testing::StartsWith("BTC depth broken "))) << entries;
        EXPECT_THAT(room.asks(), ElementsAre("-fg-1", "+fg-2 BTC depth 10"));
    }
}

// ---- quotes and trades

struct GoodTicker : testing::Test, Room {
    void SetUp() override {
        connects();
        wants("BTC", ticker);
        asks();
        gets_snapshot("fg-1", 40);
        ASSERT_THAT(hears(), ElementsAre("BTC book_ticker good 40", "BTC ticker 99x1 / 101x1"));
    }
    void quote(std::string_view entry, int update_id) {
        gets("35=X|262=fg-1|268=1|" + std::string(entry) + "55=BTC|25044=" + std::to_string(update_id) + "|");
    }
};

TEST_F(GoodTicker, a_change_replaces_the_quote_before_it) {
    quote("279=1|270=100|271=2|269=0|", 50);
    EXPECT_THAT(hears(), ElementsAre("BTC ticker 100x2 / 101x1"));
    quote("279=2|270=100|269=0|", 51);
    EXPECT_THAT(hears(), ElementsAre("BTC ticker none / 101x1"));
}

TEST_F(GoodTicker, leaves_updates_out_but_does_not_go_back) {
    quote("279=1|270=100|271=2|269=0|", 500);
    hears();
    quote("279=1|270=98|271=2|269=0|", 499);
    EXPECT_THAT(hears(), IsEmpty());
}

TEST_F(GoodTicker, crossed_it_is_told_and_mended) {
    quote("279=1|270=101|271=2|269=0|", 50);
    EXPECT_THAT(hears(), ElementsAre("BTC book_ticker broken crossed 50"));
    EXPECT_THAT(asks(), ElementsAre("-fg-1", "+fg-2 BTC book_ticker"));
}

TEST(Continuity, trades_in_fragments_and_with_an_inherited_symbol_come_one_by_one) {
    Room room;
    room.connects();
    room.wants("BTC", trade);
    room.asks();
    room.gets("35=X|262=fg-1|268=2|279=0|270=240.00|271=3|269=2|55=BTC|60=20250116-19:36:44.196569|1003=67|"
              "2446=2|279=0|270=238|271=2|269=2|60=20250116-19:36:44.196569|1003=68|893=N|");
    room.gets("35=X|262=fg-1|268=1|279=0|270=233|271=1|269=2|55=BTC|1003=69|2446=1|893=Y|");
    EXPECT_THAT(room.hears(),
                ElementsAre("BTC trade good 67", "BTC trade 67 240x3 2", testing::_, "BTC trade 69 233x1 1"));
}

} // namespace
} // namespace fixguard::market::test
