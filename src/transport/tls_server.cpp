// The listener: accepts, shakes hands, reads and writes, all on the thread of one io_context.
#include "transport/tls_server.hpp"

#include "transport/server_socket.hpp"

#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <asio/steady_timer.hpp>

#include <array>
#include <unordered_map>

namespace fixguard::transport {
namespace {

using asio::error_code;
using asio::ip::tcp;
using Io = ServerSocket::Io;

// How long a connection that we close may take to read its last bytes: an earlier close() would be a reset,
// and a reset destroys the Reject<3> that is still on its way.
constexpr std::chrono::seconds longest_close{2};
constexpr std::chrono::milliseconds accept_pause{100}; // when the process has no file descriptor left
constexpr int reads_in_a_row = 4;                      // then the other connections have their turn

class Connection;

// What a connection needs of the listener.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void handshake_over(std::shared_ptr<Connection> connection, bool ok) = 0;
    virtual void gone(std::size_t id) noexcept = 0;

    std::array<char, 64 * 1024> in; // lent to the connection that is reading, so that an idle one has none
};

// One connection.
class Connection final : public ServerStream, public std::enable_shared_from_this<Connection> {
public:
    Connection(ServerSocket socket, std::size_t id, const ServerOptions& options,
               std::weak_ptr<Listener> listener)
        : socket_(std::move(socket)), deadline_(socket_.tcp().get_executor()), id_(id),
          out_limit_(options.out_buffer_limit), listener_(std::move(listener)) {
        error_code ignored;
        remote_address_ = socket_.tcp().remote_endpoint(ignored).address().to_string();
        socket_.tcp().set_option(tcp::no_delay(true), ignored);
    }

    void start(std::chrono::seconds handshake_time) {
        if (!socket_.has_tls()) return handshake_over(true);
        limit_time(handshake_time);
        shake_hands();
    }

    void serve(std::shared_ptr<StreamHandler> handler) {
        if (stopped_) return;
        if (!closing_) handler_ = std::move(handler);
        read();
    }

    bool write(std::string_view bytes) override {
        if (stopped_ || closing_) return true; // nobody is interested any more
        if (waiting_.empty()) send(bytes);
        if (waiting_.size() + bytes.size() > out_limit_) return false;
        waiting_ += bytes;
        flush_later();
        return true;
    }

    void close() override {
        if (stopped_ || closing_) return;
        closing_ = true;
        handler_.reset();
        limit_time(longest_close);
        if (waiting_.empty()) say_goodbye();
    }

    void abort() override {
        if (stopped_) return;
        error_code ignored;
        socket_.tcp().set_option(asio::socket_base::linger(true, 0), ignored);
        finish();
    }

    const std::string& remote_address() const noexcept override { return remote_address_; }

private:
    static constexpr auto readable = tcp::socket::wait_read;
    static constexpr auto writable = tcp::socket::wait_write;

    // Calls `then` when the socket can go on.
    void wait(tcp::socket::wait_type what, void (Connection::*then)()) {
        socket_.tcp().async_wait(what, [self = shared_from_this(), then](error_code error) {
            if (self->stopped_) return;
            if (error) return self->shaken_ ? self->peer_is_gone() : self->handshake_over(false);
            (self.get()->*then)();
        });
    }

    void shake_hands() {
        switch (socket_.handshake()) {
        case Io::done: return handshake_over(true);
        case Io::wants_read: return wait(readable, &Connection::shake_hands);
        case Io::wants_write: return wait(writable, &Connection::shake_hands);
        case Io::over: return handshake_over(false);
        }
    }

    void handshake_over(bool ok) {
        shaken_ = true;
        deadline_.cancel();
        if (const auto listener = listener_.lock()) listener->handshake_over(shared_from_this(), ok);
        if (!handler_ && !closing_) abort();
    }

    // Of the handshake and of the close; in between a connection has all the time it wants.
    void limit_time(std::chrono::seconds time) {
        deadline_.expires_after(time);
        deadline_.async_wait([self = shared_from_this()](error_code error) {
            if (error || self->stopped_) return;
            if (!self->shaken_) self->handshake_over(false);
            if (self->closing_) self->abort();
        });
    }

    // Reading goes on while we close, and is thrown away: see longest_close.
    void read() {
        const auto listener = listener_.lock();
        if (!listener) return finish();
        for (int turn = 0; turn < reads_in_a_row; ++turn) {
            std::size_t size = 0;
            const Io state = socket_.read(listener->in.data(), listener->in.size(), size);
            if (state == Io::over) return peer_is_gone();
            if (state == Io::wants_write) return wait(writable, &Connection::read);
            if (state == Io::wants_read) break;
            const auto handler = handler_; // it may close() us meanwhile
            if (handler) handler->on_bytes({listener->in.data(), size});
            if (stopped_) return;
        }
        wait(readable, &Connection::read);
    }

    void peer_is_gone() {
        const auto handler = std::move(handler_);
        finish();
        if (handler) handler->on_closed();
    }

    // What the socket takes at once goes off the front of `bytes`. A broken stream is told by the next read,
    // never from within a call of the handler's.
    void send(std::string_view& bytes) {
        if (socket_.write(bytes) == Io::over) bytes = {};
    }

    // TLS may have to read before it can write; the read that is always under way does it.
    void flush_later() {
        if (waiting_.empty() || flushing_) return;
        flushing_ = true;
        wait(writable, &Connection::flush);
    }

