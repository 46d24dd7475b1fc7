// The listener: accepts, shakes hands, reads and writes, all on the thread of one io_context.
#include "transport/tls_server.hpp"

#include <asio/ip/tcp.hpp>
#include <asio/ssl.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>

#include <array>
#include <unordered_map>

namespace fixguard::transport {
namespace {

using asio::error_code;
using asio::ip::tcp;
using TlsSocket = asio::ssl::stream<tcp::socket>;

constexpr std::size_t read_size = 8 * 1024;
// How long a connection that we close may take to read its last bytes: an earlier close() would be a reset,
// and a reset destroys the Reject<3> that is still on its way.
constexpr std::chrono::seconds longest_close{2};
constexpr std::chrono::milliseconds accept_pause{100}; // when the process has no file descriptor left

// What the listener does with a connection of either sort.
class Connection : public ServerStream {
public:
    virtual void serve(std::shared_ptr<StreamHandler> handler) = 0;
};

// What a connection tells the listener.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void handshake_over(std::shared_ptr<Connection> connection, bool ok) = 0;
    virtual void gone(std::size_t id) noexcept = 0;
};

tcp::socket& tcp_of(tcp::socket& socket) {
    return socket;
}
tcp::socket& tcp_of(TlsSocket& socket) {
    return socket.next_layer();
}

// One connection over TLS or plain TCP.
template <class Socket>
class SocketConnection final : public Connection,
                               public std::enable_shared_from_this<SocketConnection<Socket>> {
public:
    SocketConnection(Socket socket, std::size_t id, const ServerOptions& options,
                     std::weak_ptr<Listener> listener)
        : socket_(std::move(socket)), deadline_(tcp_of(socket_).get_executor()), id_(id),
          out_limit_(options.out_buffer_limit), listener_(std::move(listener)) {
        error_code ignored;
        const tcp::endpoint peer = tcp_of(socket_).remote_endpoint(ignored);
        remote_address_ = peer.address().to_string();
        tcp_of(socket_).set_option(tcp::no_delay(true), ignored);
    }

    void start(std::chrono::seconds handshake_time) {
        if constexpr (std::is_same_v<Socket, TlsSocket>) {
            limit_time(handshake_time);
            socket_.async_handshake(TlsSocket::server, [self = this->shared_from_this()](error_code error) {
                self->handshake_over(!error && !self->stopped_);
            });
        } else {
            handshake_over(true);
        }
    }

    void serve(std::shared_ptr<StreamHandler> handler) override {
        if (stopped_) return;
        if (!closing_) handler_ = std::move(handler);
        read();
    }

    bool write(std::string_view bytes) override {
        if (stopped_ || closing_) return true; // nobody is interested any more
        if (waiting_.size() + on_the_way_.size() + bytes.size() > out_limit_) return false;
        waiting_ += bytes;
        flush();
        return true;
    }

    void close() override {
        if (stopped_ || closing_) return;
        closing_ = true;
        handler_.reset();
        limit_time(longest_close);
        flush();
    }

    void abort() override {
        if (stopped_) return;
        error_code ignored;
        tcp_of(socket_).set_option(asio::socket_base::linger(true, 0), ignored);
        finish();
    }

    const std::string& remote_address() const noexcept override { return remote_address_; }

private:
    void handshake_over(bool ok) {
        shaken_ = true;
        deadline_.cancel();
        if (const auto listener = listener_.lock()) listener->handshake_over(this->shared_from_this(), ok);
        if (!handler_ && !closing_) abort();
    }

    // Of the handshake and of the close; in between a connection has all the time it wants.
    void limit_time(std::chrono::seconds time) {
        deadline_.expires_after(time);
        deadline_.async_wait([self = this->shared_from_this()](error_code error) {
            if (!error && (self->closing_ || !self->shaken_)) self->abort();
        });
    }

    // Reading goes on while we close, and is thrown away: see longest_close.
    void read() {
        socket_.async_read_some(asio::buffer(in_),
                                [self = this->shared_from_this()](error_code error, std::size_t size) {
                                    if (self->stopped_) return;
                                    if (error) return self->peer_is_gone();
                                    const auto handler = self->handler_; // it may close() us meanwhile
                                    if (handler) handler->on_bytes({self->in_.data(), size});
                                    if (!self->stopped_) self->read();
                                });
    }

    void peer_is_gone() {
        const auto handler = std::move(handler_);
        finish();
        if (handler) handler->on_closed();
    }

    void flush() {
        if (!on_the_way_.empty()) return;
        if (waiting_.empty()) return closing_ ? say_goodbye() : void();
        on_the_way_.swap(waiting_);
        asio::async_write(socket_, asio::buffer(on_the_way_),
                          [self = this->shared_from_this()](error_code error, std::size_t) {
                              self->on_the_way_.clear();
                              if (self->stopped_) return;
                              if (error) return self->peer_is_gone();
                              self->flush();
                          });
    }

    void say_goodbye() {
        if (said_goodbye_) return;
        said_goodbye_ = true;
        if constexpr (std::is_same_v<Socket, TlsSocket>) {
            socket_.async_shutdown([self = this->shared_from_this()](error_code) { self->half_close(); });
        } else {
            half_close();
        }
    }

    // The other half ends with the peer's FIN, which read() sees, or with the deadline.
    void half_close() {
        if (stopped_) return;
        error_code ignored;
        tcp_of(socket_).shutdown(tcp::socket::shutdown_send, ignored);
    }

    void finish() noexcept {
        if (stopped_) return;
        stopped_ = true;
        handler_.reset();
        deadline_.cancel();
        error_code ignored;
        tcp_of(socket_).close(ignored);
        if (const auto listener = listener_.lock()) listener->gone(id_);
    }

    Socket socket_;
    asio::steady_timer deadline_;
    std::size_t id_;
    std::size_t out_limit_;
    std::weak_ptr<Listener> listener_;
    std::shared_ptr<StreamHandler> handler_;
    std::string remote_address_;
    std::array<char, read_size> in_;
    std::string waiting_;    // not handed to the socket yet
    std::string on_the_way_; // being written
    bool shaken_ = false;    // the handshake is over, well or not
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
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
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
            if (options_.identity) context_.emplace(make_context(*options_.identity, options_.require_sni));
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
        if (handshakes_ >= options_.max_handshakes) return; // closes it
        ++handshakes_;
        if (context_)
            begin(std::make_shared<SocketConnection<TlsSocket>>(TlsSocket(std::move(socket), *context_),
                                                                ++last_id_, options_, weak_from_this()));
        else
            begin(std::make_shared<SocketConnection<tcp::socket>>(std::move(socket), ++last_id_, options_,
                                                                  weak_from_this()));
    }

    template <class Socket>
    void begin(const std::shared_ptr<SocketConnection<Socket>>& connection) {
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

} // namespace fixguard::transport
