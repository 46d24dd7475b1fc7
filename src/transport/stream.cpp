// The client's connection, from the host name to the last byte. Everything but write() runs on the loop.
#include "transport/stream.hpp"

#include "transport/end_text.hpp"
#include "transport/name_lookup.hpp"
#include "transport/outbox.hpp"

#include <asio/connect.hpp>
#include <asio/dispatch.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/ssl/stream.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <system_error>
#include <vector>

namespace fixguard::transport {
namespace {

using asio::ip::tcp;
using Error = asio::error_code;

constexpr std::size_t read_size = 64 * 1024;

class Connection final : public ClientStream, public std::enable_shared_from_this<Connection> {
public:
    Connection(asio::io_context& loop, StreamOptions options, std::weak_ptr<ClientStreamHandler> handler,
               Tap* tap)
        : loop_(loop), options_(std::move(options)), handler_(std::move(handler)), tap_(tap), deadline_(loop),
          socket_(loop, tls_context()), outbox_(options_.outbox_limit, tap) {
        peer_ = options_.host + ":" + std::to_string(options_.port);
        if (options_.server_name.empty()) options_.server_name = options_.host;
    }

    void start();
    WriteResult write(std::string_view bytes) override;
    void close() override;
    void abort() override;

private:
    enum class Stage : std::uint8_t { connecting, securing, open, closing, ended };

    asio::ssl::context& tls_context() {
        return options_.tls ? options_.tls->native() : no_tls_.emplace(asio::ssl::context::tls_client);
    }
    bool over() const noexcept { return stage_ == Stage::ended; }
    tcp::socket& tcp_socket() { return socket_.next_layer(); }
    // Runs `action` on the layer that carries the messages: TLS, or TCP itself.
    template <typename Action>
    void on_layer(Action action) {
        if (options_.tls)
            action(socket_);
        else
            action(tcp_socket());
    }

    void arm(milliseconds timeout);
    void timed_out();
    void resolved(const Error& error, const std::vector<asio::ip::address>& addresses);
    void connect(const std::vector<tcp::endpoint>& endpoints);
    void connected(const Error& error);
    void secure();
    void opened();

    void read();
    void received(const Error& error, std::size_t size);
    void make_room();
    void take_frames();
    void flush();
    void written(const Error& error);

    void begin_close(StreamEnd end);
    void shut_down();
    void drain();
    void finish(StreamEnd end);

    asio::io_context& loop_;
    StreamOptions options_;
    std::weak_ptr<ClientStreamHandler> handler_;
    Tap* const tap_;
    std::string peer_;
    Stage stage_ = Stage::connecting;

    std::optional<asio::ssl::context> no_tls_; // plain TCP: the stream's type wants a context all the same
    std::unique_ptr<NameLookup> lookup_;
    asio::steady_timer deadline_;
    asio::ssl::stream<tcp::socket> socket_;

    std::vector<char> buffer_; // received and not consumed: [begin_, end_)
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    wire::FrameReader frames_{wire::OnFault::stop};

