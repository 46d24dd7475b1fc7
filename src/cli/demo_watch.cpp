// Collects events under a lock and wakes whoever waits.
#include "cli/demo_watch.hpp"

#include "wire/message_view.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace fixguard::cli {
namespace {

// The id of the request that the message answers well; nothing where it is no good answer.
std::optional<std::string_view> answers(wire::MessageView message) {
    const std::string_view type = message.msg_type();
    if (type == "8") {
        const auto exec_type = message.find(tag::ExecType);
        if (exec_type != "0" && exec_type != "4") return std::nullopt; // NEW, CANCELED
        return message.find(tag::ClOrdID);
    }
    if (type == "9") return message.find(tag::ClOrdID); // even "Unknown order sent." is an answer to a cancel
    if (type == "W" || type == "X") return message.find(tag::MDReqID);
    if (type == "y") return message.find(tag::InstrumentReqID);
    if (type == "XLR") return message.find(tag::ReqID);
    return std::nullopt;
}

} // namespace

void DemoWatch::happened() {
    ++events_;
    changed_.notify_all();
}

void DemoWatch::on_state(const engine::SessionState& state) {
    const std::lock_guard lock(mutex_);
    if (state.phase == Phase::up) up_.emplace(state.session);
    // Before its first logon a session waits too, and we may be told of it late.
    const bool is_end = state.phase == Phase::draining || state.phase == Phase::waiting;
    if (is_end && up_.erase(std::string(state.session)) != 0) ++ends_[std::string(state.session)];
    happened();
}

void DemoWatch::on_error(std::string_view session, const SessionError& error, const Plan& plan) {
    // A warning, as that of a limit that is near, is no error of the exchange's; and that there is nothing to
    // cancel is what the demo asks about a request of unknown fate.
    if (error.carrier == Carrier::local && error.policy.remedy == Remedy::surface) return;
    if (error.request.id.view().find("-cancel-") != std::string_view::npos) return;
    const std::lock_guard lock(mutex_);
    errors_.push_back({std::string(session), error, plan, std::chrono::steady_clock::now()});
    happened();
}

void DemoWatch::on_message(std::string_view session, wire::MessageView message) {
    const auto id = answers(message);
    if (!id) return;
    const std::lock_guard lock(mutex_);
    if (answered_.emplace(session, *id).second) happened();
}

void DemoWatch::on_recovered(const engine::Recovery& recovery) {
    const std::lock_guard lock(mutex_);
    recovered_.emplace(recovery.session);
    happened();
}

void DemoWatch::clear() {
    const std::lock_guard lock(mutex_);
    errors_.clear();
    recovered_.clear();
}

std::vector<SeenError> DemoWatch::wait_for_errors(std::string_view session, milliseconds timeout) {
    std::unique_lock lock(mutex_);
    std::vector<SeenError> seen;
    changed_.wait_for(lock, timeout, [&] {
        std::copy_if(errors_.begin(), errors_.end(), std::back_inserter(seen),
                     [&](const SeenError& error) { return error.session == session; });
        return !seen.empty();
    });
    return seen;
}

bool DemoWatch::wait_for_recovery(std::string_view session, milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] { return recovered_.contains(session); });
}

bool DemoWatch::wait_for_answer(std::string_view session, std::string_view id, milliseconds timeout) {
    std::unique_lock lock(mutex_);
    const std::pair key{std::string(session), std::string(id)};
    const int& ends = ends_[std::string(session)];
    changed_.wait_for(lock, timeout,
                      [&, before = ends] { return answered_.contains(key) || ends != before; });
    return answered_.contains(key);
}

void DemoWatch::wait_for_event(milliseconds timeout) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [this, before = events_] { return events_ != before; });
}

} // namespace fixguard::cli
