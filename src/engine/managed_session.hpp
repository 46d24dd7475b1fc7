// One configured session over all its attempts: feeds the planner, carries out its plans, keeps the gate.
#pragma once

#include "engine/account.hpp"
#include "engine/attempt.hpp"
#include "engine/circuit_breaker.hpp"
#include "engine/clock_estimate.hpp"
#include "engine/delivery.hpp"
#include "engine/doubts.hpp"
#include "engine/drift.hpp"
#include "engine/instrument_board.hpp"
#include "engine/reconciler.hpp"
#include "engine/session_hook.hpp"
#include "engine/subscriptions.hpp"
#include "engine/supervisor.hpp"
#include "engine/world.hpp"
#include "recovery/planner.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::engine {

// What the sessions of one supervisor share. The loop's thread uses all of it; `mutex` and `changed` are for
// everybody, and guard what sessions publish.
struct Shared {
    Shared(World& outside, Delivery& sink, journal::AccountLedger ledger, bool has_file,
           const std::array<Account::Limits, 3>& limits, FateLookup* fate_lookup, milliseconds lease_renewal)
        : world(outside), delivery(sink),
          account(outside, std::move(ledger), has_file, limits, lease_renewal), lookup(fate_lookup) {}

    World& world;
    Delivery& delivery;
    Account account;
    InstrumentBoard instruments;
    FateLookup* const lookup; // nullptr: nobody can be asked
    // A report to any session of the account may settle a doubt of another one, or tell of a request that
    // another one still waits for.
    std::function<void(const Acceptance& report, const std::string& account)> on_accepted;
    // A request was accepted; the doubtful ones under its id are others. From any thread, with `mutex` held.
    std::function<void(const RequestRef& accepted, const std::string& account)> on_twin;
    // What the drop copy of an account has heard; nothing: none is connected.
    std::function<std::optional<Reconciler::Heard>(const std::string& account)> drop_copy;
    std::atomic<std::size_t> doubts = 0; // in all sessions: mostly there is none, and reports are many
    bool several_order_entries = false;  // an account has: one gets the reports of the others too

    mutable std::mutex mutex;
    mutable std::condition_variable changed;
};

class ManagedSession {
public:
    // `journal`: nullptr where nothing has to outlive the process.
    ManagedSession(Shared& shared, std::shared_ptr<const SessionContext> context,
                   std::unique_ptr<RequestJournal> journal);
    ~ManagedSession();

    const std::string& name() const noexcept { return context_->settings.name; }
    bool is_standby() const noexcept { return context_->settings.standby; }
    bool is_order_entry() const noexcept { return context_->settings.kind == SessionKind::order_entry; }
    // Sessions with the same source of their API key are of one account.
    std::string account() const {
        return context_->settings.api_key_env + "|" + context_->settings.api_key_file;
    }

    // Before the loop runs.
    void set_filter(transport::OutboundFilter* filter) { filter_ = filter; }
    void set_tap(transport::Tap* tap) { tap_ = tap; }
    void set_hook(SessionHook* hook) { hook_ = hook; }

    // On the loop's thread. start(): unless it was halted, by this process or one before it, and a person has
    // to look first. resume(): a person has looked.
    void start();
    void resume();
    void stop();
    void abort();
    // Begins the planned attempt as soon as its time has come, the one before has ended, the budget has room
    // and a SenderCompID(49) is free. Whoever gives something back calls it.
    void try_next();
    // What this session has heard as a drop copy; nothing: it is none, or not connected.
    std::optional<Reconciler::Heard> heard() const;
    // See Shared::on_accepted. Whether the report may be of a request that is in flight here, or in doubt,
    // which then are named so; settle(): of the oldest in doubt, which then is accepted.
    bool name_in_flight(const Acceptance& report, Named as);
    bool name_doubts(const Acceptance& report, Named as);
    bool settle(const Acceptance& report);
    // With Shared::mutex held.
    void name_twins(const RequestRef& accepted) { doubts_.name_twins(accepted); }
    // The observer hears of something that no message of the exchange is about.
    void tell(std::string_view what) { complain(what); }
    // A request of the library's own: nobody is told its fate.
    SendResult send_own(std::string_view body);

    // From any thread.
    SendResult send(std::string_view body);
    SessionStatus status() const;
    std::vector<RequestRef> doubts() const;
    bool settle(std::string_view request_id, RequestFate fate);
    void close_circuits() { circuits_.close_all(); }

    // With Shared::mutex held.
    Phase published_phase() const { return published_.phase; }
    bool has_attempt() const { return streams_ > 0; }

private:
    // The attempt that a plan has asked for.
    struct Next {
        SteadyTime due{};
        NameChoice name = NameChoice::same;
        bool mend_logon = false;
        bool wait_told = false;
    };
    struct Disturbance {
        SessionError first;
        SteadyTime since{};
    };
    // An attempt and its place: the session itself, beside it, or on its way out.
    class Seat;
    struct LookupDesk;
    using SeatPtr = std::shared_ptr<Seat>;

    // What the exchange would refuse the request for; nothing where it is not to be looked at.
    std::optional<Refusal> refused_here(std::string_view body) const;

