// How soon the next Logon<A> is on the wire when nothing has to be waited for.
#include "engine/supervised.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace fixguard::engine {
namespace {

using Clock = std::chrono::steady_clock;

class Reconnect : public Supervised {
protected:
    // Ends the session `times` times by `end` and measures each time until the next Logon<A> was read.
    milliseconds median(int times, const std::function<void(test::ExchangeSession&)>& end) {
        SessionSettings settings = session();
        settings.attempt_limit = WindowLimit{1'000, milliseconds{1'000}};
        settings.longest_backoff = settings.first_backoff = milliseconds{1};
        start(settings);
        auto seat = log_on();
        std::vector<Clock::duration> taken;
        std::vector<std::unique_ptr<test::ExchangeSession>> before;
        for (int i = 0; i < times && seat; ++i) {
            const auto begun = Clock::now();
            end(*seat);
            auto next = exchange.connect();
            if (!next || !next->read_logon()) break;
            taken.push_back(Clock::now() - begun);
            next->say("35=A|98=0|108=" + value(next->logon(), tag::HeartBtInt) + "|25037=uuid|");
            EXPECT_TRUE(supervisor->wait_for("oe", Phase::up, test::patience));
            before.push_back(std::exchange(seat, std::move(next))); // it may still be open
        }
        EXPECT_EQ(taken.size(), static_cast<std::size_t>(times));
        if (taken.empty()) return milliseconds::max();
        std::sort(taken.begin(), taken.end());
        const auto middle = taken[taken.size() / 2];
        RecordProperty("median_us",
                       static_cast<int>(std::chrono::duration_cast<microseconds>(middle).count()));
        return std::chrono::duration_cast<milliseconds>(middle);
    }
    // Far above what it takes and far below the time-out that must not be in it.
    static constexpr milliseconds bound{250};
};

TEST_F(Reconnect, BeginsAtOnceBehindALoss) {
    // Each loss locks a name and a connection for 2 x HeartBtInt(108), and an account has ten.
    EXPECT_LT(median(9, [](test::ExchangeSession& seat) { seat.connection().reset(); }), bound);
}

// The peer never closes: the stream waits 500 ms for its close_notify, the next attempt does not.
TEST_F(Reconnect, DoesNotWaitForTheOldStreamToClose) {
    EXPECT_LT(median(11,
                     [](test::ExchangeSession& seat) {
                         seat.skip(); // a gap: the session ends with a Logout<5>
                         seat.say("35=0|");
                         while (value(seat.hear(), tag::MsgType) != "5") {
                         }
                         seat.say("35=5|58=Logout acknowledgment.|");
                     }),
              bound);
}

TEST_F(Reconnect, DoesNotWaitForTheStreamOfARefusedLogon) {
    start(session());
    const auto begun = Clock::now();
    const auto refused = exchange.connect();
    ASSERT_TRUE(refused && refused->read_logon());
    refused->say("35=3|45=1|372=A|58=SenderCompId(49) is currently in use. Concurrent use of the same "
                 "SenderCompId within one account is not allowed.|25016=-1033|");
    EXPECT_TRUE(exchange.log_on());
    RecordProperty("us",
                   static_cast<int>(std::chrono::duration_cast<microseconds>(Clock::now() - begun).count()));
}

} // namespace
} // namespace fixguard::engine
