// Phases come from the supervisor, one lane for each session.
#include "cli/run_page.hpp"

#include "cli/page_fields.hpp"
#include "cli/secrets.hpp"
#include "recovery/planner.hpp"
#include "rules/session_table.hpp"
#include "wire/tags.hpp"

#include <nlohmann/json.hpp>

namespace fixguard::cli {
namespace {

constexpr std::chrono::minutes countdown{15}; // a maintenance has no fixed length

} // namespace

RunPage::RunPage(std::string path, std::string_view config)
    : path_(std::move(path)), out_(path_, std::ios::binary),
      page_(out_, "Sessions of a run", "fixguard " FIXGUARD_VERSION ", run of " + std::string(config)) {}

RunPage::Session& RunPage::session(std::string_view name) {
    if (const auto known = sessions_.find(name); known != sessions_.end()) return known->second;
    Session session;
    session.lane = timeline_.lane(name);
    return sessions_.emplace(name, std::move(session)).first->second;
}

std::size_t RunPage::attempts_of(SessionKind kind) {
    if (const auto known = attempts_.find(kind); known != attempts_.end()) return known->second;
    const rules::WindowLimit limit = rules::SessionTable::built_in().of(kind).attempts;
    const std::size_t budget = timeline_.add_budget("attempts to connect, " + std::string(short_name(kind)),
                                                    limit.count, limit.window);
    return attempts_.emplace(kind, budget).first->second;
}

void RunPage::state(const engine::SessionState& state, UtcTime now) {
    Session& known = session(state.session);
    const rules::WindowLimit messages = rules::SessionTable::built_in().of(state.kind).messages;
    timeline_.set_kind(known.lane, state.kind, messages.count, messages.window);
    timeline_.phase(known.lane, now, state.phase);
    if (state.phase == Phase::connecting) timeline_.spend(attempts_of(state.kind), now);
    if (state.phase != Phase::up) return;
    const bool rolls_over = known.announced && now - *known.announced < countdown;
    known.announced.reset();
    timeline_.mark(known.lane, now, rolls_over ? report::MarkKind::roll_over : report::MarkKind::log_on,
                   rolls_over ? "roll-over: a new session before the old one is closed" : "logged on");
}

void RunPage::error(std::string_view session_name, const SessionError& error, const Plan& plan, UtcTime now) {
    Session& known = session(session_name);
    timeline_.error(known.lane);
    if (error.carrier == Carrier::news) {
        known.announced = now;
        timeline_.mark(known.lane, now, report::MarkKind::news,
                       "the exchange says that it will close, News<B>");
    }
    const bool is_last = error.msg_seq_num && error.msg_seq_num == known.last_seq_num;
    page_.error(error, {now, known.lane, recovery::describe(plan), "", 0,
                        is_last ? std::string_view(known.last) : std::string_view{}, ""});
}

void RunPage::message(std::string_view session_name, wire::MessageView message, UtcTime now) {
    Session& known = session(session_name);
    timeline_.message(known.lane, now, false);
    known.last = without_secrets(message);
    known.last_seq_num = message.find_seq_num(tag::MsgSeqNum);
}

std::optional<std::string> RunPage::end() {
    page_.end(timeline_, page_fields());
    out_.close();
    if (out_) return std::nullopt;
    return path_ + ": cannot be written";
}

} // namespace fixguard::cli
