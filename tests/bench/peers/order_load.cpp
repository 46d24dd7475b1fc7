// Sockets, one order after the other, and a count of what comes back.
#include "bench/peers/order_load.hpp"

#include "support/test_key.hpp"
#include "wire/frame.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>

namespace fixguard::bench {
namespace {

std::string now_utc() {
    return std::string(wire::format_utc_timestamp(
                           std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()))
                           .view());
}

std::string sign(const std::string& text) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> pem(
        BIO_new_mem_buf(test::ed25519_key.data(), static_cast<int>(test::ed25519_key.size())), BIO_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::array<unsigned char, 64> signature{};
    std::size_t size = signature.size();
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get());
    EVP_DigestSign(context.get(), signature.data(), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::array<unsigned char, 96> base64{};
    const int length = EVP_EncodeBlock(base64.data(), signature.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

std::string logon_at(const std::string& time, std::string_view name, std::string_view api_key,
                     std::string_view more) {
    const std::string text = "A\x01" + std::string(name) + "\x01SPOT\x01" + "1\x01" + time;
    return wire::frame_body(wire::from_readable(
        "35=A|34=1|49=" + std::string(name) + "|52=" + time + "|56=SPOT|98=0|108=60|95=88|96=" + sign(text) +
        "|141=Y|553=" + std::string(api_key) + "|25035=1|" + std::string(more)));
}

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error("order load: " + what);
}

constexpr std::string_view accepted = "\x01"
                                      "150=0\x01";
constexpr std::string_view expired = "\x01"
                                     "150=C\x01";

} // namespace

std::string signed_logon(std::string_view sender_comp_id, std::string_view api_key, std::string_view more) {
    return logon_at(now_utc(), sender_comp_id, api_key, more);
}

OrderClient::OrderClient(std::uint16_t port, std::string name, std::string_view api_key)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), name_(std::move(name)), time_(now_utc()) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail("no connection");
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::string logon = logon_at(time_, name_, api_key, "25036=2|");
    if (::send(fd_, logon.data(), logon.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(logon.size()))
        fail("the logon was not taken");
    std::array<char, 4096> some;
    const ssize_t size = ::recv(fd_, some.data(), some.size(), 0);
    const std::string_view answer(some.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    if (answer.find("\x01"
                    "35=A\x01") == answer.npos)
        fail(wire::to_readable(answer));
}

OrderClient::~OrderClient() {
    ::close(fd_);
}

// Immediate or cancel, far from the market: the venue accepts it and reports its end, and its book stays
// empty.
void OrderClient::append_order() {
    const std::string number = std::to_string(next_seq_num_++);
    std::string body = "35=D\x01"
                       "34=";
    body.append(number)
        .append("\x01"
                "49=")
        .append(name_)
        .append("\x01"
                "52=")
        .append(time_);
    body.append("\x01"
                "56=SPOT\x01"
                "11=")
        .append(name_)
        .append("-")
        .append(number);
    body += "\x01"
            "38=0.01\x01"
            "40=2\x01"
            "44=50000\x01"
            "54=1\x01"
            "55=BTCUSDT\x01"
            "59=3\x01";
    out_ += wire::frame_body(body);
}

void OrderClient::send(std::size_t window, std::size_t& left) {
    for (; unanswered_ < window && left > 0; ++unanswered_, --left)
        append_order();
    if (out_.empty()) return;
    const ssize_t size = ::send(fd_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0 && errno != EAGAIN) fail("the venue went away");
    if (size > 0) out_.erase(0, static_cast<std::size_t>(size));
}

std::size_t OrderClient::receive() {
    std::array<char, 256 * 1024> some;
    const ssize_t size = ::recv(fd_, some.data(), some.size(), MSG_DONTWAIT);
    if (size == 0 || (size < 0 && errno != EAGAIN)) fail("the venue closed the connection");
    if (size > 0) in_.append(some.data(), static_cast<std::size_t>(size));
    std::size_t accepted_now = 0;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = in_.find("\x01"
                                              "10=",
                                              begin)) != in_.npos &&
                              end + 8 <= in_.size();) {
        const std::string_view message(in_.data() + begin, end + 8 - begin);
        begin = end + 8;
        if (message.find(accepted) != message.npos)
            ++accepted_now;
        else if (message.find(expired) == message.npos && message.find("\x01"
                                                                       "35=0\x01") == message.npos)
            fail(wire::to_readable(message));
    }
    in_.erase(0, begin);
    unanswered_ -= accepted_now;
    return accepted_now;
}

} // namespace fixguard::bench
