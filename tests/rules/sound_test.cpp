// What a well-behaved client sends breaks no rule.
#include "rules/samples.hpp"
#include "rules/structure.hpp"

#include <gtest/gtest.h>

namespace fixguard::rules::test {
namespace {

class SoundMessage : public testing::TestWithParam<Sample> {};

TEST_P(SoundMessage, is_accepted) {
    const auto& [name, kind, text] = GetParam();
    const Message message(text);
    EXPECT_EQ(show(first_violation(message.frame(), rule_set(kind), logged_on(kind))), "sound");
    EXPECT_TRUE(all_violations(message.frame(), rule_set(kind), logged_on(kind)).empty());
}

INSTANTIATE_TEST_SUITE_P(Samples, SoundMessage, testing::ValuesIn(samples()),
                         [](const auto& sample) { return sample.param.name; });

class SoundLogon : public testing::TestWithParam<SessionKind> {};

TEST_P(SoundLogon, is_accepted) {
    const SessionKind kind = GetParam();
    const Message message(header("A", 1) + logon_body + (kind == SessionKind::drop_copy ? "9406=Y|" : ""));
    EXPECT_EQ(show(first_violation(message.frame(), rule_set(kind), not_logged_on(kind))), "sound");
}

INSTANTIATE_TEST_SUITE_P(AllKinds, SoundLogon, testing::ValuesIn(all_session_kinds),
                         [](const auto& kind) { return std::string(name(kind.param)); });

// The signature may hold a SOH; its length says where it ends.
TEST(Sound, raw_data_with_a_soh_inside) {
    const Message message(header("A", 1) + "98=0|108=30|95=5|96=ab|cd|141=Y|553=key|25035=1|");
    EXPECT_EQ(show(first_violation(message.frame(), rule_set(SessionKind::order_entry),
                                   not_logged_on(SessionKind::order_entry))),
              "sound");
}

// What the server sends is sound for its dictionary too: the linter reads both directions.
TEST(Sound, messages_of_the_server) {
    for (const std::string text :
         {"35=A|49=SPOT|56=CLIENT|34=1|52=20260714-09:30:00.123456|98=0|108=30|25037=some-uuid|",
          "35=8|49=SPOT|56=CLIENT|34=2|52=20260714-09:30:00.123456|17=1|11=O1|37=5|38=1|40=2|54=1|55=BTCUSDT|"
          "150=F|14=1|151=0|32=1|39=2|136=2|137=0.1|138=BNB|139=4|137=0.2|138=\xC2\xA5|139=4|",
          "35=N|49=SPOT|56=CLIENT|34=3|52=20260714-09:30:00.123456|55=BTCUSDT|429=2|431=7|103=99|25016=-1013|"
          "58=Filter failure: LOT_SIZE|73=1|11=O1|55=BTCUSDT|37=5|25010=1|25011=1|25012=0|25013=2|"}) {
        const Message message(text);
        EXPECT_EQ(show(first_structure_violation(message.frame(), rule_set(SessionKind::order_entry))),
                  "sound")
            << text;
    }
}

} // namespace
} // namespace fixguard::rules::test
