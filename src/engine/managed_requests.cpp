// The requests of a session: sent, settled, doubted, and what an earlier process left behind.
#include "engine/seat.hpp"

#include "catalog/codes.hpp"
#include "catalog/refusal.hpp"

#include <utility>

namespace fixguard::engine {
namespace {

bool is_cancel(std::string_view msg_type) {
    return msg_type == "F" || msg_type == "q";
}

bool places_order(std::string_view msg_type) {
    return msg_type == "D" || msg_type == "E" || msg_type == "XCN";
}

std::optional<Refusal> failed_filter(const market::InstrumentTable& instruments, std::string_view body) {
    const auto failure = instruments.failed_filter(wire::MessageView(body));
    if (!failure) return std::nullopt;
    const auto value = static_cast<std::size_t>(failure->value.data() - body.data());
    const std::size_t field = body.rfind(wire::soh, value) + 1;
    return catalog::refusal_of(code::invalid_message, std::string(failure->text),
                               static_cast<std::int32_t>(failure->tag), field);
}

} // namespace

// --- requests ------------------------------------------------------------------------------------

bool ManagedSession::is_held(std::string_view body) const {
    const SteadyTime now = shared_.world.now();
    if (now >= held_until()) return false;
    const std::string_view msg_type = wire::MessageView(body).msg_type();
    return (now < requests_held_until_.load() && !is_cancel(msg_type)) ||
           (now < orders_held_until_.load() && places_order(msg_type));
}

std::optional<Refusal> ManagedSession::refused_here(std::string_view body) const {
    if (!context_->preflight) return std::nullopt;
    if (const auto violation = context_->preflight->check(body)) return catalog::refusal_of(*violation);
    if (!context_->settings.preflight_filters) return std::nullopt;
    return failed_filter(*shared_.instruments.table(), body);
}

SendResult ManagedSession::send(std::string_view body) {
    if (auto refusal = refused_here(body)) return {SendStatus::refused, 0, std::move(refusal)};
    if (is_held(body)) return {SendStatus::on_hold, 0};
    const std::uint64_t shape = circuits_.watches() ? shape_of(body) : 0;
    if (circuits_.is_open(shape)) return {SendStatus::circuit_open, 0};
    SendResult result;
    // Where another attempt has taken over in between, the gate of the old one is closed.
    for (std::shared_ptr<Attempt> current = attempt(), before; current && current != before;
         before = std::exchange(current, attempt())) {
        result = current->send(body, true, shape);
        if (result.status != SendStatus::draining && result.status != SendStatus::not_logged_on) break;
    }
    if (result && context_->settings.kind == SessionKind::market_data) {
        const std::lock_guard lock(shared_.mutex);
        subscriptions_.sent(body);
    }
    return result;
}

SendResult ManagedSession::send_own(std::string_view body) {
    if (is_held(body)) return {SendStatus::on_hold, 0};
    return current_ ? current_->attempt->send(body, false) : SendResult{SendStatus::not_logged_on, 0};
}

void ManagedSession::renew_subscriptions() {
    std::vector<std::string> bodies;
    {
        const std::lock_guard lock(shared_.mutex);
        bodies = subscriptions_.take_missing();
    }
    for (const std::string& body : bodies)
        if (current_) current_->attempt->send(body, false);
}

void ManagedSession::tell_fate(const InFlight::Entry& entry, RequestFate fate) {
    shared_.delivery.put(Delivery::Fate{name(), entry.request, fate, entry.slot ? journal_.get() : nullptr,
                                        entry.slot.value_or(0)});
}

void ManagedSession::on_settled(const InFlight::Entry& entry, RequestFate fate) {
    {
        const std::lock_guard lock(shared_.mutex);
        if (entry.request.msg_type == "V") subscriptions_.settled(entry.request.id, fate);
    }
    if (!leaving_.empty()) watch_leaving(); // one may have its last answer
    if (fate == RequestFate::accepted) {
        circuits_.accepted(entry.shape);
        name_twins_of(entry.request);
    }
    last_rejected_ = fate == RequestFate::rejected ? entry : InFlight::Entry{};
    if (!entry.reported) return;
    if (fate == RequestFate::unknown) return doubt_all({entry});
    tell_fate(entry, fate);
}

// --- what an earlier process left behind ----------------------------------------------------------

// It was killed, or ended with requests of unknown fate. Nobody can tell whether the last one reached the
// wire.
void ManagedSession::take_leftovers() {
    if (!journal_) return;
    for (const auto& [slot, open] : journal_->open_requests()) {
        doubts_.add({open.request, true, slot});
        ++shared_.doubts;
        journal_->settle(slot, RequestFate::unknown);
    }
}

void ManagedSession::tell_leftovers() {
    if (!journal_ || std::exchange(leftovers_told_, true)) return;
    for (const RequestRef& request : doubts())
        shared_.delivery.put(Delivery::Fate{name(), request, RequestFate::unknown});
    if (reconciler_.has_work()) reconcile();
    if (const std::uint32_t damaged = journal_->damaged(); damaged > 0)
        complain(std::to_string(damaged) +
                 " records of the session's journal are damaged: requests of an earlier process may be open "
                 "that are not listed; look at the account's open orders");
}

// The observer has to hear of something that no message of the exchange is about.
void ManagedSession::complain(std::string_view what, Ask ask) {
    say(what, Plan{{.kind = ActionKind::tell_user, .ask = ask}});
}

void ManagedSession::say(std::string_view what, const Plan& plan) {
    SessionError error;
    error.kind = context_->settings.kind;
    error.carrier = Carrier::local;
    error.text = what;
    error.policy = {Remedy::surface, RequestFate::none, SessionEffect::stays_open,
                    false,           Basis::documented, Basis::documented};
    shared_.delivery.put(Delivery::Error{name(), error, plan});
}

} // namespace fixguard::engine
