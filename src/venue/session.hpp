// One connection of a client: bytes and time in, bytes and a wish to close out. No socket, no clock, no
// thread.
#pragma once

#include "model/session_kind.hpp"
#include "model/time.hpp"
#include "model/violation.hpp"
#include "rules/limits.hpp"
#include "venue/fault.hpp"
#include "venue/now.hpp"
#include "venue/outgoing.hpp"
#include "venue/refusal.hpp"
#include "venue/subscriptions.hpp"
#include "wire/frame.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::venue {

class Exchange;
using SessionId = std::uint64_t;

// Belongs to an Exchange, which made it and outlives it. Deterministic; not thread-safe. Memory is bounded by
// one message in (wire::max_frame_size) and by what has not been taken from the output.
class Session {
public:
    Session(Exchange& exchange, SessionId id, SessionKind kind, const std::string& ip, Now now);

    void on_bytes(std::string_view bytes, Now now);
    void on_timer(Now now);  // at next_timer() or later; earlier does no harm
    void on_closed(Now now); // the stream is gone, without a word from the client

    std::string take_output() { return std::exchange(output_, {}); }
    // The same without a copy: look, then say that it is on its way.
    std::string_view output() const noexcept { return output_; }
    void output_sent() noexcept;
    bool has_output() const noexcept { return !output_.empty(); }
    // Nothing more will come out: close the stream when the output has been sent.
    bool close_wanted() const noexcept { return phase_ == Phase::over; }
    SteadyTime next_timer() const noexcept;

    // What the Exchange needs of it.
    SessionId id() const noexcept { return id_; }
    SessionKind kind() const noexcept { return kind_; }
    bool up() const noexcept { return phase_ == Phase::up; }
    std::size_t account() const noexcept { return account_; } // once up
    bool wants_all_reports() const noexcept { return wants_all_reports_; }
    Subscriptions& subscriptions() noexcept { return subscriptions_; }
    rules::WindowCounter& messages() noexcept { return messages_; }
    // Puts the header in front of a body that starts with 35=, with the next MsgSeqNum(34).
    void send(std::string_view body, Now now);
    // An answer to the request in hand: sent, delayed or dropped, as a fault says.
    void answer(const std::string& body, Now now);
    void log_out(std::string_view text, Now now); // Logout<5>, then close
    void close(Now now, bool lock_name);
    // -1034 where the IP has connected too often, before there is any message to answer.
    void refuse_at_the_door(Now now);
    const std::string& client_name() const noexcept { return client_name_; }
    void strike(const Fault& fault, Now now); // one that needs no message, and is not of the venue

private:
    enum class Phase : std::uint8_t { awaiting_logon, up, over };

    std::size_t read_messages(std::string_view bytes, Now now); // how many bytes are done with
    void on_message(const wire::Frame& frame, Now now);
    void on_framing_fault(wire::FrameFault fault, std::string_view bytes, Now now);
    void on_logon(const wire::Frame& frame, const Refused& message, Now now);
    void on_sound_message(const wire::Frame& frame, const Refused& message, Now now);

    bool within_limits(const Refused& message, Now now);
    void use_msg_seq_num(std::optional<std::uint32_t> msg_seq_num) noexcept;
    void refuse(const Violation& violation, const Refused& message, Now now);
    bool ends_session(const Violation& violation) const;
    void strike(const Fault& fault, const wire::Frame& frame, const Refused& message, Now now);
    void carry_out(const wire::Frame& frame, const Refused& message, Now now);
    void carry_out_later(milliseconds delay, const wire::Frame& frame, const Refused& message, Now now);
    void reach_engine(std::string_view bytes, bool answered, Now now);
    void refuse_on_demand(const Fault& fault, const Refused& message, Now now);
    void time_out_later(const Refused& message, Now now);
    void remember_name(wire::MessageView message);

    Exchange& exchange_;
    SessionId id_;
    SessionKind kind_;
    Phase phase_ = Phase::awaiting_logon;
    std::optional<Violation>
        refused_at_the_door_; // the IP connects too often: said when the first message comes

    std::string input_; // bytes of a message that is not whole yet
    wire::FrameReader reader_{wire::OnFault::resync};
    std::string output_;
    rules::WindowCounter messages_;
    Subscriptions subscriptions_;

    std::size_t account_ = 0;
    std::string client_name_; // SenderCompID(49) of the client; of the Logon<A> once up
    std::chrono::seconds heart_bt_int_{0};
    bool wants_all_reports_ = true; // ResponseMode(25036)
    std::uint32_t expected_seq_num_ = 1;
    std::uint32_t next_seq_num_ = 1; // of ours

    SteadyTime connected_at_;
    SteadyTime last_in_;
    SteadyTime last_out_;
    std::optional<SteadyTime> test_sent_; // a TestRequest<1> of ours is unanswered
    std::string test_id_;

    // What a fault makes of the answers to the message in hand.
    milliseconds answer_delay_{0};
    bool drop_answers_ = false;
    bool garble_next_ = false;
    bool silent_ = false;
};

} // namespace fixguard::venue
