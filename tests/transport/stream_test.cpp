// The client stream against a peer whose every byte is the test's.
#include "support/stream_client.hpp"

#include "transport/tls_context.hpp"
#include "wire/message_view.hpp"

#include <asio/post.hpp>
#include <asio/ssl/context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

namespace fixguard::transport {
namespace {

using test::PeerConnection;
using test::StreamClient;
using test::TempFile;
using test::TestPeer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const char* const heartbeat = "35=0|34=2|49=SPOT|56=ME|52=20260101-00:00:00.000000|";

std::shared_ptr<TlsContext> trust(const std::string& pem) {
    const TempFile file(pem);
    return std::get<std::shared_ptr<TlsContext>>(TlsContext::make(file.path()));
}

class Streams : public ::testing::Test {
protected:
    StreamOptions options_for(const TestPeer& peer) {
        StreamOptions options;
        options.host = "127.0.0.1";
        options.port = peer.port();
        options.server_name = "localhost";
        options.tls = trust(peer.ca_certificate());
        return options;
    }

    void open(StreamOptions options, Tap* tap = nullptr) {
        std::promise<void> opened;
        asio::post(thread.loop, [&] {
            client->stream = ClientStream::open(thread.loop, std::move(options), client, tap);
            opened.set_value();
        });
        opened.get_future().wait();
    }

    // A stream that stands, and its peer.
    std::unique_ptr<PeerConnection> connect(TestPeer& peer, Tap* tap = nullptr) {
        open(options_for(peer), tap);
        auto connection = peer.accept();
        EXPECT_TRUE(client->wait_open());
        return connection;
    }

    test::LoopThread thread; // outlives the stream
    std::shared_ptr<StreamClient> client = std::make_shared<StreamClient>();
};

// --- opening -------------------------------------------------------------------------------------

TEST_F(Streams, SendTheServerNameAndCarryFramesBothWays) {
    TestPeer peer;
    const auto server = connect(peer);
    ASSERT_TRUE(server);
    EXPECT_EQ(server->sni(), "localhost");

    EXPECT_EQ(client->stream->write(wire::frame_body(wire::from_readable(heartbeat))),
              WriteResult::handed_over);
    EXPECT_THAT(server->receive_readable(), HasSubstr(heartbeat));
    server->send_readable(heartbeat);
    ASSERT_TRUE(client->wait_frames(1));
    EXPECT_THAT(client->frames()[0], HasSubstr(heartbeat));
}

TEST_F(Streams, CheckAnAddressAgainstTheAddressesOfTheCertificateAndSendNoServerName) {
    TestPeer peer;
    StreamOptions options = options_for(peer);
    options.server_name = "";
    open(options);
    const auto server = peer.accept();
    ASSERT_TRUE(server);
    EXPECT_TRUE(client->wait_open());
    EXPECT_EQ(server->sni(), "");
}

TEST_F(Streams, SayWhenNobodyListens) {
    StreamOptions options;
    {
        TestPeer peer;
        options = options_for(peer);
    }
    open(options);
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::refused) << end.what;
    EXPECT_THAT(end.what, HasSubstr("127.0.0.1:" + std::to_string(options.port)));
}

TEST_F(Streams, SayWhenTheHostHasNoAddress) {
    StreamOptions options;
    options.host = "no such host";
    options.port = 1;
    open(options);
    EXPECT_EQ(client->wait_end().reason, EndReason::resolve_failed);
}

TEST_F(Streams, GiveUpOnAHostThatDoesNotAnswer) {
    // A listener whose queue is full lets further connections hang.
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    ASSERT_EQ(::bind(listener, generic, size), 0);
    ASSERT_EQ(::listen(listener, 0), 0);
    ASSERT_EQ(::getsockname(listener, generic, &size), 0);
    std::vector<int> fillers;
    for (int i = 0; i < 4; ++i) {
        fillers.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
        ::connect(fillers.back(), generic, size);
    }
    StreamOptions options;
    options.host = "127.0.0.1";
    options.port = ntohs(address.sin_port);
    options.open_timeout = milliseconds{50};
    open(options);
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::connect_timeout) << end.what;
    for (const int filler : fillers)
        ::close(filler);
    ::close(listener);
}

