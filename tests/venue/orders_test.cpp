// Orders on an order-entry session: accepted, matched, cancelled, amended, refused; and who is told.
#include "venue/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Orders : testing::Test {
    World world;
    Client client{world, SessionKind::order_entry};
    void SetUp() override { client.log_on(); }

    // 11, side, price, quantity of a limit order.
    std::string limit(const std::string& id, char side, const std::string& price, const std::string& quantity,
                      const std::string& more = "59=1|") {
        return "11=" + id + "|38=" + quantity + "|40=2|44=" + price + "|54=" + side + "|55=BTCUSDT|" + more;
    }
    std::string one(std::string_view type, const std::string& fields) {
        client.sends(type, fields);
        return client.gets_one();
    }
    // "150/39" of every ExecutionReport<8>, other messages by their MsgType.
    std::vector<std::string> outcomes() {
        std::vector<std::string> found;
        for (const std::string& message : client.gets())
            found.push_back(field(message, 35) == "8" ? field(message, 150) + "/" + field(message, 39)
                                                      : field(message, 35));
        return found;
    }
};

TEST_F(Orders, a_limit_order_is_new) {
    EXPECT_EQ(one("D", limit("A1", '1', "60000.00", "0.5")),
              "35=8|34=2|49=SPOT|56=CLIENT1|17=1|11=A1|37=1|38=0.50000000|40=2|54=1|55=BTCUSDT|44=60000."
              "00000000|59=1|"
              "25001=1|60=20260701-12:00:00.000000|25018=20260701-12:00:00.000000|150=0|14=0.00000000|151=0."
              "50000000|"
              "25017=0.00000000|32=0.00000000|39=0|636=Y|25023=20260701-12:00:00.000000|");
}

TEST_F(Orders, a_cancel_names_both_ids) {
    one("D", limit("A1", '1', "60000", "0.5"));
    const std::string report = one("F", "11=C1|41=A1|55=BTCUSDT|");
    EXPECT_THAT(report, HasSubstr("|11=C1|41=A1|37=1|"));
    EXPECT_THAT(report, HasSubstr("|150=4|"));
    EXPECT_EQ(field(report, 39), "4");
    EXPECT_EQ(field(report, 151), "0.00000000");
    EXPECT_EQ(field(one("F", "11=C2|41=A1|55=BTCUSDT|"), 58), "Unknown order sent.");
}

TEST_F(Orders, a_cancel_by_order_id_checks_the_client_id_beside_it) {
    one("D", limit("A1", '1', "60000", "0.5"));
    const std::string wrong = one("F", "11=C1|37=1|41=A2|55=BTCUSDT|");
    EXPECT_EQ(field(wrong, 35), "9");
    EXPECT_EQ(field(wrong, 25016), "-2039");
    EXPECT_EQ(field(one("F", "11=C2|37=1|55=BTCUSDT|"), 150), "4");
}

TEST_F(Orders, cancel_restrictions) {
    one("D", limit("A1", '1', "60000", "0.5"));
    EXPECT_EQ(field(one("F", "11=C1|41=A1|55=BTCUSDT|25002=2|"), 58),
              "Order was not canceled due to cancel restrictions.");
    EXPECT_EQ(field(one("F", "11=C2|41=A1|55=BTCUSDT|25002=1|"), 150), "4");
}

TEST_F(Orders, two_orders_that_cross_trade_at_the_price_of_the_older) {
    one("D", limit("S1", '2', "60000", "0.5"));
    client.sends("D", limit("B1", '1', "60010", "0.2"));
    const auto reports = client.gets();
    ASSERT_THAT(reports, SizeIs(3));
    EXPECT_EQ(field(reports[0], 150), "0");
    EXPECT_THAT(reports[1], HasSubstr("|11=S1|"));
    EXPECT_THAT(reports[1],
                HasSubstr("|150=F|14=0.20000000|151=0.30000000|25017=12000.00000000|1057=N|1003=1|"
                          "31=60000.00000000|32=0.20000000|574=1|39=1|"));
    EXPECT_THAT(reports[2], HasSubstr("|11=B1|"));
    EXPECT_THAT(reports[2],
                HasSubstr("|150=F|14=0.20000000|151=0.00000000|25017=12000.00000000|1057=Y|1003=1|"));
    EXPECT_EQ(field(reports[2], 39), "2");
}

TEST_F(Orders, immediate_or_cancel_expires_with_what_is_left) {
    one("D", limit("S1", '2', "60000", "0.1"));
    client.sends("D", limit("B1", '1', "60000", "0.2", "59=3|"));
    EXPECT_THAT(outcomes(), ElementsAre("0/0", "F/2", "F/1", "C/C"));
}

