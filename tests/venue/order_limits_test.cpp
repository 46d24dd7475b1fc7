// What the engine takes no order for: filters, features that a symbol lacks, and the count of unfilled
// orders.
#include "venue/orders_fixture.hpp"

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Config small_limits() {
    Config config = two_accounts();
    Symbol& symbol = config.symbols.front();
    symbol.max_orders = 3;
    symbol.max_algo_orders = 1;
    symbol.max_iceberg_orders = 1;
    symbol.max_order_lists = 1;
    symbol.max_order_amends = 1;
    symbol.market_max_quantity = "2";
    return config;
}

struct OrderLimits : OrderTest {
    OrderLimits() : OrderTest(small_limits()) {}
    std::string refusal(const std::string& order) {
        const std::string answer = one("D", order);
        return field(answer, 25016) + " " + field(answer, 58);
    }
};

TEST_F(OrderLimits, so_many_orders_work_at_a_time) {
    for (const std::string id : {"A1", "A2", "A3"})
        one("D", limit(id, '1', "60000", "1"));
    EXPECT_EQ(refusal(limit("A4", '1', "60000", "1")), "-1013 Filter failure: MAX_NUM_ORDERS");
    one("F", "11=C1|41=A1|55=BTCUSDT|");
    EXPECT_EQ(field(one("D", limit("A4", '1', "60000", "1")), 150), "0");
    other.sends("D", limit("B1", '1', "50000", "1"));
    EXPECT_THAT(told(other), ElementsAre("B1 0/0")) << "another account has its own count";
}

TEST_F(OrderLimits, so_many_of_them_wait_for_a_price_or_hide_their_size) {
    one("D", stop("S1", '2', "50000", 'D'));
    EXPECT_EQ(refusal(stop("S2", '2', "50000", 'D')), "-1013 Filter failure: MAX_NUM_ALGO_ORDERS");
    one("D", limit("I1", '1', "60000", "1", "59=1|111=0.5|"));
    EXPECT_EQ(refusal(limit("I2", '1', "60000", "1", "59=1|111=0.5|")),
              "-1013 Filter failure: MAX_NUM_ICEBERG_ORDERS");
}

TEST_F(OrderLimits, so_many_lists_and_so_many_amends) {
    const auto oto = [](const std::string& id) {
        return "25014=L" + id + "|1385=2|73=2|" + limit("W" + id, '1', "60000", "1") +
               limit("P" + id, '2', "65000", "1") + "25010=1|25011=3|25012=0|25013=1|";
    };
    client.sends("E", oto("1"));
    client.gets();
    EXPECT_EQ(field(one("E", oto("2")), 58), "Filter failure: MAX_NUM_ORDER_LISTS");
    client.sends("F", "11=C1|25015=L1|55=BTCUSDT|");
    client.gets();
    client.sends("E", oto("2"));
    EXPECT_THAT(told().front(), "N 4/3");

    one("D", limit("A1", '1', "60000", "1"));
    EXPECT_EQ(field(one("XAK", "11=M1|41=A1|55=BTCUSDT|38=0.9|"), 150), "5");
    const std::string answer = one("XAK", "11=M2|41=A1|55=BTCUSDT|38=0.8|");
    EXPECT_EQ(field(answer, 35), "XAR");
    EXPECT_EQ(field(answer, 58), "Filter failure: MAX_NUM_ORDER_AMENDS");
}

TEST_F(OrderLimits, an_amended_order_passes_the_filters_again) {
    one("D", limit("A1", '1', "60000", "1"));
    EXPECT_EQ(field(one("XAK", "11=M1|41=A1|55=BTCUSDT|38=0.00001|"), 58), "Filter failure: NOTIONAL");
}

TEST_F(OrderLimits, filters_of_single_fields) {
    EXPECT_EQ(refusal("11=A|38=3|40=1|54=1|55=BTCUSDT|"), "-1013 Filter failure: MARKET_LOT_SIZE");
    EXPECT_EQ(refusal(stop("A", '2', "50000.001", 'D')), "-1013 Filter failure: PRICE_FILTER");
    EXPECT_EQ(refusal(limit("A", '1', "60000", "1", "59=1|111=0.01|")),
              "-1013 Filter failure: ICEBERG_PARTS");
    for (const std::string bips : {"9", "2001"})
        EXPECT_EQ(refusal("11=T|38=1|40=3|1100=4|1101=1|1107=2|25009=" + bips + "|54=2|55=BTCUSDT|"),
                  "-1013 Filter failure: TRAILING_DELTA");
    EXPECT_EQ(refusal(limit("A", '1', "60000", "1", "59=1|111=1.1|")), "-2010 IcebergQty exceeds QTY.");
}