TEST_F(Streams, GiveUpOnAServerThatIsSilentInTheHandshake) {
    TestPeer peer;
    StreamOptions options = options_for(peer);
    options.open_timeout = milliseconds{50};
    open(options);
    const auto silent = peer.accept_raw();
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::tls_failed);
    EXPECT_THAT(end.what, HasSubstr("no TLS handshake within 50 ms"));
}

TEST_F(Streams, SayWhenTheServerSpeaksNoTls) {
    TestPeer peer({.tls = false});
    open(options_for(peer));
    const auto server = peer.accept();
    server->send("HTTP/1.1 400 Bad Request\r\n\r\n");
    EXPECT_EQ(client->wait_end().reason, EndReason::tls_failed);
}

TEST_F(Streams, RefuseACertificateOfAnUnknownAuthority) {
    TestPeer peer;
    const TestPeer other;
    StreamOptions options = options_for(peer);
    options.tls = trust(other.ca_certificate());
    open(options);
    EXPECT_FALSE(peer.accept());
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::certificate_refused) << end.what;
}

TEST_F(Streams, RefuseACertificateThatIsOutOfDate) {
    TestPeer peer({.certificate_days = -2});
    open(options_for(peer));
    EXPECT_FALSE(peer.accept());
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::certificate_refused) << end.what;
    EXPECT_THAT(end.what, HasSubstr("expired"));
}

TEST_F(Streams, RefuseACertificateForAnotherHost) {
    TestPeer peer({.names = {"evil.example.com"}});
    open(options_for(peer));
    EXPECT_FALSE(peer.accept());
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::host_name_mismatch) << end.what;
    EXPECT_THAT(end.what, HasSubstr("localhost"));
}

TEST_F(Streams, SpeakTls12AtLeast) {
    const TestPeer peer;
    EXPECT_EQ(SSL_CTX_get_min_proto_version(trust(peer.ca_certificate())->native().native_handle()),
              TLS1_2_VERSION);
}

TEST_F(Streams, RefuseAFileWithoutAuthorities) {
    const TempFile file("no certificate");
    const auto context = TlsContext::make(file.path());
    ASSERT_TRUE(std::holds_alternative<std::string>(context));
    EXPECT_THAT(std::get<std::string>(context), HasSubstr(file.path()));
}

// --- inbound -------------------------------------------------------------------------------------

TEST_F(Streams, GiveTheSameFramesHoweverTheBytesAreCut) {
    TestPeer peer;
    const auto server = connect(peer);
    const std::string bytes = wire::frame_body(wire::from_readable(heartbeat)) +
                              wire::frame_body(wire::from_readable("35=B|34=3|148=hello|"));
    for (const char byte : bytes) // one TLS record for each
        ASSERT_TRUE(server->send({&byte, 1}));
    ASSERT_TRUE(server->send(bytes + bytes));
    ASSERT_TRUE(client->wait_frames(6));
    const auto frames = client->frames();
    EXPECT_EQ(frames[0], frames[2]);
    EXPECT_EQ(frames[1], frames[3]);
    EXPECT_EQ(frames[1], frames[5]);
}

TEST_F(Streams, ReadAMessageLargerThanTheirBuffer) {
    TestPeer peer;
    const auto server = connect(peer);
    const std::string text(1'000'000, 'x');
    server->send_readable("35=B|34=2|148=" + text + "|");
    server->send_readable(heartbeat);
    ASSERT_TRUE(client->wait_frames(2));
    EXPECT_THAT(client->frames()[0], HasSubstr(text));
}

TEST_F(Streams, StopAtBytesThatAreNoMessageAndStillSendWhatTheHandlerSays) {
    TestPeer peer;
    const auto server = connect(peer);
    client->when_garbled = [](ClientStream& stream) {
        stream.write(wire::frame_body(wire::from_readable("35=5|34=2|58=garbled|")));
    };
    std::string bytes = wire::frame_body(wire::from_readable(heartbeat));
    bytes += "HTTP/1.1 503 Service Unavailable\r\n\r\n";
    bytes += wire::frame_body(wire::from_readable(heartbeat));
    server->send(bytes);
    EXPECT_THAT(server->receive_readable(), HasSubstr("35=5|"));
    server->close();
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::framing_fault);
    EXPECT_EQ(end.fault, wire::FrameFault::begin_string_not_first);
    EXPECT_EQ(client->frames().size(), 1U);
    EXPECT_EQ(client->garbled(), 1);
}