    Outbox outbox_;
    std::string batch_; // being written
    bool writing_ = false;
    bool write_failed_ = false;
    StreamEnd planned_end_; // with Stage::closing
};

// --- opening -------------------------------------------------------------------------------------

void Connection::start() {
    arm(options_.open_timeout);
    Error not_numeric;
    const auto address = asio::ip::make_address(options_.host, not_numeric);
    if (!not_numeric) return connect({tcp::endpoint(address, options_.port)});
    try {
        lookup_ = std::make_unique<NameLookup>(
            loop_, options_.host, [weak = weak_from_this()](const Error& error, const auto& addresses) {
                const auto self = weak.lock();
                if (self && !self->over()) self->resolved(error, addresses);
            });
    } catch (const std::system_error& error) {
        finish(end_of_resolve(peer_, error.code()));
    }
}

void Connection::resolved(const Error& error, const std::vector<asio::ip::address>& addresses) {
    if (error) return finish(end_of_resolve(peer_, error));
    std::vector<tcp::endpoint> endpoints;
    endpoints.reserve(addresses.size());
    for (const asio::ip::address& address : addresses)
        endpoints.emplace_back(address, options_.port);
    connect(endpoints);
}

void Connection::connect(const std::vector<tcp::endpoint>& endpoints) {
    const auto is_loopback = [](const tcp::endpoint& endpoint) { return endpoint.address().is_loopback(); };
    if (!options_.tls && !std::all_of(endpoints.begin(), endpoints.end(), is_loopback))
        return finish({EndReason::unreachable, peer_ + ": plain TCP is for loopback addresses only", {}});
    asio::async_connect(tcp_socket(), endpoints,
                        [self = shared_from_this()](const Error& error, const tcp::endpoint&) {
                            if (!self->over()) self->connected(error);
                        });
}

void Connection::connected(const Error& error) {
    if (error) return finish(end_of_connect(peer_, error));
    Error ignored;
    // An order must not wait for the acknowledgement of the one before it.
    tcp_socket().set_option(tcp::no_delay(true), ignored);
    if (options_.user_timeout.count() > 0) {
        const auto timeout = static_cast<unsigned>(options_.user_timeout.count());
        ::setsockopt(tcp_socket().native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
    }
    if (options_.tls)
        secure();
    else
        opened();
}

void Connection::secure() {
    stage_ = Stage::securing;
    SSL* const ssl = socket_.native_handle();
    X509_VERIFY_PARAM* const check = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(check, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // An address is looked for among the certificate's addresses, and is no name for SNI (RFC 6066).
    if (X509_VERIFY_PARAM_set1_ip_asc(check, options_.server_name.c_str()) != 1) {
        X509_VERIFY_PARAM_set1_host(check, options_.server_name.c_str(), options_.server_name.size());
        SSL_set_tlsext_host_name(ssl, options_.server_name.c_str());
    }
    socket_.async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](const Error& error) {
        if (self->over()) return;
        if (!error) return self->opened();
        self->finish(
            end_of_handshake(self->peer_, error, self->socket_.native_handle(), self->options_.server_name));
    });
}

void Connection::opened() {
    deadline_.cancel();
    stage_ = Stage::open;
    outbox_.open();
    buffer_.resize(read_size);
    read();
    if (const auto handler = handler_.lock()) handler->on_open();
}

void Connection::arm(milliseconds timeout) {
    deadline_.expires_after(timeout);
    deadline_.async_wait([self = shared_from_this()](const Error& error) {
        // A wait that was over before it was cancelled still says so.
        const bool moved = self->deadline_.expiry() > asio::steady_timer::clock_type::now();
        if (!error && !moved && !self->over()) self->timed_out();
    });
}

void Connection::timed_out() {
    const std::string time = std::to_string(options_.open_timeout.count()) + " ms";
    switch (stage_) {
    case Stage::connecting:
        return finish({EndReason::connect_timeout, peer_ + ": no connection within " + time, {}});
    case Stage::securing:
        return finish({EndReason::tls_failed, peer_ + ": no TLS handshake within " + time, {}});
    case Stage::closing: return finish(planned_end_);
    case Stage::open:
        if (write_failed_) finish({EndReason::reset, peer_ + ": the connection broke", {}});
        return;
    case Stage::ended: return;
    }
}

// --- inbound -------------------------------------------------------------------------------------

void Connection::read() {
    make_room();
    on_layer([this](auto& layer) {
        layer.async_read_some(asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
                              [self = shared_from_this()](const Error& error, std::size_t size) {
                                  self->received(error, size);
                              });
    });
}

void Connection::received(const Error& error, std::size_t size) {
    if (stage_ != Stage::open) return;
    try {
        if (tap_ != nullptr && size > 0) tap_->inbound({buffer_.data() + end_, size});
        end_ += size;
        take_frames();
    } catch (...) { // or for want of memory: a stream that is not read any more would look like a quiet one
        begin_close(
            {EndReason::failed, peer_ + ": the tap or the handler of a message threw an exception", {}});
    }
    if (stage_ != Stage::open) return;
    if (error) return finish(end_of_established(peer_, error));
    read();
}

// At least half a read's worth of free bytes behind end_. The reader calls a message longer than
// wire::max_frame_size a fault, so that the buffer stays below twice that.
void Connection::make_room() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (buffer_.size() - end_ >= read_size / 2) return;
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() - end_ < read_size / 2) buffer_.resize(buffer_.size() * 2);
}

void Connection::take_frames() {
    while (stage_ == Stage::open) {
        const wire::FrameResult result = frames_.next({buffer_.data() + begin_, end_ - begin_});
        if (result.status == wire::FrameResult::Status::incomplete) return;
        const auto handler = handler_.lock();
        if (result.status == wire::FrameResult::Status::fault) {
            if (handler) handler->on_garbled(result.fault);
            std::string what = peer_ + ": what came is no FIX message: ";
            StreamEnd end{EndReason::framing_fault, what.append(wire::name(result.fault)), result.fault};
            if (stage_ != Stage::closing) return begin_close(std::move(end));
            planned_end_ = std::move(end); // the handler closed first
            return;
        }
        begin_ += result.consumed; // before the call, which may look at the rest through a close
        if (handler) handler->on_frame(result.frame);
    }
}

