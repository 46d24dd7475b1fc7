// Order lists: what the orders of an OCO, OTO, OTOCO, OPO or OPOCO do to each other, and what is told.
#include "venue/orders_fixture.hpp"

#include <functional>

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Lists : OrderTest {
    static std::string when(char type, char index, char action) {
        return std::string("25011=") + type + "|25012=" + index + "|25013=" + action + "|";
    }
    static std::string maker(const std::string& id, char side, const std::string& price,
                             const std::string& quantity = "38=1|") {
        return "11=" + id + "|" + quantity + "40=2|18=6|44=" + price + "|54=" + side + "|55=BTCUSDT|";
    }
    // Sells 1: a stop loss at 50000 below, a limit maker at 70000 above.
    static std::string oco() {
        return "25014=L1|1385=1|73=2|" + stop("SL", '2', "50000", 'D') + "25010=1|" + when('2', '1', '2') +
               maker("LM", '2', "70000") + "25010=1|" + when('1', '0', '2');
    }
    // Buys 1 at 60000, and sells it at 65000 when that is done.
    static std::string oto() {
        return "25014=L1|1385=2|73=2|" + limit("W", '1', "60000", "1") + limit("P", '2', "65000", "1") +
               "25010=1|" + when('3', '0', '1');
    }
    static std::string otoco(const std::string& opo = "", const std::string& quantity = "38=1|") {
        const std::string below =
            "11=SL|" + quantity + "40=3|1100=4|1101=1|1102=50000|1107=2|1109=D|54=2|55=BTCUSDT|";
        return "25014=L1|1385=2|" + opo + "73=3|" + limit("W", '1', "60000", "1") + below + "25010=2|" +
               when('3', '0', '2') + when('2', '2', '2') + maker("LM", '2', "70000", quantity) + "25010=2|" +
               when('3', '0', '2') + when('1', '1', '2');
    }
    void place(const std::string& list) {
        client.sends("E", list);
        ASSERT_THAT(told().front(), "N 4/3");
    }
    void set(const std::function<void(rules::SessionTable&)>& change) {
        rules::SessionTable table = world.exchange.table();
        change(table);
        world.exchange.set_rules(table);
    }
};

TEST_F(Lists, a_list_is_announced_before_its_orders) {
    client.sends("E", oco());
    EXPECT_THAT(told(), ElementsAre("N 4/3", "SL 0/0", "LM 0/0"));
}

// ---- OCO

TEST_F(Lists, a_fill_of_the_limit_maker_ends_the_stop_and_the_list) {
    place(oco());
    other.sends("D", limit("B1", '1', "70000", "1"));
    EXPECT_THAT(told(), ElementsAre("LM F/2", "SL C/C because 3", "N 5/6"));
}

TEST_F(Lists, a_partial_fill_ends_the_stop_and_leaves_the_list) {
    place(oco());
    other.sends("D", limit("B1", '1', "70000", "0.4"));
    EXPECT_THAT(told(), ElementsAre("LM F/1", "SL C/C because 3"));
    other.sends("D", limit("B2", '1', "70000", "0.6"));
    EXPECT_THAT(told(), ElementsAre("LM F/2", "N 5/6"));
}

TEST_F(Lists, the_stop_once_triggered_ends_the_limit_maker_before_it_trades) {
    place(oco());
    other.sends("D", limit("B1", '1', "49000", "1"));
    trade_at("50000");
    EXPECT_THAT(told(), ElementsAre("SL 0/0", "LM C/C because 3", "SL F/2", "N 5/6"));
    other.sends("D", limit("B2", '1', "70000", "1"));
    EXPECT_THAT(told(), IsEmpty()) << "it is out of the book";
}

TEST_F(Lists, the_cancel_of_one_order_cancels_the_other) {
    for (const std::string leg : {"SL", "LM"}) {
        place(oco());
        client.sends("F", "11=C" + leg + "|41=" + leg + "|55=BTCUSDT|");
        EXPECT_THAT(told(), ElementsAre("SL 4/4", "LM 4/4", "N 5/6"));
    }
}

