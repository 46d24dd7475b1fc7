// Lines of JSON become the requests they say, or one line of what is wrong with them.
#include "cli/order_line.hpp"

#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

namespace fixguard::cli {
namespace {

std::string body(std::string_view json) {
    const auto line = read_order_line(json);
    if (const auto* const wrong = std::get_if<std::string>(&line)) return "wrong: " + *wrong;
    return wire::to_readable(std::get<OrderLine>(line).body);
}

TEST(OrderLine, new_orders_of_every_type) {
    EXPECT_EQ(
        body(
            R"({"action":"new","id":"A-1","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"60000"})"),
        "35=D|11=A-1|38=0.5|40=2|44=60000|54=1|55=BTCUSDT|59=1|");
    EXPECT_EQ(body(R"({"id":"A","symbol":"B","side":"sell","type":"market","quote_amount":"10.50"})"),
              "35=D|11=A|40=1|54=2|55=B|152=10.5|");
    EXPECT_EQ(body(R"({"id":"A","symbol":"B","side":"sell","type":"market","quantity":"1"})"),
              "35=D|11=A|38=1|40=1|54=2|55=B|");
    EXPECT_EQ(
        body(R"({"id":"A","symbol":"B","side":"sell","type":"limit_maker","quantity":"1","price":"2"})"),
        "35=D|11=A|38=1|40=2|18=6|44=2|54=2|55=B|");
    EXPECT_EQ(
        body(
            R"({"id":"A","symbol":"B","side":"sell","type":"limit","quantity":"1","price":"2","time_in_force":"fok"})"),
        "35=D|11=A|38=1|40=2|44=2|54=2|55=B|59=4|");
    EXPECT_EQ(
        body(
            R"({"id":"A","symbol":"B","side":"sell","type":"limit","quantity":"1","price":"2","visible":"0.1"})"),
        "35=D|11=A|38=1|40=2|44=2|54=2|55=B|59=1|111=0.1|");
    EXPECT_EQ(
        body(
            R"({"id":"A","symbol":"B","side":"sell","type":"stop_loss","quantity":"1","trigger_price":"2"})"),
        "35=D|11=A|38=1|40=3|1100=4|1101=1|1102=2|1107=2|1109=D|54=2|55=B|");
    EXPECT_EQ(
        body(
            R"({"id":"A","symbol":"B","side":"sell","type":"take_profit_limit","quantity":"1","price":"3","trailing_bips":50})"),
        "35=D|11=A|38=1|40=4|44=3|1100=4|1101=1|1107=2|1109=U|25009=50|54=2|55=B|59=1|");
    EXPECT_EQ(
        body(
            R"({"id":"A","symbol":"B","side":"buy","type":"pegged","quantity":"1","peg":"primary","peg_level":2})"),
        "35=D|11=A|38=1|40=P|211=2|1094=5|835=1|836=3|54=1|55=B|59=1|");
}

TEST(OrderLine, the_other_requests) {
    EXPECT_EQ(body(R"({"action":"cancel","id":"C","symbol":"B","order":"A"})"), "35=F|11=C|41=A|55=B|");
    EXPECT_EQ(body(R"({"action":"cancel","id":"C","symbol":"B","order_id":7,"only":"new"})"),
              "35=F|11=C|37=7|55=B|25002=1|");
    EXPECT_EQ(body(R"({"action":"cancel","id":"C","symbol":"B","list":"L"})"), "35=F|11=C|25015=L|55=B|");
    EXPECT_EQ(
        body(
            R"({"action":"replace","id":"N","order":"A","cancel_id":"C","after_failed_cancel":"go_on","symbol":"B","side":"buy","type":"market","quantity":"1"})"),
        "35=XCN|25033=2|41=A|25034=C|11=N|38=1|40=1|54=1|55=B|");
    EXPECT_EQ(body(R"({"action":"amend","id":"N","symbol":"B","order":"A","quantity":"0.4"})"),
              "35=XAK|11=N|41=A|55=B|38=0.4|");
    EXPECT_EQ(body(R"({"action":"cancel_all","id":"N","symbol":"B"})"), "35=q|11=N|55=B|530=1|");
    EXPECT_EQ(body(R"({"action":"limits","id":"N"})"), "35=XLQ|6136=N|");
    EXPECT_EQ(body(R"({"action":"raw","body":"35=D|11=A|"})"), "35=D|11=A|");
}

TEST(OrderLine, says_for_which_session_and_which_request) {
    const auto line = read_order_line(R"({"action":"raw","session":"oe2","body":"35=XLQ|6136=R-1|"})");
    ASSERT_TRUE(std::holds_alternative<OrderLine>(line));
    EXPECT_EQ(std::get<OrderLine>(line).session, "oe2");
    EXPECT_EQ(std::get<OrderLine>(line).id, "R-1");
}

TEST(OrderLine, what_is_wrong_is_named) {
    EXPECT_EQ(body("{"), "wrong: no JSON");
    EXPECT_EQ(body("[]"), "wrong: no JSON object");
    EXPECT_EQ(body("{}"), "wrong: \"id\" is missing");
    EXPECT_EQ(body(R"({"id":7})"), "wrong: \"id\" has to be a string");
    EXPECT_EQ(body(R"({"id":"a b"})"), "wrong: \"id\" has to be 1..36 letters, digits, '-' and '_'");
    EXPECT_EQ(body(R"({"action":"nwe","id":"A"})"),
              "wrong: \"action\" is one of new, cancel, replace, amend, cancel_all, limits, raw");
    EXPECT_EQ(body(R"({"id":"A","symbol":"B","side":"long"})"), "wrong: \"side\" is one of buy, sell");
    EXPECT_EQ(body(R"({"id":"A","symbol":"B","side":"buy","type":"market","quantity":0.5})"),
              "wrong: \"quantity\" has to be a string");
    EXPECT_EQ(body(R"({"id":"A","symbol":"B","side":"buy","type":"market","quantity":"1e3"})"),
              "wrong: \"quantity\" has to be a number of at most eight decimals, as a string");
    EXPECT_EQ(body(R"({"id":"A","symbol":"B\u0001","side":"buy"})"),
              "wrong: \"symbol\" is empty or has control characters");
    EXPECT_EQ(body(R"({"action":"raw","body":"35=D|"})"),
              "wrong: \"body\" has no ClOrdID(11), ClListID(25014) or ReqID(6136)");
}

TEST(OrderLine, a_misspelt_key_does_not_make_another_order) {
    EXPECT_EQ(
        body(
            R"({"id":"A","symbol":"B","side":"buy","type":"limit","quantity":"1","price":"2","timeinforce":"ioc"})"),
        "wrong: \"timeinforce\" is not known here");
    EXPECT_EQ(body(R"({"id":"A","symbol":"B","side":"buy","type":"market","quantity":"1","price":"2"})"),
              "wrong: \"price\" is not known here");
}

} // namespace
} // namespace fixguard::cli
