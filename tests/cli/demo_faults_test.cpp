// Each fault of the demo breaks the one rule it is meant to break, and no earlier one.
#include "catalog/catalog.hpp"
#include "cli/demo_faults.hpp"
#include "cli/demo_injector.hpp"
#include "dictionary/dictionary.hpp"
#include "rules/check.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace fixguard::cli {
namespace {

using wire::from_readable;

constexpr UtcTime noon{std::chrono::hours{24 * 365 * 50 + 12}};

// One subscription stands, as in the demo.
class OneStream : public rules::ActiveStreams {
public:
    std::size_t count() const override { return 1; }
    bool has_request(std::string_view id) const override { return id == demo_subscription; }
    std::string_view request_of(std::string_view symbol, rules::Stream stream) const override {
        const bool active = symbol == demo_symbol && stream == rules::Stream::book_ticker;
        return active ? demo_subscription : std::string_view{};
    }
};

// What FIX::Session would hand to the injector as its message number 7, or as its first for a Logon<A>.
std::string sound_message(const DemoFault& fault) {
    const std::string header = "34=" + std::string(fault.base == Base::logon ? "1" : "7") +
                               "|49=DEMO|52=" + std::string(wire::format_utc_timestamp(noon).view()) +
                               "|56=SPOT|";
    std::string body = request_body(fault.base, "req");
    if (fault.base == Base::logon)
        body = from_readable("35=A|95=3|96=abc|98=0|108=5|141=Y|553=key|25035=2|" +
                             std::string(fault.session == SessionKind::drop_copy ? "9406=Y|" : ""));
    body.insert(body.find(wire::soh) + 1, from_readable(header));
    return wire::frame_body(body);
}

struct Found {
    std::int32_t code = 0;
    std::uint8_t text = 0;
    friend bool operator==(const Found&, const Found&) = default;
};

Found framing_fault(wire::FrameFault fault) {
    switch (fault) {
    case wire::FrameFault::check_sum_wrong: return {-1177, 0};
    case wire::FrameFault::begin_string_not_first: return {-1177, 1};
    case wire::FrameFault::msg_type_not_third: return {-1177, 2};
    case wire::FrameFault::body_length_wrong: return {-1177, 3};
    case wire::FrameFault::binary_header: return {-1177, 6};
    case wire::FrameFault::too_long: return {};
    }
    return {};
}

// The first rule that the bytes break; code 0: none.
Found judge(std::string_view bytes, const DemoFault& fault) {
    const wire::FrameResult read = wire::FrameReader(wire::OnFault::resync).next(bytes);
    if (read.status == wire::FrameResult::Status::fault) return framing_fault(read.fault);
    EXPECT_EQ(read.status, wire::FrameResult::Status::complete) << wire::to_readable(bytes);
    const OneStream streams;
    const bool logged_on = fault.base != Base::logon;
    const auto violation = rules::first_violation(
        read.frame, {*dictionary::built_in(fault.session), rules::SessionTable::built_in()},
        {fault.session, logged_on, "DEMO", logged_on ? 7U : 1U, noon}, &streams);
    return violation ? Found{violation->code.value, violation->text} : Found{};
}

class EachFault : public testing::TestWithParam<DemoFault> {};

TEST_P(EachFault, breaks_its_rule_and_no_earlier_one) {
    const DemoFault& fault = GetParam();
    const std::vector<std::string> sent = altered(sound_message(fault), fault.changes);
    ASSERT_FALSE(sent.empty());
    if (fault.code.value == -1181) { // no rule of one message: too many sound ones
        EXPECT_EQ(sent.size(), 10'001U);
        EXPECT_EQ(judge(sent.front(), fault).code, 0);
        EXPECT_EQ(wire::MessageView(sent.back()).find_seq_num(tag::MsgSeqNum), 10'007U);
        return;
    }
    ASSERT_EQ(sent.size(), 1U);
    const Found found = judge(sent.front(), fault);
    EXPECT_EQ(found.code, fault.code.value) << wire::to_readable(sent.front());
    EXPECT_EQ(found.text, fault.text) << wire::to_readable(sent.front());
}

TEST_P(EachFault, leaves_no_trace_in_the_sound_message) {
    if (GetParam().base == Base::unsubscribe) return; // of a subscription that this test does not have
    if (GetParam().changes.empty()) return;           // the request itself is the fault
    EXPECT_EQ(judge(sound_message(GetParam()), GetParam()), Found{});
}

std::string test_name(const testing::TestParamInfo<DemoFault>& info) {
    return "code" + std::to_string(-info.param.code.value) + "_text" + std::to_string(info.param.text);
}

INSTANTIATE_TEST_SUITE_P(Demo, EachFault, testing::ValuesIn(demo_faults()), test_name);

TEST(DemoFaults, cover_every_text_of_the_23_codes) {
    std::set<std::pair<std::int32_t, std::uint8_t>> wanted;
    for (const catalog::Entry& entry : catalog::entries())
        if (entry.code.value <= -1169 && entry.code.value >= -1191)
            for (const catalog::Text& text : entry.texts)
                wanted.emplace(entry.code.value, text.index);
    std::set<std::pair<std::int32_t, std::uint8_t>> present;
    for (const DemoFault& fault : demo_faults())
        present.emplace(fault.code.value, fault.text);
    EXPECT_EQ(present, wanted);
    EXPECT_EQ(demo_faults().size(), wanted.size());
}

class Collected : public transport::OutboundSink {
public:
    transport::WriteResult write(std::string_view bytes) override {
        messages.emplace_back(bytes);
        return transport::WriteResult::handed_over;
    }
    std::vector<std::string> messages;
};

TEST(Injector, strikes_once_and_only_the_message_it_was_armed_for) {
    const std::string order = wire::frame_body(from_readable("35=D|34=2|11=a|"));
    const std::string heartbeat = wire::frame_body(from_readable("35=0|34=3|"));
    Injector injector;
    Collected sink;
    injector.arm("D", {{Op::append, 58, "x"}});
    injector.outbound(heartbeat, sink);
    EXPECT_TRUE(injector.armed());
    injector.outbound(order, sink);
    injector.outbound(order, sink);
    EXPECT_FALSE(injector.armed());
    EXPECT_THAT(
        sink.messages,
        testing::ElementsAre(heartbeat, wire::frame_body(from_readable("35=D|34=2|11=a|58=x|")), order));
}

TEST(Injector, keeps_a_signature_with_a_soh_in_it) {
    const std::string logon = wire::frame_body(from_readable("35=A|34=1|95=3|96=a|b|141=Y|"));
    EXPECT_THAT(altered(logon, {{Op::set, 141, "N"}}),
                testing::ElementsAre(wire::frame_body(from_readable("35=A|34=1|95=3|96=a|b|141=N|"))));
}

} // namespace
} // namespace fixguard::cli
