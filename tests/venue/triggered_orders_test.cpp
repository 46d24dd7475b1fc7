// Stop, take-profit, trailing and pegged orders in the book.
#include "venue/orders_fixture.hpp"

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct TriggeredOrders : OrderTest {};

TEST_F(TriggeredOrders, a_stop_waits_for_a_trade_and_then_takes_what_the_book_has) {
    other.sends("D", limit("B1", '1', "49000", "2"));
    const std::string report = one("D", stop("S1", '2', "50000", 'D'));
    EXPECT_EQ(field(report, 150), "0");
    EXPECT_EQ(field(report, 636), "") << "it does not work yet";
    trade_at("50001");
    EXPECT_THAT(told(), IsEmpty());
    trade_at("50000");
    EXPECT_THAT(told(), ElementsAre("S1 0/0", "S1 F/2"));
}

TEST_F(TriggeredOrders, a_triggered_order_is_reported_as_working_with_its_time) {
    one("D", stop("S1", '2', "50000", 'D'));
    world.advance(3s);
    other.sends("D", limit("B1", '1', "49000", "2"));
    trade_at("49500");
    const auto reports = client.gets();
    ASSERT_EQ(reports.size(), 2u);
    EXPECT_THAT(reports[0], HasSubstr("|636=Y|25023=20260701-12:00:03.000000|"));
    EXPECT_THAT(reports[1], HasSubstr("|31=49000.00000000|"));
}

TEST_F(TriggeredOrders, a_stop_without_anybody_to_trade_with_expires) {
    one("D", stop("S1", '2', "50000", 'D'));
    trade_at("50000");
    EXPECT_THAT(told(), ElementsAre("S1 0/0", "S1 C/C because 7"));
}

TEST_F(TriggeredOrders, a_stop_limit_rests_at_its_price) {
    one("D", "11=S1|38=1|40=4|44=60000|1100=4|1101=1|1102=50000|1107=2|1109=D|54=2|55=BTCUSDT|59=1|");
    trade_at("50000");
    EXPECT_THAT(told(), ElementsAre("S1 0/0"));
    other.sends("D", limit("B1", '1', "60000", "1"));
    EXPECT_THAT(told(), ElementsAre("S1 F/2"));
}

TEST_F(TriggeredOrders, the_trade_of_one_sets_off_the_next) {
    other.sends("D", limit("B1", '1', "49000", "1"));
    other.sends("D", limit("B2", '1', "48000", "1"));
    one("D", stop("S1", '2', "50000", 'D'));
    one("D", stop("S2", '2', "49000", 'D'));
    trade_at("49999");
    EXPECT_THAT(told(), ElementsAre("S1 0/0", "S1 F/2", "S2 0/0", "S2 F/2"));
}

TEST_F(TriggeredOrders, one_that_would_trigger_at_once_is_refused) {
    trade_at("50000");
    const std::string report = one("D", stop("S1", '2', "50000", 'D'));
    EXPECT_EQ(field(report, 25016), "-2010");
    EXPECT_EQ(field(report, 58), "Order would trigger immediately.");
    EXPECT_EQ(field(one("D", stop("S2", '2', "49999.99", 'D')), 150), "0");
}

TEST_F(TriggeredOrders, a_cancelled_stop_is_not_triggered) {
    one("D", stop("S1", '2', "50000", 'D'));
    EXPECT_EQ(field(one("F", "11=C1|41=S1|55=BTCUSDT|"), 150), "4");
    trade_at("50000");
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(TriggeredOrders, a_trailing_order_follows_the_price_and_says_since_when) {
    other.sends("D", limit("B1", '1', "40000", "1"));
    const std::string report = one("D", "11=T1|38=1|40=3|1100=4|1101=1|1107=2|25009=100|54=2|55=BTCUSDT|");
    EXPECT_THAT(report, HasSubstr("|25022=20260701-12:00:00.000000|"));
    trade_at("50000");
    trade_at("60000");
    trade_at("59401");
    EXPECT_THAT(told(), IsEmpty()) << "1 % below 60000 is 59400";
    trade_at("59400");
    EXPECT_THAT(told(), ElementsAre("T1 0/0", "T1 F/2"));
}

TEST_F(TriggeredOrders, a_trailing_order_with_a_price_begins_there) {
    const std::string report =
        one("D", "11=T1|38=1|40=3|1100=4|1101=1|1102=55000|1107=2|1109=U|25009=100|54=2|55=BTCUSDT|");
    EXPECT_EQ(field(report, 25022), "");
    trade_at("54000");
    trade_at("50000");
    EXPECT_THAT(told(), IsEmpty());
    world.advance(1s);
    trade_at("55000");
    trade_at("54450");
    const auto reports = client.gets();
    ASSERT_EQ(reports.size(), 2u);
    EXPECT_THAT(reports[0], HasSubstr("|25022=20260701-12:00:01.000000|"));
}

TEST_F(TriggeredOrders, trigger_is_reported_or_not) {
    for (const bool reported : {true, false}) {
        rules::SessionTable table = world.exchange.table();
        table.switches.trigger_is_reported = reported;
        world.exchange.set_rules(table);
        one("D", stop("S1", '2', "50000", 'D'));
        trade_at("49999");
        EXPECT_THAT(told(), testing::SizeIs(reported ? 2 : 1));
        trade_at("60000");
    }
}

// ---- pegged orders: the price is taken once, because PegMoveType(835) is fixed

struct PeggedOrders : OrderTest {
    static std::string pegged(const std::string& id, char side, const std::string& peg) {
        return "11=" + id + "|38=1|40=P|54=" + side + "|55=BTCUSDT|835=1|" + peg;
    }
    void SetUp() override {
        OrderTest::SetUp();
        other.sends("D", limit("B1", '1', "50000", "1"));
        other.sends("D", limit("B2", '1', "49000", "1"));
        other.sends("D", limit("S1", '2', "51000", "1"));
        other.gets();
    }
};

TEST_F(PeggedOrders, a_primary_peg_stands_beside_the_best_of_its_own_side) {
    const std::string report = one("D", pegged("P1", '1', "1094=5|"));
    EXPECT_THAT(report, HasSubstr("|835=1|1094=5|"));
    EXPECT_EQ(field(report, 839), "50000.00000000");
    EXPECT_EQ(field(report, 44), "");
    other.sends("D", limit("S2", '2', "50000", "2"));
    EXPECT_THAT(told(), ElementsAre("P1 F/2")) << "behind B1, at the same price";
}

TEST_F(PeggedOrders, a_market_peg_takes_the_best_of_the_other_side) {
    client.sends("D", pegged("P1", '1', "1094=4|"));
    EXPECT_THAT(told(), ElementsAre("P1 0/0", "P1 F/2"));
}

TEST_F(PeggedOrders, an_offset_counts_price_levels) {
    EXPECT_EQ(field(one("D", pegged("P1", '1', "1094=5|211=1|836=3|")), 839), "49000.00000000");
    EXPECT_EQ(field(one("D", pegged("P2", '1', "1094=5|211=2|836=3|")), 58),
              "Order book liquidity is too low for this pegged order.");
}

} // namespace
} // namespace fixguard::venue::test
