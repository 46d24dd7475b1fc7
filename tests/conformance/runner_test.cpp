// What an expected line takes, and what not.
#include "conformance/judge.hpp"
#include "wire/message_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::conformance::test {
namespace {

using testing::HasSubstr;

// Says its messages as soon as it is connected, and closes.
class Speaker final : public Target {
public:
    explicit Speaker(std::vector<std::string> messages) {
        for (const std::string& message : messages)
            bytes_ += wire::frame_body(wire::from_readable(message));
    }
    std::optional<std::string> connect(int, const Peer&) override { return std::nullopt; }
    void send(int, std::string_view) override {}
    void close(int) override {}
    void wait(microseconds time) override { now_ += time; }
    UtcTime now() const override { return now_; }
    Read read(int, microseconds) override {
        if (bytes_.empty()) return {Read::Kind::closed, {}};
        return {Read::Kind::bytes, std::exchange(bytes_, {})};
    }

private:
    std::string bytes_;
    UtcTime now_{};
};

Result play(const std::string& lines, std::vector<std::string> messages) {
    auto parsed = parse_scenario("# options: pipe\niCONNECT\n" + lines, "x.def");
    EXPECT_TRUE(std::holds_alternative<Scenario>(parsed)) << std::get<std::string>(parsed);
    Speaker speaker(std::move(messages));
    return run(std::get<Scenario>(parsed), speaker, Identity{});
}

const std::string one_two_three = "E<ALL>8=FIX.4.4|35=8|11=A|\n"
                                  "E<ALT>8=FIX.4.4|35=8|11=B|\n"
                                  "E<ALT>8=FIX.4.4|35=N|\n";

TEST(ExpectedLines, of_which_all_come_do_so_in_any_order) {
    EXPECT_EQ(play(one_two_three, {"35=8|11=A|", "35=8|11=B|", "35=N|"}).verdict, Verdict::passed);
    EXPECT_EQ(play(one_two_three, {"35=N|", "35=8|11=B|", "35=8|11=A|"}).verdict, Verdict::passed);
}

TEST(ExpectedLines, of_which_all_come_do_so_once) {
    const Result twice = play(one_two_three, {"35=N|", "35=N|", "35=8|11=A|"});
    EXPECT_EQ(twice.verdict, Verdict::failed);
    EXPECT_EQ(twice.line, 3u);
    EXPECT_THAT(twice.got, HasSubstr("35=N|"));
}

TEST(ExpectedLines, of_which_all_come_do_not_stay_away) {
    const Result missing = play(one_two_three, {"35=N|", "35=8|11=A|"});
    EXPECT_EQ(missing.verdict, Verdict::failed);
    EXPECT_THAT(missing.expected, HasSubstr("11=B|"));
}

TEST(ExpectedLines, with_alternatives_take_one_of_them) {
    const std::string lines = "E8=FIX.4.4|35=3|\nE<ALT>8=FIX.4.4|35=8|\nE8=FIX.4.4|35=0|\n";
    EXPECT_EQ(play(lines, {"35=3|", "35=0|"}).verdict, Verdict::passed);
    EXPECT_EQ(play(lines, {"35=8|", "35=0|"}).verdict, Verdict::passed);
    EXPECT_EQ(play(lines, {"35=9|", "35=0|"}).verdict, Verdict::failed);
}

TEST(ExpectedLines, that_may_stay_away_leave_the_message_to_the_next_one) {
    const std::string lines = "E<MAYBE>8=FIX.4.4|35=5|\nE8=FIX.4.4|35=0|\neDISCONNECT\n";
    EXPECT_EQ(play(lines, {"35=5|", "35=0|"}).verdict, Verdict::passed);
    EXPECT_EQ(play(lines, {"35=0|"}).verdict, Verdict::passed);
    EXPECT_EQ(play(lines, {"35=5|"}).verdict, Verdict::failed);
}

} // namespace
} // namespace fixguard::conformance::test
