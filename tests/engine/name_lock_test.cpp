// How long a SenderCompID(49) is left alone: by what we saw of the exchange when its session ended.
#include "engine/supervised.hpp"

namespace fixguard::engine {
namespace {

constexpr milliseconds lock_of_5_s{10'250}; // 2 x HeartBtInt(108), and a twentieth for the clocks

// One name, HeartBtInt(108)=5. How long it is locked is what the session tells when it has to wait for it.
class NameLock : public Supervised {
protected:
    SessionSettings one_name() const {
        SessionSettings settings = session();
        settings.heart_bt_int = std::chrono::seconds(5);
        settings.names = {NamePolicy::Kind::fixed, {"ONLY"}};
        return settings;
    }
    // Of the wait that was told last.
    milliseconds told_wait() {
        EXPECT_TRUE(witness.sees("no SenderCompID(49) of this session is free"));
        for (const std::string& line : witness.lines())
            if (const auto at = line.find(" for "); at != std::string::npos)
                if (line.find("no SenderCompID(49)") != std::string::npos)
                    return milliseconds(std::stol(line.substr(at + 5)));
        return milliseconds{0};
    }
    static bool is_about(milliseconds wait, milliseconds expected) {
        return wait <= expected && wait > expected - milliseconds{4'000}; // a slow machine
    }
};

TEST_F(NameLock, CountsFromNowWhereTheExchangeClosed) {
    start(one_name());
    log_on()->connection().close();
    EXPECT_PRED2(is_about, told_wait(), lock_of_5_s);
}

TEST_F(NameLock, AllowsForAResetThatSomebodyElseMade) {
    start(one_name());
    log_on()->connection().reset();
    EXPECT_PRED2(is_about, told_wait(), lock_of_5_s + milliseconds{30'000});
}

TEST_F(NameLock, AllowsForWhatTheUserSaysBehindAReset) {
    SessionSettings settings = one_name();
    settings.close_notice = milliseconds{7'000};
    start(settings);
    log_on()->connection().reset();
    EXPECT_PRED2(is_about, told_wait(), lock_of_5_s + milliseconds{7'000});
}

// It does not answer our Logout<5>, but it answers our end of stream.
TEST_F(NameLock, CountsFromNowWhereTheExchangeClosesWithUs) {
    start(one_name());
    const auto seat = log_on();
    seat->skip(); // a gap: the session ends with a Logout<5>
    seat->say("35=0|");
    while (!seat->hear().empty()) {
    }
    seat->connection().close();
    EXPECT_PRED2(is_about, told_wait(), lock_of_5_s);
}

// The twin: it answers neither.
TEST_F(NameLock, AllowsForSilenceWhereTheExchangeNeverCloses) {
    start(one_name());
    const auto seat = log_on();
    seat->skip();
    seat->say("35=0|");
    EXPECT_PRED2(is_about, told_wait(), lock_of_5_s + milliseconds{30'000});
}

TEST_F(NameLock, IsNoneBehindALogoutThatWasAnswered) {
    start(one_name());
    const auto seat = log_on();
    seat->skip();
    seat->say("35=0|");
    while (value(seat->hear(), tag::MsgType) != "5") {
    }
    seat->say("35=5|58=Logout acknowledgment.|");
    EXPECT_TRUE(exchange.log_on());
    EXPECT_EQ(witness.count("no SenderCompID(49)"), 0U);
}

// Ten losses take ten connections of the account with them for as long as their names are locked.
TEST_F(NameLock, HoldsAConnectionOfTheAccountTooAndThatIsTold) {
    SessionSettings settings = session();
    settings.attempt_limit = WindowLimit{1'000, milliseconds{1'000}};
    settings.longest_backoff = settings.first_backoff = milliseconds{1};
    start(settings);
    for (int loss = 1; loss <= 10; ++loss)
        log_on()->connection().close();
    EXPECT_TRUE(witness.sees("no connection of the account's limit is free: each is in use, or locked by the "
                             "exchange behind a close without Logout<5> for "));
    EXPECT_EQ(witness.count("no connection of the account's limit"), 1U);
}

} // namespace
} // namespace fixguard::engine
