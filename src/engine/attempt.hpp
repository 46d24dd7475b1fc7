// One attempt to be logged on: one SenderCompID(49), one stream, one FIX::Session, used once.
#pragma once

#include "diagnosis/diagnose.hpp"
#include "engine/doubts.hpp"
#include "engine/in_flight.hpp"
#include "engine/limit_report.hpp"
#include "engine/liveness.hpp"
#include "engine/message_budget.hpp"
#include "engine/quickfix_session.hpp"
#include "engine/request_journal.hpp"
#include "engine/send_result.hpp"
#include "engine/session_context.hpp"
#include "engine/world.hpp"
#include "transport/stream.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::engine {

struct AttemptEnd {
    std::optional<SessionError> error; // why; nothing: we ended it in order
    bool error_reported = false;       // on_error() has told it already
    bool name_locked = false;          // the exchange may keep the SenderCompID: see Account::lock_time()
    bool close_seen = false;           // and it knows of the end: it closed too, or refused the logon
};

// Called on the loop's thread. The attempt may be called from within.
class AttemptListener {
public:
    virtual ~AttemptListener() = default;
    virtual void on_connected() = 0; // the Logon<A> was handed to the stream
    virtual void on_logged_on() = 0;
    virtual void on_error(const SessionError& error) = 0; // while the stream stands
    virtual void on_application(std::string_view message) = 0;
    virtual void on_settled(const InFlight::Entry& request, RequestFate fate) = 0;
    // A round trip: sent and received by our wall clock, stamped by the exchange's.
    virtual void on_round_trip(UtcTime /*sent*/, UtcTime /*stamped*/, UtcTime /*received*/) {}
    // No answer came in time; they are not in flight any more.
    virtual void on_unanswered(const std::vector<InFlight::Entry>& /*oldest_first*/) {}
    // An answer to a request that is not in flight any more, or the second answer. It was sent on this
    // session, which stands since then: an earlier one may have had the same under the same number.
    virtual void on_late_answer(const RequestRef&, RequestFate, SteadyTime /*since*/) {}
    virtual void on_limits(const std::vector<LimitReport>&) {}
    virtual void on_message_limit_near(std::uint32_t /*used*/, const WindowLimit&) {} // four fifths of it
    // The answer to our Logout<5> is here: the exchange is done with the session and its name. What is left
    // is the close of the stream, for which nothing has to wait.
    virtual void on_logged_out() {}
    virtual void on_ended(const AttemptEnd& end) = 0; // the last one, once
};

struct AttemptOptions {
    Endpoint endpoint;
    std::string sender_comp_id;
    transport::OutboundFilter* filter = nullptr;
    transport::Tap* tap = nullptr;
    RequestJournal* journal = nullptr; // nullptr: nothing outlives the process
    WindowLimit message_limit{};       // no count: the one of the session's kind
    microseconds clock_correction{0};  // of SendingTime(52)
    bool plain_logon = false;          // the Logon<A> does not pass the filter, which may have spoiled it
};

