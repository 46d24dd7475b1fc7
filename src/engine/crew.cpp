// Sessions from settings, and the budgets they share.
#include "engine/crew.hpp"

#include <algorithm>

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

} // namespace

std::variant<std::unique_ptr<Crew>, std::string> Crew::create(const Settings& settings, World& world,
                                                              Delivery& delivery) {
    if (settings.sessions.empty()) return std::string("no session is configured");
    std::vector<std::shared_ptr<const SessionContext>> contexts;
    for (const SessionSettings& session : settings.sessions) {
        auto context = SessionContext::open(session);
        if (auto* const error = std::get_if<std::string>(&context)) return std::move(*error);
        contexts.push_back(std::get<std::shared_ptr<const SessionContext>>(std::move(context)));
    }
    return std::make_unique<Crew>(settings, std::move(contexts), world, delivery);
}

Crew::Crew(const Settings& settings, std::vector<std::shared_ptr<const SessionContext>> contexts,
           World& world, Delivery& delivery)
    : shared_(world, delivery, attempt_budgets(settings)) {
    for (auto& context : contexts)
        sessions_.push_back(std::make_unique<ManagedSession>(shared_, std::move(context)));
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
