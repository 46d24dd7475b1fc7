// Collects events under a lock and wakes whoever waits.
#include "cli/demo_watch.hpp"

#include "wire/message_view.hpp"

#include <algorithm>

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

void DemoWatch::on_error(std::string_view session, const SessionError& error, const Plan& plan) {
    const std::lock_guard lock(mutex_);
    errors_.push_back({std::string(session), error, plan, std::chrono::steady_clock::now()});
    changed_.notify_all();
}

void DemoWatch::on_message(std::string_view session, wire::MessageView message) {
    const auto id = answers(message);
    if (!id) return;
    const std::lock_guard lock(mutex_);
    if (answered_.emplace(session, *id).second) changed_.notify_all();
}

void DemoWatch::clear() {
    const std::lock_guard lock(mutex_);
    errors_.clear();
}

std::optional<SeenError> DemoWatch::wait_for_error(std::string_view session, milliseconds timeout) {
    std::unique_lock lock(mutex_);
    const auto find = [&] {
        return std::find_if(errors_.begin(), errors_.end(),
                            [&](const SeenError& seen) { return seen.session == session; });
    };
    changed_.wait_for(lock, timeout, [&] { return find() != errors_.end(); });
    const auto found = find();
    return found == errors_.end() ? std::nullopt : std::optional(*found);
}

bool DemoWatch::wait_for_answer(std::string_view session, std::string_view id, milliseconds timeout) {
    std::unique_lock lock(mutex_);
    const std::pair key{std::string(session), std::string(id)};
    return changed_.wait_for(lock, timeout, [&] { return answered_.contains(key); });
}

} // namespace fixguard::cli
