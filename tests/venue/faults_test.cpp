// Each of the codes -1169..-1191 with each of its texts: what a client does wrong, and what it is told.
#include "venue/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const char* const order = "11=A1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|";

struct OrderEntry : testing::Test {
    World world;
    Client client{world, SessionKind::order_entry};
    void SetUp() override { client.log_on(); }
};
struct DropCopy : testing::Test {
    World world;
    Client client{world, SessionKind::drop_copy};
    void SetUp() override { client.log_on(); }
};
struct MarketDataSession : testing::Test {
    World world;
    Client client{world, SessionKind::market_data};
    void SetUp() override { client.log_on(); }
};
struct BeforeLogon : testing::Test {
    World world;
    Client client{world, SessionKind::order_entry};
};

TEST_F(OrderEntry, invalid_tag_number_1169) {
    client.sends("D", "11=A1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|0=x|");
    EXPECT_EQ(client.gets_one(),
              "35=3|34=2|49=SPOT|56=CLIENT1|45=2|372=D|373=0|25016=-1169|58=Invalid tag number.|");
}

TEST_F(OrderEntry, tag_not_defined_in_message_1170) {
    client.sends("D", std::string(order) + "112=T|");
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=112|372=D|373=2|25016=-1170|"
                                 "58=Tag '112' not defined for this message type.|");
}

TEST_F(OrderEntry, tag_appears_more_than_once_1171) {
    client.sends("D", std::string(order) + "55=BTCUSDT|");
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=55|372=D|373=13|25016=-1171|"
                                 "58=Tag '55' appears more than once.|");
}

TEST_F(OrderEntry, tag_out_of_order_1172) {
    client.sends_body("35=D|34=2|49=CLIENT1|56=SPOT|" + std::string(order) + "52={now}|");
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=52|372=D|373=14|25016=-1172|"
                                 "58=Tag '52' specified out of required order.|");
}

TEST_F(MarketDataSession, group_fields_out_of_order_1173) {
    client.sends("V", "262=R1|263=1|264=1|55=BTCUSDT|146=1|267=2|269=0|269=1|");
    EXPECT_THAT(client.gets_one(), HasSubstr("25016=-1173|58=Repeating group '146' fields out of order.|"));
}

TEST_F(OrderEntry, invalid_component_1174) {
    client.sends("D", "11=A1|38=1|40=3|54=1|55=BTCUSDT|1100=4|1101=1|1102=61000|1109=U|");
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 25016), "-1174") << answer;
    EXPECT_THAT(field(answer, 58),
                testing::MatchesRegex("Component '.+' is incorrectly populated on '.+' order. "
                                      "Recommendation: '.+'"));
}

TEST_F(BeforeLogon, sequence_numbers_that_go_on_1175) {
    std::string logon = client.logon_body();
    logon.replace(logon.find("141=Y"), 5, "141=N");
    client.sends_body(logon);
    EXPECT_EQ(
        client.gets_one(),
        "35=3|34=1|49=SPOT|56=CLIENT1|45=1|371=141|372=A|373=99|25016=-1175|58=Continuation of sequence "
        "numbers "
        "to new session is currently unsupported. Sequence numbers must be reset for each new session.|");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(OrderEntry, second_logon_1176) {
    client.sends_body(client.logon_body());
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 25016), "-1176");
    EXPECT_EQ(field(answer, 58), "Logon<A> should only be sent once.");
    EXPECT_TRUE(client.is_up());
}

TEST_F(OrderEntry, wrong_check_sum_1177) {
    client.sends_bytes("8=FIX.4.4|9=5|35=0|10=000|");
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|371=10|372=0|373=99|25016=-1177|"
                                 "58=CheckSum(10) contains an incorrect value.|");
}

TEST_F(OrderEntry, begin_string_not_first_1177) {
    client.sends_bytes("9=5|8=FIX.4.4|35=0|10=161|");
    EXPECT_EQ(client.seen_text(), "BeginString (8) is not the first tag in a message.");
}

TEST_F(OrderEntry, msg_type_not_third_1177) {
    client.sends_bytes("8=FIX.4.4|9=10|34=2|35=0|10=014|");
    EXPECT_EQ(client.seen_text(), "MsgType (35) is not the third tag in a message.");
}