TEST_F(Orders, fill_or_kill_takes_all_or_nothing) {
    one("D", limit("S1", '2', "60000", "0.1"));
    client.sends("D", limit("B1", '1', "60000", "0.2", "59=4|"));
    EXPECT_THAT(outcomes(), ElementsAre("0/0", "C/C"));
    client.sends("D", limit("B2", '1', "60000", "0.1", "59=4|"));
    EXPECT_THAT(outcomes(), ElementsAre("0/0", "F/2", "F/2"));
}

TEST_F(Orders, a_market_order_without_liquidity_expires) {
    client.sends("D", "11=M1|38=1|40=1|54=1|55=BTCUSDT|");
    const auto reports = client.gets();
    ASSERT_THAT(reports, SizeIs(2));
    EXPECT_EQ(field(reports[1], 150), "C");
    EXPECT_EQ(field(reports[1], 25056), "7");
}

TEST_F(Orders, a_market_order_by_quote_amount_buys_what_it_can_pay) {
    one("D", limit("S1", '2', "50000", "1"));
    client.sends("D", "11=M1|152=1000.1|40=1|54=1|55=BTCUSDT|");
    const auto reports = client.gets();
    ASSERT_THAT(reports, SizeIs(3));
    EXPECT_EQ(field(reports[2], 32), "0.02000000");
    EXPECT_EQ(field(reports[2], 39), "2") << "ten cents buy no further lot";
    EXPECT_EQ(field(reports[2], 151), "0.00000000");
}

TEST_F(Orders, a_market_order_by_quote_amount_expires_with_the_book) {
    one("D", limit("S1", '2', "50000", "0.01"));
    client.sends("D", "11=M1|152=1000|40=1|54=1|55=BTCUSDT|");
    EXPECT_THAT(outcomes(), ElementsAre("0/0", "F/2", "F/1", "C/C"));
}

TEST_F(Orders, a_limit_maker_that_would_take_is_refused) {
    one("D", limit("S1", '2', "60000", "0.1"));
    const std::string report = one("D", limit("B1", '1', "60000", "0.1", "18=6|"));
    EXPECT_EQ(field(report, 150), "8");
    EXPECT_EQ(field(report, 25016), "-2010");
    EXPECT_EQ(field(report, 58), "Order would immediately match and take.");
}

TEST_F(Orders, a_rejected_order_has_its_documented_fields) {
    EXPECT_EQ(one("D", limit("A1", '1', "60000.001", "0.5")),
              "35=8|34=2|49=SPOT|56=CLIENT1|11=A1|38=0.5|40=2|54=1|55=BTCUSDT|44=60000.001|59=1|150=8|14=0."
              "00000000|"
              "32=0.00000000|39=8|103=99|25016=-1013|58=Filter failure: PRICE_FILTER|");
}

TEST_F(Orders, filters) {
    EXPECT_EQ(field(one("D", limit("A1", '1', "60000", "0.000001")), 58), "Filter failure: LOT_SIZE");
    EXPECT_EQ(field(one("D", limit("A2", '1', "60000", "9001")), 58), "Filter failure: LOT_SIZE");
    EXPECT_EQ(field(one("D", limit("A3", '1', "1", "0.5")), 58), "Filter failure: NOTIONAL");
    EXPECT_EQ(field(one("D", limit("A4", '1', "2000000", "0.5")), 58), "Filter failure: PRICE_FILTER");
}

TEST_F(Orders, a_client_id_that_works_already_is_a_duplicate) {
    one("D", limit("A1", '1', "60000", "0.5"));
    const std::string report = one("D", limit("A1", '1', "60000", "0.5"));
    EXPECT_EQ(field(report, 25016), "-2010");
    EXPECT_EQ(field(report, 58), "Duplicate order sent.");
}

TEST_F(Orders, an_unknown_symbol_1121) {
    const std::string answer = one("D", "11=A1|38=1|40=2|44=1|54=1|55=NOPE|59=1|");
    EXPECT_EQ(answer,
              "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=55|372=D|373=99|25016=-1121|58=Invalid symbol.|");
}

TEST_F(Orders, too_many_unfilled_orders_1015) {
    for (int i = 0; i < 100; ++i)
        client.sends("D", limit("A" + std::to_string(i), '1', "60000", "0.5"));
    client.gets();
    const std::string report = one("D", limit("LAST", '1', "60000", "0.5"));
    EXPECT_EQ(field(report, 25016), "-1015");
    EXPECT_EQ(field(report, 58), "Too many new orders; current limit is 100 orders per 10s.");
    world.advance(10s);
    EXPECT_EQ(field(one("D", limit("LAST", '1', "60000", "0.5")), 150), "0");
}