// ---- what a symbol lacks

struct Lack {
    const char* feature;
    const char* msg_type;
    const char* fields;
    const char* text;
};

class Unsupported : public testing::TestWithParam<Lack> {};

TEST_P(Unsupported, is_refused_and_without_the_lack_it_is_not) {
    for (const bool lacks : {true, false}) {
        Config config = two_accounts();
        if (lacks) config.symbols.front().unsupported = {GetParam().feature};
        World world(config);
        Client client(world, SessionKind::order_entry);
        client.log_on();
        client.sends("D", "11=OLD|38=1|40=2|44=1000|54=1|55=ETHUSDT|59=1|");
        client.gets();
        client.sends(GetParam().msg_type, GetParam().fields);
        std::string texts;
        for (const std::string& message : client.gets())
            texts += field(message, 58);
        EXPECT_EQ(texts == GetParam().text, lacks) << texts;
    }
}

const char* const plain = "11=A|38=1|40=2|44=1000|54=1|55=BTCUSDT|59=1|";
INSTANTIATE_TEST_SUITE_P(
    Features, Unsupported,
    testing::Values(
        Lack{"trading", "D", plain, "Market is closed."},
        Lack{"market", "D", "11=A|38=1|40=1|54=1|55=BTCUSDT|",
             "Market orders are not supported for this symbol."},
        Lack{"quote_quantity", "D", "11=A|152=100|40=1|54=1|55=BTCUSDT|",
             "Quote order qty market orders are not support for this symbol."},
        Lack{"iceberg", "D", "11=A|38=1|40=2|44=1000|54=1|55=BTCUSDT|59=1|111=0.5|",
             "Iceberg orders are not supported for this symbol."},
        Lack{"stop_loss", "D", "11=A|38=1|40=3|1100=4|1101=1|1102=1000|1107=2|1109=U|54=1|55=BTCUSDT|",
             "Stop loss orders are not supported for this symbol."},
        Lack{"take_profit", "D", "11=A|38=1|40=3|1100=4|1101=1|1102=1000|1107=2|1109=D|54=1|55=BTCUSDT|",
             "Take profit orders are not supported for this symbol."},
        Lack{"stop_loss_limit", "D",
             "11=A|38=1|40=4|44=1000|59=1|1100=4|1101=1|1102=1000|1107=2|1109=D|54=2|55=BTCUSDT|",
             "Stop loss limit orders are not supported for this symbol."},
        Lack{"take_profit_limit", "D",
             "11=A|38=1|40=4|44=1000|59=1|1100=4|1101=1|1102=1000|1107=2|1109=U|54=2|55=BTCUSDT|",
             "Take profit limit orders are not supported for this symbol."},
        Lack{"trailing_stop", "D", "11=A|38=1|40=3|1100=4|1101=1|1107=2|25009=100|54=1|55=BTCUSDT|",
             "Trailing stop orders are not supported for this symbol."},
        Lack{"pegged", "D", "11=A|38=1|40=P|835=1|1094=5|54=1|55=BTCUSDT|",
             "Pegged orders are not supported for this symbol."},
        Lack{
            "oco", "E",
            "25014=L|1385=1|73=2|11=A|38=1|40=2|18=6|44=1000|54=1|55=BTCUSDT|25010=1|25011=1|25012=1|25013=2|"
            "11=B|38=1|40=3|1100=4|1101=1|1102=2000|1107=2|1109=U|54=1|55=BTCUSDT|25010=1|25011=2|25012=0|"
            "25013=2|",
            "OCO orders are not supported for this symbol"},
        Lack{"opo", "E",
             "25014=L|1385=2|25046=Y|73=2|11=A|38=1|40=2|44=1000|54=1|55=BTCUSDT|59=1|"
             "11=B|40=2|44=2000|54=2|55=BTCUSDT|59=1|25010=1|25011=3|25012=0|25013=1|",
             "OPO orders are not supported for this symbol."},
        Lack{"cancel_replace", "XCN", "25033=2|41=OLD|11=A|38=1|40=2|44=1000|54=1|55=BTCUSDT|59=1|",
             "Order cancel-replace is not supported for this symbol."}),
    [](const auto& row) { return row.param.feature; });

