// Keeps any number of sessions logged on: attempts, plans, budgets, names, requests and their fates.
#pragma once

#include "engine/lookup.hpp"
#include "engine/observer.hpp"
#include "engine/send_result.hpp"
#include "engine/settings.hpp"
#include "transport/outbound_filter.hpp"
#include "transport/tap.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::engine {

class MarketFeed;

struct SessionStatus {
    std::string name;
    SessionKind kind = SessionKind::order_entry;
    Phase phase = Phase::idle;
    std::string sender_comp_id;
    std::uint32_t attempts = 0;
    std::uint32_t next_outbound = 0; // MsgSeqNum(34)
    std::uint32_t next_inbound = 0;
    std::size_t in_flight = 0;       // requests that wait for their fate
    std::size_t unknown = 0;         // requests whose fate is unknown and not settled
    std::uint32_t messages_used = 0; // of the connection's message limit, in its window
    WindowLimit message_limit;       // that limit; no count: there is no connection
    std::size_t open_circuits = 0;   // shapes of messages that are refused here
    milliseconds held_for{0};        // requests are refused for so long
};

struct SupervisorOptions {
    std::size_t delivery_limit = 65'536;                 // events waiting for the observer
    std::size_t delivery_bytes_limit = 64 * 1024 * 1024; // and the bytes of their messages
    // on_message() for the streams of the market feed too; each is copied for it.
    bool raw_market_data = true;
    // Asked what became of requests of unknown fate; not owned, outlives the supervisor. nullptr: nobody.
    FateLookup* lookup = nullptr;
};

// One thread for all sockets and timers, one for the observer. All members may be called from any thread, but
// not the destructor and wait_* from within a call of the library: to an observer, a listener, a tap, a
// filter.
class Supervisor {
public:
    // Opens every file that the settings name (keys, API keys, authorities, dictionaries, policies) before
    // anything is started. The string is one line: file, line, section, key, what is wrong; or that the
    // system has no thread or descriptor left.
    static std::variant<std::unique_ptr<Supervisor>, std::string>
    create(const Settings& settings, Observer& observer, const SupervisorOptions& options = {});

    // Logs out what is logged on, waits for that at most LogoutTimeout, and delivers what is queued.
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    // Before start(). Neither is owned; both outlive the supervisor. false: no such session.
    bool set_outbound_filter(std::string_view session, transport::OutboundFilter* filter);
    bool set_tap(std::string_view session, transport::Tap* tap);

    // All sessions, but those that were halted, also by a process before this one whose journal it has.
    void start();
    bool start(std::string_view session); // one; also the way out of Phase::halted: a person has looked
    void stop();                          // Logout<5> and close, all sessions; returns at once
    bool stop(std::string_view session);

    // `body`: fields as wire bytes, MsgType(35) first, without 8, 9, 10 and without the header fields that
    // the session sets (34, 49, 52, 56). RecvWindow(25000) goes to the header. Never blocks on the network.
    // Before anything is spent the body is held against the exchange's rules; see SendStatus::refused and
    // rules::Preflight. SessionSettings::preflight switches that off.
    SendResult send(std::string_view session, std::string_view body);

    SessionStatus status(std::string_view session) const; // Phase::idle and an empty name: no such session
    std::vector<std::string> session_names() const;

    // The streams of all market-data sessions; nullptr: none is configured. Lives as long as the supervisor.
    MarketFeed* market_feed() const;

    // Requests whose fate is unknown, until a report, a late answer, a lookup, absence (see
    // SessionSettings::absence_proof) or the user settles them. false: not listed.
    std::vector<RequestRef> unknown_requests(std::string_view session) const;
    bool settle(std::string_view session, std::string_view request_id, RequestFate fate);

    // Messages of every shape are sent again. false: no such session.
    bool close_circuits(std::string_view session);

    // false: the time is over first.
    bool wait_for(std::string_view session, Phase phase, milliseconds timeout) const;
    bool wait_for_all(Phase phase, milliseconds timeout) const;

private:
    class Impl;
    explicit Supervisor(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace fixguard::engine
