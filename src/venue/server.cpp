// The shell of the venue: sockets, the machine's clock, one thread.
#include "venue/server.hpp"

#include "transport/certificate.hpp"
#include "transport/tls_server.hpp"
#include "venue/control.hpp"
#include "venue/control_socket.hpp"
#include "venue/exchange.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#include <fstream>
#include <future>
#include <thread>
#include <unordered_map>

namespace fixguard::venue {

// Everything but start(), stop() and in_loop() runs on the venue's thread.
class Server::Impl {
public:
    explicit Impl(Config config) : config_(std::move(config)), exchange_(config_), timer_(io_) {}

    std::optional<std::string> start();
    void stop() noexcept;

    std::uint16_t port(SessionKind kind) const noexcept { return ports_[static_cast<std::size_t>(kind)]; }
    const std::string& host() const noexcept { return config_.host; }
    const std::string& ca_pem() const noexcept { return ca_pem_; }

    // Runs `what` on the venue's thread and waits for it. Before start() and after stop(): here.
    template <class What>
    void in_loop(What&& what) {
        if (!thread_.joinable()) {
            what();
            return after_event();
        }
        std::promise<void> done;
        asio::post(io_, [&] {
            what();
            after_event();
            done.set_value();
        });
        done.get_future().wait();
    }

    Exchange& exchange() noexcept { return exchange_; }
    void change_certificate(CertificateChange change);
    Now now() const {
        return {std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()),
                std::chrono::time_point_cast<microseconds>(std::chrono::steady_clock::now())};
    }

private:
    // A client's connection: hands bytes to its Session.
    class Connection final : public transport::StreamHandler {
    public:
        Connection(Impl& server, SessionId id) : server_(server), id_(id) {}
        void on_bytes(std::string_view bytes) override {
            if (Session* const session = server_.exchange_.find(id_)) session->on_bytes(bytes, server_.now());
            server_.after_event();
        }
        void on_closed() override {
            server_.exchange_.disconnected(id_, server_.now());
            server_.streams_.erase(id_);
            server_.after_event();
        }

    private:
        Impl& server_;
        SessionId id_;
    };

    std::vector<std::string> hosts() const;
    std::optional<std::string> prepare_tls(std::optional<transport::ServerIdentity>& identity);
    std::optional<std::string> listen(const std::optional<transport::ServerIdentity>& identity);
    std::shared_ptr<transport::StreamHandler> accept(SessionKind kind,
                                                     std::shared_ptr<transport::ServerStream> stream);
    std::optional<std::string> open_control();
    void after_event(); // empties the sessions that have something to say, and sets the timer
    void set_timer();

    Config config_;
    Exchange exchange_;
    asio::io_context io_{1};
    asio::steady_timer timer_;
    std::array<std::unique_ptr<transport::TlsServer>, 3> listeners_;
    std::array<std::uint16_t, 3> ports_{};
    std::optional<transport::CertificateAuthority> authority_; // with TLS, once started
    std::unique_ptr<ControlSocket> control_;
    std::unordered_map<SessionId, std::shared_ptr<transport::ServerStream>> streams_;
    std::string ca_pem_;
    SteadyTime timer_at_ = SteadyTime::max();
    std::thread thread_;
};

std::vector<std::string> Server::Impl::hosts() const {
    std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1"};
    if (config_.host != "127.0.0.1" && config_.host != "::1") hosts.push_back(config_.host);
    return hosts;
}

std::optional<std::string> Server::Impl::prepare_tls(std::optional<transport::ServerIdentity>& identity) {
    auto authority = transport::CertificateAuthority::make();
    if (auto* error = std::get_if<std::string>(&authority)) return "the venue's authority: " + *error;
    authority_ = std::get<transport::CertificateAuthority>(std::move(authority));
    auto made = authority_->issue(hosts());
    if (auto* error = std::get_if<std::string>(&made)) return "the venue's certificate: " + *error;
    identity = std::get<transport::ServerIdentity>(std::move(made));
    ca_pem_ = identity->ca_certificate;
    if (config_.ca_file.empty()) return std::nullopt;
    std::ofstream file(config_.ca_file, std::ios::binary | std::ios::trunc);
    if (!(file << ca_pem_ << std::flush))
        return config_.ca_file + ": the CA certificate cannot be written there";
    return std::nullopt;
}

void Server::Impl::change_certificate(CertificateChange change) {
    if (!authority_) return;
    const auto made = [&] {
        switch (change) {
        case CertificateChange::renewed: return authority_->issue(hosts());
        case CertificateChange::other_authority: return transport::make_server_identity(hosts());
        case CertificateChange::expired: return authority_->issue(hosts(), -2);
        case CertificateChange::other_host: return authority_->issue({"other.invalid"});
        }
        return authority_->issue(hosts());
    }();
    if (const auto* identity = std::get_if<transport::ServerIdentity>(&made))
        for (const auto& listener : listeners_)
            listener->use_identity(*identity);
}

