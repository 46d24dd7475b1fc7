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

TEST(Determinism, another_seed_another_market) {
    EXPECT_NE(transcript(1), transcript(2));
}

} // namespace
} // namespace fixguard::venue::test
