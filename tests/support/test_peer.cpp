// Sockets and OpenSSL by hand: nothing between the test and the bytes.
#include "support/test_peer.hpp"

#include "wire/message_writer.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace fixguard::test {
namespace {

using Clock = std::chrono::steady_clock;

// OpenSSL writes without MSG_NOSIGNAL. The signal is taken away from the test's own thread only, so that one
// which the library under test raises still ends the program.
class NoPipeSignal {
public:
    NoPipeSignal() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~NoPipeSignal() {
        const timespec at_once{};
        while (sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;

private:
    sigset_t pipe_{};
    sigset_t before_{};
};

void use_identity(SSL_CTX* context, const transport::ServerIdentity& identity) {
    BIO* const certificate_text = BIO_new_mem_buf(identity.certificate.data(), -1);
    X509* const certificate = PEM_read_bio_X509(certificate_text, nullptr, nullptr, nullptr);
    BIO* const key_text = BIO_new_mem_buf(identity.private_key.data(), -1);
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
    const bool used = certificate != nullptr && key != nullptr &&
                      SSL_CTX_use_certificate(context, certificate) == 1 &&
                      SSL_CTX_use_PrivateKey(context, key) == 1;
    EVP_PKEY_free(key);
    BIO_free(key_text);
    X509_free(certificate);
    BIO_free(certificate_text);
    if (!used) throw std::runtime_error("the test peer's certificate cannot be used");
}

} // namespace

// --- PeerConnection ------------------------------------------------------------------------------

PeerConnection::PeerConnection(int socket, SSL_CTX* context) : socket_(socket) {
    ::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (context == nullptr) return;
    ssl_ = SSL_new(context);
    SSL_set_fd(ssl_, socket_);
}

PeerConnection::~PeerConnection() {
    SSL_free(ssl_);
    if (socket_ >= 0) ::close(socket_);
}

bool PeerConnection::wait_for(short events, std::chrono::milliseconds timeout) const {
    pollfd entry{socket_, events, 0};
    return ::poll(&entry, 1, static_cast<int>(timeout.count())) > 0;
}

bool PeerConnection::handshake() {
    if (ssl_ == nullptr) return true;
    const NoPipeSignal no_signal;
    const auto deadline = Clock::now() + patience;
    while (Clock::now() < deadline) {
        ERR_clear_error();
        const int result = SSL_accept(ssl_);
        if (result == 1) {
            const char* const name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name);
            sni_ = name == nullptr ? "" : name;
            return true;
        }
        const int error = SSL_get_error(ssl_, result);
        if (error == SSL_ERROR_WANT_READ)
            wait_for(POLLIN, patience);
        else if (error == SSL_ERROR_WANT_WRITE)
            wait_for(POLLOUT, patience);
        else
            break;
    }
    const char* const reason = ERR_reason_error_string(ERR_peek_error());
    failure_ = reason == nullptr ? "closed" : reason;
    return false;
}

bool PeerConnection::send(std::string_view bytes) {
    const NoPipeSignal no_signal;
    const auto deadline = Clock::now() + patience;
    while (!bytes.empty() && Clock::now() < deadline) {
        ERR_clear_error();
        const long sent = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                          : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        const bool would_block = ssl_ != nullptr
                                     ? SSL_get_error(ssl_, static_cast<int>(sent)) == SSL_ERROR_WANT_WRITE
                                     : errno == EAGAIN;
        if (!would_block) return false;
        wait_for(POLLOUT, patience);
    }
    return bytes.empty();
}

bool PeerConnection::send_readable(std::string_view body) {
    return send(wire::frame_body(wire::from_readable(body)));
}

long PeerConnection::read_some(std::chrono::milliseconds timeout) {
    const NoPipeSignal no_signal; // OpenSSL answers alerts and key updates
    const auto deadline = Clock::now() + timeout;
    while (true) {
        char bytes[16 * 1024];
        ERR_clear_error();
        errno = 0;
        const long size =
            ssl_ != nullptr ? SSL_read(ssl_, bytes, sizeof bytes) : ::recv(socket_, bytes, sizeof bytes, 0);
        if (size > 0) {
            received_.append(bytes, static_cast<std::size_t>(size));
            return size;
        }
        const int error = ssl_ != nullptr ? SSL_get_error(ssl_, static_cast<int>(size)) : 0;
        const bool would_block = ssl_ != nullptr ? error == SSL_ERROR_WANT_READ : size < 0 && errno == EAGAIN;
        if (!would_block) {
            over_ = true;
            was_reset_ = errno == ECONNRESET;
            return was_reset_ ? -1 : 0;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0 || !wait_for(POLLIN, left)) return -2;
    }
}

std::optional<std::string> PeerConnection::receive(std::chrono::milliseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    while (true) {
        const wire::FrameResult result = frames_.next(received_);
        if (result.status == wire::FrameResult::Status::fault) return std::nullopt;
        if (result.status == wire::FrameResult::Status::complete) {
            std::string message(result.frame.bytes);
            received_.erase(0, result.consumed);
            return message;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (read_some(std::max(left, std::chrono::milliseconds{0})) <= 0) return std::nullopt;
    }
}

std::string PeerConnection::receive_readable(std::chrono::milliseconds timeout) {
    return wire::to_readable(receive(timeout).value_or(""));
}

PeerConnection::End PeerConnection::wait_end() {
    const auto deadline = Clock::now() + patience;
    while (Clock::now() < deadline) {
        const long size = read_some(patience);
        received_.clear();
        if (size == 0) return End::closed;
        if (size == -1) return End::reset;
    }
    return End::none;
}

void PeerConnection::close() {
    const NoPipeSignal no_signal;
    if (ssl_ != nullptr) SSL_shutdown(ssl_);
    cut();
}

void PeerConnection::cut() {
    ::shutdown(socket_, SHUT_WR);
}

void PeerConnection::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(socket_, -1));
}

