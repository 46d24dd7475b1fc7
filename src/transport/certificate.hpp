// A certificate authority of our own and server certificates signed by it, made in memory.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace fixguard::transport {

// All in PEM. The keys are EC P-256.
struct ServerIdentity {
    std::string ca_certificate; // what a client has to trust
    std::string certificate;    // of the server, signed by the authority
    std::string private_key;    // of the server; never leaves the process
};

// An authority that can vouch for more than one certificate of a server. Its key never leaves the process.
class CertificateAuthority {
public:
    // The string says what failed.
    static std::variant<CertificateAuthority, std::string> make();

    // `hosts`: names and IPv4/IPv6 addresses for subjectAltName. Valid from an hour ago for `days` (1..825;
    // less than 0 makes one that is already over, for tests). The string says what failed.
    std::variant<ServerIdentity, std::string> issue(const std::vector<std::string>& hosts,
                                                    int days = 30) const;

private:
    struct Keys;
    explicit CertificateAuthority(std::shared_ptr<const Keys> keys) : keys_(std::move(keys)) {}

    std::shared_ptr<const Keys> keys_;
};

// With an authority of its own, whose key is thrown away. See CertificateAuthority::issue().
std::variant<ServerIdentity, std::string> make_server_identity(const std::vector<std::string>& hosts,
                                                               int days = 30);

} // namespace fixguard::transport
