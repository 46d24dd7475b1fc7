// Clients of a venue that send orders as fast as it answers them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::bench {

// A Logon<A> of this moment for order entry, signed with the key of venue_accounts(). `more`: "25036=2|".
std::string signed_logon(std::string_view sender_comp_id, std::string_view api_key, std::string_view more);

// One connection over plain TCP on loopback. Never blocks but in its constructor.
class OrderClient {
public:
    // Connects and logs on. Throws std::runtime_error where it is refused.
    OrderClient(std::uint16_t port, std::string name, std::string_view api_key);
    ~OrderClient();
    OrderClient(const OrderClient&) = delete;
    OrderClient& operator=(const OrderClient&) = delete;

    int descriptor() const noexcept { return fd_; }
    // Sends orders until `window` of them are without an answer; at most `left` more, which it counts down.
    void send(std::size_t window, std::size_t& left);
    // Reads what has come. Returns how many orders have been accepted. Throws std::runtime_error for anything
    // else than reports of them.
    std::size_t receive();

private:
    void append_order();

    int fd_ = -1;
    std::string name_;
    std::string time_; // SendingTime(52), of the logon: without RecvWindow(25000) it may be old
    std::uint32_t next_seq_num_ = 2;
    std::size_t unanswered_ = 0;
    std::string out_; // not taken by the socket yet
    std::string in_;  // of a message that is not whole yet
};

} // namespace fixguard::bench