TEST_F(OrderEntry, wrong_body_length_1177) {
    client.sends_bytes("8=FIX.4.4|9=12|35=0|34=2|10=200|");
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 58), "BodyLength (9) does not contain the correct byte count.");
    EXPECT_EQ(field(answer, 45), "2") << "MsgSeqNum(34) can still be read";
}

TEST_F(OrderEntry, other_than_printable_ascii_1177) {
    client.sends("D", "11=A1\x07|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|");
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 58), "Only printable ASCII characters and SOH (Start of Header) are allowed.");
    EXPECT_EQ(field(answer, 371), "11");
}

TEST_F(OrderEntry, tag_without_a_value_1177) {
    client.sends("D", "11=|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|");
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 58), "Tag specified without a value.");
    EXPECT_EQ(field(answer, 25016), "-1177");
}

TEST_F(BeforeLogon, binary_encoding_on_a_text_port_1177) {
    // A Simple Open Framing Header: 8 bytes in all, encoding type 0x5BE0.
    Session& session = *world.exchange.find(1);
    session.on_bytes(std::string_view("\x08\x00\x00\x00\x5b\xe0\x00\x00", 8), world.clock.now());
    EXPECT_EQ(client.seen_text(), "Invalid encodingType.");
}

TEST_F(OrderEntry, changed_sender_comp_id_1178) {
    client.sends_body("35=0|34=2|49=CLIENT2|52={now}|56=SPOT|");
    EXPECT_EQ(
        client.gets_one(),
        "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=49|372=0|373=99|25016=-1178|58=SenderCompId(49) contains an "
        "incorrect value. The SenderCompID value should not change throughout the lifetime of a session.|");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(OrderEntry, skipped_msg_seq_num_1179) {
    client.next_seq_num = 5;
    client.sends("0");
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|45=5|371=34|372=0|373=99|25016=-1179|"
                                 "58=MsgSeqNum(34) contains an unexpected value. Expected: '2'.|");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(OrderEntry, repeated_msg_seq_num_1179) {
    client.next_seq_num = 1;
    client.sends("0");
    EXPECT_EQ(client.seen_text(), "MsgSeqNum(34) contains an unexpected value. Expected: '2'.");
}

TEST_F(BeforeLogon, order_before_logon_1180) {
    client.sends("D", order);
    EXPECT_EQ(client.gets_one(), "35=3|34=1|49=SPOT|56=CLIENT1|45=1|371=35|372=D|373=99|25016=-1180|"
                                 "58=Logon<A> must be the first message in the session.|");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(OrderEntry, ten_thousand_and_first_message_1181) {
    for (int i = 0; i < 9'999; ++i) // the Logon<A> was the first
        client.sends("0");
    EXPECT_THAT(client.gets(), ElementsAre());
    client.sends("D", order);
    EXPECT_THAT(client.gets(),
                ElementsAre("35=3|34=2|49=SPOT|56=CLIENT1|45=10001|372=D|373=99|25016=-1181|"
                            "58=Too many messages; current limit is '10000' messages per '10s'.|",
                            "35=5|34=3|49=SPOT|56=CLIENT1|"
                            "58=Too many messages; current limit is '10000' messages per '10s'.|"));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(OrderEntry, conflicting_fields_1182) {
    client.sends("D", std::string(order) + "152=100|");
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 25016), "-1182") << answer;
    EXPECT_THAT(field(answer, 58), testing::MatchesRegex("Conflicting fields: \\[.+\\]"));
}

TEST_F(DropCopy, order_on_drop_copy_1183) {
    client.sends("D", order);
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=35|372=D|373=99|25016=-1183|"
                                 "58=Requested operation is not allowed in DropCopy sessions.|");
    EXPECT_TRUE(client.is_up());
}

TEST_F(BeforeLogon, drop_copy_flag_on_order_entry_1184) {
    client.sends_body(client.logon_body("9406=Y|"));
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 25016), "-1184");
    EXPECT_EQ(field(answer, 58),
              "DropCopy sessions are not supported on this server. Please reconnect to a drop copy "
              "server.");
    EXPECT_TRUE(client.is_closed());
}

