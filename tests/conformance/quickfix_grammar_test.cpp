// Files in the grammar of QuickFIX's acceptance tests, without a word of ours in them, against a plain
// acceptor.
#include "conformance/judge.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <utility>

namespace fixguard::conformance::test {
namespace {

// ISLD as QuickFIX's own tests know it: logs on whoever comes, answers tests and logouts, passes over garbled
// messages, stamps in whole seconds.
class PlainAcceptor final : public Target {
public:
    std::optional<std::string> connect(int cid, const Peer&) override {
        links_[cid] = {};
        return std::nullopt;
    }
    void close(int cid) override { links_.erase(cid); }
    void wait(microseconds time) override { now_ += time; }
    UtcTime now() const override { return now_; }

    void send(int cid, std::string_view bytes) override {
        Link& link = links_[cid];
        link.in += bytes;
        for (auto cut = link.reader.next(link.in); cut.status != wire::FrameResult::Status::incomplete;
             cut = link.reader.next(link.in)) {
            if (cut.status == wire::FrameResult::Status::complete)
                answer(link, wire::MessageView(cut.frame.bytes));
            link.in.erase(0, cut.consumed);
        }
    }
    Read read(int cid, microseconds time) override {
        Link& link = links_[cid];
        if (!link.out.empty()) return {Read::Kind::bytes, std::exchange(link.out, {})};
        if (link.over) return {Read::Kind::closed, {}};
        now_ += time;
        return {Read::Kind::nothing, {}};
    }

private:
    struct Link {
        std::string in, out;
        wire::FrameReader reader{wire::OnFault::resync};
        int sent = 0;
        bool over = false;
    };

    void answer(Link& link, wire::MessageView message) {
        const std::string_view type = message.msg_type();
        std::string more;
        if (type == "A") more = "98=0|108=" + std::string(message.find(tag::HeartBtInt).value_or("")) + "|";
        if (type == "1") more = "112=" + std::string(message.find(tag::TestReqID).value_or("")) + "|";
        const std::string text =
            "35=" + std::string(type == "1" ? "0" : type) + "|34=" + std::to_string(++link.sent) +
            "|49=ISLD|52=" + std::string(wire::format_utc_timestamp(now_).view().substr(0, 17)) +
            "|56=" + std::string(message.find(tag::SenderCompID).value_or("")) + "|" + more;
        link.out += wire::frame_body(wire::from_readable(text));
        link.over = type == "5";
    }

    UtcTime now_{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}};
    std::map<int, Link> links_;
};

Result play(const std::string& name) {
    auto loaded = load_scenarios(FIXGUARD_SOURCE_DIR "/tests/conformance/quickfix");
    const auto* const error = std::get_if<std::string>(&loaded);
    EXPECT_EQ(error, nullptr) << (error ? *error : "");
    for (const Scenario& scenario : std::get<std::vector<Scenario>>(loaded)) {
        if (scenario.name != name) continue;
        PlainAcceptor target;
        const Result result = run(scenario, target, Identity{});
        EXPECT_NE(result.verdict, Verdict::skipped) << result.what;
        return result;
    }
    ADD_FAILURE() << "no file " << name;
    return {};
}

TEST(QuickfixGrammar, a_logon_and_a_logout) {
    const Result result = play("logon-and-logout");
    EXPECT_EQ(result.verdict, Verdict::passed) << result.what << "\n" << result.got;
}

TEST(QuickfixGrammar, lengths_and_sums_that_are_given_go_out_as_they_stand) {
    const Result result = play("bad-checksum");
    EXPECT_EQ(result.verdict, Verdict::passed) << result.what << "\n" << result.got;
}

TEST(QuickfixGrammar, several_connections) {
    const Result result = play("two-connections");
    EXPECT_EQ(result.verdict, Verdict::passed) << result.what << "\n" << result.got;
}

TEST(QuickfixGrammar, a_field_that_differs_fails_at_its_line) {
    const Result result = play("wrong-expectation");
    EXPECT_EQ(result.verdict, Verdict::failed);
    EXPECT_EQ(result.line, 4u);
    ASSERT_EQ(result.differences.size(), 1u);
    EXPECT_EQ(result.differences[0].tag, tag::HeartBtInt);
}

} // namespace
} // namespace fixguard::conformance::test
