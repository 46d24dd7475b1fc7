// The simulated exchange without its sockets: all sessions, accounts, orders, feeds, limits, one queue of
// time.
#pragma once

#include "catalog/catalog.hpp"
#include "dictionary/dictionary.hpp"
#include "model/inline_string.hpp"
#include "rules/check.hpp"
#include "venue/config.hpp"
#include "venue/counters.hpp"
#include "venue/fault_script.hpp"
#include "venue/logon_desk.hpp"
#include "venue/market_data.hpp"
#include "venue/now.hpp"
#include "venue/order_desk.hpp"
#include "venue/session.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <random>
#include <string>
#include <vector>

namespace fixguard::venue {

// Single-threaded and deterministic: the same configuration and the same calls with the same times give the
// same bytes. The owner of the sockets calls connect(), Session::on_bytes(), disconnected() and on_timer(),
// and after each of them empties the sessions of take_touched().
class Exchange {
public:
    // Throws std::invalid_argument for a configuration that load_config() would have refused.
    explicit Exchange(Config config);

    // Times of configured faults count from here. Once, before anything else; the first connect() does it
    // where nobody has.
    void start(Now now);
    Session& connect(SessionKind kind, std::string ip, Now now);
    Session* find(SessionId id) noexcept;
    // The stream of the session is gone, or the owner closed it because close_wanted(). Forgets the session.
    void disconnected(SessionId id, Now now);

    void on_timer(Now now);
    SteadyTime next_timer() const noexcept; // SteadyTime::max(): nothing is planned
    // Sessions that have output or want to be closed, oldest first. Valid until the next call.
    const std::vector<SessionId>& take_touched();

    // Control, see Server.
    void announce_maintenance(milliseconds countdown, Now now);
    // Throws std::invalid_argument for a fault with a time that needs a message.
    void inject(Fault fault, Now now);
    void clear_faults() noexcept; // those that wait for a message or a time; what has struck stays
    std::vector<Fault> waiting_faults() const;
    void set_clock_offset(milliseconds offset) noexcept { clock_offset_ = offset; }
    milliseconds clock_offset() const noexcept { return clock_offset_; }
    // What a fault wants of the owner of the sockets, once.
    std::optional<CertificateChange> take_certificate_change() noexcept {
        return std::exchange(certificate_change_, std::nullopt);
    }
    void set_rules(rules::SessionTable table);
    Counters counters() const;
    const MarketData& market_data() const noexcept { return market_data_; }
    const std::map<SessionId, std::unique_ptr<Session>>& sessions() const noexcept { return sessions_; }

    // What sessions ask for.
    const rules::SessionTable& table() const noexcept { return table_; }
    rules::RuleSet rule_set(SessionKind kind) const;
    FaultScript& faults() noexcept { return faults_; }
    LogonDesk& logons() noexcept { return logons_; }
    Counters& count() noexcept { return counters_; }
    std::string new_uuid();
    void touched(SessionId id);
    void plan(SteadyTime at, std::function<void(Now)> what);
    void plan_timer(SessionId id);                                  // at Session::next_timer()
    void send_later(SessionId id, std::string body, SteadyTime at); // if the session is still up then
    void handle_request(Session& session, const Refused& message, Now now);
    void logged_on(Session& session); // and until logged_off() it gets the reports that it wants
    void logged_off(Session& session) noexcept;
    std::string_view sending_time(Now now); // SendingTime(52); valid until the next call
    void count_unfilled(std::size_t account, Now now) { orders_.unfilled_orders(account).admit(now.steady); }
    void strike(const Fault& fault, Now now); // at once, wherever it fits
    // The clocks as the venue reads them: a fault may have moved one.
    Now venue_time(Now now) const noexcept { return {now.utc + clock_offset_, now.steady}; }

private:
    struct Planned {
        SteadyTime at;
        std::uint64_t order; // of planning, so that equal times keep it
        std::function<void(Now)> what;
        friend bool operator<(const Planned& left, const Planned& right) noexcept {
            return left.at != right.at ? left.at > right.at : left.order > right.order;
        }
    };

    void send_reports(Session& requester, const Outbox& outbox, Now now);
    void answer_limit_query(Session& session, const Refused& message, Now now);
    void start_feed(Now now);
    void feed_step(Now now);
    void plan_fault(Fault fault, Now now);
    void begin_maintenance(const Fault& fault, Now now);
    void news(SessionId id, SteadyTime end, Now now);

    Config config_;
    rules::SessionTable table_;
    std::map<SessionId, std::unique_ptr<Session>> sessions_;
    std::vector<std::vector<Session*>> listeners_; // of reports; by account, oldest first
    std::vector<SessionId> touched_;
    std::vector<SessionId> taken_;
    Outbox outbox_; // of the request in hand
    InlineString<32> sending_time_;
    UtcTime sending_time_of_ = UtcTime::min();
    std::priority_queue<Planned> planned_;
    FaultScript faults_;
    LogonDesk logons_;
    OrderDesk orders_;
    MarketData market_data_;
    Counters counters_;
    std::mt19937_64 random_;
    SessionId last_session_ = 0;
    std::uint64_t last_planned_ = 0;
    bool feed_runs_ = false;
    bool started_ = false;
    std::map<std::uint64_t, Fault> planned_faults_; // at a time; in the order of injection
    std::uint64_t last_fault_ = 0;
    std::array<SteadyTime, 3> down_until_{SteadyTime::min(), SteadyTime::min(), SteadyTime::min()}; // by kind
    milliseconds clock_offset_{0};
    std::optional<CertificateChange> certificate_change_;
};

} // namespace fixguard::venue
