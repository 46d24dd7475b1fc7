// What a session learns of the exchange's limits and clock, and of its own program's defects.
#include "engine/seat.hpp"

#include "catalog/codes.hpp"
#include "rules/session_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace fixguard::engine {
namespace {

// The answer names the exchange's every limit of orders, and none is reached.
bool shows_room_for_orders(const std::vector<LimitReport>& limits) {
    bool named = false;
    for (const LimitReport& report : limits) {
        if (report.what != LimitReport::What::orders) continue;
        if (report.used >= report.limit.count) return false;
        named = true;
    }
    return named;
}

} // namespace

// The texts of the limits name them: they are truer than what we believed.
void ManagedSession::learn_limits(const SessionError& error) {
    const auto count = recovery::count_of(error);
    const auto window = recovery::window_of(error);
    if (!count) return;
    const SessionKind kind = context_->settings.kind;
    if (error.code == code::too_many_messages && window) message_limit_ = {*count, *window};
    if (error.code != code::too_many_connections) return;
    Account::Limits limits = shared_.account.limits(kind);
    if (window) {
        limits.attempts = *count;
        limits.window = *window + *window / 20;
    } else {
        limits.connections = *count;
    }
    shared_.account.correct(kind, limits);
}

void ManagedSession::on_limits(const std::vector<LimitReport>& limits) {
    if (shows_room_for_orders(limits)) release_orders();
    for (const LimitReport& report : limits) {
        if (report.what == LimitReport::What::messages) message_limit_ = report.limit;
        const bool near = report.used * std::uint64_t{5} >= report.limit.count * std::uint64_t{4};
        if (report.what != LimitReport::What::orders || !near) continue;
        complain("unfilled orders: " + std::to_string(report.used) + " of " +
                     std::to_string(report.limit.count) + " in " +
                     std::to_string(report.limit.window.count()) +
                     " ms; the next ones may be refused (-1015)",
                 Ask::slow_down);
    }
}

// Fills give room back long before the window of a -1015 is over.
void ManagedSession::release_orders() {
    orders_held_until_ = SteadyTime::min();
    check_recovered();
}

void ManagedSession::on_message_limit_near(std::uint32_t used, const WindowLimit& limit) {
    complain("messages: " + std::to_string(used) + " of " + std::to_string(limit.count) + " in " +
                 std::to_string(limit.window.count()) +
                 " ms; at 95 % new requests are held and only cancels pass",
             Ask::slow_down);
}

// A fault of the message, about the request that was rejected just now.
bool ManagedSession::opens_circuit(const SessionError& error) {
    if (error.policy.remedy != Remedy::fix_message || error.found_by == FoundBy::nothing) return false;
    if (!(error.request == last_rejected_.request)) return false;
    return circuits_.refused(last_rejected_.shape, error.code, error.ref_tag_id.value_or(0));
}

// --- the clock -------------------------------------------------------------------------------------

void ManagedSession::on_round_trip(UtcTime sent, UtcTime stamped, UtcTime received) {
    const SteadyTime now = shared_.world.now();
    clock_.sample(sent, stamped, received, now);
    const auto reading = clock_.reading(now);
    if (!reading) return;
    ClockReading seen = *reading; // with what we add to SendingTime(52)
    seen.offset -= clock_correction_;
    const rules::CommonRules& common = rules::SessionTable::built_in().common;
    const milliseconds window = context_->settings.recv_window.empty()
                                    ? common.recv_window_default
                                    : milliseconds(std::atoi(context_->settings.recv_window.c_str()));
    const std::string trouble = clock_trouble(seen, window, common.clock_ahead_max);
    if (!trouble.empty() && !clock_trouble_) complain(trouble, Ask::set_clock);
    clock_trouble_ = !trouble.empty();
}

void ManagedSession::tell_clock() {
    if (const auto reading = clock_.reading(shared_.world.now()))
        shared_.delivery.put(Delivery::Clock{name(), *reading});
}

// For the attempts to come too. A round trip is measured by our own clock, so that a second correction is not
// put on top of the first.
void ManagedSession::correct_clock() {
    const auto reading = clock_.reading(shared_.world.now());
    if (!reading) return;
    clock_correction_ = reading->offset;
    if (current_) current_->attempt->correct_clock(clock_correction_);
}

} // namespace fixguard::engine
