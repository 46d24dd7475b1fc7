// The sockets and the timer around a ClientTrial.
#include "conformance/client_listener.hpp"

#include "transport/certificate.hpp"
#include "transport/tls_server.hpp"

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <map>
#include <utility>

namespace fixguard::conformance {

class ClientListener::Impl {
public:
    explicit Impl(ClientListenerOptions options) : options_(std::move(options)), timer_(io_) {}

    std::optional<std::string> start() {
        transport::ServerOptions server;
        server.host = options_.host;
        server.port = options_.port;
        if (options_.tls) {
            std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1"};
            if (options_.host != "127.0.0.1" && options_.host != "::1") hosts.push_back(options_.host);
            auto made = transport::make_server_identity(hosts);
            if (auto* error = std::get_if<std::string>(&made)) return *error;
            server.identity = std::get<transport::ServerIdentity>(std::move(made));
            ca_pem_ = server.identity->ca_certificate;
        }
        listener_ = std::make_unique<transport::TlsServer>(
            io_, std::move(server), [this](auto stream) { return accept(std::move(stream)); });
        return listener_->listen();
    }

    ClientResult play(const ClientCase& client_case, const venue::Config& config,
                      ClientTrialOptions options) {
        options.earlier_attempts = attempts_;
        ClientTrial trial(client_case, config, std::move(options), options_.clock());
        trial_ = &trial;
        io_.restart();
        after_event();
        while (!trial.over())
            io_.run_one();
        trial.stop(options_.clock());
        write_out();
        timer_.cancel();
        trial_ = nullptr;
        ++round_;
        io_.restart();
        io_.poll(); // what has been written leaves, the cancelled timer comes home
        ClientResult result = trial.result();
        for (const ClientConnection& connection : result.record.connections)
            attempts_.push_back(connection.opened);
        return result;
    }

    std::uint16_t port() const noexcept { return listener_ ? listener_->port() : std::uint16_t{0}; }
    const std::string& ca_pem() const noexcept { return ca_pem_; }

private:
    class Connection final : public transport::StreamHandler {
    public:
        Connection(Impl& listener, int id) : listener_(listener), round_(listener.round_), id_(id) {}
        void on_bytes(std::string_view bytes) override {
            if (listener_.round_ != round_) return;
            listener_.trial_->on_bytes(id_, bytes, listener_.options_.clock());
            listener_.after_event();
        }
        void on_closed() override {
            if (listener_.round_ != round_) return;
            listener_.streams_.erase(id_);
            listener_.trial_->on_closed(id_, listener_.options_.clock());
            listener_.after_event();
        }

    private:
        Impl& listener_;
        std::uint64_t round_;
        int id_;
    };

    std::shared_ptr<transport::StreamHandler> accept(std::shared_ptr<transport::ServerStream> stream) {
        if (trial_ == nullptr) return nullptr;
        const int id = trial_->connect(stream->remote_address(), options_.clock());
        streams_.emplace(id, std::move(stream));
        auto handler = std::make_shared<Connection>(*this, id);
        after_event();
        return handler;
    }

    void write_out() {
        for (const ClientTrial::Output& output : trial_->take_output()) {
            const auto found = streams_.find(output.connection);
            if (found == streams_.end()) continue;
            if (!output.bytes.empty()) found->second->write(output.bytes);
            if (!output.close) continue;
            found->second->close();
            streams_.erase(found);
        }
    }

    void after_event() {
        write_out();
        if (trial_->over()) return;
        timer_.expires_at(trial_->next_timer());
        timer_.async_wait([this, round = round_](std::error_code error) {
            if (error || round_ != round) return;
            trial_->on_timer(options_.clock());
            after_event();
        });
    }

    ClientListenerOptions options_;
    asio::io_context io_{1};
    asio::steady_timer timer_;
    std::unique_ptr<transport::TlsServer> listener_;
    std::map<int, std::shared_ptr<transport::ServerStream>> streams_;
    std::vector<SteadyTime> attempts_;
    std::string ca_pem_;
    ClientTrial* trial_ = nullptr; // of the case that is being played
    std::uint64_t round_ = 0;      // events of cases before are not heard
};

ClientListener::ClientListener(ClientListenerOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
ClientListener::~ClientListener() = default;

std::optional<std::string> ClientListener::start() {
    return impl_->start();
}
std::uint16_t ClientListener::port() const noexcept {
    return impl_->port();
}
const std::string& ClientListener::ca_pem() const noexcept {
    return impl_->ca_pem();
}
ClientResult ClientListener::play(const ClientCase& client_case, const venue::Config& config,
                                  ClientTrialOptions options) {
    return impl_->play(client_case, config, std::move(options));
}

} // namespace fixguard::conformance