TEST(UnsupportedAmend, is_refused) {
    Config config = two_accounts();
    config.symbols.front().unsupported = {"amend"};
    World world(config);
    Client client(world, SessionKind::order_entry);
    client.log_on();
    client.sends("D", plain);
    client.gets();
    client.sends("XAK", "11=M|41=A|55=BTCUSDT|38=0.5|");
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 35), "XAR");
    EXPECT_EQ(field(answer, 58), "Order amend is not supported for this symbol.");
}

// ---- unfilled orders, -1015

Config three_unfilled() {
    Config config = two_accounts();
    config.accounts.front().unfilled_orders = {3, 10s};
    return config;
}

struct UnfilledOrders : OrderTest {
    UnfilledOrders() : OrderTest(three_unfilled()) {}
    std::string count() {
        client.sends("XLQ", "6136=Q|");
        return field(client.gets_one(), 25005);
    }
    void set(bool lowers) {
        rules::SessionTable table = world.exchange.table();
        table.switches.fill_lowers_unfilled_orders = lowers;
        world.exchange.set_rules(table);
    }
};

TEST_F(UnfilledOrders, the_first_fill_of_an_order_takes_it_off_the_count) {
    one("D", limit("A1", '1', "60000", "1"));
    one("D", limit("A2", '1', "50000", "1"));
    EXPECT_EQ(count(), "2");
    other.sends("D", limit("S1", '2', "60000", "0.1"));
    client.gets();
    EXPECT_EQ(count(), "1");
    other.sends("D", limit("S2", '2', "60000", "0.1"));
    client.gets();
    EXPECT_EQ(count(), "1") << "once for each order";
}

TEST_F(UnfilledOrders, a_fill_lowers_the_count_or_not) {
    set(false);
    one("D", limit("A1", '1', "60000", "1"));
    other.sends("D", limit("S1", '2', "60000", "1"));
    client.gets();
    EXPECT_EQ(count(), "1");
}

TEST_F(UnfilledOrders, a_cancel_lowers_nothing) {
    one("D", limit("A1", '1', "60000", "1"));
    one("F", "11=C1|41=A1|55=BTCUSDT|");
    EXPECT_EQ(count(), "1");
}

TEST_F(UnfilledOrders, a_list_needs_room_for_all_its_orders) {
    one("D", limit("A1", '1', "60000", "1"));
    one("D", limit("A2", '1', "60000", "1"));
    const std::string answer =
        one("E", "25014=L|1385=2|73=2|" + limit("W", '1', "60000", "1") + limit("P", '2', "65000", "1") +
                     "25010=1|25011=3|25012=0|25013=1|");
    EXPECT_EQ(field(answer, 25016), "-1015");
    EXPECT_EQ(count(), "2");
}

TEST_F(UnfilledOrders, a_cancel_replace_counts_also_where_its_order_is_never_tried) {
    EXPECT_EQ(field(one("XCN", "25033=1|41=NOBODY|" + limit("A1", '1', "60000", "1")), 35), "9");
    EXPECT_EQ(count(), "1");
}

TEST_F(UnfilledOrders, a_cancel_replace_without_room_does_nothing_or_cancels_at_least) {
    for (const std::string id : {"A1", "A2", "A3"})
        one("D", limit(id, '1', "60000", "1"));
    const std::string refused = one("XCN", "25033=1|41=A1|" + limit("N1", '1', "60000", "1"));
    EXPECT_EQ(field(refused, 25016), "-1015");
    client.sends("XCN", "25033=1|25038=2|41=A1|" + limit("N1", '1', "60000", "1"));
    EXPECT_THAT(told(), ElementsAre("A1 4/4", "N1 8/8"));
}

} // namespace
} // namespace fixguard::venue::test
