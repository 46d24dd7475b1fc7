// What is done about each code: one row a code, as a user reads it in the log.
#include "recovery/planner.hpp"

#include "catalog/codes.hpp"
#include "errors.hpp"

#include <gtest/gtest.h>

#include <map>

namespace fixguard::recovery {
namespace {

using test::about_an_order;
using test::about_nothing;
using test::with_params;

constexpr SteadyTime t0{microseconds{1'000'000'000}};

State in(Phase phase) {
    State state;
    state.phase = phase;
    state.wanted = true;
    state.up_since = t0;
    return state;
}

std::string plan_for(Phase phase, const SessionError& error, const Options& options = {}) {
    const Step done = step(in(phase), {EventKind::error, &error}, t0, 65'535, options);
    return std::string(name(done.state.phase)) + ": " + describe(done.plan);
}

TEST(Remedies, OfARefusedMessageLeaveTheSessionAlone) {
    for (const ErrorCode code :
         {code::invalid_tag_number, code::tag_not_defined_in_message, code::tag_appears_more_than_once,
          code::tag_out_of_order, code::group_fields_out_of_order, code::invalid_component,
          code::garbled_message, code::params_bad_combo, code::not_allowed_in_drop_copy_sessions,
          code::not_allowed_in_order_entry_sessions, code::not_allowed_in_market_data_sessions,
          code::incorrect_num_in_group_count, code::duplicate_entries_in_a_group})
        EXPECT_EQ(plan_for(Phase::up, about_an_order(code)), "up: request rejected, ask user: fix_message")
            << code.value;
}

TEST(Remedies, OfALostSequenceStartAnewWithALogout) {
    for (const ErrorCode code : {code::bad_sender_compid, code::bad_seq_num})
        EXPECT_EQ(plan_for(Phase::up, about_an_order(code)),
                  "draining: request rejected, log out, connect at once")
            << code.value;
    EXPECT_EQ(plan_for(Phase::up, about_nothing(code::already_logged_in)),
              "draining: log out, connect at once");
}

TEST(Remedies, OfAFirstMessageThatIsNoLogonLogOnAgain) {
    EXPECT_EQ(plan_for(Phase::logging_on, about_nothing(code::expected_logon)),
              "draining: close, connect at once");
    EXPECT_EQ(plan_for(Phase::logging_on, about_nothing(code::reset_seq_num_support)),
              "draining: close, connect at once");
}

TEST(Remedies, OfTheMessageLimitWaitAsLongAsTheTextSays) {
    EXPECT_EQ(plan_for(Phase::up, with_params(about_an_order(code::too_many_messages), {"10000", "10s"})),
              "draining: request rejected, hold requests for 10000 ms, log out, connect in 10000 ms");
    EXPECT_EQ(plan_for(Phase::up, about_an_order(code::too_many_messages)),
              "draining: request rejected, hold requests for 30000 ms, log out, connect in 30000 ms");
}

TEST(Remedies, OfTheThreeConnectionLimits) {
    const SessionError limit = about_nothing(code::too_many_connections);
    EXPECT_EQ(plan_for(Phase::logging_on, with_params(limit, {"15", "30s"})),
              "draining: close, connect in 30000 ms");
    EXPECT_EQ(plan_for(Phase::logging_on, with_params(limit, {"300", "5m"})),
              "draining: close, connect in 300000 ms");
    EXPECT_EQ(plan_for(Phase::logging_on, with_params(limit, {"10"})),
              "draining: close, connect in 30000 ms");
}

TEST(Remedies, OfTooManyOrdersHoldNewOnesAsLongAsTheTextSaysAndTellTheUser) {
    EXPECT_EQ(plan_for(Phase::up, with_params(about_an_order(code::too_many_orders), {"100", "10s"})),
              "up: request rejected, hold new orders for 10000 ms, ask user: slow_down");
    EXPECT_EQ(plan_for(Phase::up, about_an_order(code::too_many_orders)),
              "up: request rejected, hold new orders for 30000 ms, ask user: slow_down");
}

TEST(Remedies, OfTooManyRequestsHoldAllOfThem) {
    EXPECT_EQ(plan_for(Phase::up, about_an_order(code::too_many_requests)),
              "up: request rejected, hold requests for 30000 ms, ask user: slow_down");
}

SessionError at_logon_of(SessionKind kind, ErrorCode code) {
    SessionError error = about_nothing(code);
    error.kind = kind;
    return error;
}

// The plans for the same refusal again and again.
std::vector<std::string> plans_for(const SessionError& error, const Options& options = {}) {
    std::vector<std::string> plans;
    State state = in(Phase::logging_on);
    while (state.phase != Phase::halted && plans.size() < 5) {
        state.phase = Phase::logging_on;
        state.next_planned = false;
        const Step step = recovery::step(state, {EventKind::error, &error}, t0, 0, options);
        plans.push_back(describe(step.plan));
        state = step.state;
    }
    return plans;
}

constexpr const char* mend = "close, connect at once with the right DropCopyFlag(9406)";
constexpr const char* give_up = "close, halt: fix_configuration";

TEST(Remedies, OfAWrongServerGoOnceToTheRightOne) {
    const std::vector<std::string> plans{"close, connect at once at the server of the right kind", give_up};
    EXPECT_EQ(plans_for(at_logon_of(SessionKind::drop_copy, code::drop_copy_session_not_allowed)), plans);
    EXPECT_EQ(plans_for(at_logon_of(SessionKind::market_data, code::drop_copy_session_not_allowed)), plans);
    EXPECT_EQ(plans_for(at_logon_of(SessionKind::order_entry, code::drop_copy_session_required)), plans);
    EXPECT_EQ(plans_for(at_logon_of(SessionKind::market_data, code::drop_copy_session_required)), plans);
}

TEST(Remedies, OfAWrongServerHaltWhereNoOtherIsConfigured) {
    Options alone;
    alone.other_endpoint_available = false;
    EXPECT_EQ(plans_for(at_logon_of(SessionKind::order_entry, code::drop_copy_session_required), alone),
              std::vector<std::string>{give_up});
}

TEST(Remedies, OfAWrongDropCopyFlagMendItOnceBeforeTheServerIsDoubted) {
    Options alone;
    alone.other_endpoint_available = false;
    for (const SessionError& error :
         {at_logon_of(SessionKind::order_entry, code::drop_copy_session_not_allowed),
          at_logon_of(SessionKind::drop_copy, code::drop_copy_session_required)}) {
        EXPECT_EQ(plans_for(error),
                  (std::vector<std::string>{mend, "close, connect at once at the server of the right kind",
                                            give_up}));
        EXPECT_EQ(plans_for(error, alone), (std::vector<std::string>{mend, give_up}));
    }
}

TEST(Remedies, OfAWrongDropCopyFlagMayBeCarriedOutAgainBehindALogon) {
    const SessionError error = at_logon_of(SessionKind::drop_copy, code::drop_copy_session_required);
    const Step refused = step(in(Phase::logging_on), {EventKind::error, &error}, t0, 0, {});
    ASSERT_TRUE(refused.state.logon_mended);
    State next = refused.state;
    next.phase = Phase::logging_on;
    EXPECT_FALSE(step(next, {EventKind::logged_on, nullptr}, t0, 0, {}).state.logon_mended);
}

TEST(Remedies, OfATakenNameTakeAnotherOrWaitForItsLock) {
    const SessionError taken = about_nothing(code::comp_id_in_use);
    EXPECT_EQ(plan_for(Phase::logging_on, taken),
              "draining: close, connect at once as another SenderCompID(49)");
    Options fixed_name;
    fixed_name.other_name_available = false;
    fixed_name.heart_bt_int = milliseconds{30'000};
    EXPECT_EQ(plan_for(Phase::logging_on, taken, fixed_name), "draining: close, connect in 60000 ms");
}

TEST(Remedies, OfSubscriptions) {
    const SessionError id_in_use = about_an_order(code::invalid_request_id);
    EXPECT_EQ(plan_for(Phase::up, id_in_use), "up: request rejected, renew subscriptions");
    const SessionError limit = with_params(about_an_order(code::too_many_subscriptions), {"1000"});
    EXPECT_EQ(plan_for(Phase::up, limit), "up: request rejected, ask user: slow_down");
    const SessionError similar =
        with_params(about_an_order(code::too_many_subscriptions), {"BTCUSDT", "sub-1"});
    EXPECT_EQ(plan_for(Phase::up, similar), "up: request rejected, adopt the active subscription");
}

TEST(Remedies, OfAnUnknownStatusNeverSendAgain) {
    for (const ErrorCode code : {code::unexpected_resp, code::timeout})
        EXPECT_EQ(plan_for(Phase::up, about_an_order(code)), "up: request unknown, ask user: reconcile")
            << code.value;
}

TEST(Remedies, OfFatalCodesHalt) {
    for (const ErrorCode code :
         {code::invalid_signature, code::bad_api_key_fmt, code::rejected_mbx_key, code::unauthorized})
        EXPECT_EQ(plan_for(Phase::logging_on, about_nothing(code)), "halted: close, halt: look")
            << code.value;
}

TEST(Remedies, OfTheClockMeasureItAndDoNotLoop) {
    const SessionError clock = about_nothing(code::invalid_timestamp);
    EXPECT_EQ(plan_for(Phase::up, about_an_order(code::invalid_timestamp)),
              "up: request rejected, measure the clock, ask user: set_clock");
    State state = in(Phase::logging_on);
    std::string last;
    for (int attempt = 0; attempt < 3; ++attempt) {
        state.phase = Phase::logging_on;
        const Step done = step(state, {EventKind::error, &clock}, t0, 0, {});
        state = done.state;
        last = describe(done.plan);
    }
    EXPECT_EQ(last, "measure the clock, close, halt: set_clock");
}

TEST(Remedies, OfTheClockCorrectItWhereTheUserAllowsIt) {
    Options allowed;
    allowed.may_correct_clock = true;
    EXPECT_EQ(plan_for(Phase::up, about_an_order(code::invalid_timestamp), allowed),
              "up: request rejected, measure the clock, correct SendingTime(52) by the offset");
    const SessionError clock = about_nothing(code::invalid_timestamp);
    State state = in(Phase::logging_on);
    std::string plans;
    for (int attempt = 0; attempt < 3; ++attempt) {
        state.phase = Phase::logging_on;
        const Step done = step(state, {EventKind::error, &clock}, t0, 0, allowed);
        state = done.state;
        plans += describe(done.plan) + "; ";
    }
    const std::string correct = "measure the clock, correct SendingTime(52) by the offset, close, ";
    EXPECT_EQ(plans,
              correct + "connect at once; " + correct + "connect at once; " + correct + "halt: set_clock; ")
        << "a correction that does not help is no way into a loop";
}

TEST(Remedies, OfAServerThatShutsDownOrWantsALogout) {
    EXPECT_EQ(plan_for(Phase::up, about_an_order(code::service_shutting_down)),
              "draining: request rejected, log out, connect at once");
    EXPECT_EQ(plan_for(Phase::up, about_an_order(code::logged_out)),
              "draining: request rejected, log out, connect at once");
}

TEST(Remedies, OfAnUnknownCodeStopAndSurface) {
    const SessionError unknown = about_an_order(ErrorCode{-9999});
    EXPECT_EQ(plan_for(Phase::up, unknown), "up: request unknown, ask user: look");
    EXPECT_EQ(plan_for(Phase::logging_on, unknown), "halted: request unknown, close, halt: look");
}

TEST(Remedies, TheHandlerDoesNothingByItselfWhereTheUserForbidsIt) {
    SessionError error = about_an_order(code::already_logged_in);
    error.policy.handler_acts = false;
    error.policy.fate = RequestFate::rejected;
    EXPECT_EQ(plan_for(Phase::up, error), "up: request rejected, ask user: look");
}

TEST(Remedies, OfEveryCodeArePlannedInEveryPhase) {
    for (const catalog::Entry& entry : catalog::entries())
        for (const Phase phase : {Phase::connecting, Phase::logging_on, Phase::up}) {
            const SessionError error = about_an_order(entry.code);
            const Step done = step(in(phase), {EventKind::error, &error}, t0, 0, {});
            EXPECT_FALSE(done.plan.empty()) << entry.code.value << ' ' << name(phase);
            const bool ends = done.state.phase == Phase::draining || done.state.phase == Phase::halted;
            EXPECT_TRUE(ends || phase != Phase::logging_on)
                << entry.code.value << " leaves a Logon without an answer";
        }
}

// Policies may be the user's own, so that any remedy may meet any effect.
std::vector<Policy> all_policies() {
    std::vector<Policy> policies;
    for (const Remedy remedy : all_remedies)
        for (const SessionEffect effect : all_session_effects)
            for (const RequestFate fate : all_request_fates)
                for (const bool handler_acts : {false, true})
                    policies.push_back({remedy, fate, effect, handler_acts, {}, {}});
    return policies;
}

TEST(Remedies, OfAnyPolicyEndInOneWayOnly) {
    for (const Policy& policy : all_policies())
        for (const Phase phase : {Phase::connecting, Phase::logging_on, Phase::up}) {
            SessionError error = about_an_order(code::timeout);
            error.policy = policy;
            const Step done = step(in(phase), {EventKind::error, &error}, t0, 65'535, {});
            std::size_t ends = 0, connects = 0, halts = 0;
            for (const Action& action : done.plan) {
                ends += action.kind == ActionKind::log_out || action.kind == ActionKind::close ? 1 : 0;
                connects += action.kind == ActionKind::connect ? 1 : 0;
                halts += action.kind == ActionKind::halt ? 1 : 0;
            }
            const std::string what = std::string(name(policy.remedy)) + ' ' +
                                     std::string(name(policy.session_effect)) + ' ' +
                                     std::string(name(phase)) + ": " + describe(done.plan);
            ASSERT_EQ(ends, connects + halts) << what << " - what is ended is begun anew or halted";
            ASSERT_LE(ends, 1U) << what;
            ASSERT_EQ(done.state.next_planned, connects == 1) << what;
            ASSERT_EQ(done.state.phase, halts == 1  ? Phase::halted
                                        : ends == 1 ? Phase::draining
                                                    : phase)
                << what;
            const bool must_end = phase != Phase::up || policy.session_effect == SessionEffect::ends ||
                                  policy.session_effect == SessionEffect::asks_for_logout ||
                                  policy.remedy == Remedy::halt;
            ASSERT_TRUE(ends == 1 || !must_end) << what;
            ASSERT_FALSE(done.plan.empty()) << what;
        }
}

TEST(Remedies, OfALogoutThatIsAskedForStillHaltOrWait) {
    SessionError error = about_nothing(code::logged_out);
    error.policy.remedy = Remedy::halt;
    EXPECT_EQ(plan_for(Phase::up, error), "halted: log out, halt: look");
    error = with_params(about_nothing(code::too_many_messages), {"10000", "10s"});
    error.policy.session_effect = SessionEffect::asks_for_logout;
    EXPECT_EQ(plan_for(Phase::up, error),
              "draining: hold requests for 10000 ms, log out, connect in 10000 ms");
}

// Reports of other sessions and other APIs of the account come on an order-entry session too, and all of them
// on a drop copy.
TEST(Remedies, OfAReportThatIsNotOursLeaveTheSessionAlone) {
    for (const Carrier carrier :
         {Carrier::execution_report, Carrier::order_cancel_reject, Carrier::order_amend_reject,
          Carrier::order_mass_cancel_report, Carrier::list_status})
        for (const ErrorCode code : {code::rejected_mbx_key, code::bad_seq_num, code::too_many_messages,
                                     code::service_shutting_down, code::invalid_timestamp}) {
            SessionError error = about_an_order(code, carrier);
            error.found_by = FoundBy::nothing;
            EXPECT_EQ(plan_for(Phase::up, error), "up: ask user: look") << name(carrier) << code.value;
        }
    SessionError fatal = about_an_order(code::rejected_mbx_key, Carrier::execution_report);
    EXPECT_EQ(plan_for(Phase::up, fatal), "halted: request rejected, log out, halt: look") << "ours";
    EXPECT_EQ(plan_for(Phase::draining, fatal), "halted: request rejected, halt: look");
    fatal.found_by = FoundBy::nothing;
    EXPECT_EQ(plan_for(Phase::draining, fatal), "draining: nothing to do");
}

// An exchange that is overloaded at night must not cost the session until somebody wakes up.
TEST(Remedies, OfAnExchangeThatCannotServeKeepTrying) {
    const SessionError busy = about_nothing(code::server_busy);
    const SessionError internal = about_nothing(code::disconnected);
    EXPECT_EQ(plan_for(Phase::logging_on, busy), "draining: close, connect in 30000 ms");
    EXPECT_EQ(plan_for(Phase::logging_on, internal), "draining: close, connect at once");
    for (const SessionError* error : {&busy, &internal}) {
        State state = in(Phase::logging_on);
        for (int attempt = 0; attempt < 100; ++attempt) {
            state.phase = Phase::logging_on;
            state.next_planned = false;
            const Step done = step(state, {EventKind::error, error}, t0, 65'535, {});
            ASSERT_EQ(done.state.phase, Phase::draining) << attempt;
            state = done.state;
        }
        const Step last = step(in(Phase::logging_on), {EventKind::error, error}, t0, 0, {});
        EXPECT_TRUE(last.state.next_planned);
    }
}

// A wait that the exchange names is no reason to come back earlier than after so many failures.
TEST(Remedies, WaitAtLeastAsLongAsTheBackOff) {
    State tired = in(Phase::logging_on);
    tired.failures = 20;
    const auto line = [&tired](Phase phase, const SessionError& error, const Options& options = {}) {
        tired.phase = phase;
        return describe(step(tired, {EventKind::error, &error}, t0, 65'535, options).plan);
    };
    Options fixed_name;
    fixed_name.other_name_available = false;
    fixed_name.heart_bt_int = milliseconds{5'000};
    Options short_window;
    short_window.unstated_window = milliseconds{7'000};
    EXPECT_EQ(line(Phase::logging_on, with_params(about_nothing(code::too_many_connections), {"15", "1s"})),
              "close, connect in 30000 ms");
    EXPECT_EQ(line(Phase::up, with_params(about_nothing(code::too_many_messages), {"60", "1s"})),
              "hold requests for 1000 ms, log out, connect in 30000 ms");
    EXPECT_EQ(line(Phase::logging_on, about_nothing(code::comp_id_in_use), fixed_name),
              "close, connect in 30000 ms");
    EXPECT_EQ(line(Phase::logging_on, about_nothing(code::server_busy), short_window),
              "close, connect in 30000 ms");
    tired.failures = 0;
    EXPECT_EQ(line(Phase::logging_on, about_nothing(code::server_busy), short_window),
              "close, connect in 7000 ms");
    EXPECT_EQ(line(Phase::logging_on, about_nothing(code::too_many_connections), short_window),
              "close, connect in 7000 ms");
}

TEST(Remedies, OfALogonThatWasBuiltWrongTryItThreeTimes) {
    const SessionError malformed = about_nothing(code::mandatory_param_empty_or_malformed);
    State state = in(Phase::logging_on);
    std::string plans;
    for (int attempt = 0; attempt < 3; ++attempt) {
        state.phase = Phase::logging_on;
        const Step done = step(state, {EventKind::error, &malformed}, t0, 0, {});
        state = done.state;
        plans += describe(done.plan) + "; ";
    }
    EXPECT_EQ(plans, "close, connect at once; close, connect at once; close, halt: fix_message; ");
}

TEST(Remedies, OfAWrongConfigurationHaltAtTheDoorOnly) {
    const SessionError error = about_an_order(code::sbe_disabled);
    EXPECT_EQ(plan_for(Phase::up, error), "up: request rejected, ask user: fix_configuration");
    EXPECT_EQ(plan_for(Phase::logging_on, about_nothing(code::sbe_disabled)),
              "halted: close, halt: fix_configuration");
    SessionError endpoint = about_nothing(code::drop_copy_session_required);
    endpoint.policy.handler_acts = false;
    EXPECT_EQ(plan_for(Phase::logging_on, endpoint), "halted: close, halt: fix_configuration");
}

TEST(Remedies, OfAReportBeforeTheLogonEndTheAttempt) {
    SessionError report = about_nothing(code::new_order_rejected);
    report.carrier = Carrier::execution_report;
    EXPECT_EQ(plan_for(Phase::logging_on, report), "halted: close, halt: look");
}

} // namespace
} // namespace fixguard::recovery
