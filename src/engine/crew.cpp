// Sessions from settings, and the budgets they share.
#include "engine/crew.hpp"

#include "rules/session_table.hpp"

#include <algorithm>
#include <filesystem>

namespace fixguard::engine {
namespace {

// Our clock and the exchange's count the same window, but not from the same moment: what leaves us in 30 s
// may arrive there in a little less.
rules::WindowLimit with_margin(rules::WindowLimit limit) {
    limit.window += limit.window / 20;
    return limit;
}

std::vector<rules::WindowCounter> attempt_budgets(const Settings& settings) {
    const rules::SessionTable& table = rules::SessionTable::built_in();
    std::vector<rules::WindowCounter> budgets;
    for (const SessionKind kind : all_session_kinds) {
        rules::WindowLimit limit = table.of(kind).attempts;
        for (const SessionSettings& session : settings.sessions)
            if (session.kind == kind && session.attempt_limit) limit = *session.attempt_limit;
        budgets.emplace_back(with_margin(limit), rules::WindowType::sliding);
    }
    return budgets;
}

std::string in_settings(const SessionSettings& session, std::string_view why) {
    return session.origin.at("FixguardJournalFolder", session.name).append(": ").append(why);
}

// Only order entry has requests whose loss would matter; nullptr for all others, and without a folder.
std::variant<std::unique_ptr<RequestJournal>, std::string> open_journal(const SessionSettings& session) {
    if (session.journal_folder.empty()) return std::unique_ptr<RequestJournal>();
    std::error_code failed;
    std::filesystem::create_directories(session.journal_folder, failed);
    if (failed) return in_settings(session, session.journal_folder + ": cannot be made: " + failed.message());
    if (session.kind != SessionKind::order_entry) return std::unique_ptr<RequestJournal>();
    const std::filesystem::path folder(session.journal_folder);
    auto journal = RequestJournal::open((folder / (session.name + ".requests")).string(), session.name);
    if (const auto* const error = std::get_if<std::string>(&journal)) return in_settings(session, *error);
    return journal;
}

} // namespace

std::variant<std::unique_ptr<Crew>, std::string> Crew::create(const Settings& settings, World& world,
                                                              Delivery& delivery) {
    if (settings.sessions.empty()) return std::string("no session is configured");
    std::vector<Part> parts;
    for (const SessionSettings& session : settings.sessions) {
        auto context = SessionContext::open(session);
        if (auto* const error = std::get_if<std::string>(&context)) return std::move(*error);
        auto journal = open_journal(session);
        if (auto* const error = std::get_if<std::string>(&journal)) return std::move(*error);
        parts.push_back({std::get<std::shared_ptr<const SessionContext>>(std::move(context)),
                         std::get<std::unique_ptr<RequestJournal>>(std::move(journal))});
    }
    return std::make_unique<Crew>(settings, std::move(parts), world, delivery);
}

Crew::Crew(const Settings& settings, std::vector<Part> parts, World& world, Delivery& delivery)
    : shared_(world, delivery, attempt_budgets(settings)) {
    for (Part& part : parts)
        sessions_.push_back(
            std::make_unique<ManagedSession>(shared_, std::move(part.context), std::move(part.journal)));
    shared_.on_report = [this](const Report& report, const std::string& account) {
        for (const auto& session : sessions_)
            if (session->account() == account) session->settle(report.id, report.fate);
    };
}

ManagedSession* Crew::find(std::string_view name) const {
    const auto found = std::find_if(sessions_.begin(), sessions_.end(),
                                    [name](const auto& session) { return session->name() == name; });
    return found == sessions_.end() ? nullptr : found->get();
}

} // namespace fixguard::engine