TEST_F(Lists, a_cancel_of_the_list_names_it_by_either_id_or_both) {
    for (const std::string ids : {"25015=L1|", "66=2|", "66=3|25015=L1|"}) {
        place(oco());
        client.sends("F", "11=C" + ids.substr(0, 2) + "|" + ids + "55=BTCUSDT|");
        EXPECT_THAT(told(), ElementsAre("SL 4/4", "LM 4/4", "N 5/6")) << ids;
    }
    place(oco());
    const std::string wrong = one("F", "11=C9|66=4|25015=L2|55=BTCUSDT|");
    EXPECT_EQ(field(wrong, 35), "9");
    EXPECT_EQ(field(wrong, 25016), "-2039");
}

TEST_F(Lists, the_status_of_a_cancelled_list_names_request_list_and_orders) {
    client.sends("E", oco());
    client.gets();
    client.sends("F", "11=C1|25015=L1|55=BTCUSDT|");
    EXPECT_THAT(client.gets().back(),
                HasSubstr("|55=BTCUSDT|66=1|25014=C1|25015=L1|1385=1|429=5|431=6|60=20260701-12:00:00.000000|"
                          "73=2|11=SL|55=BTCUSDT|37=1|11=LM|55=BTCUSDT|37=2|"));
}

TEST_F(Lists, a_mass_cancel_ends_lists_too) {
    place(oco());
    client.sends("q", "11=MC|55=BTCUSDT|530=1|");
    EXPECT_THAT(told(), ElementsAre("SL 4/4", "LM 4/4", "N 5/6", "r"));
}

TEST_F(Lists, a_cancel_replace_of_one_order_takes_its_list_with_it) {
    place(oco());
    client.sends("XCN", "25033=1|41=LM|25034=C1|" + limit("NEW", '2', "70000", "1"));
    EXPECT_THAT(told(), ElementsAre("SL 4/4", "LM 4/4", "N 5/6", "NEW 0/0"));
}

TEST_F(Lists, an_amended_order_of_a_list_is_told_in_a_list_status_too) {
    place(oco());
    client.sends("XAK", "11=A1|41=LM|55=BTCUSDT|38=0.5|");
    EXPECT_THAT(told(), ElementsAre("LM 5/0", "N 100/3"));
}

TEST_F(Lists, the_prices_have_to_lie_in_order) {
    client.sends("E", "25014=L1|1385=1|73=2|" + stop("SL", '2', "70000", 'D') + "25010=1|" +
                          when('2', '1', '2') + maker("LM", '2', "70000") + "25010=1|" + when('1', '0', '2'));
    EXPECT_EQ(field(client.gets_one(), 58), "The relationship of the prices for the orders is not correct.");
}

TEST_F(Lists, nobody_else_hears_of_it) {
    place(oco());
    other.sends("D", limit("B1", '1', "70000", "1"));
    EXPECT_THAT(told(other), ElementsAre("B1 0/0", "B1 F/2"));
}

TEST_F(Lists, nor_does_one_who_asked_for_acknowledgements_only) {
    Client acks(world, SessionKind::order_entry, "ACKS");
    acks.api_key = "OTHER";
    acks.log_on("25036=2|");
    place(oco());
    acks.sends("D", limit("B1", '1', "70000", "1"));
    EXPECT_THAT(told(acks), ElementsAre("B1 0/0"));
}

TEST_F(Lists, a_refused_order_refuses_the_list_and_counts_none) {
    client.sends("E", "25014=L1|1385=1|73=2|" + stop("SL", '2', "50000.001", 'D') + "25010=1|" +
                          when('2', '1', '2') + maker("LM", '2', "70000") + "25010=1|" + when('1', '0', '2'));
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 431), "7");
    EXPECT_EQ(field(answer, 58), "Filter failure: PRICE_FILTER");
    client.sends("XLQ", "6136=Q|");
    EXPECT_THAT(client.gets_one(), HasSubstr("|25004=1|25005=0|"));
}

// ---- OTO, OTOCO

