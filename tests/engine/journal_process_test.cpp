// kill -9 at any instant: no request that reached the wire is lost, and none is sent twice.
#include "support/exchange.hpp"
#include "support/temp_dir.hpp"
#include "support/test_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <csignal>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace fixguard::engine {
namespace {

using ::testing::IsEmpty;

// Reads every order and answers every second one. What it has read was on the wire.
class Reader {
public:
    explicit Reader(test::Exchange& exchange) : exchange_(exchange), thread_([this] { run(); }) {}
    ~Reader() {
        over_ = true;
        thread_.join();
    }
    std::map<std::string, int> ids() {
        const std::lock_guard lock(mutex_);
        return ids_;
    }
    // Until so many orders more were read, and connections made, than before.
    bool wait_for_more(std::size_t orders, int connections) {
        std::unique_lock lock(mutex_);
        const std::size_t enough = ids_.size() + orders;
        const int seats = connections_ + connections;
        return changed_.wait_for(lock, test::patience,
                                 [&] { return ids_.size() >= enough && connections_ >= seats; });
    }

private:
    void run() {
        while (!over_)
            if (const auto session = exchange_.connect(std::chrono::milliseconds{50})) {
                {
                    const std::lock_guard lock(mutex_);
                    ++connections_;
                }
                changed_.notify_all();
                if (session->accept()) serve(*session);
            }
    }
    void serve(test::ExchangeSession& session) {
        for (std::string order = session.hear(); !order.empty(); order = session.hear()) {
            const std::string id = test::ExchangeSession::value(order, tag::ClOrdID);
            if (id.empty()) continue;
            int seen = 0;
            {
                const std::lock_guard lock(mutex_);
                ++ids_[id];
                seen = static_cast<int>(ids_.size());
            }
            changed_.notify_all();
            if (seen % 2 == 0) session.say("35=8|11=" + id + "|150=0|39=0|");
        }
    }

    test::Exchange& exchange_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, int> ids_;
    int connections_ = 0;
    std::atomic<bool> over_{false};
    std::thread thread_;
};

class KillNine : public ::testing::Test {
protected:
    KillNine() { std::signal(SIGPIPE, SIG_IGN); } // an answer to the dead
    pid_t spawn(long first) {
        // The exchange of this test keeps no connection slots locked; the account's ledger would.
        for (const char* const part : {"", "-wal", "-shm"})
            std::filesystem::remove(folder.file("journal/account.sqlite") + part);
        std::vector<std::string> words{FIXGUARD_JOURNAL_CHILD,
                                       std::to_string(exchange.peer.port()),
                                       ca.path(),
                                       key.path(),
                                       folder.file("journal"),
                                       folder.file("notebook"),
                                       std::to_string(first)};
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        pid_t child = -1;
        if (posix_spawn(&child, words[0].c_str(), nullptr, nullptr, arguments.data(), environ) != 0)
            throw std::runtime_error(words[0] + " cannot be started");
        return child;
    }
    static int kill_nine(pid_t child) {
        ::kill(child, SIGKILL);
        return end_of(child);
    }
    static int end_of(pid_t child) {
        int status = 0;
        EXPECT_EQ(waitpid(child, &status, 0), child);
        return status;
    }
    // What the lives were told, by id.
    std::map<std::string, std::set<std::string>> told() const {
        std::map<std::string, std::set<std::string>> fates;
        std::ifstream file(folder.file("notebook"));
        for (std::string id, fate; file >> id >> fate;)
            fates[id].insert(fate);
        return fates;
    }

    test::TempDir folder;
    test::Exchange exchange;
    test::TempFile key{test::ed25519_key};
    test::TempFile ca{exchange.peer.ca_certificate()};
};

TEST_F(KillNine, LosesNoRequestThatWasOnTheWireAndSendsNoneTwice) {
    constexpr int lives = 40;
    Reader reader(exchange);
    std::mt19937 random(5);
    for (int life = 1; life <= lives; ++life) {
        const pid_t child = spawn(life * 1'000'000L);
        // Some die on their way up, most in the middle of sending.
        switch (life % 8) {
        case 0: break;
        case 1: EXPECT_TRUE(reader.wait_for_more(0, 1)) << life; break;
        default: EXPECT_TRUE(reader.wait_for_more(1 + random() % 400, 0)) << life;
        }
        EXPECT_TRUE(WIFSIGNALED(kill_nine(child)));
    }
    const pid_t last = spawn(0);
    EXPECT_EQ(end_of(last), 0);

    const auto on_the_wire = reader.ids();
    const auto fates = told();
    EXPECT_GT(on_the_wire.size(), 1'000U);
    std::vector<std::string> lost, twice;
    int accepted = 0, unknown = 0;
    for (const auto& [id, times] : on_the_wire) {
        if (times != 1) twice.push_back(id);
        const auto fate = fates.find(id);
        if (fate == fates.end()) lost.push_back(id);
        accepted += fate != fates.end() && fate->second.count("accepted") ? 1 : 0;
        unknown += fate != fates.end() && fate->second.count("unknown") ? 1 : 0;
    }
    EXPECT_THAT(lost, IsEmpty());
    EXPECT_THAT(twice, IsEmpty());
    EXPECT_GT(accepted, 0);
    EXPECT_GT(unknown, 0);
}

// The twin: the same lives without their journal lose requests, so that the test above can fail.
TEST_F(KillNine, WithoutTheJournalRequestsAreLost) {
    Reader reader(exchange);
    const pid_t child = spawn(1'000'000);
    EXPECT_TRUE(reader.wait_for_more(100, 0));
    kill_nine(child);
    std::filesystem::remove_all(folder.file("journal"));
    EXPECT_EQ(end_of(spawn(0)), 0);
    EXPECT_LT(told().size(), reader.ids().size());
}

} // namespace
} // namespace fixguard::engine
