// Watches everything that crosses a border and says which rule was broken first.
#pragma once

#include "model/policy.hpp"
#include "model/session_kind.hpp"
#include "simulation/mishap.hpp"
#include "simulation/scheduler.hpp"
#include "wire/message_view.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fixguard::simulation {

struct Violation {
    Invariant invariant{};
    SteadyTime at{};
    std::string what;
};

// What became of one request, as nobody of the participants knows it in full.
struct Request {
    bool handed_over = false; // send() said so
    bool refused = false;     // or the contrary
    bool written = false;     // its bytes went to a stream
    bool arrived = false;     // the exchange read it
    bool accepted = false;    // and its engine took it
    std::vector<RequestFate> told;
    bool settled_by_hand = false;
    bool is_final() const noexcept { return !told.empty() && told.back() != RequestFate::unknown; }
};

// Knows nothing of engine or venue: bytes, times and names in, the first broken rule out. It also keeps the
// transcript, of which a hash is made and, with `out`, lines for people.
class Watch {
public:
    Watch(const Scheduler& time, std::ostream* out) : time_(time), out_(out) {}

    // --- at the client
    void client_wrote(std::uint64_t stream, std::string_view message); // before the network has it
    // What send() said; neither where the process died in it.
    void handed_over(std::string_view request) { requests_[std::string(request)].handed_over = true; }
    void refused(std::string_view request) { requests_[std::string(request)].refused = true; }
    void fate(std::string_view request, RequestFate fate);
    void settled_by_hand(std::string_view request) { requests_[std::string(request)].settled_by_hand = true; }
    void output(std::string_view text); // whatever a user or a file gets to see

    // --- at the exchange
    void connected(SessionKind kind);
    void exchange_read(std::string_view message);
    void exchange_wrote(std::string_view message);
    // A Logon<A> for this name has arrived.
    void logon(std::string_view name, std::uint64_t connection);
    void logged_on(std::string_view name, std::uint64_t connection);
    // `locked_for`: 0 after a Logout<5>.
    void logged_off(std::string_view name, std::uint64_t connection, microseconds locked_for);
    void exchange_restarted();
    // The client dies, and nothing could be written since it last said which names it has.
    void memory_lost();

    void secret(std::string_view text) { secrets_.emplace_back(text); }
    void broken(Invariant invariant, std::string what);
    const std::optional<Violation>& violation() const noexcept { return violation_; }
    std::unordered_map<std::string, Request>& requests() noexcept { return requests_; }

    // --- the transcript
    void note(std::string_view who, std::string_view what);
    bool shows() const noexcept { return out_ != nullptr; }
    std::uint64_t hash() const noexcept { return hash_; }
    std::uint64_t events() const noexcept { return events_; }

private:
    struct Name {
        std::optional<std::uint64_t> live; // the connection
        SteadyTime locked_until{};
        bool forgotten = false; // by the client, until somebody is logged on under it again
    };
    void order_written(std::string_view id);

    const Scheduler& time_;
    std::ostream* const out_;
    std::optional<Violation> violation_;
    std::unordered_map<std::uint64_t, std::uint32_t> next_number_; // of each stream, MsgSeqNum(34)
    std::unordered_map<std::string, Request> requests_;            // by ClOrdID(11)
    std::map<std::string, Name, std::less<>> names_;
    std::array<std::deque<SteadyTime>, 3> attempts_;
    std::vector<std::string> secrets_;
    std::uint64_t hash_ = 14'695'981'039'346'656'037U;
    std::uint64_t events_ = 0;
};

} // namespace fixguard::simulation