// --- outbound ------------------------------------------------------------------------------------

WriteResult Connection::write(std::string_view bytes) {
    const Outbox::Appended appended = outbox_.append(bytes);
    try {
        if (appended.wake) asio::dispatch(loop_, [self = shared_from_this()] { self->flush(); });
    } catch (...) { // for want of memory: what is told as not sent must not leave with the close
        if (outbox_.take_back(bytes.size())) throw;
    }
    if (appended.result == WriteResult::backlog_full)
        asio::post(loop_, [self = shared_from_this()] {
            self->finish({EndReason::backlog,
                          self->peer_ + ": the peer does not read; more than " +
                              std::to_string(self->options_.outbox_limit) + " bytes are waiting",
                          {}});
        });
    return appended.result;
}

void Connection::flush() {
    if (over() || writing_ || write_failed_) return;
    if (!outbox_.take(batch_)) {
        if (stage_ == Stage::closing) shut_down();
        return;
    }
    writing_ = true;
    on_layer([this](auto& layer) {
        asio::async_write(
            layer, asio::buffer(batch_),
            [self = shared_from_this()](const Error& error, std::size_t) { self->written(error); });
    });
}

void Connection::written(const Error& error) {
    writing_ = false;
    if (over()) return;
    if (!error) return flush();
    write_failed_ = true;
    outbox_.shut();
    // What the peer said before it broke the connection (a Reject<3>, mostly) may still be unread: the reader
    // comes to the end by itself.
    if (stage_ == Stage::closing) return finish(planned_end_);
    arm(options_.close_timeout);
}

// --- closing -------------------------------------------------------------------------------------

void Connection::close() {
    outbox_.shut();
    asio::dispatch(loop_, [self = shared_from_this()] {
        self->begin_close({EndReason::local, self->peer_ + ": closed by us", {}});
    });
}

void Connection::abort() {
    outbox_.shut();
    asio::dispatch(loop_, [self = shared_from_this()] {
        if (self->over()) return;
        self->finish(self->stage_ == Stage::closing
                         ? self->planned_end_
                         : StreamEnd{EndReason::local, self->peer_ + ": closed by us", {}});
    });
}

void Connection::begin_close(StreamEnd end) {
    if (stage_ == Stage::closing || over()) return;
    if (stage_ != Stage::open || write_failed_) return finish(std::move(end));
    stage_ = Stage::closing;
    planned_end_ = std::move(end);
    outbox_.shut();
    arm(options_.close_timeout);
    flush();
}

void Connection::shut_down() {
    Error ignored;
    tcp_socket().cancel(ignored); // the read; nothing is being written
    if (!options_.tls) return drain();
    socket_.async_shutdown([self = shared_from_this()](const Error& error) {
        if (self->over()) return;
        // No close_notify came back: bytes of the peer were in the way, or it never answers.
        if (error) return self->drain();
        self->planned_end_.peer_closed = true;
        self->finish(self->planned_end_);
    });
}

// Closing a socket with unread bytes would make the system send a reset, which takes our last bytes from a
// peer that has not read them yet. So FIN first, and then read until the peer's.
void Connection::drain() {
    Error error;
    tcp_socket().shutdown(tcp::socket::shutdown_send, error);
    if (error) return finish(planned_end_);
    tcp_socket().async_read_some(asio::buffer(buffer_),
                                 [self = shared_from_this()](const Error& failed, std::size_t) {
                                     if (self->over()) return;
                                     self->planned_end_.peer_closed = failed == asio::error::eof;
                                     if (failed) return self->finish(self->planned_end_);
                                     self->drain();
                                 });
}

void Connection::finish(StreamEnd end) {
    if (over()) return;
    stage_ = Stage::ended;
    outbox_.shut();
    lookup_.reset();
    deadline_.cancel();
    Error ignored;
    tcp_socket().close(ignored);
    asio::post(loop_, [self = shared_from_this(), end = std::move(end)] {
        if (const auto handler = self->handler_.lock()) handler->on_end(end);
    });
}

} // namespace

std::shared_ptr<ClientStream> ClientStream::open(asio::io_context& loop, StreamOptions options,
                                                 std::weak_ptr<ClientStreamHandler> handler, Tap* tap) {
    auto connection = std::make_shared<Connection>(loop, std::move(options), std::move(handler), tap);
    connection->start();
    return connection;
}

} // namespace fixguard::transport
