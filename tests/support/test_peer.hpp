// A peer on a raw socket, driven by the test's own thread: every byte it sends and reads is the test's.
#pragma once

#include "transport/certificate.hpp"
#include "wire/frame.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace fixguard::test {

// Longer than anything on loopback takes, also under a sanitizer; only a failing test waits for so long.
inline constexpr std::chrono::milliseconds patience{10'000};

struct PeerOptions {
    bool tls = true;
    std::vector<std::string> names{"localhost", "127.0.0.1"}; // in the certificate
    int certificate_days = 30;                                // below 0: it is out of date
};

// One accepted connection. All calls block for at most `patience`.
class PeerConnection {
public:
    PeerConnection(int socket, ssl_ctx_st* context);
    ~PeerConnection(); // closes
    PeerConnection(const PeerConnection&) = delete;
    PeerConnection& operator=(const PeerConnection&) = delete;

    bool handshake(); // false: it failed, see failure()
    const std::string& failure() const { return failure_; }
    const std::string& sni() const { return sni_; } // empty: the client sent none

    bool send(std::string_view bytes);
    bool send_readable(std::string_view body); // "35=0|34=2|..." with 8, 9 and 10 put around it
    // The next whole message; nothing at the end of the stream, after bytes that are no message, or in time.
    std::optional<std::string> receive(std::chrono::milliseconds timeout = patience);
    // The same in readable form, empty instead of nothing.
    std::string receive_readable(std::chrono::milliseconds timeout = patience);

    bool is_over() const { return over_; } // the end of the stream was read

    enum class End { none, closed, reset };
    End wait_end(); // reads and drops what still comes

    void close();         // FIN, with close_notify in TLS
    void cut();           // FIN without close_notify
    void reset();         // RST
    void shrink_buffer(); // so that a peer that does not read is noticed early

private:
    long
    read_some(std::chrono::milliseconds timeout); // into received_; 0: end, -1: error, -2: nothing in time
    bool wait_for(short events, std::chrono::milliseconds timeout) const;

    int socket_;
    ssl_st* ssl_ = nullptr;
    std::string failure_;
    std::string sni_;
    std::string received_;
    wire::FrameReader frames_{wire::OnFault::stop};
    bool was_reset_ = false;
    bool over_ = false;
};

// Listens on 127.0.0.1 from its construction on.
class TestPeer {
public:
    explicit TestPeer(PeerOptions options = PeerOptions());
    ~TestPeer();
    TestPeer(const TestPeer&) = delete;
    TestPeer& operator=(const TestPeer&) = delete;

    std::uint16_t port() const { return port_; }
    const std::string& ca_certificate() const { return identity_.ca_certificate; }

    // The next connection, before its handshake; nullptr: none came in time.
    std::unique_ptr<PeerConnection> accept_raw(std::chrono::milliseconds timeout = patience);
    // The same after the handshake, where there is one; nullptr also where it failed.
    std::unique_ptr<PeerConnection> accept(std::chrono::milliseconds timeout = patience);

private:
    PeerOptions options_;
    transport::ServerIdentity identity_;
    ssl_ctx_st* context_ = nullptr;
    int listener_ = -1;
    std::uint16_t port_ = 0;
};

// A file with that text, gone with the object. Mode 0600.
class TempFile {
public:
    explicit TempFile(std::string_view text, unsigned mode = 0600);
    ~TempFile();
    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

} // namespace fixguard::test
