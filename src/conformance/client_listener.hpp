// Waits for a client on a port and plays cases with it, one after the other.
#pragma once

#include "conformance/client_trial.hpp"
#include "venue/config.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace fixguard::conformance {

struct ClientListenerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;            // 0: the system chooses
    bool tls = true;                   // false: plain TCP, to loopback only
    std::function<venue::Now()> clock; // the room reads no clock itself
};

// Runs on the caller's thread, inside play(). Between two cases connections are accepted by the system only.
class ClientListener {
public:
    explicit ClientListener(ClientListenerOptions options);
    ~ClientListener();
    ClientListener(const ClientListener&) = delete;
    ClientListener& operator=(const ClientListener&) = delete;

    // Listens. Nothing on success; else one line.
    std::optional<std::string> start();
    std::uint16_t port() const noexcept;
    const std::string& ca_pem() const noexcept; // of the authority that a client has to trust; empty: no TLS

    // Plays one case until it is over. `config` has the account that the client logs on with. Attempts of the
    // cases before count on.
    ClientResult play(const ClientCase& client_case, const venue::Config& config, ClientTrialOptions options);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace fixguard::conformance
