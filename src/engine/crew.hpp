// The sessions of one account holder and what they share, without a thread of their own.
#pragma once

#include "engine/managed_session.hpp"
#include "engine/session_feed.hpp"
#include "engine/settings.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::engine {

// Built before the loop runs; the sessions are called as managed_session.hpp says.
class Crew {
public:
    // Opens every file that the settings name before anything is started. `world`, `delivery` and `lookup`
    // outlive the crew; there need be no lookup. The string is one line: file, line, section, key, what is
    // wrong.
    static std::variant<std::unique_ptr<Crew>, std::string>
    create(const Settings& settings, World& world, Delivery& delivery, FateLookup* lookup = nullptr);

    // A session before it is put together.
    struct Part {
        std::shared_ptr<const SessionContext> context;
        std::unique_ptr<RequestJournal> journal;
    };
    Crew(const Settings& settings, journal::AccountLedger ledger, std::vector<Part> parts, World& world,
         Delivery& delivery, FateLookup* lookup = nullptr,
         milliseconds lease_renewal = Account::usual_renewal);
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    // The streams of the market-data sessions, if there are any; see MarketFeed for `raw_messages`.
    void add_market_feed(const Settings& settings, bool raw_messages);
    MarketFeed* market_feed() const noexcept { return market_feed_.get(); } // nullptr: none

    const std::vector<std::unique_ptr<ManagedSession>>& sessions() const noexcept { return sessions_; }
    ManagedSession* find(std::string_view name) const; // nullptr: no such session
    Shared& shared() noexcept { return shared_; }
    const Shared& shared() const noexcept { return shared_; }

private:
    void on_accepted(const Acceptance& report, const std::string& account);

    Shared shared_;
    std::vector<std::unique_ptr<ManagedSession>> sessions_;
    std::unique_ptr<SessionFeed> market_feed_;
};

} // namespace fixguard::engine
