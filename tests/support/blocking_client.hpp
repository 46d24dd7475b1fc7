// A plain blocking client over TLS or TCP for tests of servers; none of our transport is used.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl.hpp>
#include <asio/write.hpp>

#include <poll.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::test {

// Reads give up after some seconds, so that a server that stays silent fails a test and does not hang it.
class BlockingClient {
public:
    struct Tls {
        std::string ca_pem;
        std::string host_name = "localhost"; // checked against the certificate
        std::string sni = "localhost";       // empty: none is sent
    };

    // Connects to loopback; with `tls` also shakes hands. What went wrong is in error().
    explicit BlockingClient(std::uint16_t port, const std::optional<Tls>& tls = std::nullopt)
        : context_(make_context(tls)), stream_(io_, context_), tls_(tls.has_value()) {
        std::error_code error;
        tcp().connect({asio::ip::make_address("127.0.0.1"), port}, error);
        if (!error && tls) {
            SSL_set1_host(stream_.native_handle(), tls->host_name.c_str());
            if (!tls->sni.empty()) SSL_set_tlsext_host_name(stream_.native_handle(), tls->sni.c_str());
            stream_.handshake(asio::ssl::stream_base::client, error);
        }
        if (error) error_ = error.message();
    }

    const std::string& error() const noexcept { return error_; }

    bool write(std::string_view bytes) {
        std::error_code error;
        if (tls_)
            asio::write(stream_, asio::buffer(bytes), error);
        else
            asio::write(tcp(), asio::buffer(bytes), error);
        return !error;
    }

    // What comes until `end` is seen, the connection ends or nothing comes any more. Without TLS another
    // thread may write meanwhile: nothing of the socket is changed here.
    std::string read_until(std::string_view end) {
        std::string text;
        std::array<char, 4096> some;
        if (tls_) tcp().non_blocking(true); // bytes may come that are no whole record
        while (text.find(end) == std::string::npos) {
            std::error_code error = asio::error::would_block;
            std::size_t size = 0;
            if (tls_)
                size = stream_.read_some(asio::buffer(some), error);
            else if (readable())
                size = tcp().read_some(asio::buffer(some), error);
            text.append(some.data(), size);
            if (!error || (tls_ && error == asio::error::would_block && readable())) continue;
            last_read_error_ = error;
            break;
        }
        if (tls_) tcp().non_blocking(false);
        return text;
    }
    std::string read_to_end() { return read_until(std::string_view("\0no such bytes", 14)); }
    // How the last read that did not find its end came to stop.
    std::error_code last_read_error() const noexcept { return last_read_error_; }

    asio::ip::tcp::socket& tcp() { return stream_.next_layer(); }

private:
    bool readable() {
        constexpr int patience_ms = 10'000;
        pollfd wanted{tcp().native_handle(), POLLIN, 0};
        return poll(&wanted, 1, patience_ms) == 1;
    }
    static asio::ssl::context make_context(const std::optional<Tls>& tls) {
        asio::ssl::context context(asio::ssl::context::tls_client);
        context.set_verify_mode(asio::ssl::verify_peer);
        if (tls) context.add_certificate_authority(asio::buffer(tls->ca_pem));
        return context;
    }

    asio::io_context io_;
    asio::ssl::context context_;
    asio::ssl::stream<asio::ip::tcp::socket> stream_;
    bool tls_;
    std::string error_;
    std::error_code last_read_error_;
};

} // namespace fixguard::test
