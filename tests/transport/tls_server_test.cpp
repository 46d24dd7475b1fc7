// The listener and the certificates it is given, seen by a plain blocking client on loopback.
#include "support/blocking_client.hpp"
#include "support/sanitizer.hpp"
#include "transport/tls_server.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

namespace fixguard::transport {
namespace {

using test::BlockingClient;
using testing::HasSubstr;

// Sends back what it gets. "bye" makes it answer and close; "flood" makes it write until the buffer is full.
class Echo : public StreamHandler {
public:
    Echo(std::shared_ptr<ServerStream> stream, std::promise<void>& first_closed, std::once_flag& once)
        : stream_(std::move(stream)), first_closed_(first_closed), once_(once) {}
    void on_bytes(std::string_view bytes) override {
        if (bytes == "flood") {
            while (stream_->write(std::string(4096, 'x'))) {
            }
            stream_->abort();
            return;
        }
        stream_->write(bytes);
        if (bytes.starts_with("bye")) stream_->close();
    }
    void on_closed() override {
        std::call_once(once_, [this] { first_closed_.set_value(); });
    }

private:
    std::shared_ptr<ServerStream> stream_;
    std::promise<void>& first_closed_;
    std::once_flag& once_;
};

class EchoServer {
public:
    explicit EchoServer(ServerOptions options)
        : server_(io_, std::move(options), [this](std::shared_ptr<ServerStream> stream) {
              ++accepted;
              return std::make_shared<Echo>(std::move(stream), closed, once_);
          }) {
        error = server_.listen();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~EchoServer() {
        asio::post(io_, [this] {
            server_.stop();
            io_.stop();
        });
        thread_.join();
    }
    std::uint16_t port() const { return server_.port(); }

    std::optional<std::string> error;
    std::promise<void> closed; // the first one, by its peer
    std::atomic<int> accepted = 0;

private:
    std::once_flag once_;
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    TlsServer server_;
    std::thread thread_;
};

ServerIdentity identity(int days = 30) {
    return std::get<ServerIdentity>(make_server_identity({"localhost", "127.0.0.1"}, days));
}

ServerOptions over_tls(const ServerIdentity& with) {
    ServerOptions options;
    options.identity = with;
    return options;
}

TEST(TlsServer, bytes_go_both_ways_over_a_verified_connection) {
    const ServerIdentity server = identity();
    EchoServer echo(over_tls(server));
    BlockingClient client(echo.port(), BlockingClient::Tls{server.ca_certificate});
    ASSERT_EQ(client.error(), "");
    client.write("hello");
    EXPECT_EQ(client.read_until("hello"), "hello");
}

TEST(TlsServer, a_client_without_sni_is_refused) {
    const ServerIdentity server = identity();
    EchoServer echo(over_tls(server));
    BlockingClient client(echo.port(), BlockingClient::Tls{server.ca_certificate, "localhost", ""});
    EXPECT_THAT(client.error(), HasSubstr("unrecognized name"));
    EXPECT_EQ(echo.accepted, 0);
}

TEST(TlsServer, without_the_switch_sni_is_not_needed) {
    const ServerIdentity server = identity();
    ServerOptions options = over_tls(server);
    options.require_sni = false;
    EchoServer echo(options);
    BlockingClient client(echo.port(), BlockingClient::Tls{server.ca_certificate, "localhost", ""});
    EXPECT_EQ(client.error(), "");
}

TEST(TlsServer, the_certificate_is_for_its_hosts_only) {
    const ServerIdentity server = identity();
    EchoServer echo(over_tls(server));
    BlockingClient by_address(echo.port(), BlockingClient::Tls{server.ca_certificate, "127.0.0.1"});
    EXPECT_EQ(by_address.error(), "");
    BlockingClient other(echo.port(), BlockingClient::Tls{server.ca_certificate, "example.com"});
    EXPECT_THAT(other.error(), HasSubstr("certificate verify failed"));
}

TEST(TlsServer, another_authority_does_not_vouch_for_it) {
    EchoServer echo(over_tls(identity()));
    BlockingClient client(echo.port(), BlockingClient::Tls{identity().ca_certificate});
    EXPECT_THAT(client.error(), HasSubstr("certificate verify failed"));
}

TEST(TlsServer, a_certificate_out_of_date_is_refused_by_the_client) {
    const ServerIdentity server = identity(-2);
    EchoServer echo(over_tls(server));
    BlockingClient client(echo.port(), BlockingClient::Tls{server.ca_certificate});
    EXPECT_THAT(client.error(), HasSubstr("certificate verify failed"));
}

TEST(TlsServer, tls_1_1_is_refused) {
    const ServerIdentity server = identity();
    EchoServer echo(over_tls(server));
    asio::io_context io;
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_1_VERSION);
    SSL_CTX_set_security_level(context.native_handle(), 0);
    asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
    stream.next_layer().connect({asio::ip::make_address("127.0.0.1"), echo.port()});
    SSL_set_tlsext_host_name(stream.native_handle(), "localhost");
    std::error_code error;
    stream.handshake(asio::ssl::stream_base::client, error);
    EXPECT_TRUE(error);
    EXPECT_EQ(echo.accepted, 0);
}

// The answer has to arrive although the client goes on writing: a close with unread bytes is a reset.
TEST(TlsServer, close_sends_what_is_queued) {
    const ServerIdentity server = identity();
    EchoServer echo(over_tls(server));
    BlockingClient client(echo.port(), BlockingClient::Tls{server.ca_certificate});
    client.write("bye");
    client.write(std::string(100'000, 'z'));
    EXPECT_EQ(client.read_to_end(), "bye");
    EXPECT_EQ(client.last_read_error(), asio::error::eof);
}

TEST(TlsServer, a_peer_that_goes_is_reported) {
    EchoServer echo(ServerOptions{});
    auto closed = echo.closed.get_future();
    {
        BlockingClient client(echo.port());
        client.write("hello");
        client.read_until("hello");
    }
    EXPECT_EQ(closed.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(TlsServer, a_client_that_does_not_read_meets_the_limit) {
    ServerOptions options;
    options.out_buffer_limit = 64 * 1024;
    EchoServer echo(options);
    BlockingClient client(echo.port());
    client.write("flood");
    client.read_to_end();
    EXPECT_EQ(client.last_read_error(), asio::error::connection_reset);
}

TEST(TlsServer, plain_tcp_works_on_loopback) {
    EchoServer echo(ServerOptions{});
    BlockingClient client(echo.port());
    client.write("hello");
    EXPECT_EQ(client.read_until("hello"), "hello");
}

TEST(TlsServer, plain_tcp_is_refused_elsewhere) {
    ServerOptions options;
    options.host = "0.0.0.0";
    EchoServer echo(options);
    EXPECT_EQ(echo.error, "0.0.0.0:0: without TLS only loopback addresses are allowed");
}

TEST(TlsServer, a_port_in_use_is_one_clear_line) {
    EchoServer first(ServerOptions{});
    ServerOptions options;
    options.port = first.port();
    EchoServer second(options);
    EXPECT_EQ(second.error,
              "127.0.0.1:" + std::to_string(first.port()) + ": cannot listen: Address already in use");
}

TEST(TlsServer, a_host_name_is_no_address_to_listen_on) {
    ServerOptions options;
    options.host = "localhost";
    EchoServer echo(options);
    EXPECT_EQ(echo.error, "localhost:0: the host has to be a numeric address");
}

TEST(TlsServer, more_unfinished_handshakes_than_allowed_are_closed) {
    ServerOptions options = over_tls(identity());
    options.max_handshakes = 1;
    EchoServer echo(options);
    BlockingClient silent(echo.port()); // TCP only: its handshake never ends
    BlockingClient late(echo.port());
    EXPECT_EQ(late.read_to_end(), "");
    EXPECT_EQ(late.last_read_error(), asio::error::eof);
}

TEST(TlsServer, more_connections_than_allowed_are_closed) {
    ServerOptions options;
    options.max_connections = 1;
    EchoServer echo(options);
    BlockingClient first(echo.port());
    first.write("hello");
    first.read_until("hello");
    BlockingClient second(echo.port());
    EXPECT_EQ(second.read_to_end(), "");
    EXPECT_EQ(second.last_read_error(), asio::error::eof);
    first.write("still here");
    EXPECT_EQ(first.read_until("here"), "still here");
}

TEST(TlsServer, a_connection_that_goes_makes_room_for_another) {
    ServerOptions options;
    options.max_connections = 1;
    EchoServer echo(options);
    auto closed = echo.closed.get_future();
    {
        BlockingClient first(echo.port());
        first.write("hello");
        first.read_until("hello");
    }
    ASSERT_EQ(closed.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    BlockingClient second(echo.port());
    second.write("hello");
    EXPECT_EQ(second.read_until("hello"), "hello");
}

TEST(TlsServer, a_handshake_that_stops_half_way_is_closed_in_time) {
    ServerOptions options = over_tls(identity());
    options.handshake_seconds = 1;
    EchoServer echo(options);
    BlockingClient slow(echo.port());
    slow.write("\x16\x03\x01\x02");
    slow.read_to_end();
    EXPECT_TRUE(slow.last_read_error());
    EXPECT_NE(slow.last_read_error(), asio::error::would_block) << "the server ends it, not our patience";
}

// A listener whose connection cannot be accepted is told of it again at once, and again.
TEST(TlsServer, without_a_free_descriptor_it_waits_and_does_not_turn_in_circles) {
    if (test::sanitizer == "undefined") GTEST_SKIP() << "it looks at objects through a pipe";
    asio::io_context io;
    bool accepted = false;
    TlsServer server(io, ServerOptions(), [&](auto) {
        accepted = true;
        return nullptr;
    });
    ASSERT_EQ(server.listen(), std::nullopt);
    BlockingClient client(server.port()); // the system takes it, the server has not yet
    ASSERT_EQ(client.error(), "");
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const int next = ::dup(STDERR_FILENO); // the lowest that is free
    ::close(next);
    const rlimit none_left{static_cast<rlim_t>(next), limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_left), 0);
    EXPECT_LT(io.run_for(std::chrono::milliseconds(500)), 50U) << "turns of the loop";
    EXPECT_FALSE(accepted);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!accepted && std::chrono::steady_clock::now() < end)
        io.run_one_for(std::chrono::seconds(1));
    EXPECT_TRUE(accepted) << "it comes in as soon as there is room";
}

// A megabyte in each direction through buffers that are smaller.
TEST(TlsServer, what_the_socket_does_not_take_at_once_arrives_in_order) {
    const ServerIdentity server = identity();
    for (const bool tls : {false, true}) {
        EchoServer echo(tls ? over_tls(server) : ServerOptions{});
        BlockingClient client(echo.port(),
                              tls ? std::optional(BlockingClient::Tls{server.ca_certificate}) : std::nullopt);
        std::string sent;
        for (int i = 0; sent.size() < 1'000'000; ++i)
            sent += std::to_string(i) + ' ';
        sent += "end";
        std::thread writer([&] { client.write(sent); });
        // OpenSSL allows no two threads on one connection, so that with TLS the reading begins later.
        if (tls) writer.join();
        EXPECT_EQ(client.read_until("end"), sent);
        if (!tls) writer.join();
    }
}

TEST(TlsServer, another_certificate_is_for_new_connections) {
    const ServerIdentity before = identity();
    const ServerIdentity after = identity();
    asio::io_context io;
    std::vector<std::shared_ptr<ServerStream>> streams;
    struct Ignore : StreamHandler {
        void on_bytes(std::string_view) override {}
        void on_closed() override {}
    };
    TlsServer server(io, over_tls(before), [&](std::shared_ptr<ServerStream> stream) {
        streams.push_back(std::move(stream));
        return std::make_shared<Ignore>();
    });
    ASSERT_EQ(server.listen(), std::nullopt);
    auto work = asio::make_work_guard(io);
    std::thread thread([&] { io.run(); });
    BlockingClient old(server.port(), BlockingClient::Tls{before.ca_certificate});
    EXPECT_EQ(old.error(), "");
    std::promise<void> changed;
    asio::post(io, [&] {
        server.use_identity(after);
        changed.set_value();
    });
    changed.get_future().wait();
    BlockingClient other(server.port(), BlockingClient::Tls{before.ca_certificate});
    EXPECT_THAT(other.error(), HasSubstr("certificate verify failed"));
    BlockingClient trusting(server.port(), BlockingClient::Tls{after.ca_certificate});
    EXPECT_EQ(trusting.error(), "");
    EXPECT_TRUE(old.write("x")) << "the connection that stood goes on";
    asio::post(io, [&] {
        server.stop();
        io.stop();
    });
    thread.join();
}

TEST(CertificateAuthority, vouches_for_more_than_one) {
    const auto authority = std::get<CertificateAuthority>(CertificateAuthority::make());
    const auto first = std::get<ServerIdentity>(authority.issue({"localhost"}));
    const auto second = std::get<ServerIdentity>(authority.issue({"localhost"}));
    EXPECT_EQ(first.ca_certificate, second.ca_certificate);
    EXPECT_NE(first.certificate, second.certificate);
    EchoServer echo(over_tls(second));
    BlockingClient client(echo.port(), BlockingClient::Tls{first.ca_certificate});
    EXPECT_EQ(client.error(), "");
}

TEST(ServerIdentity, no_two_have_the_same_keys) {
    EXPECT_NE(identity().certificate, identity().certificate);
    EXPECT_NE(identity().private_key, identity().private_key);
}

TEST(ServerIdentity, a_host_that_would_break_the_name_list_is_refused) {
    const auto made = make_server_identity({"a,DNS:b"});
    ASSERT_TRUE(std::holds_alternative<std::string>(made));
    EXPECT_THAT(std::get<std::string>(made), HasSubstr("host name"));
}

} // namespace
} // namespace fixguard::transport