TEST_F(Orders, mass_cancel_reports_each_order_and_the_count) {
    one("D", limit("A1", '1', "60000", "0.5"));
    one("D", limit("A2", '1', "60001", "0.5"));
    one("D", "11=E1|38=1|40=2|44=3000|54=1|55=ETHUSDT|59=1|");
    client.sends("q", "11=MC|55=BTCUSDT|530=1|");
    const auto messages = client.gets();
    ASSERT_THAT(messages, SizeIs(3));
    EXPECT_EQ(field(messages[0], 41), "A1");
    EXPECT_EQ(field(messages[1], 41), "A2");
    EXPECT_EQ(messages[2], "35=r|34=7|49=SPOT|56=CLIENT1|55=BTCUSDT|11=MC|530=1|531=1|533=2|");
    const std::string none = one("q", "11=MC2|55=BTCUSDT|530=1|");
    EXPECT_EQ(none, "35=r|34=8|49=SPOT|56=CLIENT1|55=BTCUSDT|11=MC2|530=1|531=0|532=99|25016=-2011|"
                    "58=Unknown order sent.|");
}

TEST_F(Orders, amend_takes_less_and_nothing_else) {
    one("D", limit("A1", '1', "60000", "0.5"));
    EXPECT_EQ(one("XAK", "11=M1|41=A1|55=BTCUSDT|38=0.6|"),
              "35=XAR|34=3|49=SPOT|56=CLIENT1|11=M1|41=A1|55=BTCUSDT|38=0.6|25016=-2038|"
              "58=Order amend (quantity increase) is not supported.|");
    EXPECT_EQ(field(one("XAK", "11=M2|41=A1|55=BTCUSDT|38=0.5|"), 58),
              "The requested action would change no state; rejecting.");
    const std::string report = one("XAK", "11=M3|41=A1|55=BTCUSDT|38=0.2|");
    EXPECT_EQ(field(report, 150), "5");
    EXPECT_EQ(field(report, 38), "0.20000000");
    EXPECT_EQ(field(report, 151), "0.20000000");
    EXPECT_EQ(field(one("XAK", "11=M4|41=NOBODY|55=BTCUSDT|38=0.1|"), 58), "Unknown order sent.");
}

TEST_F(Orders, an_amended_order_fills_no_more_than_is_left) {
    one("D", limit("S1", '2', "60000", "0.5"));
    one("XAK", "11=M1|41=S1|55=BTCUSDT|38=0.2|");
    client.sends("D", limit("B1", '1', "60000", "0.5"));
    EXPECT_THAT(outcomes(), ElementsAre("0/0", "F/2", "F/1"));
}

TEST_F(Orders, cancel_replace_cancels_and_places) {
    one("D", limit("A1", '1', "60000", "0.5"));
    client.sends("XCN", "25033=1|41=A1|25034=C1|" + limit("A2", '1', "60001", "0.5"));
    const auto reports = client.gets();
    ASSERT_THAT(reports, SizeIs(2));
    EXPECT_THAT(reports[0], HasSubstr("|11=C1|41=A1|"));
    EXPECT_EQ(field(reports[0], 150), "4");
    EXPECT_THAT(reports[1], HasSubstr("|11=A2|"));
    EXPECT_EQ(field(reports[1], 150), "0");
}

TEST_F(Orders, cancel_replace_may_use_the_id_of_the_cancelled_order) {
    one("D", limit("A1", '1', "60000", "0.5"));
    client.sends("XCN", "25033=1|41=A1|25034=C1|" + limit("A1", '1', "60001", "0.5"));
    EXPECT_THAT(outcomes(), ElementsAre("4/4", "0/0"));
}

TEST_F(Orders, cancel_replace_of_nothing_stops_or_goes_on_as_its_mode_says) {
    EXPECT_EQ(field(one("XCN", "25033=1|41=A1|" + limit("A2", '1', "60001", "0.5")), 35), "9");
    client.sends("XCN", "25033=2|41=A1|" + limit("A3", '1', "60001", "0.5"));
    EXPECT_THAT(outcomes(), ElementsAre("9", "0/0"));
}