class Attempt final : public transport::ClientStreamHandler,
                      public std::enable_shared_from_this<Attempt>,
                      private QuickFixSession::Writer {
public:
    // On the loop's thread. `listener` outlives the loop's work for the attempt, `world` the attempt.
    static std::shared_ptr<Attempt> begin(World& world, std::shared_ptr<const SessionContext> context,
                                          AttemptOptions options, AttemptListener& listener);
    Attempt(World& world, std::shared_ptr<const SessionContext> context, AttemptOptions options,
            AttemptListener& listener);

    const std::string& sender_comp_id() const noexcept { return options_.sender_comp_id; }

    // From any thread. `reported`: the listener is to be told the fate of the request in it.
    // `shape`: see CircuitBreaker.
    SendResult send(std::string_view body, bool reported = true, std::uint64_t shape = 0);

    // On the loop's thread. log_out(): Logout<5>, its answer or the time-out, close; before the logon it
    // closes the stream, because nobody would watch over the answer. close(): flush and close, unless a
    // Logout is on its way. abort(): at once.
    void log_out();
    void close();
    void abort();
    // Sends nothing of the user's any more and goes on reading: another attempt takes over.
    void stop_sending() { close_gate(SendStatus::draining); }
    // What an end at this moment would mean for the SenderCompID(49), nobody being to blame.
    AttemptEnd end_now() const { return {std::nullopt, false, logon_sent_ && !name_free_, refused_}; }

    void correct_clock(microseconds correction);
    SteadyTime heard_at() const noexcept { return heard_at_; } // the last message; on the loop's thread

    // From any thread.
    // A report to another session: whether a request in flight here may be the one, which is then named so.
    bool name(const Acceptance& report, Named as);
    std::vector<InFlight::Entry> take_in_flight();
    std::size_t in_flight() const;
    std::uint32_t messages_used() const; // of the message limit
    WindowLimit messages_limit() const;
    std::uint32_t next_outbound() const;
    std::uint32_t next_inbound() const noexcept { return expected_.load(); }

private:
    enum class Stage : std::uint8_t { opening, logging_on, up, logging_out, closing, ended };
    class Sink;
    class EndOfSending;

    // --- transport::ClientStreamHandler
    void on_open() override;
    void on_frame(const wire::Frame& frame) override;
    void on_garbled(wire::FrameFault fault) override;
    void on_end(const transport::StreamEnd& end) override;
    // --- QuickFixSession::Writer, with mutex_ held
    transport::WriteResult write(std::string_view message) noexcept override;
    transport::WriteResult write_filtered(std::string_view message);
    transport::WriteResult pass(std::string_view bytes, const std::optional<RequestRef>& request);
    SendResult send_journaled(std::string_view body);
    bool write_down();
    bool put_in_flight(const RequestRef& request);
    void give_up() noexcept;

    void before_logon(std::string_view msg_type, wire::MessageView message);
    void accept_logon(wire::MessageView message);
    void after_logon(const wire::Frame& frame);
    void answer_logout(wire::MessageView message);
    void judge(const wire::Frame& frame); // settles requests, reports errors
    const RequestRef& answered(diagnosis::Judgement& judged) const;
    bool in_sequence(wire::MessageView message);

    void arm();
    void on_time();
    void be_alive(SteadyTime now);
    void watch_requests();
    SteadyTime next_time();

    void measure(UtcTime sent, wire::MessageView answer);
    void read_limits(wire::MessageView message);
    void count_message();
    std::optional<SessionError> diagnosed(wire::MessageView message);
    SessionError silent(Carrier carrier, std::string_view what);
    void blame(const SessionError& error);                  // the first one is why the attempt ends
    void break_off(Carrier carrier, std::string_view what); // blames, logs out, reports
    void tell_of_failed_write();
    void close_gate(SendStatus refusal);

    const std::shared_ptr<const SessionContext> context_;
    const AttemptOptions options_;
    AttemptListener& listener_;
    World& world_;
    const std::unique_ptr<Timer> timer_;
    const std::unique_ptr<Timer> request_timer_;
    std::shared_ptr<transport::ClientStream> stream_;

    Stage stage_ = Stage::opening;
    Liveness liveness_;
    SteadyTime deadline_{}; // of the logon, then of the logout
    SteadyTime heard_at_{};
    SteadyTime up_since_{};
    std::optional<SessionError> blamed_;
    UtcTime logon_at_{}; // by our clock
    UtcTime asked_at_{}; // the last TestRequest<1>; none: nobody asked
    bool logon_sent_ = false;
    bool name_free_ = false; // a Logout was exchanged, or the Logon refused
    bool refused_ = false;   // the Logon
    bool sequence_broken_ = false;
    std::atomic<std::uint32_t> expected_{1}; // MsgSeqNum(34) of the next inbound message
    std::atomic<SteadyTime::rep> last_sent_{0};

    mutable std::mutex mutex_; // for what stands below it
    QuickFixSession session_;
    diagnosis::SentLog sent_log_;
    InFlight in_flight_;
    mutable MessageBudget budget_;
    SendStatus refusal_ = SendStatus::not_logged_on; // while the gate is closed
    // The user's message that is being sent; of the session's own there is nothing to say.
    struct Sending {
        bool reported = true;
        std::uint64_t shape = 0;
        UtcTime at{};
        SteadyTime at_steady{};
        std::optional<RequestRef> request;        // what the exchange has to answer
        std::optional<RequestJournal::Slot> slot; // of that request
        bool registered = false;                  // it is in flight
    };
    Sending sending_;
};

} // namespace fixguard::engine
