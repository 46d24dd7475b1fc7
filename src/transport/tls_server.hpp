// Listens on one port, over TLS or plain TCP, and hands each connection's bytes to a handler.
#pragma once

#include "transport/certificate.hpp"

#ifndef ASIO_STANDALONE
#define ASIO_STANDALONE
#endif
#include <asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::transport {

// One accepted connection, after its TLS handshake. Used only on the thread of the io_context.
class ServerStream {
public:
    virtual ~ServerStream() = default;

    // Queues the bytes. false: more than the limit would wait, nothing was queued; the caller should abort().
    virtual bool write(std::string_view bytes) = 0;
    virtual void close() = 0; // sends what is queued, then TLS close_notify and FIN; nothing is read any more
    virtual void abort() = 0; // drops what is queued and resets the connection
    virtual const std::string& remote_address() const noexcept = 0; // without port
};

// What an accepted connection does with its bytes. Called on the thread of the io_context.
class StreamHandler {
public:
    virtual ~StreamHandler() = default;
    virtual void on_bytes(std::string_view bytes) = 0;
    virtual void on_closed() = 0; // by the peer or by an error; once, and not after ServerStream::abort()
};

struct ServerOptions {
    std::string host = "127.0.0.1";         // numeric
    std::uint16_t port = 0;                 // 0: the system chooses
    std::optional<ServerIdentity> identity; // nothing: plain TCP, refused for any host but loopback
    bool require_sni = true;
    std::size_t out_buffer_limit = 4 * 1024 * 1024; // bytes waiting in one stream
    std::size_t max_handshakes = 256;               // unfinished ones at a time; more are closed at once
    unsigned handshake_seconds = 10;                // then an unfinished one is closed
    std::size_t max_connections = 10'000;           // at a time; more are closed at once
};

class TlsServer {
public:
    // Called once per connection, when its handshake is done. A null handler closes the connection.
    using Accept = std::function<std::shared_ptr<StreamHandler>(std::shared_ptr<ServerStream>)>;

    TlsServer(asio::io_context& io, ServerOptions options, Accept accept);
    ~TlsServer(); // stops
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    // Nothing on success; else one line with host, port and reason.
    std::optional<std::string> listen();
    void stop() noexcept;                // no more connections; those that stand are aborted
    std::uint16_t port() const noexcept; // valid after listen()
    // Another certificate for connections from now on; only where ServerOptions had one. Throws
    // asio::system_error for one that OpenSSL does not take.
    void use_identity(const ServerIdentity& identity);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace fixguard::transport
