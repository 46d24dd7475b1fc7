// The venue as a server: three listeners and one thread around the Exchange, with control calls from outside.
#pragma once

#include "model/session_kind.hpp"
#include "model/time.hpp"
#include "rules/session_table.hpp"
#include "venue/config.hpp"
#include "venue/counters.hpp"
#include "venue/fault.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::venue {

// Control calls may come from any thread while the venue runs, and return when its thread has carried them
// out; start() and stop() may not come at the same time as another call. Time is that of the machine, plus
// clock_offset.
class Server {
public:
    explicit Server(Config config);
    ~Server(); // stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Makes a CA and a certificate for localhost and 127.0.0.1, listens on three ports and the control
    // socket, starts the thread. Nothing on success; else one line, and nothing is left running. Once per
    // object.
    std::optional<std::string> start();
    // Closes everything without Logout<5> and joins the thread. Again: does nothing.
    void stop() noexcept;

    // Valid after start().
    std::string host() const;
    std::uint16_t port(SessionKind kind) const noexcept;
    std::string ca_pem() const; // the certificate of the CA; empty without TLS

    // News<B> at once and every CommonRules::maintenance_interval until `countdown` is over, then the last
    // News and Logout-less close of every session that was logged on at the time of the call. New sessions
    // are served.
    void announce_maintenance(milliseconds countdown);

    void inject(Fault fault); // behind those that are there
    void clear_faults();
    // Another certificate for connections from now on; the CA of the start stays that of ca_pem(). Without
    // TLS: nothing.
    void change_certificate(CertificateChange change);
    void set_rules(rules::SessionTable table); // for what is counted from now on; counts are kept
    void set_clock_offset(milliseconds offset);
    Counters counters() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace fixguard::venue
