// A dozen processes of one account on one file: attempts, connections and SenderCompIDs are spent by all of
// them together, also when some are killed.
#include "processes/traders.hpp"
#include "support/exchange.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace fixguard::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using ::testing::IsEmpty;

constexpr auto lock_time = 10s; // 2 x HeartBtInt(108)
constexpr std::size_t most_connections = 10;
constexpr std::size_t most_attempts = 15; // in the traders' settings, in 10 s
constexpr int window_of_0 = 4'000;        // RecvWindow(25000) tells the processes apart: 4001, 4002 ..

// Serves every session on a thread of its own, and judges each attempt as the exchange would.
class Judge {
public:
    explicit Judge(Exchange& exchange) : exchange_(exchange), thread_([this] { accept(); }) {}
    ~Judge() {
        over_ = true;
        thread_.join();
        for (std::thread& server : servers_)
            server.join();
    }

    // The first so many sessions are logged out at once, so that their processes come back.
    std::atomic<std::size_t> to_be_sent_away{0};

    bool wait_for_logons(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 60s, [&] { return logons_ >= count; });
    }
    bool wait_for_live(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 60s, [&] { return live_.size() == count; });
    }
    std::size_t logons() {
        const std::lock_guard lock(mutex_);
        return logons_;
    }
    // The number of a process that has a session.
    int one_that_is_live() {
        const std::lock_guard lock(mutex_);
        return live_.begin()->second;
    }
    // Closes one session without a Logout<5>.
    void drop_one() {
        const std::lock_guard lock(mutex_);
        dropped_ = live_.begin()->first;
    }
    std::vector<std::string> complaints() {
        const std::lock_guard lock(mutex_);
        return complaints_;
    }

private:
    void accept() {
        while (!over_)
            if (auto session = exchange_.connect(50ms)) {
                judge_attempt();
                servers_.emplace_back(
                    [this, it = std::shared_ptr<ExchangeSession>(std::move(session))] { serve(*it); });
            }
    }
    // A little less than the window: what leaves at its ends may come closer together.
    void judge_attempt() {
        const std::lock_guard lock(mutex_);
        attempts_.push_back(Clock::now());
        if (attempts_.size() <= most_attempts) return;
        if (attempts_.back() - attempts_.front() < 9s) complaints_.push_back("more than 15 attempts in 9 s");
        attempts_.pop_front();
    }
    void serve(ExchangeSession& session) {
        if (!session.read_logon()) return;
        const std::string name = ExchangeSession::value(session.logon(), tag::SenderCompID);
        judge_logon(name, std::stoi(ExchangeSession::value(session.logon(), tag::RecvWindow)) - window_of_0);
        session.say("35=A|98=0|108=5|25037=uuid|");
        if (to_be_sent_away > 0 && to_be_sent_away-- > 0) {
            session.say("35=5|58=Come again.|");
            session.hear_all();
            return leave(name, true);
        }
        leave(name, converse(session, name));
    }
    // Whether the session ended with a Logout<5>.
    bool converse(ExchangeSession& session, const std::string& name) {
        for (;;) {
            const std::string heard = session.connection().receive_readable(200ms);
            const std::string type = ExchangeSession::value(heard, tag::MsgType);
            {
                const std::lock_guard lock(mutex_);
                if (dropped_ == name) {
                    dropped_.clear();
                    session.connection().close();
                    return false;
                }
            }
            if (type == "5") {
                session.say("35=5|58=Logout acknowledgment.|");
                session.connection().close();
                return true;
            }
            if (type.empty() && session.connection().is_over()) return false;
            const auto asked = ExchangeSession::value(heard, tag::TestReqID);
            if (type == "1") session.say("35=0|112=" + asked + "|");
            if (type == "0") session.say("35=0|");
        }
    }
    void judge_logon(const std::string& name, int process) {
        const std::lock_guard lock(mutex_);
        const auto now = Clock::now();
        std::erase_if(locked_, [now](const auto& one) { return one.second <= now; });
        if (live_.contains(name)) complaints_.push_back(name + " is logged on already");
        if (locked_.contains(name)) complaints_.push_back(name + " is locked");
        live_[name] = process;
        if (live_.size() + locked_.size() > most_connections)
            complaints_.push_back(std::to_string(live_.size()) + " connections, and " +
                                  std::to_string(locked_.size()) + " locked");
        ++logons_;
        changed_.notify_all();
    }
    void leave(const std::string& name, bool logged_out) {
        const std::lock_guard lock(mutex_);
        live_.erase(name);
        if (!logged_out) locked_[name] = Clock::now() + lock_time;
        changed_.notify_all();
    }

    Exchange& exchange_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Clock::time_point> attempts_;          // the newest
    std::map<std::string, int> live_;                 // by SenderCompID(49): whose
    std::map<std::string, Clock::time_point> locked_; // ... until
    std::string dropped_;
    std::vector<std::string> complaints_;
    std::size_t logons_ = 0;
    std::atomic<bool> over_{false};
    std::vector<std::thread> servers_; // of accept()
    std::thread thread_;
};

