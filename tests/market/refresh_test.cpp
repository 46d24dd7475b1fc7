// Entries of W and X: what they inherit, in which order they may come, and what is no entry.
#include "market/messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::market::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "action type price size symbol first-last trade/aggressor" for each entry.
std::vector<std::string> entries_of(const std::string& bytes) {
    std::vector<std::string> all;
    Refresh refresh{wire::MessageView(bytes)};
    const auto number = [](const std::optional<std::int64_t>& id) { return id ? std::to_string(*id) : "?"; };
    for (Entry entry; refresh.next(entry);)
        all.push_back(
            std::string(1, entry.action ? entry.action : '?') + (entry.type ? entry.type : '?') + " " +
            std::string(entry.price) + "x" + std::string(entry.size) + " " + std::string(entry.symbol) + " " +
            number(entry.first_update_id) + "-" + number(entry.last_update_id) +
            (entry.trade_id ? " #" + number(entry.trade_id) + (entry.aggressor ? entry.aggressor : '?')
                            : ""));
    return all;
}

TEST(Refresh, symbol_and_update_ids_come_from_the_entry_before) {
    EXPECT_THAT(entries_of(message("35=X|34=12|49=SPOT|56=ME|262=id|268=3|"
                                   "279=2|270=362.00|269=0|55=BNBBUSD|25043=1143|25044=1145|"
                                   "279=1|270=313.00|271=2.0|269=0|"
                                   "279=0|270=400.00|271=1.5|269=1|893=N|")),
                ElementsAre("20 362.00x BNBBUSD 1143-1145", "10 313.00x2.0 BNBBUSD 1143-1145",
                            "01 400.00x1.5 BNBBUSD 1143-1145"));
}

TEST(Refresh, an_entry_may_change_the_symbol_for_those_behind_it) {
    EXPECT_THAT(entries_of(message("35=X|262=id|268=4|"
                                   "279=1|270=1|271=1|269=0|55=AAA|25043=1|25044=2|"
                                   "279=1|270=2|271=1|269=0|55=BBB|25043=7|25044=7|"
                                   "279=1|270=3|271=1|269=1|"
                                   "279=1|270=4|271=1|269=1|25043=8|25044=9|")),
                ElementsAre("10 1x1 AAA 1-2", "10 2x1 BBB 7-7", "11 3x1 BBB 7-7", "11 4x1 BBB 8-9"));
}

TEST(Refresh, only_symbol_and_update_ids_are_inherited) {
    EXPECT_THAT(entries_of(message("35=X|262=id|268=2|279=0|270=10|271=1|269=2|55=A|1003=5|2446=1|60=x|"
                                   "279=0|270=11|269=2|")),
                ElementsAre("02 10x1 A ?-? #51", "02 11x A ?-?"));
}

TEST(Refresh, the_first_tag_of_the_group_begins_each_entry_whichever_it_is) {
    EXPECT_THAT(
        entries_of(message("35=X|262=id|268=2|269=0|279=1|270=1|271=5|55=A|269=1|270=2|279=1|271=6|")),
        ElementsAre("10 1x5 A ?-?", "11 2x6 A ?-?"));
}

TEST(Refresh, a_snapshot_has_its_symbol_and_update_id_in_front) {
    const std::string bytes =
        message("35=W|262=id|55=BTCUSDT|25044=40|268=2|269=0|270=9|271=1|269=1|270=10|271=2|");
    EXPECT_THAT(entries_of(bytes), ElementsAre("00 9x1 BTCUSDT ?-40", "01 10x2 BTCUSDT ?-40"));
    const Refresh refresh{wire::MessageView(bytes)};
    EXPECT_TRUE(refresh.is_snapshot());
    EXPECT_EQ(refresh.md_req_id(), "id");
    EXPECT_EQ(refresh.symbol(), "BTCUSDT");
    EXPECT_EQ(refresh.last_update_id(), 40);
}

TEST(Refresh, a_snapshot_of_an_empty_book) {
    const std::string bytes = message("35=W|262=id|55=BNBBUSD|25044=0|268=0|");
    EXPECT_THAT(entries_of(bytes), IsEmpty());
    Refresh refresh{wire::MessageView(bytes)};
    Entry entry;
    EXPECT_FALSE(refresh.next(entry));
    EXPECT_TRUE(refresh.sound());
}

// In the documents the field stands in front of the group in one place and behind it in another.
TEST(Refresh, last_fragment_is_found_on_both_sides_of_the_group) {
    const auto fragment = [](std::string_view body) {
        const std::string bytes = message(body);
        Refresh refresh{wire::MessageView(bytes)};
        Entry entry;
        while (refresh.next(entry)) {
        }
        EXPECT_TRUE(refresh.sound());
        return refresh.last_fragment();
    };
    EXPECT_EQ(fragment("35=X|262=a|893=N|268=1|279=0|270=1|271=1|269=2|"), 'N');
    EXPECT_EQ(fragment("35=X|262=a|268=1|893=N|279=0|270=1|271=1|269=2|"), 'N');
    EXPECT_EQ(fragment("35=X|262=a|268=1|279=0|270=1|271=1|269=2|893=Y|"), 'Y');
    EXPECT_EQ(fragment("35=X|262=a|268=1|279=0|270=1|271=1|269=2|"), '\0');
}

TEST(Refresh, the_request_id_may_stand_behind_the_group) {
    const std::string bytes = message("35=X|268=1|279=0|270=1|271=1|269=2|262=late|");
    EXPECT_EQ(Refresh{wire::MessageView(bytes)}.md_req_id(), "late");
}

TEST(Refresh, unknown_fields_are_passed_over) {
    EXPECT_THAT(entries_of(message(
                    "35=X|262=a|9999=1|268=2|279=0|270=1|7777=x|271=1|269=0|55=A|279=0|270=2|271=1|269=1|"
                    "8888=y|")),
                ElementsAre("00 1x1 A ?-?", "01 2x1 A ?-?"));
}

TEST(Refresh, what_does_not_count_is_unsound) {
    const auto sound = [](std::string_view body) {
        const std::string bytes = message(body);
        Refresh refresh{wire::MessageView(bytes)};
        Entry entry;
        while (refresh.next(entry)) {
        }
        return refresh.sound();
    };
    EXPECT_TRUE(sound("35=X|262=a|268=1|279=0|270=1|271=1|269=0|55=A|25043=1|25044=1|"));
    EXPECT_FALSE(sound("35=X|262=a|268=2|279=0|270=1|271=1|269=0|55=A|"));
    EXPECT_FALSE(sound("35=X|262=a|268=1|279=0|270=1|271=1|269=0|55=A|279=0|270=2|271=1|269=0|"));
    EXPECT_FALSE(sound("35=X|262=a|"));
    EXPECT_FALSE(sound("35=X|262=a|268=x|279=0|"));
    EXPECT_FALSE(sound("35=X|262=a|268=1|279=0|270=1|271=1|269=0|55=A|25043=one|25044=1|"));
}

} // namespace
} // namespace fixguard::market::test
