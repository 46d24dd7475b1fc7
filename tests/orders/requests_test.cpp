// Each request has the documented fields, and the rules of the exchange find nothing wrong with it.
#include "orders/checked.hpp"
#include "orders/requests.hpp"

namespace fixguard::orders {
namespace {

const ClientId id("A-1");

std::string placed(const Order& order) {
    return checked(new_order(id, order));
}

TEST(NewOrder, market) {
    EXPECT_EQ(placed(Order::market(btc, Side::buy, quantity("0.5"))),
              "35=D|11=A-1|38=0.5|40=1|54=1|55=BTCUSDT|");
    EXPECT_EQ(placed(Order::market(btc, Side::sell, QuoteAmount{d("1000")})),
              "35=D|11=A-1|40=1|54=2|55=BTCUSDT|152=1000|");
}

TEST(NewOrder, limit) {
    EXPECT_EQ(placed(Order::limit(btc, Side::buy, quantity("1"), price("60000.01"))),
              "35=D|11=A-1|38=1|40=2|44=60000.01|54=1|55=BTCUSDT|59=1|");
    EXPECT_EQ(
        placed(Order::limit(btc, Side::buy, quantity("1"), price("1"), TimeInForce::immediate_or_cancel())),
        "35=D|11=A-1|38=1|40=2|44=1|54=1|55=BTCUSDT|59=3|");
    EXPECT_EQ(placed(Order::limit(btc, Side::buy, quantity("1"), price("1"), TimeInForce::fill_or_kill())),
              "35=D|11=A-1|38=1|40=2|44=1|54=1|55=BTCUSDT|59=4|");
}

TEST(NewOrder, only_what_is_good_till_cancelled_can_be_an_iceberg) {
    EXPECT_EQ(
        placed(Order::limit(btc, Side::buy, quantity("10"), price("1"), TimeInForce::iceberg(quantity("2")))),
        "35=D|11=A-1|38=10|40=2|44=1|54=1|55=BTCUSDT|59=1|111=2|");
}

TEST(NewOrder, limit_maker) {
    EXPECT_EQ(placed(Order::limit_maker(btc, Side::sell, quantity("1"), price("70000"))),
              "35=D|11=A-1|38=1|40=2|18=6|44=70000|54=2|55=BTCUSDT|");
}

TEST(NewOrder, a_stop_loss_waits_for_a_rise_to_buy_and_for_a_fall_to_sell) {
    EXPECT_EQ(placed(Order::stop_loss(btc, Side::buy, quantity("1"), Trigger::at(price("70000")))),
              "35=D|11=A-1|38=1|40=3|1100=4|1101=1|1102=70000|1107=2|1109=U|54=1|55=BTCUSDT|");
    EXPECT_EQ(placed(Order::stop_loss(btc, Side::sell, quantity("1"), Trigger::at(price("50000")))),
              "35=D|11=A-1|38=1|40=3|1100=4|1101=1|1102=50000|1107=2|1109=D|54=2|55=BTCUSDT|");
    EXPECT_EQ(placed(Order::stop_loss_limit(btc, Side::sell, quantity("1"), price("49000"),
                                            Trigger::trailing_from(price("50000"), 100))),
              "35=D|11=A-1|38=1|40=4|44=49000|1100=4|1101=1|1102=50000|1107=2|1109=D|25009=100|54=2|55="
              "BTCUSDT|59=1|");
}

TEST(NewOrder, a_take_profit_waits_for_a_fall_to_buy_and_for_a_rise_to_sell) {
    EXPECT_EQ(placed(Order::take_profit(btc, Side::buy, quantity("1"), Trigger::at(price("50000")))),
              "35=D|11=A-1|38=1|40=3|1100=4|1101=1|1102=50000|1107=2|1109=D|54=1|55=BTCUSDT|");
    EXPECT_EQ(placed(Order::take_profit_limit(btc, Side::sell, quantity("1"), price("70000"),
                                              Trigger::trailing(50))),
              "35=D|11=A-1|38=1|40=4|44=70000|1100=4|1101=1|1107=2|1109=U|25009=50|54=2|55=BTCUSDT|59=1|");
}

TEST(NewOrder, pegged) {
    EXPECT_EQ(placed(Order::pegged(btc, Side::buy, quantity("1"), Peg::primary())),
              "35=D|11=A-1|38=1|40=P|1094=5|835=1|54=1|55=BTCUSDT|59=1|");
    EXPECT_EQ(placed(Order::pegged(btc, Side::buy, quantity("1"), Peg::market(3))),
              "35=D|11=A-1|38=1|40=P|211=3|1094=4|835=1|836=3|54=1|55=BTCUSDT|59=1|");
}

TEST(NewOrder, marks_of_the_user) {
    EXPECT_EQ(placed(Order::market(btc, Side::buy, quantity("1"))
                         .self_trade_prevention(SelfTradePrevention::expire_maker)
                         .strategy(7)
                         .target_strategy(1'000'000)),
              "35=D|11=A-1|38=1|40=1|54=1|55=BTCUSDT|847=1000000|7940=7|25001=3|");
    EXPECT_EQ(checked(new_order(id, Order::market(btc, Side::buy, quantity("1")), Routing::smart)),
              "35=D|11=A-1|38=1|40=1|54=1|55=BTCUSDT|25032=Y|");
}

TEST(Cancel, by_number_by_identifier_or_both) {
    const ClientId other("B-2");
    EXPECT_EQ(checked(cancel(id, btc, OrderKey::by_order_id(77))), "35=F|11=A-1|37=77|55=BTCUSDT|");
    EXPECT_EQ(checked(cancel(id, btc, OrderKey::by_client_id(other), CancelOnly::new_orders)),
              "35=F|11=A-1|41=B-2|55=BTCUSDT|25002=1|");
    EXPECT_EQ(checked(cancel(id, btc, OrderKey::by_both(77, other), CancelOnly::partially_filled)),
              "35=F|11=A-1|37=77|41=B-2|55=BTCUSDT|25002=2|");
    EXPECT_EQ(checked(cancel(id, btc, ListKey::by_both(5, other))), "35=F|11=A-1|66=5|25015=B-2|55=BTCUSDT|");
}

TEST(CancelAndNew, cancels_the_one_and_places_the_other) {
    const Order order = Order::limit(btc, Side::buy, quantity("1"), price("2"));
    EXPECT_EQ(checked(cancel_and_new(id, OrderKey::by_order_id(77), order, AfterFailedCancel::stop)),
              "35=XCN|25033=1|37=77|11=A-1|38=1|40=2|44=2|54=1|55=BTCUSDT|59=1|");
    EXPECT_EQ(
        checked(cancel_and_new(id, OrderKey::by_client_id(ClientId("B")), order, AfterFailedCancel::go_on,
                               ClientId("C"), CancelOnly::new_orders, OverOrderLimit::cancel_only)),
        "35=XCN|25033=2|25038=2|41=B|25034=C|25002=1|11=A-1|38=1|40=2|44=2|54=1|55=BTCUSDT|59=1|");
}

TEST(OtherRequests, mass_cancel_amend_limit_query) {
    EXPECT_EQ(checked(mass_cancel(id, btc)), "35=q|11=A-1|55=BTCUSDT|530=1|");
    EXPECT_EQ(checked(amend(id, btc, OrderKey::by_order_id(77), quantity("0.4"))),
              "35=XAK|11=A-1|37=77|55=BTCUSDT|38=0.4|");
    EXPECT_EQ(checked(limit_query(id)), "35=XLQ|6136=A-1|");
}

} // namespace
} // namespace fixguard::orders