TEST_F(Streams, TellAnOrderlyEndFromABrokenOne) {
    {
        TestPeer peer;
        connect(peer)->close();
        EXPECT_EQ(client->wait_end().reason, EndReason::closed_by_peer);
    }
    client = std::make_shared<StreamClient>();
    {
        TestPeer peer;
        connect(peer)->cut();
        EXPECT_EQ(client->wait_end().reason, EndReason::closed_by_peer);
    }
    client = std::make_shared<StreamClient>();
    {
        TestPeer peer;
        connect(peer)->reset();
        EXPECT_EQ(client->wait_end().reason, EndReason::reset);
    }
}

TEST_F(Streams, ReadWhatThePeerSaidBeforeItResetTheConnection) {
    TestPeer peer;
    const auto server = connect(peer);
    server->send_readable("35=3|34=1|25016=-1034|");
    server->reset();
    EXPECT_EQ(client->wait_end().reason, EndReason::reset);
    EXPECT_THAT(client->frames(), ElementsAre(HasSubstr("25016=-1034")));
}

// --- outbound and closing ------------------------------------------------------------------------

TEST_F(Streams, AcceptNothingBeforeTheyAreOpenAndAfterTheirEnd) {
    TestPeer peer;
    open(options_for(peer));
    EXPECT_EQ(client->stream->write("x"), WriteResult::closed);
    auto server = peer.accept();
    ASSERT_TRUE(client->wait_open());
    server->close();
    client->wait_end();
    EXPECT_EQ(client->stream->write("x"), WriteResult::closed);
}

TEST_F(Streams, KeepTheMessagesOfSeveralThreadsWholeAndInOrder) {
    TestPeer peer;
    const auto server = connect(peer);
    constexpr int senders = 3;
    constexpr int each = 200;
    std::vector<std::thread> threads;
    for (int sender = 0; sender < senders; ++sender)
        threads.emplace_back([&, sender] {
            for (int i = 0; i < each; ++i) {
                const std::string body =
                    "35=0|49=" + std::to_string(sender) + "|34=" + std::to_string(i) + "|";
                client->stream->write(wire::frame_body(wire::from_readable(body)));
            }
        });
    std::vector<int> next(senders, 0);
    for (int i = 0; i < senders * each; ++i) {
        const auto message = server->receive();
        ASSERT_TRUE(message);
        const wire::MessageView view(*message);
        const auto sender = static_cast<std::size_t>(view.find_int(tag::SenderCompID).value_or(0));
        EXPECT_EQ(view.find_int(tag::MsgSeqNum), next[sender]++);
    }
    for (std::thread& thread_of_sender : threads)
        thread_of_sender.join();
}

