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
TEST(Sound, structure_in_both_directions) {
    for (const Sample& sample : all_samples())
        EXPECT_EQ(show(first_structure_violation(Message(sample.message).frame(), rule_set(sample.kind))),
                  "sound")
            << sample.name;
}

} // namespace
} // namespace fixguard::rules::test
