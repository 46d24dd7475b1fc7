// The stage of the demo: a venue on loopback TLS, three sessions under a supervisor, an injector for each.
#pragma once

#include "cli/demo_injector.hpp"
#include "cli/demo_watch.hpp"
#include "engine/supervisor.hpp"
#include "venue/server.hpp"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace fixguard::cli {

// In place of the exchange's 10 s for messages on order entry, and 30 s, 30 s and 300 s for attempts. A busy
// machine has to get 10,001 messages through within the first, or none is too many; and somebody waits for
// it.
inline constexpr milliseconds demo_message_window{5'000};
inline constexpr milliseconds demo_attempt_window{1'000};
// The sessions keep the exchange's 15 attempts. The venue allows more: it counts from the moment at which it
// sees them, and on a busy machine 15 of one second and one of the next come to it within less than a second.
inline constexpr std::uint32_t demo_attempt_limit = 300;

// Everything starts stopped: World::open() brings the sessions up.
class World {
public:
    // `spoil` may change the venue's configuration, for a test of the demo itself. The string is one line.
    // Keys are made for this world alone, in files that are gone when make() returns.
    static std::variant<std::unique_ptr<World>, std::string>
    make(const std::function<void(venue::Config&)>& spoil);

    // false: not all three were logged on in time.
    bool open();

    engine::Supervisor& supervisor() { return *supervisor_; }
    DemoWatch& watch() { return watch_; }
    Injector& injector(SessionKind kind) { return injectors_[static_cast<std::size_t>(kind)]; }

private:
    World() = default;

    std::unique_ptr<venue::Server> server_;
    DemoWatch watch_;
    std::array<Injector, all_session_kinds.size()> injectors_;
    std::unique_ptr<engine::Supervisor> supervisor_; // goes first: it logs out at the server
};

// The sessions are named like their kinds: oe, dc, md.
inline std::string_view session_of(SessionKind kind) {
    return short_name(kind);
}

} // namespace fixguard::cli