    // --- the planner
    void feed(EventKind kind, const SessionError* error = nullptr, bool tell = true);
    void carry_out(const Action& action, const SessionError* error);
    void hold(ActionKind what, SteadyTime until);
    void halt(const Action& action, const SessionError* error);
    void stay_halted(const std::string& why);

    // --- attempts
    void plan_attempt(const Action& action);
    void wait_for(const Account::Wait& wait);
    void begin(std::string sender_comp_id);
    SeatPtr open(std::string sender_comp_id, bool mend_logon);
    void wake_at(SteadyTime at);
    void make_current(SeatPtr seat);
    void try_beside();
    void switch_over();
    void watch_leaving();
    bool may_log_out(const Seat& seat, SteadyTime now) const;
    void close(const SeatPtr& seat);
    void give_name_back(Seat& seat, const AttemptEnd& end);
    void forget(const SeatPtr& seat);

    // --- what the attempts tell
    void on_connected(const SeatPtr& seat);
    void on_logged_on(const SeatPtr& seat);
    void on_error(const SeatPtr& seat, const SessionError& error);
    void on_leaving_error(const SessionError& error);
    void on_application(std::string_view message);
    void on_settled(const InFlight::Entry& request, RequestFate fate);
    void on_unanswered(const std::vector<InFlight::Entry>& entries);
    void on_late_answer(const RequestRef& request, RequestFate fate, SteadyTime since);
    void on_logged_out(const SeatPtr& seat);
    void on_ended(const SeatPtr& seat, const AttemptEnd& end);
    void lose_current(const AttemptEnd& end);

    void on_round_trip(UtcTime sent, UtcTime stamped, UtcTime received);

    // --- limits and clocks
    void learn_limits(const SessionError& error);
    void on_limits(const std::vector<LimitReport>& limits);
    void release_orders();
    void on_message_limit_near(std::uint32_t used, const WindowLimit& limit);
    bool opens_circuit(const SessionError& error);
    void tell_clock();
    void correct_clock();

    // --- requests
    void renew_subscriptions();
    void doubt(const InFlight::Entry& entry);
    void doubt_all(const std::vector<InFlight::Entry>& entries);
    void name_twins_of(const RequestRef& accepted);
    template <typename... Key>
    bool settle_doubt(RequestFate fate, const Key&... key);
    static Reconciler::Policy reconciliation(const SessionSettings& settings, const Shared& shared);
    void reconcile();
    void look_up(const RequestRef& request);
    void on_looked_up(const RequestRef& request, SteadyTime asked_at, LookupResult result);
    void close_lookup_desk();
    void take_leftovers();
    void tell_leftovers();
    void tell_fate(const InFlight::Entry& entry, RequestFate fate);
    void complain(std::string_view what, Ask ask = Ask::look);
    void say(std::string_view what, const Plan& plan);

    void publish();
    void check_recovered();
    // Whether a hold keeps this message back. It must never keep a user from getting out of the market.
    bool is_held(std::string_view body) const;
    SteadyTime held_until() const { return std::max(requests_held_until_.load(), orders_held_until_.load()); }
    std::shared_ptr<Attempt> attempt() const;

    Shared& shared_;
    const std::shared_ptr<const SessionContext> context_;
    const std::unique_ptr<RequestJournal> journal_;
    recovery::Options options_;
    recovery::State state_;
    transport::OutboundFilter* filter_ = nullptr;
    transport::Tap* tap_ = nullptr;
    SessionHook* hook_ = nullptr;

    std::optional<Next> next_;
    bool ledger_failed_ = false; // told
    SeatPtr current_;
    SeatPtr successor_;            // make before break
    bool beside_failed_ = false;   // it could not even be begun
    std::vector<SeatPtr> leaving_; // drained, logged out or closed, until their streams have ended
    std::optional<Disturbance> disturbance_;
    WindowLimit message_limit_; // of the attempts to come; no count: the one of the kind
    ClockEstimate clock_;
    microseconds clock_correction_{0};
    bool clock_trouble_ = false;    // told
    InFlight::Entry last_rejected_; // the error about it comes next
    CircuitBreaker circuits_;
    SteadyTime unbroken_since_{}; // the logon of the first of the attempts that took over from each other
    Reconciler reconciler_;
    Drift drift_;
    std::shared_ptr<LookupDesk> lookup_desk_;
    std::vector<InFlight::Entry> left_behind_; // by the attempt that has just ended
    bool leftovers_told_ = false;              // of earlier processes
    Endpoint endpoint_;
    std::string last_name_;
    const std::unique_ptr<Timer> timer_; // for the next attempt
    const std::unique_ptr<Timer> leaving_timer_;
    const std::unique_ptr<Timer> hold_timer_;
    const std::unique_ptr<Timer> doubt_timer_;
    std::atomic<SteadyTime> requests_held_until_{SteadyTime::min()};
    std::atomic<SteadyTime> orders_held_until_{SteadyTime::min()};

    // Guarded by Shared::mutex.
    std::shared_ptr<Attempt> attempt_; // of current_
    std::size_t streams_ = 0;          // of all seats
    SessionState published_;
    Doubts doubts_;
    Subscriptions subscriptions_;
};

} // namespace fixguard::engine
