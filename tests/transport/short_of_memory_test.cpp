// Where there is no memory to wake the loop a message was not sent, and is not sent later either.
#include "support/allocations.hpp"
#include "support/stream_client.hpp"

#include "wire/message_view.hpp"

#include <asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <new>

namespace fixguard::transport {
namespace {

using ::testing::IsEmpty;

const std::string unsent = wire::frame_body(wire::from_readable("35=D|34=2|49=ME|56=SPOT|11=unsent|"));
const std::string sent = wire::frame_body(wire::from_readable("35=0|34=3|49=ME|56=SPOT|"));

class ShortOfMemory : public ::testing::Test {
protected:
    ShortOfMemory() {
        StreamOptions options;
        options.host = "127.0.0.1";
        options.port = peer.port();
        std::promise<void> opened;
        asio::post(thread.loop, [&] {
            client->stream = ClientStream::open(thread.loop, std::move(options), client, nullptr);
            opened.set_value();
        });
        opened.get_future().wait();
        server = peer.accept();
        EXPECT_TRUE(server && client->wait_open());
    }
    // false: there was no memory.
    bool write(std::string_view message, int allocations) {
        test::allocations_left = allocations;
        bool handed_over = false;
        try {
            handed_over = client->stream->write(message) == WriteResult::handed_over;
        } catch (const std::bad_alloc&) {
        }
        test::allocations_left = -1;
        return handed_over;
    }

    test::TestPeer peer{test::PeerOptions{false, {"localhost"}, 30}};
    test::LoopThread thread; // outlives the stream
    std::shared_ptr<test::StreamClient> client = std::make_shared<test::StreamClient>();
    std::unique_ptr<test::PeerConnection> server;
};

TEST_F(ShortOfMemory, AMessageThatWasNotSentDoesNotLeaveWithTheClose) {
    EXPECT_FALSE(write(unsent, 0)) << "none for its bytes";
    EXPECT_FALSE(write(unsent, 1)) << "none to tell the loop";
    client->stream->close();
    EXPECT_THAT(server->receive_readable(), IsEmpty());
    EXPECT_TRUE(server->is_over());
}

TEST_F(ShortOfMemory, TheNextMessageLeavesAtOnce) {
    EXPECT_FALSE(write(unsent, 0));
    EXPECT_FALSE(write(unsent, 1));
    EXPECT_TRUE(write(sent, -1));
    EXPECT_EQ(server->receive_readable(), wire::to_readable(sent));
}

} // namespace
} // namespace fixguard::transport
