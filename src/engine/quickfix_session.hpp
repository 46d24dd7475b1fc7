// One FIX::Session, driven by hand and used once.
#pragma once

#include "engine/lean_dictionary.hpp"
#include "engine/private_file.hpp"
#include "engine/signing_key.hpp"
#include "model/time.hpp"
#include "transport/outbound_filter.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::engine {

// What a Logon<A> says beside what QuickFIX puts into it. Outlives every session.
struct LogonRecipe {
    std::string target_comp_id;          // 56
    std::chrono::seconds heart_bt_int{}; // 108
    int message_handling = 2;            // 25035
    std::optional<int> response_mode;    // 25036
    std::string recv_window;             // 25000; empty: absent
    bool drop_copy = false;              // 9406=Y
    Secret api_key;                      // 553
    std::optional<SigningKey> key;       // 96; always there
    std::unique_ptr<LeanDictionary> dictionary;
};

// QuickFIX plays logon and logout, keeps MsgSeqNum(34), and builds the messages of the session itself. An
// application message goes past it, byte for byte as the user gave it, under the next number of the session:
// FIX::Message would sort its fields, and cost ten times more than all the rest of a send. Of what comes in
// QuickFIX sees the Logon<A> alone: application messages go to the user by their bytes, and MsgSeqNum(34),
// silence and time-outs are judged by the caller, so that nothing QuickFIX would refuse, answer or wait for
// can cost a message or a session. (It judges silence whenever it has read a message, and by the wall clock.)
//
// Calls come one at a time (the caller holds a mutex), because QuickFIX guards only part of its state. No
// exception of QuickFIX leaves it.
class QuickFixSession {
public:
    class Writer {
    public:
        virtual ~Writer() = default;
        // The message has its MsgSeqNum(34): where it cannot be written nothing may follow it.
        virtual transport::WriteResult write(std::string_view message) noexcept = 0;
    };

    QuickFixSession(const LogonRecipe& recipe, const std::string& sender_comp_id, Writer& writer);
    ~QuickFixSession(); // sends nothing
    QuickFixSession(const QuickFixSession&) = delete;
    QuickFixSession& operator=(const QuickFixSession&) = delete;

    // SendingTime(52) is the machine's time plus this from here on.
    void set_clock_correction(std::chrono::microseconds correction);

    void log_on(); // writes the Logon<A>
    bool is_logged_on() const;
    void log_out(const std::string& text);               // writes a Logout<5> once; only when logged on
    void send_heartbeat(const std::string& test_req_id); // empty: nobody asked
    void send_test_request(const std::string& test_req_id);

    // The answer to the Logon<A>, whole, with its MsgSeqNum(34), which the caller judges. is_logged_on() says
    // whether it was taken.
    void take_logon(std::string_view message, std::uint32_t msg_seq_num);

    struct Sent {
        enum class Status : std::uint8_t { written, gate_closed, malformed, write_failed };
        Status status = Status::gate_closed;
        transport::WriteResult write_result = transport::WriteResult::closed; // with write_failed
        std::uint32_t msg_seq_num = 0;                                        // with written
    };
    // Application messages pass between the two calls alone. See Supervisor::send for `body`.
    void open_gate();
    void close_gate();
    bool gate_is_open() const;
    // Throws std::bad_alloc alone, and then no number is used.
    Sent send(std::string_view body, UtcTime now);

    std::uint32_t next_outbound() const; // MsgSeqNum(34)
    // What QuickFIX wanted to do against our rules, or said last, when a call did not do what it should.
    std::string last_event() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace fixguard::engine
