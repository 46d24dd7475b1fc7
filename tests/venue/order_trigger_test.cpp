// Triggers alone: which trade starts a stop, a take profit or a trailing order.
#include "venue/order_trigger.hpp"

#include <gtest/gtest.h>

namespace fixguard::venue {
namespace {

Decimal d(std::string_view text) {
    return parse_decimal(text).value();
}

TriggerTerms at(std::string_view price, char direction) {
    return {d(price), direction, std::nullopt};
}

// Which of the trades, counted from 1, reaches the trigger; 0: none.
int reached_by(Trigger trigger, std::initializer_list<std::string_view> trades) {
    int count = 0;
    for (const std::string_view trade : trades) {
        ++count;
        if (trigger.reached(d(trade))) return count;
    }
    return 0;
}

TEST(Trigger, a_price_is_reached_from_the_side_that_the_direction_names) {
    EXPECT_EQ(reached_by(Trigger(at("100", 'U'), true), {"99.99", "98", "100"}), 3);
    EXPECT_EQ(reached_by(Trigger(at("100", 'U'), true), {"99.99", "101"}), 2) << "to or through it";
    EXPECT_EQ(reached_by(Trigger(at("100", 'D'), false), {"100.01", "105", "100"}), 3);
    EXPECT_EQ(reached_by(Trigger(at("100", 'D'), false), {"100.01", "99"}), 2);
    EXPECT_EQ(reached_by(Trigger(at("100", 'D'), false), {"100.01", "101"}), 0);
}

TEST(Trigger, a_seller_trails_the_highest_price_and_a_buyer_the_lowest) {
    const TriggerTerms one_percent{std::nullopt, '\0', 100};
    EXPECT_EQ(reached_by(Trigger(one_percent, false), {"100", "200", "198.01", "198"}), 4);
    EXPECT_EQ(reached_by(Trigger(one_percent, true), {"100", "50", "50.49", "50.5"}), 4);
    EXPECT_EQ(reached_by(Trigger(one_percent, false), {"100", "101", "102"}), 0);
}

TEST(Trigger, with_a_price_the_trailing_begins_there) {
    TriggerTerms terms = at("110", 'U');
    terms.trailing_bips = 100;
    EXPECT_EQ(reached_by(Trigger(terms, false), {"100", "90", "110", "120", "118.9", "118.8"}), 6)
        << "what came before 110 does not count";
    Trigger trigger(terms, false);
    EXPECT_FALSE(trigger.trails());
    trigger.reached(d("110"));
    EXPECT_TRUE(trigger.trails());
}

TEST(Trigger, at_once_is_for_those_with_a_price) {
    EXPECT_TRUE(Trigger(at("100", 'U'), true).at_once(d("100")));
    EXPECT_FALSE(Trigger(at("100", 'U'), true).at_once(d("99")));
    EXPECT_FALSE(Trigger({std::nullopt, '\0', 100}, true).at_once(d("100")));
}

} // namespace
} // namespace fixguard::venue
