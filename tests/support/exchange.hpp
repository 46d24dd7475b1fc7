// The exchange as a test plays it: accepts sessions, numbers what it says, and says what it is told.
#pragma once

#include "support/test_peer.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::test {

// One session of the exchange. All calls block for at most `patience`.
class ExchangeSession {
public:
    explicit ExchangeSession(std::unique_ptr<PeerConnection> connection)
        : connection_(std::move(connection)) {}

    PeerConnection& connection() { return *connection_; }

    // The client's Logon<A>, readable.
    const std::string& logon() const { return logon_; }
    // Reads the Logon<A>; false: something else came.
    bool read_logon() {
        logon_ = connection_->receive_readable();
        return value(logon_, tag::MsgType) == "A";
    }
    // Reads it and answers it.
    bool accept() {
        return read_logon() && say("35=A|98=0|108=" + value(logon_, tag::HeartBtInt) + "|25037=uuid|");
    }

    // Sends a body, "35=8|11=a|...", with the next MsgSeqNum(34) and the rest of a header in front.
    bool say(std::string_view body) { return say_as(next_++, body); }
    bool say_as(std::uint32_t msg_seq_num, std::string_view body) {
        const std::size_t end = body.find('|') + 1;
        return connection_->send_readable(std::string(body.substr(0, end)) + header(msg_seq_num) +
                                          std::string(body.substr(end)));
    }
    // The exchange's clock is so far ahead of ours.
    static inline std::chrono::microseconds clock_offset{0};
    static std::string header(std::uint32_t msg_seq_num) {
        const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now() + clock_offset);
        return "34=" + std::to_string(msg_seq_num) +
               "|49=SPOT|52=" + std::string(wire::format_utc_timestamp(now).view()) + "|56=CLIENT|";
    }
    void skip() { ++next_; }
    std::uint32_t next() const { return next_; }

    // The client's next message, readable; empty at the end of the stream.
    std::string hear() { return connection_->receive_readable(); }
    // Everything up to the end of the stream.
    std::vector<std::string> hear_all() {
        std::vector<std::string> all;
        for (std::string message = hear(); !message.empty(); message = hear())
            all.push_back(message);
        return all;
    }
    // Answers a Logout<5> that is expected now, and closes. false: something else came.
    bool log_out() {
        const bool said = value(hear(), tag::MsgType) == "5" && say("35=5|58=Logout acknowledgment.|");
        connection_->close();
        return said;
    }

    static std::string value(const std::string& readable, tag::Tag tag) {
        const std::string bytes = wire::from_readable(readable);
        return std::string(wire::MessageView(bytes).find(tag).value_or(std::string_view{}));
    }

private:
    std::unique_ptr<PeerConnection> connection_;
    std::string logon_;
    std::uint32_t next_ = 1;
};

class Exchange {
public:
    explicit Exchange(PeerOptions options = PeerOptions()) : peer(std::move(options)) {}

    // The next connection, before its Logon<A>.
    std::unique_ptr<ExchangeSession> connect(std::chrono::milliseconds timeout = patience) {
        auto connection = peer.accept(timeout);
        return connection ? std::make_unique<ExchangeSession>(std::move(connection)) : nullptr;
    }
    // The same, logged on.
    std::unique_ptr<ExchangeSession> log_on() {
        auto session = connect();
        if (session && !session->accept()) return nullptr;
        return session;
    }

    TestPeer peer;
};

} // namespace fixguard::test