TEST(BeforeLogonOnDropCopy, no_drop_copy_flag_1185) {
    World world;
    Client client(world, SessionKind::drop_copy);
    std::string logon = client.logon_body();
    logon.erase(logon.find("9406=Y|"), 7);
    client.sends_body(logon);
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 25016), "-1185");
    EXPECT_EQ(field(answer, 58),
              "Only DropCopy sessions are supported on this server. Either reconnect to order entry "
              "server or send DropCopyFlag (9406) field.");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(OrderEntry, market_data_on_order_entry_1186) {
    client.sends("V", "262=R1|263=1|264=1|146=1|55=BTCUSDT|267=2|269=0|269=1|");
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=35|372=V|373=99|25016=-1186|"
                                 "58=Requested operation is not allowed in order entry sessions.|");
}

TEST_F(MarketDataSession, order_on_market_data_1187) {
    client.sends("D", order);
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=35|372=D|373=99|25016=-1187|"
                                 "58=Requested operation is not allowed in market data sessions.|");
}

TEST_F(MarketDataSession, wrong_count_of_a_group_1188) {
    client.sends("V", "262=R1|263=1|264=1|146=1|55=BTCUSDT|55=ETHUSDT|267=2|269=0|269=1|");
    EXPECT_EQ(client.gets_one(), "35=3|34=2|49=SPOT|56=CLIENT1|45=2|371=146|372=V|373=16|25016=-1188|"
                                 "58=Incorrect NumInGroup count for repeating group '146'.|");
}

TEST_F(MarketDataSession, duplicate_entries_of_a_group_1189) {
    client.sends("V", "262=R1|263=1|264=1|146=2|55=BTCUSDT|55=BTCUSDT|267=2|269=0|269=1|");
    const std::string answer = client.gets_one();
    EXPECT_EQ(field(answer, 25016), "-1189");
    EXPECT_EQ(field(answer, 58), "Group '146' contains duplicate entries.");
}

const char* const trades = "263=1|146=1|55=BTCUSDT|267=1|269=2|";

TEST_F(MarketDataSession, request_id_in_use_1190) {
    client.sends("V", std::string("262=R1|") + trades);
    client.gets();
    client.sends("V", "262=R1|263=1|146=1|55=ETHUSDT|267=1|269=2|");
    EXPECT_EQ(client.gets_one(), "35=Y|34=2|49=SPOT|56=CLIENT1|262=R1|281=1|25016=-1190|58=MDReqID (262) "
                                 "contains a subscription request id "
                                 "that is already in use on this connection.|");
}

TEST_F(MarketDataSession, unsubscription_of_nothing_1190) {
    client.sends("V", "262=R9|263=2|");
    const std::string answer = client.gets_one();
    EXPECT_EQ(answer,
              "35=Y|34=2|49=SPOT|56=CLIENT1|262=R9|25016=-1190|58=MDReqID (262) contains an unsubscription "
              "request id that does not match any active subscription.|");
}

TEST_F(MarketDataSession, similar_subscription_1191) {
    client.sends("V", std::string("262=R1|") + trades);
    client.gets();
    client.sends("V", std::string("262=R2|") + trades);
    EXPECT_EQ(client.gets_one(), "35=Y|34=2|49=SPOT|56=CLIENT1|262=R2|281=2|25016=-1191|58=Similar "
                                 "subscription is already active on this "
                                 "connection. Symbol='BTCUSDT', active subscription id: 'R1'.|");
}

TEST(MarketDataLimits, thousand_and_first_stream_1191) {
    Config config = demo_config();
    for (int i = 0; i < 1'001; ++i) {
        Symbol symbol = config.symbols.front();
        symbol.name = "S" + std::to_string(i);
        config.symbols.push_back(symbol);
    }
    World world(config);
    Client client(world, SessionKind::market_data);
    client.log_on();
    for (int i = 0; i < 1'000; ++i)
        client.sends("V",
                     "262=R" + std::to_string(i) + "|263=1|146=1|55=S" + std::to_string(i) + "|267=1|269=2|");
    EXPECT_THAT(client.gets(), ElementsAre());
    client.sends("V", "262=R1000|263=1|146=1|55=S1000|267=1|269=2|");
    EXPECT_EQ(client.gets_one(), "35=Y|34=2|49=SPOT|56=CLIENT1|262=R1000|281=2|25016=-1191|58=Too many "
                                 "subscriptions. Connection may create up "
                                 "to '1000' subscriptions at a time.|");
}

} // namespace
} // namespace fixguard::venue::test
