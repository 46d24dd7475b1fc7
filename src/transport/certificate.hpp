// A certificate authority of our own and a server certificate signed by it, made in memory when a venue
// starts.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace fixguard::transport {

// All in PEM. The keys are EC P-256; the key of the authority is thrown away once it has signed.
struct ServerIdentity {
    std::string ca_certificate; // what a client has to trust
    std::string certificate;    // of the server, signed by the authority
    std::string private_key;    // of the server; never leaves the process
};

// `hosts`: names and IPv4/IPv6 addresses for subjectAltName. Valid from an hour ago for `days` (1..825; less
// than 0 makes one that is already over, for tests). The string says what failed.
std::variant<ServerIdentity, std::string> make_server_identity(const std::vector<std::string>& hosts,
                                                               int days = 30);

} // namespace fixguard::transport
