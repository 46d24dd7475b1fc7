// step(): a table over phase x event, each cell a function that is a screen at most.
#include "recovery/planner.hpp"

#include "catalog/codes.hpp"

#include <algorithm>
#include <utility>

namespace fixguard::recovery {
namespace {

// Everything a cell may look at, and the step that it writes.
struct Cell {
    const SessionError* error;
    SteadyTime now;
    std::uint16_t jitter;
    const Options& options;
    State state;
    Plan plan;

    void plan_action(const Action& action) noexcept { plan.add(action); }

    bool was_healthy() const noexcept { return now - state.up_since >= options.healthy_after; }

    // Full jitter: anything between nothing and the doubled back-off. The first retry comes at once.
    milliseconds backoff() const noexcept {
        if (state.failures <= 1) return milliseconds{0};
        const int doublings = std::min<int>(state.failures - 2, 20);
        const auto longest =
            std::min(options.longest_backoff, options.first_backoff * (std::int64_t{1} << doublings));
        return longest * jitter / 65'535;
    }

    void count_failure() noexcept {
        const bool up = state.phase == Phase::up || state.phase == Phase::draining;
        if (up && was_healthy()) state.failures = 0;
        if (state.failures < 0xFFFF) ++state.failures;
    }

    void plan_connect(milliseconds delay, NameChoice name = NameChoice::same,
                      EndpointChoice endpoint = EndpointChoice::same, bool mend_logon = false) noexcept {
        plan_action({.kind = ActionKind::connect,
                     .delay = delay,
                     .sender_comp_id = name,
                     .endpoint = endpoint,
                     .mend_logon = mend_logon});
        state.next_planned = true;
    }

    void tell(Ask ask) noexcept { plan_action({.kind = ActionKind::tell_user, .ask = ask}); }

    // Ends a session that still stands: with a Logout<5> when it was logged on, so that its SenderCompID(49)
    // stays free; without one before that, because a Logout before the Logon leaves a connection nobody
    // watches.
    void end_session() noexcept {
        if (state.successor) plan_action({.kind = ActionKind::close_successor});
        state.successor = false;
        plan_action({.kind = state.phase == Phase::up ? ActionKind::log_out : ActionKind::close});
        state.phase = Phase::draining;
    }