TEST_F(Streams, EndWhenThePeerDoesNotRead) {
    TestPeer peer;
    StreamOptions options = options_for(peer);
    options.outbox_limit = 64 * 1024;
    open(options);
    const auto server = peer.accept();
    ASSERT_TRUE(client->wait_open());
    const std::string bytes(10'000, 'x');
    WriteResult result = WriteResult::handed_over;
    for (int i = 0; i < 100'000 && result == WriteResult::handed_over; ++i)
        result = client->stream->write(bytes);
    EXPECT_EQ(result, WriteResult::backlog_full);
    EXPECT_EQ(client->stream->write("x"), WriteResult::closed);
    EXPECT_EQ(client->wait_end().reason, EndReason::backlog);
}

TEST_F(Streams, SendEverythingBeforeTheyClose) {
    TestPeer peer;
    const auto server = connect(peer);
    std::string body = "35=B|34=2|148=" + std::string(500'000, 'x') + "|";
    EXPECT_EQ(client->stream->write(wire::frame_body(wire::from_readable(body))), WriteResult::handed_over);
    client->stream->close();
    EXPECT_EQ(client->stream->write("x"), WriteResult::closed);
    EXPECT_TRUE(server->receive());
    EXPECT_EQ(server->wait_end(), PeerConnection::End::closed);
    server->close();
    EXPECT_EQ(client->wait_end().reason, EndReason::local);
}

TEST_F(Streams, LoseNoLastWordsToUnreadBytesWhenTheyClose) {
    TestPeer peer;
    const auto server = connect(peer);
    client->when_garbled = [](ClientStream& stream) {
        stream.write(wire::frame_body(wire::from_readable("35=5|34=2|")));
        stream.close();
    };
    // The client stops reading at the first byte and has the rest in its socket when it closes.
    server->send("X" + std::string(200'000, 'y'));
    EXPECT_THAT(server->receive_readable(), HasSubstr("35=5|"));
}

TEST_F(Streams, DoNotWaitForAPeerThatNeverCloses) {
    TestPeer peer;
    StreamOptions options = options_for(peer);
    options.close_timeout = milliseconds{50};
    open(options);
    const auto server = peer.accept();
    ASSERT_TRUE(client->wait_open());
    client->stream->close();
    EXPECT_EQ(client->wait_end().reason, EndReason::local);
}

TEST_F(Streams, ReportTheirEndOnce) {
    TestPeer peer;
    const auto server = connect(peer);
    client->stream->abort();
    client->stream->close();
    client->stream->abort();
    EXPECT_EQ(client->wait_end().reason, EndReason::local);
    thread.finish();
    EXPECT_EQ(client->ends(), 1U);
}

TEST_F(Streams, DoNotCallAHandlerThatIsGone) {
    TestPeer peer;
    const auto server = connect(peer);
    const std::shared_ptr<ClientStream> stream = client->stream;
    client.reset();
    server->send_readable(heartbeat);
    server->close();
    thread.finish(); // the stream came to its end by itself
    EXPECT_EQ(stream->write("x"), WriteResult::closed);
}

// --- plain TCP -----------------------------------------------------------------------------------

TEST_F(Streams, CarryTheSameFramesOverPlainTcpOnLoopback) {
    TestPeer peer({.tls = false});
    StreamOptions options = options_for(peer);
    options.tls = nullptr;
    open(options);
    const auto server = peer.accept();
    ASSERT_TRUE(client->wait_open());
    client->stream->write(wire::frame_body(wire::from_readable(heartbeat)));
    EXPECT_THAT(server->receive_readable(), HasSubstr(heartbeat));
    server->send_readable(heartbeat);
    EXPECT_TRUE(client->wait_frames(1));
    client->stream->close();
    EXPECT_EQ(server->wait_end(), PeerConnection::End::closed);
    server->close();
    EXPECT_EQ(client->wait_end().reason, EndReason::local);
}

TEST_F(Streams, RefusePlainTcpToAnotherMachine) {
    StreamOptions options;
    options.host = "192.0.2.1"; // reserved for examples
    options.port = 9000;
    open(options);
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::unreachable);
    EXPECT_THAT(end.what, HasSubstr("loopback"));
}

// --- tap -----------------------------------------------------------------------------------------

class NotingTap : public Tap {
public:
    void inbound(std::string_view bytes) override { in.append(bytes); }
    void outbound(std::string_view bytes) override { out.append(bytes); }
    std::string in;  // on the loop's thread
    std::string out; // on the test's
};

TEST_F(Streams, ShowTheTapEveryByte) {
    TestPeer peer;
    NotingTap tap;
    const auto server = connect(peer, &tap);
    const std::string message = wire::frame_body(wire::from_readable(heartbeat));
    client->stream->write(message);
    EXPECT_EQ(tap.out, message);
    server->send(message + "garbled");
    server->receive();
    server->close();
    client->wait_end();
    thread.finish();
    EXPECT_EQ(tap.in, message + "garbled");
}

TEST_F(Streams, EndWhereTheTapThrows) {
    class : public NotingTap {
        void inbound(std::string_view) override { throw std::bad_alloc(); }
    } tap;
    TestPeer peer;
    const auto server = connect(peer, &tap);
    server->send_readable(heartbeat);
    const StreamEnd end = client->wait_end();
    EXPECT_EQ(end.reason, EndReason::failed);
    EXPECT_THAT(end.what, HasSubstr("the tap or the handler"));
    EXPECT_EQ(client->stream->write("x"), WriteResult::closed);
}

} // namespace
} // namespace fixguard::transport
