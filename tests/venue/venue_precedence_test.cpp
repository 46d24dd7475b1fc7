// The rules that need more than the message, in their order: each row mends what was refused, and the next
// refusal shows. Those of a message alone are in tests/rules/precedence_test.cpp.
#include "venue/orders_fixture.hpp"

namespace fixguard::venue::test {
namespace {

// ---- a Logon<A>, on each kind of session

class LogonPrecedence : public testing::TestWithParam<SessionKind> {
protected:
    static Config config() {
        Config config = demo_config();
        rules::KindRules& kind = config.rules.of(GetParam());
        kind.attempts = {2, 40s};
        kind.connections = 1;
        return config;
    }
    World world{config()};
    const SigningKey wrong_key{99};
    // What a client is refused with; it connects for that anew, from an IP of its own or from a busy one.
    struct Attempt {
        std::string ip;
        std::string heart_bt_int = "108=1|";
        std::string api_key = "a b";
        bool right_signature = false;
        std::string name = "CLIENT1";
    };
    std::string refusal(const Attempt& attempt) {
        Client client(world, GetParam(), attempt.name, attempt.ip);
        client.api_key = attempt.api_key;
        if (!attempt.right_signature) client.key = &wrong_key;
        std::string logon = client.logon_body();
        logon.replace(logon.find("108=30|"), 7, attempt.heart_bt_int);
        client.sends_body(logon);
        const std::string answer = client.gets_one();
        return field(answer, 35) == "A" ? "accepted" : field(answer, 25016) + " " + field(answer, 58);
    }
};

TEST_P(LogonPrecedence, each_mended_fault_uncovers_the_next) {
    Client first(world, GetParam(), "CLIENT1", "10.0.0.1");
    first.log_on();
    EXPECT_EQ(refusal({"10.0.0.1", "108=30|", "DEMO", true}).substr(0, 5), "-1033") << "the second attempt";

    const std::string busy = "10.0.0.1";
    EXPECT_EQ(refusal({busy}), "-1034 Too many connection attempts from IP; current limit is 2 per '40s'.");
    EXPECT_EQ(refusal({"10.0.0.2"}), "-1130 Data sent for parameter '108' is not valid.");
    Attempt attempt{"10.0.0.3", "108=30|"};
    EXPECT_EQ(refusal(attempt), "-2014 API-key format invalid.");
    attempt.ip = "10.0.0.4";
    attempt.api_key = "NOBODY";
    EXPECT_EQ(refusal(attempt), "-2015 Invalid API-key, IP, or permissions for action.");
    attempt.ip = "10.0.0.5";
    attempt.api_key = "NOFIX";
    EXPECT_EQ(refusal(attempt), "-1022 Signature for this request is not valid.");
    attempt.ip = "10.0.0.6";
    attempt.right_signature = true;
    EXPECT_EQ(refusal(attempt), "-2015 Invalid API-key, IP, or permissions for action.");
    attempt.ip = "10.0.0.7";
    attempt.api_key = "DEMO";
    EXPECT_EQ(refusal(attempt),
              "-1034 Too many connection attempts for account; current limit is 2 per '40s'.");
    world.advance(20s);
    first.sends("0");
    world.advance(20s);
    first.sends("0");
    attempt.ip = "10.0.0.8";
    EXPECT_EQ(refusal(attempt).substr(0, 5), "-1033");
    attempt.ip = "10.0.0.9";
    attempt.name = "CLIENT2";
    EXPECT_EQ(refusal(attempt), "-1034 Too many concurrent connections; current limit is '1'.");
    first.sends("5");
    world.advance(40s);
    attempt.ip = "10.0.0.10";
    EXPECT_EQ(refusal(attempt), "accepted");
}

// All is wrong with it, and what stands first in the table says so.
TEST_P(LogonPrecedence, is_the_order_of_the_table) {
    using rules::LogonCheck;
    Client first(world, GetParam(), "CLIENT1", "10.0.0.1");
    first.log_on();
    EXPECT_EQ(refusal({"10.0.0.2", "108=30|", "DEMO", true}).substr(0, 5), "-1033") << "the second attempt";
    const std::string powerless = "NOFIX", good = "DEMO", ill_formed = "a b";
    int ip = 3;
    for (const auto& [check, api_key, code] : {std::tuple(LogonCheck::api_key_format, ill_formed, "-2014"),
                                               std::tuple(LogonCheck::api_key, ill_formed, "-2015"),
                                               std::tuple(LogonCheck::signature, powerless, "-1022"),
                                               std::tuple(LogonCheck::permission, powerless, "-2015"),
                                               std::tuple(LogonCheck::attempts, good, "-1034"),
                                               std::tuple(LogonCheck::sender_comp_id, good, "-1033"),
                                               std::tuple(LogonCheck::connections, good, "-1034")}) {
        rules::SessionTable table = world.exchange.table();
        auto& checks = table.logon_checks;
        std::rotate(checks.begin(), std::ranges::find(checks, check), checks.end());
        world.exchange.set_rules(table);
        EXPECT_EQ(refusal({"10.0.0." + std::to_string(ip++), "108=30|", api_key}).substr(0, 5), code)
            << rules::name(check);
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, LogonPrecedence, testing::ValuesIn(all_session_kinds),
                         [](const auto& kind) { return std::string(name(kind.param)); });

// ---- any message, on each kind of session: the limit comes before any look at it

class MessagePrecedence : public testing::TestWithParam<SessionKind> {};

TEST_P(MessagePrecedence, the_limit_goes_before_the_framing_and_the_framing_before_the_rules) {
    for (const std::uint32_t limit : {1u, 2u}) {
        Config config = demo_config();
        config.rules.of(GetParam()).messages = {limit, 10s};
        World world(config);
        Client client(world, GetParam());
        client.log_on();
        client.sends_bytes("8=FIX.4.4|9=30|35=0|49=OTHER|34=77|4711=x|10=000|");
        EXPECT_EQ(field(client.gets().front(), 25016), limit == 1 ? "-1181" : "-1177");
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, MessagePrecedence, testing::ValuesIn(all_session_kinds),
                         [](const auto& kind) { return std::string(name(kind.param)); });

// ---- an order, behind the rules

Config one_order_at_a_time() {
    Config config = two_accounts();
    config.symbols.front().max_orders = 1;
    config.accounts.front().unfilled_orders = {1, 10s};
    return config;
}

struct OrderPrecedence : OrderTest {
    OrderPrecedence() : OrderTest(one_order_at_a_time()) {}
    std::string refusal(const std::string& order) {
        const std::string answer = one("D", order);
        return field(answer, 150) == "0" ? "accepted" : field(answer, 25016) + " " + field(answer, 58);
    }
};

TEST_F(OrderPrecedence, each_mended_fault_uncovers_the_next) {
    other.sends("D", limit("OFFER", '2', "59000", "1"));
    one("D", limit("OLD", '1', "50000", "1"));
    std::string order = "11=OLD|18=6|38=0.0000001|40=2|44=60000|54=1|55=NOPE|59=1|111=5|";
    const auto mend = [&](const std::string& wrong, const std::string& right) {
        order.replace(order.find(wrong), wrong.size(), right);
    };
    EXPECT_EQ(refusal(order), "-1121 Invalid symbol.");
    mend("NOPE", "BTCUSDT");
    EXPECT_EQ(refusal(order), "-1013 Filter failure: LOT_SIZE");
    mend("0.0000001", "1");
    EXPECT_EQ(refusal(order), "-2010 IcebergQty exceeds QTY.");
    mend("111=5|", "");
    EXPECT_EQ(refusal(order), "-2010 Duplicate order sent.");
    mend("OLD", "NEW");
    EXPECT_EQ(refusal(order), "-1013 Filter failure: MAX_NUM_ORDERS");
    one("F", "11=C1|41=OLD|55=BTCUSDT|");
    EXPECT_EQ(refusal(order), "-2010 Order would immediately match and take.");
    mend("60000", "58000");
    EXPECT_EQ(refusal(order), "-1015 Too many new orders; current limit is 1 orders per 10s.");
    world.advance(10s);
    EXPECT_EQ(refusal(order), "accepted");
}

TEST_F(OrderPrecedence, is_the_order_of_the_table) {
    other.sends("D", limit("OFFER", '2', "59000", "1"));
    one("D", limit("OLD", '1', "50000", "1"));
    const std::string wrong_in_all = "11=OLD|18=6|38=0.0000001|40=2|44=60000|54=1|55=BTCUSDT|59=1|111=5|";
    for (const auto& [check, said] :
         {std::pair(rules::OrderCheck::filters, "-1013 Filter failure: LOT_SIZE"),
          std::pair(rules::OrderCheck::features, "-2010 IcebergQty exceeds QTY."),
          std::pair(rules::OrderCheck::duplicate, "-2010 Duplicate order sent."),
          std::pair(rules::OrderCheck::open_orders, "-1013 Filter failure: MAX_NUM_ORDERS"),
          std::pair(rules::OrderCheck::book, "-2010 Order would immediately match and take.")}) {
        rules::SessionTable table = world.exchange.table();
        auto& checks = table.order_checks;
        std::rotate(checks.begin(), std::ranges::find(checks, check), checks.end());
        world.exchange.set_rules(table);
        EXPECT_EQ(refusal(wrong_in_all), said);
    }
}

// ---- a subscription, behind the rules

TEST(SubscriptionPrecedence, a_symbol_is_looked_up_last) {
    Config config = demo_config();
    config.rules.of(SessionKind::market_data).streams = 2;
    World world(config);
    Client client(world, SessionKind::market_data);
    client.log_on();
    const auto refusal = [&](const std::string& fields) {
        client.sends("V", fields);
        const auto answers = client.gets();
        return answers.empty() ? "accepted"
                               : field(answers.front(), 35) + " " + field(answers.front(), 281) + " " +
                                     field(answers.front(), 25016);
    };
    EXPECT_EQ(refusal("262=A|263=1|146=1|55=BTCUSDT|267=1|269=2|"), "accepted");
    EXPECT_EQ(refusal("262=A|263=1|146=3|55=BTCUSDT|55=NOPE|55=NONE|267=1|269=0|264=1|"), "3  -1128");
    EXPECT_EQ(refusal("262=A|263=1|146=3|55=BTCUSDT|55=NOPE|55=NONE|267=1|269=2|"), "Y 1 -1190");
    EXPECT_EQ(refusal("262=B|263=1|146=3|55=BTCUSDT|55=NOPE|55=NONE|267=1|269=2|"), "Y 2 -1191");
    EXPECT_EQ(refusal("262=B|263=1|146=2|55=NOPE|55=NONE|267=1|269=2|"), "Y 2 -1191") << "no room";
    EXPECT_EQ(refusal("262=B|263=1|146=1|55=NOPE|267=1|269=2|"), "Y  -1121");
    EXPECT_EQ(refusal("262=B|263=1|146=1|55=ETHUSDT|267=1|269=2|"), "accepted");
}

} // namespace
} // namespace fixguard::venue::test
