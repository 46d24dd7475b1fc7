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

std::array<Account::Limits, 3> account_limits(const Settings& settings) {
    std::array<Account::Limits, 3> limits{};
    for (const SessionKind kind : all_session_kinds) {
        const rules::KindRules& rules = rules::SessionTable::built_in().of(kind);
        rules::WindowLimit attempts = rules.attempts;
        for (const SessionSettings& session : settings.sessions)
            if (session.kind == kind && session.attempt_limit) attempts = *session.attempt_limit;
        attempts = with_margin(attempts);
        limits[static_cast<std::size_t>(kind)] = {attempts.count, attempts.window, rules.connections};
    }
    return limits;
}

std::string in_settings(const SessionSettings& session, std::string_view why) {
    return session.origin.at("FixguardJournalFolder", session.name).append(": ").append(why);
}

std::variant<journal::AccountLedger, std::string> open_ledger(const SessionSettings& first, SteadyTime now) {
    if (first.journal_folder.empty()) return journal::AccountLedger::open(":memory:", now);
    std::error_code failed;
    std::filesystem::create_directories(first.journal_folder, failed);
    if (failed) return in_settings(first, first.journal_folder + ": cannot be made: " + failed.message());
    const std::filesystem::path folder(first.journal_folder);
    auto ledger = journal::AccountLedger::open((folder / "account.sqlite").string(), now);
    if (const auto* const error = std::get_if<std::string>(&ledger)) return in_settings(first, *error);
    return ledger;
}

// Only order entry has requests whose loss would matter; nullptr for all others, and without a folder.
std::variant<std::unique_ptr<RequestJournal>, std::string> open_journal(const SessionSettings& session) {
    if (session.journal_folder.empty() || session.kind != SessionKind::order_entry)
        return std::unique_ptr<RequestJournal>();
    const std::filesystem::path folder(session.journal_folder);
    auto journal = RequestJournal::open((folder / (session.name + ".requests")).string(), session.name);
    if (const auto* const error = std::get_if<std::string>(&journal)) return in_settings(session, *error);
    return journal;
}

} // namespace

std::variant<std::unique_ptr<Crew>, std::string> Crew::create(const Settings& settings, World& world,
                                                              Delivery& delivery, FateLookup* lookup) {
    if (settings.sessions.empty()) return std::string("no session is configured");
    auto ledger = open_ledger(settings.sessions.front(), world.now());
    if (auto* const error = std::get_if<std::string>(&ledger)) return std::move(*error);
    std::vector<Part> parts;
    for (const SessionSettings& session : settings.sessions) {
        auto context = SessionContext::open(session);
        if (auto* const error = std::get_if<std::string>(&context)) return std::move(*error);
        auto journal = open_journal(session);
        if (auto* const error = std::get_if<std::string>(&journal)) return std::move(*error);
        parts.push_back({std::get<std::shared_ptr<const SessionContext>>(std::move(context)),
                         std::get<std::unique_ptr<RequestJournal>>(std::move(journal))});
    }
    return std::make_unique<Crew>(settings, std::get<journal::AccountLedger>(std::move(ledger)),
                                  std::move(parts), world, delivery, lookup);
}

Crew::Crew(const Settings& settings, journal::AccountLedger ledger, std::vector<Part> parts, World& world,
           Delivery& delivery, FateLookup* lookup, milliseconds lease_renewal)
    : shared_(world, delivery, std::move(ledger), !settings.sessions.front().journal_folder.empty(),
              account_limits(settings), lookup, lease_renewal) {
    shared_.account.on_free = [this] {
        for (const auto& session : sessions_)
            shared_.world.post([&session] { session->try_next(); });
    };
    for (Part& part : parts)
        sessions_.push_back(
            std::make_unique<ManagedSession>(shared_, std::move(part.context), std::move(part.journal)));
    for (const auto& one : sessions_)
        for (const auto& other : sessions_)
            shared_.several_order_entries |= one != other && one->account() == other->account() &&
                                             one->is_order_entry() && other->is_order_entry();
    shared_.drop_copy = [this](const std::string& account) {
        std::optional<Reconciler::Heard> best;
        for (const auto& session : sessions_) {
            if (session->account() != account) continue;
            const auto heard = session->heard();
            if (heard && (!best || heard->since < best->since)) best = heard;
        }
        return best;
    };
    shared_.on_accepted = [this](const Acceptance& report, const std::string& account) {
        on_accepted(report, account);
    };
    shared_.on_twin = [this](const RequestRef& accepted, const std::string& account) {
        for (const auto& session : sessions_)
            if (session->account() == account) session->name_twins(accepted);
    };
}

// One report is proof of one request: of the only one under its id that waits for an answer, or of the oldest
// in doubt. Where a doubtful one was sent once more, and that one waits, it may be of either.
void Crew::on_accepted(const Acceptance& report, const std::string& account) {
    const auto name_all = [&](auto whose, Named as) {
        return std::ranges::count_if(sessions_, [&](const auto& session) {
            return session->account() == account && ((*session).*whose)(report, as);
        });
    };
    const bool doubted = shared_.doubts > 0 && name_all(&ManagedSession::name_doubts, Named::nobody) > 0;
    const auto waiting = name_all(&ManagedSession::name_in_flight, Named::it);
    if (waiting > 1 || (waiting > 0 && doubted)) {
        name_all(&ManagedSession::name_in_flight, Named::one_of_all);
        name_all(&ManagedSession::name_doubts, Named::one_of_all);
        return;
    }
    if (!doubted) return;
    for (const auto& session : sessions_)
        if (session->account() == account && session->settle(report)) return;
}

void Crew::add_market_feed(const Settings& settings, bool raw_messages) {
    if (std::none_of(settings.sessions.begin(), settings.sessions.end(),
                     [](const auto& session) { return session.kind == SessionKind::market_data; }))
        return;
    market_feed_ =
        std::make_unique<SessionFeed>(shared_.world, shared_.delivery, shared_.instruments, raw_messages);
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        const SessionSettings& session = settings.sessions[i];
        if (session.kind != SessionKind::market_data) continue;
        market_feed_->add(*sessions_[i], session.standby);
        for (const StreamWish& wish : session.streams)
            market_feed_->subscribe(wish.symbol, wish.kind, wish.depth);
    }
    if (std::any_of(settings.sessions.begin(), settings.sessions.end(),
                    [](const auto& session) { return session.preflight_filters; }))
        market_feed_->keep_instruments();
}

ManagedSession* Crew::find(std::string_view name) const {
    const auto found = std::find_if(sessions_.begin(), sessions_.end(),
                                    [name](const auto& session) { return session->name() == name; });
    return found == sessions_.end() ? nullptr : found->get();
}

} // namespace fixguard::engine
