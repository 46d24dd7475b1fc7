// The control socket of a running venue: who may use it, what it bears, and the certificate, which needs a
// server.
#include "support/blocking_client.hpp"
#include "support/temp_dir.hpp"
#include "venue/client.hpp"
#include "venue/server.hpp"

#include <asio/local/stream_protocol.hpp>
#include <asio/read_until.hpp>
#include <asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace fixguard::venue::test {
namespace {

using fixguard::test::BlockingClient;
using fixguard::test::TempDir;
using testing::HasSubstr;

class Wire {
public:
    explicit Wire(const std::string& path) { socket_.connect(path); }
    void write(std::string_view text) {
        std::error_code ignored;
        asio::write(socket_, asio::buffer(text), ignored);
    }
    // Without the end of the line; "" when the venue has closed.
    std::string read_line() {
        std::error_code error;
        const std::size_t size = asio::read_until(socket_, asio::dynamic_buffer(in_), '\n', error);
        if (error) return {};
        const std::string line = in_.substr(0, size - 1);
        in_.erase(0, size);
        return line;
    }
    std::string ask(const std::string& line) {
        write(line + "\n");
        return read_line();
    }

private:
    asio::io_context io_;
    asio::local::stream_protocol::socket socket_{io_};
    std::string in_;
};

struct ControlSocketTest : testing::Test {
    TempDir folder;
    std::string path = folder.file("control");
    Config config = demo_config();
    void SetUp() override { config.control_socket = path; }
};

TEST_F(ControlSocketTest, answers_line_by_line) {
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    Wire wire(path);
    EXPECT_THAT(wire.ask(R"({"command":"status"})"), HasSubstr(R"({"ok":true,"sessions_up":0,)"));
    EXPECT_THAT(wire.ask(R"({"command":"fault","kind":"explode"})"),
                HasSubstr(R"({"ok":false,"error":"kind: )"));
    wire.write("{\"command\":\"clear\"}\r\n{\"command\":\"faults\"}\n");
    EXPECT_EQ(wire.read_line(), R"({"ok":true})");
    EXPECT_EQ(wire.read_line(), R"({"ok":true,"faults":[]})");
}

TEST_F(ControlSocketTest, is_its_owners_alone_and_goes_with_the_venue) {
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    struct stat file {};
    ASSERT_EQ(lstat(path.c_str(), &file), 0);
    EXPECT_TRUE(S_ISSOCK(file.st_mode));
    EXPECT_EQ(file.st_mode & 0777u, 0600u);
    server.stop();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ControlSocketTest, a_socket_that_was_left_behind_is_replaced) {
    {
        asio::io_context io;
        asio::local::stream_protocol::acceptor left(io, asio::local::stream_protocol::endpoint(path));
    }
    ASSERT_TRUE(std::filesystem::exists(path));
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    EXPECT_THAT(Wire(path).ask(R"({"command":"status"})"), HasSubstr("\"ok\":true"));
}

TEST_F(ControlSocketTest, what_is_no_socket_or_another_venues_is_left_alone) {
    Server first(config);
    ASSERT_EQ(first.start(), std::nullopt);
    Server second(config);
    EXPECT_EQ(second.start(), path + ": another process listens there");
    EXPECT_THAT(Wire(path).ask(R"({"command":"status"})"), HasSubstr("\"ok\":true"));

    config.control_socket = folder.file("text");
    std::ofstream(config.control_socket) << "mine";
    Server third(config);
    EXPECT_EQ(third.start(), config.control_socket + ": is there already, and is no socket");
    EXPECT_EQ(std::filesystem::file_size(config.control_socket), 4u);
}

TEST_F(ControlSocketTest, a_path_that_no_socket_can_have) {
    for (const std::string& wrong : {std::string(200, 'x'), folder.file("no/such/folder")}) {
        config.control_socket = wrong;
        Server server(config);
        const auto error = server.start();
        ASSERT_TRUE(error);
        EXPECT_THAT(*error, testing::StartsWith(wrong + ": "));
        EXPECT_EQ(error->find('\n'), std::string::npos);
    }
}

TEST_F(ControlSocketTest, a_line_without_an_end_is_refused_and_closed) {
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    Wire wire(path);
    wire.write(std::string(70'000, 'x'));
    EXPECT_THAT(wire.read_line(), HasSubstr("the line is too long"));
    EXPECT_EQ(wire.read_line(), "");
    EXPECT_THAT(Wire(path).ask(R"({"command":"status"})"), HasSubstr("\"ok\":true"));
}

TEST_F(ControlSocketTest, seventeen_clients_are_one_too_many) {
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    std::vector<std::unique_ptr<Wire>> clients;
    for (int i = 0; i < 16; ++i) {
        clients.push_back(std::make_unique<Wire>(path));
        EXPECT_THAT(clients.back()->ask(R"({"command":"status"})"), HasSubstr("\"ok\":true"));
    }
    EXPECT_EQ(Wire(path).ask(R"({"command":"status"})"), "");
    clients.pop_back();
    // The venue sees the end of the one that went when its turn comes.
    std::string answer;
    for (int i = 0; i < 1000 && answer.empty(); ++i)
        answer = Wire(path).ask(R"({"command":"status"})");
    EXPECT_THAT(answer, HasSubstr("\"ok\":true"));
}

// ---- certificates

struct Changed {
    const char* change;
    const char* error; // of a client that trusts the first authority; "": none
};

class CertificateFault : public testing::TestWithParam<Changed> {
protected:
    static void expect_change(const Server& server) {
        const BlockingClient client(server.port(SessionKind::order_entry),
                                    BlockingClient::Tls{server.ca_pem()});
        if (*GetParam().error)
            EXPECT_THAT(client.error(), HasSubstr(GetParam().error));
        else
            EXPECT_EQ(client.error(), "");
    }
    static std::string certificate_shown_by(const Server& server) {
        asio::io_context io;
        asio::ssl::context context(asio::ssl::context::tls_client);
        asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
        stream.next_layer().connect(
            {asio::ip::make_address("127.0.0.1"), server.port(SessionKind::drop_copy)});
        SSL_set_tlsext_host_name(stream.native_handle(), "localhost");
        stream.handshake(asio::ssl::stream_base::client);
        X509* const shown = SSL_get1_peer_certificate(stream.native_handle());
        std::array<unsigned char, 32> digest{};
        unsigned size = 0;
        X509_digest(shown, EVP_sha256(), digest.data(), &size);
        X509_free(shown);
        return {digest.begin(), digest.end()};
    }
};

TEST_P(CertificateFault, is_seen_by_new_connections_by_the_socket) {
    const TempDir folder;
    Config config = demo_config();
    config.control_socket = folder.file("control");
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    BlockingClient before(server.port(SessionKind::order_entry), BlockingClient::Tls{server.ca_pem()});
    ASSERT_EQ(before.error(), "");
    const std::string first = certificate_shown_by(server);
    EXPECT_EQ(first, certificate_shown_by(server)) << "it does not change by itself";

    const std::string answer = Wire(config.control_socket)
                                   .ask(R"({"command":"fault","kind":"certificate","certificate":")" +
                                        std::string(GetParam().change) + "\"}");
    EXPECT_EQ(answer, R"({"ok":true,"waiting":0})");
    expect_change(server);
    EXPECT_NE(first, certificate_shown_by(server));
    EXPECT_TRUE(before.write("8=FIX.4.4")) << "a connection that stands is left alone";
}

TEST_P(CertificateFault, is_seen_by_configuration) {
    Config config = demo_config();
    const auto parsed = parse_config("[[faults]]\nkind = 'certificate'\ncertificate = '" +
                                         std::string(GetParam().change) + "'\n",
                                     "test.toml");
    ASSERT_TRUE(std::holds_alternative<Config>(parsed)) << std::get<std::string>(parsed);
    config.faults = std::get<Config>(parsed).faults;
    Server server(config);
    ASSERT_EQ(server.start(), std::nullopt);
    expect_change(server);
}

INSTANTIATE_TEST_SUITE_P(Changes, CertificateFault,
                         testing::Values(Changed{"renewed", ""},
                                         Changed{"other_authority", "certificate verify failed"},
                                         Changed{"expired", "certificate verify failed"},
                                         Changed{"other_host", "certificate verify failed"}),
                         [](const auto& given) { return std::string(given.param.change); });

TEST(CertificateTable, has_every_change) {
    EXPECT_EQ(all_certificate_changes.size(), 4u);
}

} // namespace
} // namespace fixguard::venue::test