std::optional<std::string> Server::Impl::open_control() {
    if (config_.control_socket.empty()) return std::nullopt;
    control_ = std::make_unique<ControlSocket>(io_, config_.control_socket, [this](std::string_view line) {
        std::string answer = control_answer(exchange_, line, now());
        after_event();
        return answer;
    });
    return control_->listen();
}

std::optional<std::string> Server::Impl::listen(const std::optional<transport::ServerIdentity>& identity) {
    for (const SessionKind kind : all_session_kinds) {
        transport::ServerOptions options;
        options.host = config_.host;
        options.port = config_.port(kind);
        options.identity = identity;
        options.require_sni = config_.require_sni;
        options.out_buffer_limit = config_.out_buffer_limit;
        options.max_connections = config_.max_connections;
        auto& listener = listeners_[static_cast<std::size_t>(kind)];
        listener = std::make_unique<transport::TlsServer>(
            io_, std::move(options), [this, kind](auto stream) { return accept(kind, std::move(stream)); });
        if (auto error = listener->listen()) return std::string(name(kind)) + ": " + *error;
        ports_[static_cast<std::size_t>(kind)] = listener->port();
    }
    return std::nullopt;
}

std::optional<std::string> Server::Impl::start() {
    std::optional<transport::ServerIdentity> identity;
    std::optional<std::string> error;
    if (config_.tls) error = prepare_tls(identity);
    if (!error) error = listen(identity);
    if (!error) error = open_control();
    if (error) {
        for (auto& listener : listeners_)
            listener.reset();
        control_.reset();
        return error;
    }
    exchange_.start(now());
    after_event();
    thread_ = std::thread([this] {
        const auto work = asio::make_work_guard(io_);
        io_.run();
    });
    return std::nullopt;
}

void Server::Impl::stop() noexcept {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] {
        for (auto& listener : listeners_)
            listener.reset();
        control_.reset();
        streams_.clear();
        timer_.cancel();
        io_.stop();
    });
    thread_.join();
}

std::shared_ptr<transport::StreamHandler>
Server::Impl::accept(SessionKind kind, std::shared_ptr<transport::ServerStream> stream) {
    const SessionId id = exchange_.connect(kind, stream->remote_address(), now()).id();
    streams_.emplace(id, std::move(stream));
    after_event();
    return std::make_shared<Connection>(*this, id);
}

void Server::Impl::after_event() {
    if (const auto change = exchange_.take_certificate_change()) change_certificate(*change);
    for (const SessionId id : exchange_.take_touched()) {
        Session* const session = exchange_.find(id);
        const auto found = streams_.find(id);
        if (!session || found == streams_.end()) continue;
        const auto stream = found->second;
        const bool taken = stream->write(session->output());
        session->output_sent();
        if (taken && !session->close_wanted()) continue;
        streams_.erase(found);
        exchange_.disconnected(id, now());
        taken ? stream->close() : stream->abort();
    }
    set_timer();
}

void Server::Impl::set_timer() {
    const SteadyTime at = exchange_.next_timer();
    if (at == timer_at_) return;
    timer_at_ = at;
    if (at == SteadyTime::max()) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(at);
    timer_.async_wait([this](std::error_code error) {
        if (error) return;
        timer_at_ = SteadyTime::max();
        exchange_.on_timer(now());
        after_event();
    });
}

Server::Server(Config config) : impl_(std::make_unique<Impl>(std::move(config))) {}
Server::~Server() {
    impl_->stop();
}

std::optional<std::string> Server::start() {
    return impl_->start();
}
void Server::stop() noexcept {
    impl_->stop();
}
std::string Server::host() const {
    return impl_->host();
}
std::uint16_t Server::port(SessionKind kind) const noexcept {
    return impl_->port(kind);
}
std::string Server::ca_pem() const {
    return impl_->ca_pem();
}

void Server::announce_maintenance(milliseconds countdown) {
    impl_->in_loop([&] { impl_->exchange().announce_maintenance(countdown, impl_->now()); });
}
void Server::inject(Fault fault) {
    impl_->in_loop([&] { impl_->exchange().inject(std::move(fault), impl_->now()); });
}
void Server::clear_faults() {
    impl_->in_loop([&] { impl_->exchange().clear_faults(); });
}
void Server::change_certificate(CertificateChange change) {
    impl_->in_loop([&] { impl_->change_certificate(change); });
}
void Server::set_rules(rules::SessionTable table) {
    impl_->in_loop([&] { impl_->exchange().set_rules(std::move(table)); });
}
void Server::set_clock_offset(milliseconds offset) {
    impl_->in_loop([&] { impl_->exchange().set_clock_offset(offset); });
}
Counters Server::counters() const {
    Counters counters;
    impl_->in_loop([&] { counters = impl_->exchange().counters(); });
    return counters;
}

} // namespace fixguard::venue
