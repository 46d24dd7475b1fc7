// One connection through a network that splits, coalesces, delays, loses and spoils.
#pragma once

#include "simulation/chance.hpp"
#include "simulation/scheduler.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace fixguard::simulation {

enum class End : std::uint8_t { client, exchange };
constexpr End other(End end) noexcept {
    return end == End::client ? End::exchange : End::client;
}

// How a network is while nothing in particular goes wrong.
struct Weather {
    microseconds least_delay{200};
    microseconds most_delay{2'000};
    std::uint32_t splits = 0; // one in so many writes is cut in pieces; 0: none
};

// Bytes arrive in their order or not at all, as TCP has it. What is called from here is called from the queue
// of time, never from within a call of the link.
class Link : public std::enable_shared_from_this<Link> {
public:
    struct Ears {
        std::function<void(std::string_view)> bytes;
        std::function<void()> finished;
        std::function<void()> reset;
    };
    Link(Scheduler& time, Chance& chance, const Weather& weather)
        : time_(time), chance_(chance), weather_(weather) {}

    void listen(End at, Ears ears) { way_to(at).ears = std::move(ears); }
    void hang_up(End at); // hears nothing any more

    void send(End from, std::string_view bytes);
    void finish(End from); // FIN behind what was sent
    void reset(End from);  // RST: overtakes what was sent
    bool swallows(End from) { return way_to(other(from)).cut; }

    // --- what may go wrong
    void cut(End to) { way_to(to).cut = true; }          // what is sent there vanishes, ends too
    void stall(End to, SteadyTime until);                // nothing arrives before
    void spoil_next(End to) { way_to(to).spoil = true; } // one bit of the next byte that arrives
    // Reset by somebody on the way: nothing passes any more, and these ends hear of it.
    void break_down(bool client_hears, bool exchange_hears);

private:
    struct Parcel {
        SteadyTime due;
        std::string bytes;
        bool last = false;
    };
    struct Way { // to one end
        Ears ears;
        std::deque<Parcel> parcels;
        SteadyTime busy_until{};
        bool cut = false;
        bool spoil = false;
    };
    Way& way_to(End end) { return ways_[static_cast<std::size_t>(end)]; }
    void put(End to, std::string bytes, bool last);
    void arrive(End to);
    void tell_reset(End at);
    SteadyTime next_arrival(Way& way);

    Scheduler& time_;
    Chance& chance_;
    const Weather weather_;
    std::array<Way, 2> ways_;
    bool stalled_ = false;
};

} // namespace fixguard::simulation
