// The production exchange behind the simulated network, as venue/server.cpp has it behind sockets.
#pragma once

#include "simulation/link.hpp"
#include "simulation/watch.hpp"
#include "venue/exchange.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace fixguard::simulation {

class ExchangeHost {
public:
    ExchangeHost(Scheduler& time, Watch& watch, venue::Config config);

    void accept(SessionKind kind, std::shared_ptr<Link> link);
    // Everything is forgotten and every connection reset; nobody listens before `until`.
    void restart(SteadyTime until);
    bool is_down() const noexcept { return time_.now() < down_until_; }
    void inject(venue::Fault fault);
    void announce_maintenance(milliseconds countdown);
    void mend(); // no fault is left that waits for its moment

private:
    struct Seat {
        std::shared_ptr<Link> link;
        std::uint64_t number = 0; // over all restarts
        wire::FrameReader reader{wire::OnFault::resync};
        std::string input;
        std::string name; // SenderCompID(49) of the Logon<A>
        microseconds lock{0};
        bool up = false;
        bool logged_out = false; // a Logout<5> was written
    };
    venue::Now now() const { return {time_.utc(), time_.now()}; }
    void on_bytes(venue::SessionId id, std::string_view bytes);
    void on_gone(venue::SessionId id);
    void watch_input(Seat& seat, std::string_view bytes);
    void watch_output(Seat& seat, std::string_view bytes);
    void leave(Seat& seat, bool locks);
    void after_event();
    void set_timer();

    Scheduler& time_;
    Watch& watch_;
    venue::Config config_;
    std::unique_ptr<venue::Exchange> exchange_;
    std::map<venue::SessionId, Seat> seats_;
    std::uint64_t connections_ = 0;
    std::uint64_t epoch_ = 0; // counts restarts: what was planned before is void
    SteadyTime timer_at_ = SteadyTime::max();
    SteadyTime down_until_{};
};

} // namespace fixguard::simulation