TEST_F(Lists, a_pending_order_works_when_its_working_order_is_filled) {
    client.sends("E", oto());
    EXPECT_THAT(told(), ElementsAre("N 4/3", "W 0/0", "P 0/A"));
    other.sends("D", limit("B1", '1', "65000", "1"));
    EXPECT_THAT(told(), IsEmpty()) << "the pending order is not in the book";
    other.sends("F", "11=C|41=B1|55=BTCUSDT|");
    other.sends("D", limit("S1", '2', "60000", "0.5"));
    EXPECT_THAT(told(), ElementsAre("W F/1")) << "half is not enough";
    other.sends("D", limit("S2", '2', "60000", "0.5"));
    EXPECT_THAT(told(), ElementsAre("W F/2", "P 0/0"));
    other.sends("D", limit("B2", '1', "65000", "1"));
    EXPECT_THAT(told(), ElementsAre("P F/2", "N 5/6"));
}

TEST_F(Lists, a_working_order_that_is_filled_at_once_releases_its_pending_order_at_once) {
    other.sends("D", limit("S1", '2', "60000", "1"));
    other.sends("D", limit("B1", '1', "59000", "1"));
    client.sends("E", oto());
    EXPECT_THAT(told(), ElementsAre("N 4/3", "W 0/0", "P 0/A", "W F/2", "P 0/0"));
}

TEST_F(Lists, a_working_order_that_expires_takes_its_pending_order_with_it) {
    client.sends("E", "25014=L1|1385=2|73=2|" + limit("W", '1', "60000", "1", "59=3|") +
                          limit("P", '2', "65000", "1") + "25010=1|" + when('3', '0', '1'));
    EXPECT_THAT(told(),
                ElementsAre("N 4/3", "W 0/0", "P 0/A", "W C/C because 5", "P C/C because 4", "N 5/6"));
}

TEST_F(Lists, a_pending_limit_maker_that_would_take_is_not_placed) {
    other.sends("D", limit("B1", '1', "58000", "1"));
    client.sends("E", "25014=L1|1385=2|73=2|" + limit("W", '1', "60000", "1") + maker("P", '2', "55000") +
                          "25010=1|" + when('3', '0', '1'));
    told();
    other.sends("D", limit("S1", '2', "60000", "1"));
    EXPECT_THAT(told(), ElementsAre("W F/2", "P C/C because 1", "N 5/6"));
}

TEST_F(Lists, an_otoco_releases_a_pair_that_cancels_each_other) {
    client.sends("E", otoco());
    EXPECT_THAT(told(), ElementsAre("N 4/3", "W 0/0", "SL 0/A", "LM 0/A"));
    other.sends("D", limit("S1", '2', "60000", "1"));
    EXPECT_THAT(told(), ElementsAre("W F/2", "SL 0/0", "LM 0/0"));
    other.sends("D", limit("B1", '1', "70000", "1"));
    EXPECT_THAT(told(), ElementsAre("LM F/2", "SL C/C because 3", "N 5/6"));
}

TEST_F(Lists, the_stop_of_an_otoco_counts_trades_since_its_release_alone) {
    client.sends("E", otoco());
    trade_at("50000");
    told();
    other.sends("D", limit("S1", '2', "60000", "1"));
    EXPECT_THAT(told(), ElementsAre("W F/2", "SL 0/0", "LM 0/0"));
    other.sends("D", limit("B1", '1', "45000", "1"));
    trade_at("49000");
    EXPECT_THAT(told(), ElementsAre("SL 0/0", "LM C/C because 3", "SL F/2", "N 5/6"));
}

TEST_F(Lists, an_opo_sells_what_was_bought) {
    client.sends("E", "25014=L1|1385=2|25046=Y|73=2|" + limit("W", '1', "60000", "0.7") +
                          maker("P", '2', "65000", "") + "25010=1|" + when('3', '0', '1'));
    const auto reports = client.gets();
    ASSERT_THAT(reports, SizeIs(3));
    EXPECT_EQ(field(reports[2], 38), "") << "the quantity is not known yet";
    EXPECT_EQ(field(one("XAK", "11=A1|41=P|55=BTCUSDT|38=0.1|"), 58),
              "Order amend (pending OPO order) is not supported.");
    other.sends("D", limit("S1", '2', "60000", "1"));
    const auto after = client.gets();
    ASSERT_THAT(after, SizeIs(2));
    EXPECT_EQ(field(after[1], 38), "0.70000000");
    EXPECT_EQ(field(after[1], 151), "0.70000000");
}