    void halt(Ask ask) noexcept {
        if (state.phase == Phase::up || state.phase == Phase::logging_on || state.phase == Phase::connecting)
            end_session();
        plan_action({.kind = ActionKind::halt, .ask = ask});
        state.phase = Phase::halted;
        state.next_planned = false;
    }
};

Ask ask_for(Remedy remedy) noexcept {
    switch (remedy) {
    case Remedy::fix_message: return Ask::fix_message;
    case Remedy::fix_configuration:
    case Remedy::other_endpoint: return Ask::fix_configuration;
    case Remedy::wait_and_retry: return Ask::retry_later;
    case Remedy::throttle: return Ask::slow_down;
    case Remedy::reconcile: return Ask::reconcile;
    case Remedy::sync_clock: return Ask::set_clock;
    case Remedy::new_session:
    case Remedy::other_sender_comp_id:
    case Remedy::resubscribe:
    case Remedy::surface:
    case Remedy::halt: return Ask::look;
    }
    return Ask::look;
}

void settle(Cell& cell) noexcept {
    if (cell.error->found_by == FoundBy::nothing || cell.error->policy.fate == RequestFate::none) return;
    cell.plan_action({.kind = ActionKind::settle_request, .fate = cell.error->policy.fate});
}

// Whatever we think of the cause: the exchange is about to end the session, or wants it ended.
bool has_to_end(const Policy& policy) noexcept {
    return policy.session_effect == SessionEffect::ends ||
           policy.session_effect == SessionEffect::asks_for_logout;
}

// Too many of something: what, decides who has to wait.
void throttle(Cell& cell) noexcept {
    const milliseconds window = window_of(*cell.error).value_or(cell.options.unstated_window);
    const bool logged_on = cell.state.phase == Phase::up;
    if (!logged_on) { // refused at the door: -1034
        cell.count_failure();
        cell.end_session();
        cell.plan_connect(std::max(window, cell.backoff()));
        return;
    }
    const bool only_orders = cell.error->code == code::too_many_orders; // -1015: of the account
    cell.plan_action(
        {.kind = only_orders ? ActionKind::hold_orders : ActionKind::hold_requests, .delay = window});
    if (!has_to_end(cell.error->policy)) return cell.tell(Ask::slow_down);
    cell.count_failure(); // -1181: the exchange is about to close
    cell.end_session();
    cell.plan_connect(std::max(window, cell.backoff()));
}

void resubscribe(Cell& cell) noexcept {
    const SessionError& error = *cell.error;
    // Of the two texts of -1191 only the one on a similar subscription names the active one, as its second
    // parameter.
    if (error.code == code::too_many_subscriptions) {
        if (error.param_count == 2)
            cell.plan_action({.kind = ActionKind::adopt_subscription});
        else
            cell.tell(Ask::slow_down);
        return;
    }
    cell.plan_action({.kind = ActionKind::renew_subscriptions});
}

void start_anew(Cell& cell) noexcept {
    cell.count_failure();
    cell.end_session();
    cell.plan_connect(cell.backoff());
}

void change_name(Cell& cell) noexcept {
    cell.count_failure();
    cell.end_session();
    if (cell.options.other_name_available)
        cell.plan_connect(cell.backoff(), NameChoice::other);
    else // the name is locked for 2 x HeartBtInt(108) after a close without Logout<5>
        cell.plan_connect(std::max(2 * cell.options.heart_bt_int, cell.backoff()));
}

// -1184 on a session that is none of drop copy, -1185 on one that is: it is at the right server, and its
// Logon<A> had another DropCopyFlag(9406) than it should.
bool had_wrong_flag(const SessionError& error) noexcept {
    return (error.code == code::drop_copy_session_not_allowed && error.kind == SessionKind::order_entry) ||
           (error.code == code::drop_copy_session_required && error.kind == SessionKind::drop_copy);
}

// Each once: first the Logon<A> where that was wrong, then the server. What is refused after that is set up
// wrong.
void change_endpoint(Cell& cell) noexcept {
    if (had_wrong_flag(*cell.error) && !std::exchange(cell.state.logon_mended, true)) {
        cell.count_failure();
        cell.end_session();
        return cell.plan_connect(cell.backoff(), NameChoice::same, EndpointChoice::same, true);
    }
    if (!cell.options.other_endpoint_available || cell.state.endpoint_changes >= 1)
        return cell.halt(Ask::fix_configuration);
    ++cell.state.endpoint_changes;
    cell.count_failure();
    cell.end_session();
    cell.plan_connect(cell.backoff(), NameChoice::same, EndpointChoice::of_the_right_kind);
}

// The exchange cannot serve now and asks for minutes. It may do so at night, so that there is no end to it.
void come_back_later(Cell& cell) noexcept {
    cell.count_failure();
    cell.end_session();
    cell.plan_connect(std::max(cell.options.unstated_window, cell.backoff()));
}

// A Logon that was refused for something that may pass is tried again, but not for ever.
void retry_logon(Cell& cell, Ask ask) noexcept {
    cell.count_failure();
    if (++cell.state.refused_logons >= cell.options.most_refused_logons) return cell.halt(ask);
    cell.end_session();
    cell.plan_connect(cell.backoff());
}

void sync_clock(Cell& cell) noexcept {
    cell.plan_action({.kind = ActionKind::measure_clock});
    if (cell.options.may_correct_clock) cell.plan_action({.kind = ActionKind::correct_clock});
    if (cell.state.phase != Phase::up) return retry_logon(cell, Ask::set_clock);
    if (!cell.options.may_correct_clock) cell.tell(Ask::set_clock);
}

// The exchange is about to close the session: a new one is logged on first, under another SenderCompID(49)
// because this one's is in use, and this one is kept to its end where that fails.
void roll_over(Cell& cell) noexcept {
    if (cell.state.successor || cell.now < cell.state.next_roll_over) return;
    cell.state.next_roll_over = cell.now + cell.options.roll_over_pause;
    if (!cell.options.other_name_available) return start_anew(cell);
    cell.plan_action({.kind = ActionKind::connect_beside, .sender_comp_id = NameChoice::other});
    cell.state.successor = true;
}

void by_remedy(Cell& cell) noexcept {
    const Policy& policy = cell.error->policy;
    const bool logged_on = cell.state.phase == Phase::up;
    const Ask ask = ask_for(policy.remedy);
    if (!policy.handler_acts && policy.remedy != Remedy::halt) {
        if (logged_on) return cell.tell(ask);
        // Nothing of ours can be refused before the logon but the Logon<A>: what we may not mend, a person
        // has to.
        const bool may_pass = policy.remedy == Remedy::fix_message ||
                              policy.remedy == Remedy::wait_and_retry || policy.remedy == Remedy::reconcile;
        if (!may_pass) return cell.halt(ask);
    }
    switch (policy.remedy) {
    case Remedy::fix_message: return logged_on ? cell.tell(ask) : retry_logon(cell, ask);
    case Remedy::wait_and_retry: return logged_on ? cell.tell(ask) : come_back_later(cell);
    case Remedy::reconcile: return logged_on ? cell.tell(ask) : start_anew(cell);
    case Remedy::fix_configuration: return logged_on ? cell.tell(ask) : cell.halt(ask);
    case Remedy::new_session: return start_anew(cell);
    case Remedy::other_sender_comp_id: return change_name(cell);
    case Remedy::other_endpoint: return change_endpoint(cell);
    case Remedy::throttle: return throttle(cell);
    case Remedy::resubscribe: return logged_on ? resubscribe(cell) : retry_logon(cell, ask);
    case Remedy::sync_clock: return sync_clock(cell);
    case Remedy::surface: return logged_on ? cell.tell(ask) : cell.halt(ask);
    case Remedy::halt: return cell.halt(ask);
    }
}

// --- the cells -----------------------------------------------------------------------------------

void nothing(Cell&) noexcept {}

void begin(Cell& cell) noexcept {
    cell.state = State{};
    cell.state.wanted = true;
    cell.state.phase = Phase::waiting;
    cell.plan_connect(milliseconds{0});
}

void want_again(Cell& cell) noexcept {
    if (cell.state.wanted) return;
    cell.state.wanted = true;
    cell.plan_connect(milliseconds{0}); // when the attempt that is being closed has ended
}

void abandon(Cell& cell) noexcept { // connecting, logging_on
    cell.state.wanted = false;
    cell.state.next_planned = false;
    cell.end_session();
}

void leave(Cell& cell) noexcept { // up
    cell.state.wanted = false;
    cell.end_session();
}

void stay_away(Cell& cell) noexcept { // draining, halted
    cell.state.wanted = false;
    cell.state.next_planned = false;
}

void wait_no_more(Cell& cell) noexcept {
    stay_away(cell);
    cell.state.phase = Phase::idle;
}

void dial(Cell& cell) noexcept {
    if (!cell.state.next_planned) return;
    cell.state.next_planned = false;
    cell.state.phase = Phase::connecting;
}

void await_logon(Cell& cell) noexcept {
    cell.state.phase = Phase::logging_on;
}

void come_up(Cell& cell) noexcept {
    cell.state.phase = Phase::up;
    cell.state.up_since = cell.now;
    cell.state.endpoint_changes = 0;
    cell.state.logon_mended = false;
    cell.state.refused_logons = 0;
}

// Other sessions and APIs of the account make reports too, and the exchange sends them here: whatever they
// tell of is no matter of this session.
bool is_somebody_elses(const SessionError& error) noexcept {
    if (error.found_by != FoundBy::nothing) return false;
    switch (error.carrier) {
    case Carrier::execution_report:
    case Carrier::order_cancel_reject:
    case Carrier::order_amend_reject:
    case Carrier::order_mass_cancel_report:
    case Carrier::list_status: return true;
    case Carrier::reject:
    case Carrier::market_data_request_reject:
    case Carrier::logout:
    case Carrier::news:
    case Carrier::connect_failed:
    case Carrier::tls_failed:
    case Carrier::closed:
    case Carrier::reset:
    case Carrier::silence:
    case Carrier::sequence_gap:
    case Carrier::garbled:
    case Carrier::local: return false;
    }
    return false;
}

// The exchange has logged this session out, and its stream ends by itself. The attempt beside it is what that
// asks for: it takes over when it is logged on, or takes the place of the end.
bool is_replaced_already(const Cell& cell) noexcept {
    const Policy& policy = cell.error->policy;
    return cell.state.phase == Phase::up && cell.state.successor && cell.error->carrier == Carrier::logout &&
           policy.handler_acts && policy.remedy == Remedy::new_session;
}

void judge(Cell& cell) noexcept { // connecting, logging_on, up
    const SessionError& error = *cell.error;
    if (cell.state.phase == Phase::up && is_somebody_elses(error)) return cell.tell(Ask::look);
    settle(cell);
    if (cell.state.phase == Phase::up && error.carrier == Carrier::news && error.policy.handler_acts &&
        error.policy.remedy == Remedy::new_session)
        return roll_over(cell);
    if (is_replaced_already(cell)) return cell.plan_action({.kind = ActionKind::log_out});
    by_remedy(cell);
    // A policy that leaves the session alone cannot keep it alive.
    if (has_to_end(error.policy) && cell.state.phase == Phase::up) start_anew(cell);
}

// The session is ending anyway; only the request and a fatal cause still matter. Fatal wins over retryable.
void judge_late(Cell& cell) noexcept { // draining
    settle(cell);
    if (is_somebody_elses(*cell.error)) return;
    const Remedy remedy = cell.error->policy.remedy;
    if (remedy == Remedy::halt && cell.state.wanted) cell.halt(ask_for(remedy));
}

void lose_attempt(Cell& cell) noexcept { // connecting, logging_on: the stream never became a session
    cell.count_failure();
    if (cell.state.phase == Phase::logging_on) cell.plan_action({.kind = ActionKind::doubt_in_flight});
    cell.state.phase = Phase::waiting;
    const bool fatal = cell.error != nullptr && cell.error->policy.remedy == Remedy::halt;
    if (fatal) return cell.halt(Ask::fix_configuration);
    cell.plan_connect(cell.backoff());
}

void lose_session(Cell& cell) noexcept { // up
    cell.plan_action({.kind = ActionKind::doubt_in_flight});
    if (std::exchange(cell.state.successor, false)) {
        cell.plan_action({.kind = ActionKind::promote_successor});
        cell.state.phase = Phase::connecting;
        return;
    }
    cell.count_failure();
    cell.state.phase = Phase::waiting;
    cell.plan_connect(cell.backoff());
}

void take_over(Cell& cell) noexcept { // up
    if (!std::exchange(cell.state.successor, false)) return;
    cell.plan_action({.kind = ActionKind::switch_over});
    cell.state.up_since = cell.now;
    cell.state.endpoint_changes = 0;
    cell.state.logon_mended = false;
    cell.state.refused_logons = 0;
}

// The session is kept to its end; what stands in the new one's way will be met again then.
void keep_old(Cell& cell) noexcept { // up
    if (!std::exchange(cell.state.successor, false) || cell.error == nullptr) return;
    cell.tell(ask_for(cell.error->policy.remedy));
}

void finish(Cell& cell) noexcept { // draining: the end that was planned
    cell.plan_action({.kind = ActionKind::doubt_in_flight});
    if (!cell.state.wanted) {
        cell.state.next_planned = false;
        cell.state.phase = Phase::idle;
        return;
    }
    cell.state.phase = Phase::waiting;
    if (!cell.state.next_planned) cell.plan_connect(cell.backoff());
}

void doubt(Cell& cell) noexcept {
    cell.plan_action({.kind = ActionKind::doubt_in_flight});
} // halted

using Handler = void (*)(Cell&) noexcept;
constexpr std::size_t phases = all_phases.size();
constexpr std::size_t kinds = all_event_kinds.size();

// Rows: Phase. Columns: EventKind. Both in the order of their declarations.
constexpr std::array<std::array<Handler, kinds>, phases> table{{
    //   start, stop, connected, logged_on, error, ended, timer, successor_up, successor_lost
    /* idle       */ {begin, nothing, nothing, nothing, nothing, doubt, nothing, nothing, nothing},
    /* connecting */
    {nothing, abandon, await_logon, nothing, judge, lose_attempt, nothing, nothing, nothing},
    /* logging_on */
    {nothing, abandon, nothing, come_up, judge, lose_attempt, nothing, nothing, nothing},
    /* up         */
    {nothing, leave, nothing, nothing, judge, lose_session, nothing, take_over, keep_old},
    /* draining   */
    {want_again, stay_away, nothing, nothing, judge_late, finish, nothing, nothing, nothing},
    /* waiting    */ {nothing, wait_no_more, nothing, nothing, nothing, doubt, dial, nothing, nothing},
    /* halted     */ {begin, stay_away, nothing, nothing, nothing, doubt, nothing, nothing, nothing},
}};

constexpr bool every_cell_is_written() noexcept {
    for (const auto& row : table)
        for (const Handler handler : row)
            if (handler == nullptr) return false;
    return true;
}
static_assert(every_cell_is_written());

} // namespace

Step step(const State& state, const Event& event, SteadyTime now, std::uint16_t jitter,
          const Options& options) noexcept {
    if (event.kind == EventKind::error && event.error == nullptr) return {state, {}};
    Cell cell{event.error, now, jitter, options, state, {}};
    table[static_cast<std::size_t>(state.phase)][static_cast<std::size_t>(event.kind)](cell);
    return {cell.state, cell.plan};
}

} // namespace fixguard::recovery
