// recv and send, or OpenSSL on top of them.
#include "transport/server_socket.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <new>
#include <sys/socket.h>

namespace fixguard::transport {
namespace {

bool would_block(int error) {
    return error == EAGAIN || error == EWOULDBLOCK;
}

ssize_t receive(int fd, char* into, std::size_t room) {
    ssize_t size = 0;
    do
        size = ::recv(fd, into, room, 0);
    while (size < 0 && errno == EINTR);
    return size;
}

// Without the signal that a plain write() to a closed connection raises.
ssize_t send_quietly(int fd, const char* bytes, std::size_t size) {
    ssize_t sent = 0;
    do
        sent = ::send(fd, bytes, size, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent;
}

// ---- OpenSSL's own socket BIO writes with write(), which raises SIGPIPE; this one does not.

int fd_of(BIO* bio) {
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

int bio_read(BIO* bio, char* into, int room) {
    BIO_clear_retry_flags(bio);
    const ssize_t size = receive(fd_of(bio), into, static_cast<std::size_t>(room));
    if (size < 0 && would_block(errno)) BIO_set_retry_read(bio);
    return static_cast<int>(size);
}

int bio_write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t sent = send_quietly(fd_of(bio), bytes, static_cast<std::size_t>(size));
    if (sent < 0 && would_block(errno)) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

long bio_control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socket_method() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "quiet socket");
        BIO_meth_set_read(made, bio_read);
        BIO_meth_set_write(made, bio_write);
        BIO_meth_set_ctrl(made, bio_control);
        return made;
    }();
    return method;
}

} // namespace

void ServerSocket::FreeSsl::operator()(SSL* ssl) const noexcept {
    SSL_free(ssl);
}

ServerSocket::ServerSocket(asio::ip::tcp::socket socket, SSL_CTX* tls) : socket_(std::move(socket)) {
    asio::error_code ignored;
    socket_.non_blocking(true, ignored);
    if (!tls) return;
    ssl_.reset(SSL_new(tls));
    BIO* const bio = ssl_ ? BIO_new(socket_method()) : nullptr;
    if (!bio) throw std::bad_alloc();
    // OpenSSL keeps a pointer for us, and a number is all that socket_method() needs.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket_.native_handle())));
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
    SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                 SSL_MODE_RELEASE_BUFFERS);
}

ServerSocket::Io ServerSocket::state_of(int result) {
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE: return Io::done;
    case SSL_ERROR_WANT_READ: return Io::wants_read;
    case SSL_ERROR_WANT_WRITE: return Io::wants_write;
    default: break; // an int of OpenSSL's, no enum of ours
    }
    ERR_clear_error();
    return Io::over;
}

ServerSocket::Io ServerSocket::handshake() {
    if (!ssl_) return Io::over;
    ERR_clear_error();
    return state_of(SSL_do_handshake(ssl_.get()));
}

ServerSocket::Io ServerSocket::read(char* into, std::size_t room, std::size_t& size) {
    if (ssl_) {
        ERR_clear_error();
        return state_of(SSL_read_ex(ssl_.get(), into, room, &size));
    }
    const ssize_t got = receive(socket_.native_handle(), into, room);
    if (got < 0) return would_block(errno) ? Io::wants_read : Io::over;
    size = static_cast<std::size_t>(got);
    return got == 0 ? Io::over : Io::done;
}

ServerSocket::Io ServerSocket::write(std::string_view& bytes) {
    while (!bytes.empty()) {
        std::size_t sent = 0;
        if (ssl_) {
            ERR_clear_error();
            const Io state = state_of(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent));
            if (state != Io::done) return state;
        } else {
            const ssize_t size = send_quietly(socket_.native_handle(), bytes.data(), bytes.size());
            if (size < 0) return would_block(errno) ? Io::wants_write : Io::over;
            sent = static_cast<std::size_t>(size);
        }
        bytes.remove_prefix(sent);
    }
    return Io::done;
}

void ServerSocket::end_output() {
    if (ssl_) {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
        ERR_clear_error();
    }
    asio::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

} // namespace fixguard::transport
