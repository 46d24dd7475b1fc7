// A non-blocking socket of a server, with or without TLS, that keeps no buffers while it is idle.
#pragma once

#ifndef ASIO_STANDALONE
#define ASIO_STANDALONE
#endif
#include <asio/ip/tcp.hpp>
#include <openssl/types.h>

#include <cstddef>
#include <memory>
#include <string_view>

namespace fixguard::transport {

// Every call returns at once and says what it waits for. The owner waits with tcp().async_wait() and calls
// again. asio::ssl::stream would do the same work with about 70 KiB of buffers for each connection; here the
// caller lends one buffer for all. Not thread-safe.
class ServerSocket {
public:
    enum class Io {
        done,
        wants_read,  // call again when the socket is readable
        wants_write, // call again when it is writable
        over,        // closed by the peer, or broken: of no more use
    };

    // `tls`: settings with certificate and key; nullptr: plain TCP. Throws std::bad_alloc.
    ServerSocket(asio::ip::tcp::socket socket, SSL_CTX* tls);

    Io handshake();
    // `size`: bytes that came, with Io::done.
    Io read(char* into, std::size_t room, std::size_t& size);
    // Takes what could be sent off the front of `bytes`; Io::done: all of it.
    Io write(std::string_view& bytes);
    // Says that nothing more will come: close_notify where there is TLS, then FIN.
    void end_output();

    bool has_tls() const noexcept { return ssl_ != nullptr; }
    asio::ip::tcp::socket& tcp() noexcept { return socket_; }

private:
    struct FreeSsl {
        void operator()(SSL* ssl) const noexcept;
    };
    Io state_of(int result);

    asio::ip::tcp::socket socket_;
    std::unique_ptr<SSL, FreeSsl> ssl_;
};

} // namespace fixguard::transport