TEST_F(Orders, an_order_list_is_taken_and_cancelled_as_a_whole) {
    // The fields of each order stand in the documented order of the group.
    const std::string list =
        "25014=L1|1385=1|73=2|"
        "11=B1|38=1|40=4|44=50000|1100=4|1101=1|1102=50100|1107=2|1109=D|54=2|55=BTCUSDT|59=1|"
        "25010=1|25011=2|25012=1|25013=2|"
        "11=T1|38=1|40=2|18=6|44=70000|54=2|55=BTCUSDT|25010=1|25011=1|25012=0|25013=2|";
    client.sends("E", list);
    auto messages = client.gets();
    ASSERT_THAT(messages, SizeIs(3)) << testing::PrintToString(messages);
    EXPECT_EQ(messages[0], "35=N|34=2|49=SPOT|56=CLIENT1|55=BTCUSDT|66=1|25014=L1|1385=1|429=4|431=3|"
                           "60=20260701-12:00:00.000000|73=2|11=B1|55=BTCUSDT|37=1|11=T1|55=BTCUSDT|37=2|");
    EXPECT_EQ(field(messages[1], 66), "1");
    EXPECT_EQ(field(messages[2], 150), "0");

    client.sends("F", "11=C1|25015=L1|55=BTCUSDT|");
    messages = client.gets();
    ASSERT_THAT(messages, SizeIs(3));
    EXPECT_EQ(field(messages[0], 150), "4");
    EXPECT_EQ(field(messages[1], 150), "4");
    EXPECT_EQ(field(messages[2], 431), "6");
    EXPECT_EQ(field(one("F", "11=C2|25015=L1|55=BTCUSDT|"), 58), "Unknown order sent.");
}

TEST_F(Orders, a_list_is_refused_as_a_whole) {
    one("D", limit("P1", '1', "60000", "0.5"));
    const std::string answer =
        one("E", "25014=L1|1385=2|73=2|11=W1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|"
                 "11=P1|38=1|40=2|44=70000|54=2|55=BTCUSDT|59=1|25010=1|25011=3|25012=0|25013=1|");
    EXPECT_EQ(field(answer, 35), "N");
    EXPECT_EQ(field(answer, 431), "7");
    EXPECT_EQ(field(answer, 58), "Duplicate order sent.");
    EXPECT_EQ(field(one("F", "11=C1|41=W1|55=BTCUSDT|"), 35), "9") << "the first of the list is not there";
}

TEST_F(Orders, of_a_list_of_type_2_only_the_first_order_works) {
    client.sends("E", "25014=L1|1385=2|73=2|11=W1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|"
                      "11=P1|38=1|40=2|44=70000|54=2|55=BTCUSDT|59=1|25010=1|25011=3|25012=0|25013=1|");
    EXPECT_THAT(outcomes(), ElementsAre("N", "0/0", "0/A"));
    client.sends("D", limit("B1", '1', "70000", "1"));
    EXPECT_THAT(outcomes(), ElementsAre("0/0")) << "the pending sell is not in the book";
}

// ---- who is told

TEST_F(Orders, the_drop_copy_hears_a_second_later) {
    Client drop_copy(world, SessionKind::drop_copy, "COPY");
    drop_copy.log_on();
    one("D", limit("A1", '1', "60000", "0.5"));
    world.advance(999'999us);
    EXPECT_THAT(drop_copy.gets(), IsEmpty());
    world.advance(1us);
    const std::string report = drop_copy.gets_one();
    EXPECT_THAT(report, HasSubstr("35=8|34=2|49=SPOT|56=COPY|17=1|11=A1|"));
}

TEST_F(Orders, the_drop_copy_hears_in_the_order_of_the_engine) {
    Client drop_copy(world, SessionKind::drop_copy, "COPY");
    drop_copy.log_on();
    client.sends("D", limit("S1", '2', "60000", "0.5"));
    client.sends("D", limit("B1", '1', "60000", "0.5"));
    world.advance(1s);
    std::vector<std::string> exec_ids;
    for (const std::string& report : drop_copy.gets())
        exec_ids.push_back(field(report, 17));
    EXPECT_THAT(exec_ids, ElementsAre("1", "2", "3", "4"));
}

TEST_F(Orders, the_drop_copy_hears_of_no_refusal) {
    Client drop_copy(world, SessionKind::drop_copy, "COPY");
    drop_copy.log_on();
    one("D", limit("A1", '1', "60000.001", "0.5"));
    world.advance(2s);
    EXPECT_THAT(drop_copy.gets(), IsEmpty());
}

TEST_F(Orders, another_session_hears_everything_or_only_what_it_asked_for) {
    Client everything(world, SessionKind::order_entry, "ALL");
    everything.log_on("25036=1|");
    Client only_acks(world, SessionKind::order_entry, "ACKS");
    only_acks.log_on("25036=2|");
    one("D", limit("S1", '2', "60000", "0.5"));
    EXPECT_THAT(everything.gets(), SizeIs(1));
    EXPECT_THAT(only_acks.gets(), IsEmpty());
    only_acks.sends("D", limit("B1", '1', "60000", "0.5"));
    const auto acks = only_acks.gets();
    ASSERT_THAT(acks, SizeIs(1)) << "the acknowledgement, not the trade";
    EXPECT_EQ(field(acks[0], 150), "0");
    EXPECT_THAT(everything.gets(), SizeIs(3));
}

} // namespace
} // namespace fixguard::venue::test
