// A client of the venue for tests: writes readable messages to one Session reads what comes back.
#pragma once

#include "venue/exchange.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::venue::test {

using namespace std::chrono_literals;

// Made from a fixed seed by OpenSSL directly, so that nothing of the venue is used to check the venue.
class SigningKey {
public:
    explicit SigningKey(unsigned char seed);
    std::string public_pem() const;
    std::string sign(std::string_view text) const; // base64
    ~SigningKey();
    SigningKey(const SigningKey&) = delete;
    SigningKey& operator=(const SigningKey&) = delete;

private:
    void* key_;
};

const SigningKey& demo_key();

// One account "demo" with the key DEMO, and two more keys: READONLY and NOFIX.
Config demo_config();

// The clock of a test. It moves only when it is told to.
class Clock {
public:
    Now now() const { return now_; }
    void advance(microseconds time) { now_ = now_.after(time); }
    std::string utc() const; // as SendingTime(52)

private:
    Now now_{UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 12h}, SteadyTime{1000s}};
};

// An exchange with its clock; advance() carries out what falls due on the way, at its own time.
class World {
public:
    explicit World(Config config = demo_config()) : exchange(std::move(config)) {}
    void advance(microseconds time);

    Clock clock;
    Exchange exchange;
};

// One connection.
class Client {
public:
    Client(World& world, SessionKind kind, std::string name = "CLIENT1", std::string ip = "10.0.0.1");

    // The body of a Logon<A>, signed, with what the kind needs. `more`: further fields, "25036=2|".
    std::string logon_body(std::string_view more = "") const;
    void log_on(std::string_view more = ""); // and throws the answer away

    // "11=A1|55=BTCUSDT|" with a sound header in front.
    void sends(std::string_view msg_type, std::string_view fields = "");
    // A whole body, "35=D|34=2|49=..|": only 8, 9 and 10 are added. {now} stands for the time.
    void sends_body(std::string_view body);
    // Bytes as they are, '|' for SOH.
    void sends_bytes(std::string_view readable);
    void drops_connection(); // closes without Logout<5>

    // What has come since the last call, oldest first, without 8, 9, 52 and 10: "35=3|34=2|49=SPOT|56=..".
    std::vector<std::string> gets();
    std::string gets_one(); // fails the test where it is not exactly one
    std::string gets_raw(); // all bytes as they came, '|' for SOH
    // Every message that comes is checked against our dictionary and against QuickFIX's reading of it. A test
    // of garbled messages switches that off.
    bool checks_form = true;
    std::string seen_text(); // Text(58) of the single message
    bool is_closed() const;  // the venue wants to close, or has
    bool is_up() const;

    std::string header() const; // "34=..|49=..|52=..|56=SPOT|" of the next message; does not count it
    std::uint32_t next_seq_num = 1;
    std::string target = "SPOT";
    std::string api_key = "DEMO";
    const SigningKey* key = &demo_key();
    std::string name;

private:
    Session* session() const;
    World& world_;
    SessionKind kind_;
    SessionId id_;
};

// The value of one field of a readable message; "" where it has none.
std::string field(std::string_view readable, int tag);
// A readable message without 8, 9, 52 and 10.
std::string without_frame(std::string_view readable);
std::vector<std::string> messages_of(std::string_view bytes); // each from 8= to 10=..SOH

} // namespace fixguard::venue::test