class SharedAccount : public ::testing::Test {
protected:
    SharedAccount() { std::signal(SIGPIPE, SIG_IGN); }
    // Twelve names for twelve processes, and ten connections.
    std::unique_ptr<Child> start(int number, const std::string& journal) {
        const std::string config =
            folder.settings("oe" + std::to_string(number), exchange.peer.port(), "ca.pem",
                            "SenderCompID=N1\nFixguardSenderCompIDs=N1,N2,N3,N4,N5,N6,N7,N8,N9,"
                            "N10,N11,N12\nFixguardAttemptLimit=15/10000\n"
                            "FixguardFirstBackoffMs=1\nFixguardLongestBackoffMs=1\n"
                            "FixguardCloseNoticeMs=4000\n" // the judge's threads may be late
                            "FixguardRecvWindowMs=" +
                                std::to_string(window_of_0 + number) + "\n" + journal);
        return std::make_unique<Child>(trader(config, "-"));
    }
    void start_all(const std::string& journal = "FixguardJournalFolder=journal\n") {
        folder.write("ca.pem", exchange.peer.ca_certificate());
        for (int number = 1; number <= 12; ++number)
            children.push_back(start(number, journal));
    }

    TradersFolder folder;
    Exchange exchange;
    std::vector<std::unique_ptr<Child>> children;
};

TEST_F(SharedAccount, NobodyExceedsABudgetAndNoNameIsUsedTwiceThoughOneIsKilled) {
    Judge judge(exchange);
    judge.to_be_sent_away = 10;
    start_all();
    ASSERT_TRUE(judge.wait_for_live(most_connections)) << judge.logons() << " logons";
    EXPECT_THAT(judge.complaints(), IsEmpty());
    // One is killed, another loses its session: two connections are locked, and then free for the two that
    // wait.
    const std::size_t before = judge.logons();
    const auto killed = static_cast<std::size_t>(judge.one_that_is_live() - 1);
    children[killed]->signal(SIGKILL);
    ASSERT_TRUE(judge.wait_for_live(most_connections - 1));
    judge.drop_one();
    EXPECT_TRUE(judge.wait_for_logons(before + 2));
    EXPECT_THAT(judge.complaints(), IsEmpty());
    for (const auto& child : children)
        child->signal(SIGTERM);
    for (std::size_t i = 0; i < children.size(); ++i)
        EXPECT_EQ(children[i]->wait().exit_code, i == killed ? 128 + SIGKILL : 0);
    EXPECT_THAT(judge.complaints(), IsEmpty());
}

// The twin: without the file they all use the first name.
TEST_F(SharedAccount, WithoutTheFileTheyGetInEachOthersWay) {
    Judge judge(exchange);
    start_all("");
    ASSERT_TRUE(judge.wait_for_logons(2));
    EXPECT_FALSE(judge.complaints().empty());
    children.clear(); // kills them, so that the judge has nobody left to serve
}

} // namespace
} // namespace fixguard::test