void PeerConnection::shrink_buffer() {
    const int size = 4096;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

// --- TestPeer ------------------------------------------------------------------------------------

TestPeer::TestPeer(PeerOptions options) : options_(std::move(options)) {
    auto identity = transport::make_server_identity(options_.names, options_.certificate_days);
    if (const auto* error = std::get_if<std::string>(&identity)) throw std::runtime_error(*error);
    identity_ = std::get<transport::ServerIdentity>(identity);
    if (options_.tls) {
        context_ = SSL_CTX_new(TLS_server_method());
        use_identity(context_, identity_);
    }
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("the test peer cannot listen");
    port_ = ntohs(address.sin_port);
}

TestPeer::~TestPeer() {
    ::close(listener_);
    SSL_CTX_free(context_);
}

std::unique_ptr<PeerConnection> TestPeer::accept_raw(std::chrono::milliseconds timeout) {
    pollfd entry{listener_, POLLIN, 0};
    if (::poll(&entry, 1, static_cast<int>(timeout.count())) <= 0) return nullptr;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return nullptr;
    return std::make_unique<PeerConnection>(socket, context_);
}

std::unique_ptr<PeerConnection> TestPeer::accept(std::chrono::milliseconds timeout) {
    auto connection = accept_raw(timeout);
    if (connection && !connection->handshake()) return nullptr;
    return connection;
}

// --- TempFile ------------------------------------------------------------------------------------

TempFile::TempFile(std::string_view text, unsigned mode) {
    const char* const folder = std::getenv("TMPDIR");
    path_ = std::string(folder == nullptr ? "/tmp" : folder) + "/fixguard-test-XXXXXX";
    const int file = ::mkstemp(path_.data());
    if (file < 0) throw std::runtime_error("cannot make a temporary file");
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::fchmod(file, mode);
    ::close(file);
    if (!written) throw std::runtime_error("cannot write a temporary file");
}

TempFile::~TempFile() {
    ::unlink(path_.c_str());
}

} // namespace fixguard::test
