// Blocking OpenSSL on a blocking socket.
#include "bench/peers/logon_floor.hpp"

#include "bench/peers/fixguard_session.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>

namespace fixguard::bench {

LogonFloor::LogonFloor(std::uint16_t port, const std::string& ca_pem)
    : port_(port), key_(signing_key(folder_)), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    const std::string ca = private_file(folder_, "ca.pem", ca_pem);
    if (SSL_CTX_load_verify_locations(context_, ca.c_str(), nullptr) != 1)
        throw std::runtime_error("logon floor: no authority");
}

LogonFloor::~LogonFloor() {
    close();
    SSL_CTX_free(context_);
}

void LogonFloor::close() {
    SSL_free(ssl_);
    if (fd_ >= 0) ::close(fd_);
    ssl_ = nullptr;
    fd_ = -1;
}

void LogonFloor::log_on() {
    close();
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, fd_);
    SSL_set_tlsext_host_name(ssl_, "localhost");
    SSL_set1_host(ssl_, "localhost");
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        SSL_connect(ssl_) != 1)
        throw std::runtime_error("logon floor: no connection");

    const auto now = std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
    const std::string time(wire::format_utc_timestamp(now).view());
    const std::string logon = wire::frame_body(wire::from_readable(
        "35=A|34=1|49=FLOOR|52=" + time + "|56=SPOT|95=88|96=" + key_.sign({"FLOOR", "SPOT", "1", time}) +
        "|98=0|108=60|141=Y|553=KEY0|25035=1|"));
    if (SSL_write(ssl_, logon.data(), static_cast<int>(logon.size())) <= 0)
        throw std::runtime_error("logon floor: nothing is taken");
}

} // namespace fixguard::bench
