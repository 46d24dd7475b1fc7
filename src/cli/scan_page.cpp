// Logons, logouts and silence become phases; each message counts in its bucket.
#include "cli/scan_page.hpp"

#include "cli/page_fields.hpp"
#include "cli/secrets.hpp"
#include "rules/session_table.hpp"
#include "wire/tags.hpp"
#include "wire/utc_timestamp.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>

namespace fixguard::cli {
namespace {

constexpr std::size_t most_sessions = 1024;

// A maintenance has no fixed length; what logs on later than that does so for another reason.
constexpr std::chrono::minutes countdown{15};

std::string about(const std::vector<std::string>& logs) {
    constexpr std::size_t most_named = 4;
    std::string text = "fixguard " FIXGUARD_VERSION ", scan of ";
    for (std::size_t i = 0; i < std::min(logs.size(), most_named); ++i)
        text += (i == 0 ? "" : ", ") + (logs[i] == "-" ? "standard input" : logs[i]);
    if (logs.size() > most_named) text += " and " + std::to_string(logs.size() - most_named) + " more";
    return text;
}

const rules::SessionTable& limits() {
    return rules::SessionTable::built_in();
}

} // namespace

ScanPage::ScanPage(std::string path, const std::vector<std::string>& logs, std::optional<SessionKind> kind,
                   bool show_secrets)
    : path_(std::move(path)), out_(path_, std::ios::binary), kind_(kind), show_secrets_(show_secrets),
      page_(out_, "Errors of " + std::string(logs.size() == 1 ? "a log" : "logs"), about(logs)) {
    const rules::WindowLimit attempts = limits().of(kind.value_or(SessionKind::order_entry)).attempts;
    attempts_ = timeline_.add_budget("connection attempts", attempts.count, attempts.window);
}

ScanPage::Session& ScanPage::session(std::string_view name) {
    if (const auto known = sessions_.find(name); known != sessions_.end()) return known->second;
    if (sessions_.size() >= most_sessions) sessions_.clear();
    Session session;
    session.lane = timeline_.lane(name);
    return sessions_.emplace(name, session).first->second;
}

void ScanPage::tell_kind(Session& session, const scan::Passing& passing) {
    const std::string_view type = passing.message.msg_type();
    std::optional<SessionKind> kind = kind_;
    if (!kind && passing.sent) kind = scan::kind_of_request(type);
    if (!kind && passing.message.find(tag::DropCopyFlag) == "Y") kind = SessionKind::drop_copy;
    if (!kind && (type == "W" || type == "X" || type == "Y")) kind = SessionKind::market_data;
    if (!kind) return;
    const rules::WindowLimit messages = limits().of(*kind).messages;
    timeline_.set_kind(session.lane, *kind, messages.count, messages.window);
    session.has_kind = true;
}

void ScanPage::passing(const scan::Passing& passing) {
    Session& known = session(passing.session);
    if (!known.has_kind) tell_kind(known, passing);
    const auto time = wire::parse_utc_timestamp(passing.time);
    timeline_.message(known.lane, time.value_or(UtcTime{}), passing.sent);
    if (!time) return;

    const std::string_view type = passing.message.msg_type();
    if (type == "A") {
        logon(known, *time, passing.sent);
    } else if (type == "5") {
        enter(known, *time, passing.sent && known.phase == Phase::up ? Phase::draining : Phase::waiting);
    } else if (known.phase == Phase::idle) {
        enter(known, *time, Phase::up); // the log begins later than the session
    } else if (known.phase == Phase::logging_on && type == "3" && !passing.sent) {
        enter(known, *time, Phase::waiting);
    }
    if (type == "B" && !passing.sent) {
        announced_ = *time;
        timeline_.mark(known.lane, *time, report::MarkKind::news,
                       "the exchange says that it will close, News<B>");
    }
    known.last = *time;
}

void ScanPage::logon(Session& session, UtcTime now, bool sent) {
    if (!sent) return enter(session, now, Phase::up);
    // A session that did not log out has ended with its last message.
    if (session.phase == Phase::up || session.phase == Phase::draining)
        enter(session, session.last, Phase::waiting);
    enter(session, now, Phase::logging_on);
    timeline_.spend(attempts_, now);
    const bool rolls_over = announced_ && now - *announced_ < countdown;
    timeline_.mark(session.lane, now, rolls_over ? report::MarkKind::roll_over : report::MarkKind::log_on,
                   rolls_over ? "roll-over: a new session before the old one is closed" : "Logon<A> sent");
    if (rolls_over) announced_.reset();
}

void ScanPage::enter(Session& session, UtcTime now, Phase phase) {
    session.phase = phase;
    timeline_.phase(session.lane, now, phase);
}

std::string ScanPage::shown(wire::MessageView message) const {
    return show_secrets_ ? std::string(message.bytes()) : without_secrets(message);
}

void ScanPage::error(const std::string& file, const scan::FoundError& found, std::string_view plan) {
    const report::Timeline::Lane lane = session(found.session).lane;
    timeline_.error(lane);
    const std::string message = shown(found.message), cause = shown(found.cause);
    page_.error(found.error,
                {wire::parse_utc_timestamp(found.time), lane, plan, file, found.line, message, cause});
}

std::optional<std::string> ScanPage::end() {
    page_.end(timeline_, page_fields());
    out_.close();
    if (out_) return std::nullopt;
    return path_ + ": cannot be written";
}

} // namespace fixguard::cli
