// The same seed and the same script give the same bytes; another seed does not.
#include "venue/client.hpp"

#include <gtest/gtest.h>

namespace fixguard::venue::test {
namespace {

// Everything that three clients receive in a minute with orders, faults of theirs, streams and a lost stream.
std::string transcript(std::uint64_t seed) {
    Config config = demo_config();
    config.seed = seed;
    World world(config);
    Client orders(world, SessionKind::order_entry, "OE");
    Client copies(world, SessionKind::drop_copy, "DC");
    Client market(world, SessionKind::market_data, "MD");
    std::string text;
    const auto collect = [&] {
        for (Client* const client : {&orders, &copies, &market})
            text += client->gets_raw();
    };
    for (Client* const client : {&orders, &copies, &market})
        client->sends_body(client->logon_body());
    market.sends("V", "262=R1|263=1|264=5|146=2|55=BTCUSDT|55=ETHUSDT|267=2|269=0|269=1|");
    market.sends("V", "262=R2|263=1|146=1|55=BNBUSDT|267=1|269=2|");
    for (int i = 0; i < 20; ++i) {
        const std::string id = std::to_string(i);
        const std::string side = i % 2 == 0 ? "1" : "2";
        orders.sends("D", "11=A" + id + "|38=1|40=2|44=6000" + std::to_string(i % 5) + "|54=" + side +
                              "|55=BTCUSDT|59=1|");
        if (i % 7 == 3) orders.sends("F", "11=C" + id + "|41=A" + id + "|55=BTCUSDT|");
        if (i % 6 == 5) orders.sends("1", "112=T|112=T|");
        copies.sends("0");
        world.advance(3s);
        collect();
    }
    copies.drops_connection();
    market.sends_bytes("8=FIX.4.4|9=5|35=0|10=000|");
    collect();
    return text;
}

TEST(Determinism, same_seed_same_bytes) {
    const std::string first = transcript(1);
    EXPECT_GT(first.size(), 50'000u);
    EXPECT_EQ(first, transcript(1));
}

// Order flow against a book, the feed, and a fault of every kind, at messages and at times.
std::string troubled_transcript(std::uint64_t seed) {
    Config config = demo_config();
    config.seed = seed;
    config.faults = {
        {.kind = FaultKind::delay, .msg_type = "D", .skip = 3, .times = 2, .delay = 1'300ms},
        {.kind = FaultKind::reject, .msg_type = "D", .skip = 4, .code = ErrorCode{-1008}},
        {.kind = FaultKind::no_answer, .msg_type = "F", .skip = 1},
        {.kind = FaultKind::lose_answer, .msg_type = "D", .skip = 6},
        {.kind = FaultKind::slow_engine, .msg_type = "D", .skip = 7, .delay = 2'100ms},
        {.kind = FaultKind::garble, .session = SessionKind::market_data, .after = 9s},
        {.kind = FaultKind::skip_seq_num, .sender_comp_id = "DC", .after = 12s},
        {.kind = FaultKind::same_seq_num, .sender_comp_id = "OE1", .after = 15s},
        {.kind = FaultKind::clock_offset, .after = 20s, .offset = 300ms},
        {.kind = FaultKind::certificate, .after = 21s, .certificate = CertificateChange::expired},
        {.kind = FaultKind::silence, .sender_comp_id = "OE2", .after = 40s},
        {.kind = FaultKind::log_out, .sender_comp_id = "DC", .after = 45s, .text = "Enough."},
        {.kind = FaultKind::close, .sender_comp_id = "MD", .after = 50s},
        {.kind = FaultKind::maintenance, .after = 41s, .countdown = 15s, .down = 2s}};
    World world(config);
    std::vector<std::unique_ptr<Client>> clients;
    for (const auto& [kind, name] :
         {std::pair{SessionKind::order_entry, "OE1"}, std::pair{SessionKind::order_entry, "OE2"},
          std::pair{SessionKind::drop_copy, "DC"}, std::pair{SessionKind::market_data, "MD"}}) {
        clients.push_back(std::make_unique<Client>(world, kind, name));
        clients.back()->checks_form = false; // garbled ones are among them
        clients.back()->sends_body(clients.back()->logon_body());
    }
    clients[3]->sends("V", "262=R1|263=1|264=5|146=2|55=BTCUSDT|55=ETHUSDT|267=2|269=0|269=1|");
    std::string text;
    for (int i = 0; i < 60; ++i) {
        const std::string id = std::to_string(i);
        Client& trader = *clients[static_cast<std::size_t>(i % 2)];
        if (!trader.is_closed()) {
            trader.sends("D", "11=A" + id + "|38=" + std::to_string(1 + i % 3) + "|40=2|44=6000" +
                                  std::to_string(i % 4) + "|54=" + (i % 2 == 0 ? "1" : "2") +
                                  "|55=BTCUSDT|59=" + (i % 5 == 4 ? "3" : "1") + "|");
            if (i % 6 == 3) trader.sends("F", "11=C" + id + "|41=A" + id + "|55=BTCUSDT|");
        }
        if (!clients[2]->is_closed() && i % 2 == 0) clients[2]->sends("0");
        if (!clients[3]->is_closed() && i % 4 == 0) clients[3]->sends("0");
        world.advance(1s);
        for (const auto& client : clients)
            text += client->name + ": " + client->gets_raw() + "\n";
    }
    return text;
}

TEST(Determinism, orders_feed_and_every_fault_give_the_same_bytes_again) {
    const std::string first = troubled_transcript(3);
    EXPECT_EQ(first, troubled_transcript(3));
    // That the script is what it says: fills, a refusal, a timeout, the countdown and the close.
    for (const char* const part : {"|150=F|", "|25016=-1008|", "|25016=-1007|", "disconnected in 5 seconds",
                                   "about to be closed", "|58=Enough.|", "|35=X|", "|150=C|"})
        EXPECT_NE(first.find(part), std::string::npos) << part;
}

TEST(Determinism, another_seed_another_market) {
    EXPECT_NE(transcript(1), transcript(2));
}

} // namespace
} // namespace fixguard::venue::test
