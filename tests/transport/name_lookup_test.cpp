// A name server that does not answer holds up nothing but what waits for its answer.
#include "support/stream_client.hpp"

#include <asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <cstring>
#include <dlfcn.h>
#include <future>
#include <mutex>
#include <netdb.h>

namespace {

// Lookups of hosts that begin with "hangs" stand still until the test lets them go.
struct Hanging {
    std::mutex mutex;
    std::condition_variable changed;
    int asked = 0;
    int left = 0;
    bool let_go = false;

    int wait() {
        std::unique_lock lock(mutex);
        ++asked;
        changed.notify_all();
        changed.wait(lock, [this] { return let_go; });
        ++left;
        changed.notify_all();
        return EAI_AGAIN;
    }
} hanging;

} // namespace

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
    if (node != nullptr && std::strncmp(node, "hangs", 5) == 0) return hanging.wait();
    static const auto real = reinterpret_cast<decltype(&::getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(node, service, hints, result);
}

namespace fixguard::transport {
namespace {

class NameLookups : public ::testing::Test {
protected:
    NameLookups() {
        const std::lock_guard lock(hanging.mutex);
        hanging.asked = hanging.left = 0;
        hanging.let_go = false;
    }
    ~NameLookups() override {
        std::unique_lock lock(hanging.mutex);
        hanging.let_go = true;
        hanging.changed.notify_all();
        hanging.changed.wait(lock, [] { return hanging.left == hanging.asked; });
    }
    std::shared_ptr<test::StreamClient> open(const std::string& host, std::uint16_t port,
                                             milliseconds timeout) {
        auto client = std::make_shared<test::StreamClient>();
        StreamOptions options;
        options.host = host;
        options.port = port;
        options.open_timeout = timeout;
        std::promise<void> opened;
        asio::post(thread->loop, [&] {
            client->stream = ClientStream::open(thread->loop, options, client, nullptr);
            opened.set_value();
        });
        opened.get_future().wait();
        return client;
    }
    static int lookups() {
        const std::lock_guard lock(hanging.mutex);
        return hanging.asked;
    }
    static bool is_asked() {
        std::unique_lock lock(hanging.mutex);
        return hanging.changed.wait_for(lock, test::patience, [] { return hanging.asked > 0; });
    }

    // Another one for each test: the thread of the one before may not have ended yet.
    const std::string hanging_host =
        "hangs." + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::unique_ptr<test::LoopThread> thread = std::make_unique<test::LoopThread>();
};

TEST_F(NameLookups, ThatHangAreNotWaitedForByWhoEndsTheLoop) {
    auto client = open(hanging_host, 1, milliseconds{1});
    EXPECT_EQ(client->wait_end().reason, EndReason::connect_timeout);
    EXPECT_TRUE(is_asked());
    client.reset(); // it may not outlive its loop
    auto ended = std::async(std::launch::async, [this] { thread.reset(); });
    const bool in_time = ended.wait_for(test::patience) == std::future_status::ready;
    EXPECT_TRUE(in_time);
    if (in_time) return;
    const std::lock_guard lock(hanging.mutex); // for a failing test
    hanging.let_go = true;
    hanging.changed.notify_all();
}

TEST_F(NameLookups, ThatHangDoNotHoldUpThoseOfAnotherHost) {
    test::TestPeer peer{test::PeerOptions{false, {"localhost"}, 30}};
    const auto client = open(hanging_host, 1, test::patience);
    EXPECT_TRUE(is_asked());
    const auto other = open("localhost", peer.port(), test::patience);
    EXPECT_TRUE(other->wait_open());
    for (const auto& each : {client, other})
        each->stream->abort();
}

TEST_F(NameLookups, OfOneHostHaveOneThread) {
    for (int attempt = 0; attempt < 3; ++attempt) {
        EXPECT_EQ(open(hanging_host, 1, milliseconds{1})->wait_end().reason, EndReason::connect_timeout);
        EXPECT_TRUE(is_asked());
    }
    EXPECT_EQ(lookups(), 1);
}

TEST_F(NameLookups, AnswerEverybodyWhoAsked) {
    const auto first = open(hanging_host, 1, test::patience);
    const auto second = open(hanging_host, 2, test::patience);
    EXPECT_TRUE(is_asked());
    {
        const std::lock_guard lock(hanging.mutex);
        hanging.let_go = true;
        hanging.changed.notify_all();
    }
    EXPECT_EQ(first->wait_end().reason, EndReason::resolve_failed);
    EXPECT_EQ(second->wait_end().reason, EndReason::resolve_failed);
}

} // namespace
} // namespace fixguard::transport
