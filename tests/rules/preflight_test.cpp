// What preflight says of a body is what the exchange would say of the message around it.
#include "rules/preflight.hpp"
#include "rules/samples.hpp"
#include "wire/message_view.hpp"

#include <gtest/gtest.h>

namespace fixguard::rules::test {
namespace {

// The fields that the session sets are taken out of a message.
std::string body_of(const std::string& message) {
    std::string body;
    const std::string bytes = wire::from_readable(message);
    wire::FieldCursor fields(bytes);
    for (wire::Field field; fields.next(field);) {
        if (field.tag == tag::MsgSeqNum || field.tag == tag::SenderCompID || field.tag == tag::TargetCompID ||
            field.tag == tag::SendingTime)
            continue;
        body += std::string(field.tag_text) + "=" + std::string(field.value) + wire::soh;
    }
    return body;
}

Preflight preflight(SessionKind kind) {
    return {kind, *dictionary::built_in(kind), SessionTable::built_in()};
}

std::string verdict(const std::string& readable, SessionKind kind = SessionKind::order_entry) {
    return show(preflight(kind).check(wire::from_readable(readable)));
}

class SoundBody : public testing::TestWithParam<Sample> {};

TEST_P(SoundBody, passes) {
    const auto& [name, kind, text] = GetParam();
    if (name.find("eartbeat") != std::string::npos) GTEST_SKIP() << "no request";
    EXPECT_EQ(show(preflight(kind).check(body_of(text))), "sound");
}

INSTANTIATE_TEST_SUITE_P(Samples, SoundBody, testing::ValuesIn(samples()),
                         [](const auto& sample) { return sample.param.name; });

// Every field of every sample left out, doubled, emptied and misspelt: with and without the header the same
// is said.
class BrokenBody : public testing::TestWithParam<Sample> {};

TEST_P(BrokenBody, is_refused_as_the_message_is) {
    const auto& [name, kind, text] = GetParam();
    const std::string body = body_of(text);
    const std::size_t type_end = body.find(wire::soh) + 1;
    std::vector<std::string> bodies;
    wire::FieldCursor fields(body);
    for (wire::Field field; fields.next(field);) {
        if (field.tag == tag::MsgType) continue;
        const std::string_view whole =
            std::string_view(body).substr(field.offset, fields.position() - field.offset);
        const std::string rest = body.substr(fields.position());
        const std::string before = body.substr(0, field.offset);
        bodies.push_back(before + rest);
        bodies.push_back(before + std::string(whole) + std::string(whole) + rest);
        bodies.push_back(before + std::string(field.tag_text) + "=" + wire::soh + rest);
        bodies.push_back(before + std::string(field.tag_text) + "=?" + wire::soh + rest);
        bodies.push_back(before + "0=1" + wire::soh + std::string(whole) + rest);
    }
    const auto check = preflight(kind);
    for (const std::string& broken : bodies) {
        const std::string head = wire::from_readable(header("", 7)).substr(4);
        const Message message(wire::to_readable(broken.substr(0, type_end) + head + broken.substr(type_end)));
        EXPECT_EQ(show(check.check(broken)),
                  show(first_violation(message.frame(), rule_set(kind), logged_on(kind))))
            << wire::to_readable(broken);
    }
}

INSTANTIATE_TEST_SUITE_P(Samples, BrokenBody, testing::ValuesIn(samples()),
                         [](const auto& sample) { return sample.param.name; });

constexpr auto limit_order = "35=D|11=A|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|";

TEST(Preflight, names_the_code_and_the_tag) {
    EXPECT_EQ(verdict("35=D|11=A|38=1|40=2|54=1|55=BTCUSDT|59=1|").substr(0, 12), "-1102 371=44");
}

TEST(Preflight, takes_recv_window_from_anywhere_in_the_body) {
    EXPECT_EQ(verdict(limit_order + std::string("25000=5000|")), "sound");
    EXPECT_EQ(verdict("35=D|25000=5000|11=A|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|"), "sound");
    EXPECT_EQ(verdict(limit_order + std::string("25000=60001|")).substr(0, 15), "-1102 371=25000");
}

TEST(Preflight, says_where_the_fault_is) {
    const std::string body = wire::from_readable("35=D|11=A|38=1|40=2|44=x|54=1|55=BTCUSDT|59=1|");
    const auto violation = preflight(SessionKind::order_entry).check(body);
    ASSERT_TRUE(violation);
    EXPECT_EQ(body.substr(violation->offset, 4), "44=x");
    const std::string with_window =
        wire::from_readable("35=D|11=A|38=1|25000=1|40=2|44=x|54=1|55=BTCUSDT|59=1|");
    const auto other = preflight(SessionKind::order_entry).check(with_window);
    ASSERT_TRUE(other);
    EXPECT_EQ(with_window.substr(other->offset, 4), "44=x");
}

TEST(Preflight, refuses_what_the_session_kind_does_not_take) {
    EXPECT_EQ(verdict(limit_order, SessionKind::drop_copy).substr(0, 5), "-1183");
    EXPECT_EQ(verdict(limit_order, SessionKind::market_data).substr(0, 5), "-1187");
}

TEST(Preflight, survives_what_is_no_message) {
    for (const char* const body :
         {"", "|", "=", "35", "35=", "35=|", "11=A|", "25000=", "35=D|25000=|", "35=D|25000=5"})
        EXPECT_NE(verdict(body), "sound") << body;
}

TEST(Preflight, takes_a_message_of_any_length) {
    const std::string body = "35=D|11=A|38=1|40=2|44=60000|54=1|55=" + std::string(100'000, 'X') + "|59=1|";
    EXPECT_EQ(verdict(body), "sound");
}

} // namespace
} // namespace fixguard::rules::test