TEST_F(Lists, an_opoco_does_both) {
    client.sends("E", otoco("25046=Y|", ""));
    told();
    other.sends("D", limit("S1", '2', "60000", "1"));
    EXPECT_THAT(told(), ElementsAre("W F/2", "SL 0/0", "LM 0/0"));
    other.sends("D", limit("B1", '1', "70000", "2"));
    EXPECT_THAT(told(), ElementsAre("LM F/2", "SL C/C because 3", "N 5/6"));
}

// ---- where the documents are silent

TEST_F(Lists, cancelled_leg_expires_or_is_cancelled) {
    for (const bool expires : {true, false}) {
        set([&](auto& table) { table.switches.cancelled_leg_expires = expires; });
        place(oco());
        other.sends("D", limit(expires ? "B1" : "B2", '1', "70000", "1"));
        EXPECT_THAT(told(), ElementsAre("LM F/2", expires ? "SL C/C because 3" : "SL 4/4", "N 5/6"));
    }
}

TEST_F(Lists, expiry_reasons_are_data) {
    set([](auto& table) {
        table.expiry_reasons.oco_leg = 0;
        table.expiry_reasons.oto_pending = 2;
        table.expiry_reasons.unfilled_ioc = 1;
    });
    place(oco());
    other.sends("D", limit("B1", '1', "70000", "1"));
    EXPECT_THAT(told(), ElementsAre("LM F/2", "SL C/C", "N 5/6"));
    client.sends("E", "25014=L1|1385=2|73=2|" + limit("W", '1', "60000", "1", "59=3|") +
                          limit("P", '2', "65000", "1") + "25010=1|" + when('3', '0', '1'));
    EXPECT_THAT(told(),
                ElementsAre("N 4/3", "W 0/0", "P 0/A", "W C/C because 1", "P C/C because 2", "N 5/6"));
}

TEST_F(Lists, expiry_reasons_without_a_list_are_data) {
    for (const int reason : {0, 8}) {
        set([&](auto& table) {
            table.expiry_reasons.unfilled_ioc = reason;
            table.expiry_reasons.unfilled_fok = reason;
            table.expiry_reasons.no_liquidity = reason;
        });
        const std::string ended = reason == 0 ? " C/C" : " C/C because 8";
        client.sends("D", limit("IOC", '1', "60000", "1", "59=3|"));
        EXPECT_THAT(told(), ElementsAre("IOC 0/0", "IOC" + ended));
        client.sends("D", limit("FOK", '1', "60000", "1", "59=4|"));
        EXPECT_THAT(told(), ElementsAre("FOK 0/0", "FOK" + ended));
        client.sends("D", "11=M|38=1|40=1|54=1|55=BTCUSDT|");
        EXPECT_THAT(told(), ElementsAre("M 0/0", "M" + ended));
    }
}

TEST_F(Lists, the_expiry_reason_of_a_limit_maker_that_would_take_on_release_is_data) {
    for (const int reason : {0, 8}) {
        set([&](auto& table) { table.expiry_reasons.refused_on_release = reason; });
        place("25014=L1|1385=2|73=2|" + limit("W", '1', "60000", "1") + maker("P", '2', "50000") +
              "25010=1|" + when('3', '0', '1'));
        other.sends("D", limit("BID", '1', "55000", "1"));
        other.sends("D", limit("S" + std::to_string(reason), '2', "60000", "1"));
        EXPECT_THAT(told(), ElementsAre("W F/2", reason == 0 ? "P C/C" : "P C/C because 8", "N 5/6"));
        other.sends("F", "11=C" + std::to_string(reason) + "|41=BID|55=BTCUSDT|");
    }
}

} // namespace
} // namespace fixguard::venue::test