    void flush() {
        flushing_ = false;
        std::string_view rest = waiting_;
        send(rest);
        waiting_.erase(0, waiting_.size() - rest.size());
        if (!waiting_.empty()) return flush_later();
        waiting_ = {}; // and its memory
        if (closing_) say_goodbye();
    }

    void say_goodbye() {
        if (!std::exchange(said_goodbye_, true)) socket_.end_output();
    }

    void finish() noexcept {
        if (stopped_) return;
        stopped_ = true;
        handler_.reset();
        waiting_ = {};
        deadline_.cancel();
        error_code ignored;
        socket_.tcp().close(ignored);
        if (const auto listener = listener_.lock()) listener->gone(id_);
    }

    ServerSocket socket_;
    asio::steady_timer deadline_;
    std::size_t id_;
    std::size_t out_limit_;
    std::weak_ptr<Listener> listener_;
    std::shared_ptr<StreamHandler> handler_;
    std::string remote_address_;
    std::string waiting_;   // what the socket would not take yet
    bool flushing_ = false; // a flush() is planned
    bool shaken_ = false;   // the handshake is over, well or not
    bool closing_ = false;
    bool said_goodbye_ = false;
    bool stopped_ = false;
};

// A ClientHello without a server name ends here; OpenSSL asks this for every handshake.
int require_server_name(SSL* ssl, int* alert, void*) {
    if (SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)) return SSL_TLSEXT_ERR_OK;
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

asio::ssl::context make_context(const ServerIdentity& identity, bool require_sni) {
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    context.use_certificate_chain(asio::buffer(identity.certificate));
    context.use_private_key(asio::buffer(identity.private_key), asio::ssl::context::pem);
    SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.native_handle(), 0); // nobody resumes a session here
    if (require_sni) SSL_CTX_set_tlsext_servername_callback(context.native_handle(), require_server_name);
    return context;
}

} // namespace

class TlsServer::Impl final : public Listener, public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& io, ServerOptions options, Accept accept)
        : acceptor_(io), pause_(io), options_(std::move(options)), accept_(std::move(accept)) {}

    std::optional<std::string> listen() {
        const std::string where = options_.host + ":" + std::to_string(options_.port);
        error_code error;
        const asio::ip::address address = asio::ip::make_address(options_.host, error);
        if (error) return where + ": the host has to be a numeric address";
        if (!options_.identity && !address.is_loopback())
            return where + ": without TLS only loopback addresses are allowed";
        try {
            if (options_.identity) use(*options_.identity);
            const tcp::endpoint endpoint(address, options_.port);
            acceptor_.open(endpoint.protocol());
            acceptor_.set_option(tcp::acceptor::reuse_address(true));
            acceptor_.bind(endpoint);
            acceptor_.listen();
            port_ = acceptor_.local_endpoint().port();
        } catch (const asio::system_error& failure) {
            return where + ": cannot listen: " + failure.code().message();
        }
        accept_next();
        return std::nullopt;
    }

    void stop() noexcept {
        stopped_ = true;
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        const auto connections = std::move(connections_);
        connections_.clear();
        for (const auto& [id, weak] : connections)
            if (const auto connection = weak.lock()) connection->abort();
    }

    std::uint16_t port() const noexcept { return port_; }

    // Connections that stand keep the context that they were made with.
    void use(const ServerIdentity& identity) {
        context_.emplace(make_context(identity, options_.require_sni));
    }

private:
    void accept_next() {
        acceptor_.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
            if (self->stopped_) return;
            if (error) return self->accept_later();
            self->accepted(std::move(socket));
            self->accept_next();
        });
    }

    void accept_later() {
        pause_.expires_after(accept_pause);
        pause_.async_wait([self = shared_from_this()](error_code error) {
            if (!error && !self->stopped_) self->accept_next();
        });
    }

    void accepted(tcp::socket socket) {
        if (handshakes_ >= options_.max_handshakes || connections_.size() >= options_.max_connections)
            return; // closes it
        ++handshakes_;
        const auto connection = std::make_shared<Connection>(
            ServerSocket(std::move(socket), context_ ? context_->native_handle() : nullptr), ++last_id_,
            options_, weak_from_this());
        connections_.emplace(last_id_, connection);
        connection->start(std::chrono::seconds{options_.handshake_seconds});
    }

    void handshake_over(std::shared_ptr<Connection> connection, bool ok) override {
        --handshakes_;
        if (!ok || stopped_) return;
        if (auto handler = accept_(connection)) connection->serve(std::move(handler));
    }

    void gone(std::size_t id) noexcept override { connections_.erase(id); }

    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    ServerOptions options_;
    Accept accept_;
    std::optional<asio::ssl::context> context_;
    std::unordered_map<std::size_t, std::weak_ptr<Connection>> connections_;
    std::size_t last_id_ = 0;
    std::size_t handshakes_ = 0;
    std::uint16_t port_ = 0;
    bool stopped_ = false;
};

TlsServer::TlsServer(asio::io_context& io, ServerOptions options, Accept accept)
    : impl_(std::make_shared<Impl>(io, std::move(options), std::move(accept))) {}

TlsServer::~TlsServer() {
    impl_->stop();
}

std::optional<std::string> TlsServer::listen() {
    return impl_->listen();
}
void TlsServer::stop() noexcept {
    impl_->stop();
}
std::uint16_t TlsServer::port() const noexcept {
    return impl_->port();
}
void TlsServer::use_identity(const ServerIdentity& identity) {
    impl_->use(identity);
}

} // namespace fixguard::transport
