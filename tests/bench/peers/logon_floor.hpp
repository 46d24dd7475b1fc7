// The least that a logon can take: one TCP connect, one TLS handshake, one Ed25519 signature, one write.
#pragma once

#include "engine/signing_key.hpp"
#include "support/temp_dir.hpp"

#include <cstdint>
#include <memory>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace fixguard::bench {

// Everything that can be made beforehand is: the TLS context, the key.
class LogonFloor {
public:
    LogonFloor(std::uint16_t port, const std::string& ca_pem);
    ~LogonFloor();
    LogonFloor(const LogonFloor&) = delete;
    LogonFloor& operator=(const LogonFloor&) = delete;

    // Sends a Logon<A> on a new connection, whose name and chain are checked; blocks. Throws
    // std::runtime_error. The connection before it is closed.
    void log_on();
    void close();

private:
    std::uint16_t port_;
    test::TempDir folder_;
    engine::SigningKey key_;
    ssl_ctx_st* context_;
    ssl_st* ssl_ = nullptr;
    int fd_ = -1;
};

} // namespace fixguard::bench
