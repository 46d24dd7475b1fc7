// The rules, each at the border where it can be seen.
#include "simulation/watch.hpp"

#include "rules/session_table.hpp"
#include "transport/redact.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>
#include <cstring>
#include <iomanip>
#include <ostream>

namespace fixguard::simulation {

void Watch::broken(Invariant invariant, std::string what) {
    if (violation_) return;
    violation_ = {invariant, time_.now(), std::move(what)};
    note("BROKEN", std::string(name(invariant)) + ": " + violation_->what);
}

// --- at the client -------------------------------------------------------------------------------

void Watch::client_wrote(std::uint64_t stream, std::string_view bytes) {
    const wire::MessageView message(bytes);
    const std::string_view type = message.msg_type();
    note("client", bytes);
    if (type == "2" || type == "4") broken(Invariant::no_resend_request, wire::to_readable(bytes));
    if (message.find(tag::PossDupFlag)) broken(Invariant::no_poss_dup, wire::to_readable(bytes));
    if (type == "A") { // the signature is a secret from here on
        if (secrets_.size() > 8) secrets_.erase(secrets_.begin() + 2);
        secret(message.find(tag::RawData).value_or("none"));
    }
    if (type == "D") order_written(message.find(tag::ClOrdID).value_or(""));
    const std::uint32_t expected = ++next_number_[stream];
    if (message.find_seq_num(tag::MsgSeqNum) != expected)
        broken(Invariant::consecutive_msg_seq_num,
               "not " + std::to_string(expected) + ": " + transport::redact(wire::to_readable(bytes)));
}

void Watch::order_written(std::string_view id) {
    Request& request = requests_[std::string(id)];
    if (request.written) broken(Invariant::sent_once, std::string(id));
    request.written = true;
}

void Watch::fate(std::string_view id, RequestFate fate) {
    const auto found = requests_.find(std::string(id));
    if (found == requests_.end()) return; // nobody sent it
    Request& request = found->second;
    if (request.is_final() && fate != RequestFate::unknown)
        broken(Invariant::fate_is_true,
               std::string(id) + " has a second final fate, " + std::string(fixguard::name(fate)));
    request.told.push_back(fate);
    if (request.settled_by_hand) return;
    const bool lie = (fate == RequestFate::accepted && !request.arrived) ||
                     (fate == RequestFate::rejected && request.accepted) ||
                     (fate == RequestFate::not_sent && request.arrived);
    if (lie)
        broken(Invariant::fate_is_true,
               std::string(id) + " is told to be " + std::string(fixguard::name(fate)) + " and is not");
}

void Watch::output(std::string_view text) {
    for (const std::string& secret : secrets_)
        if (text.find(secret) != std::string_view::npos)
            broken(Invariant::no_secret, "in an output of " + std::to_string(text.size()) + " bytes");
}

// --- at the exchange -----------------------------------------------------------------------------

void Watch::connected(SessionKind kind) {
    const WindowLimit limit = rules::SessionTable::built_in().of(kind).attempts;
    auto& attempts = attempts_[static_cast<std::size_t>(kind)];
    while (!attempts.empty() && time_.now() - attempts.front() >= limit.window)
        attempts.pop_front();
    attempts.push_back(time_.now());
    if (attempts.size() > limit.count)
        broken(Invariant::attempt_budget, std::to_string(attempts.size()) + " attempts in " +
                                              std::to_string(limit.window.count()) + " ms");
}

void Watch::exchange_read(std::string_view bytes) {
    const wire::MessageView message(bytes);
    if (message.msg_type() != "D") return;
    const auto id = message.find(tag::ClOrdID);
    if (!id) return;
    Request& request = requests_[std::string(*id)];
    if (request.arrived) broken(Invariant::sent_once, std::string(*id) + " arrived twice");
    request.arrived = true;
}

void Watch::exchange_wrote(std::string_view bytes) {
    note("exchange", bytes);
    const wire::MessageView message(bytes);
    if (message.msg_type() != "8" || message.find(tag::ExecType) == "8") return;
    const auto id = message.find(tag::ClOrdID);
    if (id) requests_[std::string(*id)].accepted = true;
}

void Watch::logon(std::string_view name, std::uint64_t connection) {
    const Name& known = names_[std::string(name)];
    if (known.live && *known.live != connection && !known.forgotten)
        broken(Invariant::one_session_per_name, std::string(name) + " is logged on already");
    const auto left = std::chrono::duration_cast<milliseconds>(known.locked_until - time_.now());
    if (!known.live && left.count() > 0 && !known.forgotten)
        broken(Invariant::name_lock,
               std::string(name) + " is locked for " + std::to_string(left.count()) + " ms more");
}

void Watch::logged_on(std::string_view name, std::uint64_t connection) {
    names_[std::string(name)] = {connection, {}, false};
}

void Watch::logged_off(std::string_view name, std::uint64_t connection, microseconds locked_for) {
    Name& known = names_[std::string(name)];
    if (known.live != connection) return;
    known = {std::nullopt, time_.now() + locked_for, known.forgotten};
}

void Watch::exchange_restarted() {
    names_.clear();
    for (auto& attempts : attempts_)
        attempts.clear();
}

void Watch::memory_lost() {
    for (auto& [name, known] : names_)
        known.forgotten = true;
}

// --- the transcript ------------------------------------------------------------------------------

void Watch::note(std::string_view who, std::string_view what) {
    ++events_;
    const auto mix = [this](std::uint64_t word) {
        hash_ = (hash_ ^ word) * 1'099'511'628'211U;
        hash_ ^= hash_ >> 29;
    };
    mix(static_cast<std::uint64_t>(time_.now().time_since_epoch().count()));
    for (std::size_t i = 0; i < what.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, what.data() + i, std::min<std::size_t>(8, what.size() - i));
        mix(word);
    }
    if (out_ == nullptr) return;
    const double seconds =
        std::chrono::duration<double>(time_.now().time_since_epoch() - std::chrono::hours(1'000)).count();
    *out_ << std::fixed << std::setprecision(6) << std::setw(14) << seconds << "  " << std::left
          << std::setw(9) << who << std::right << ' ' << wire::to_readable(transport::redact(what)) << '\n';
}

} // namespace fixguard::simulation
