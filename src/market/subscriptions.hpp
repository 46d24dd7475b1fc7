// Which streams are wanted, which connection has each, and what is to be asked for now.
#pragma once

#include "market/listener.hpp"
#include "market/request.hpp"
#include "market/wanted.hpp"
#include "rules/limits.hpp"
#include "rules/session_table.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fixguard::market {

// What the exchange allows, less what other messages of a connection need.
struct Limits {
    std::uint32_t streams = 0;     // of one connection
    std::uint32_t connections = 0; // of the account
    rules::WindowLimit messages;   // on one connection

    // A tenth of the messages stays free for heartbeats and Logout<5>, and the window is a twentieth longer:
    // our clock and the exchange's do not begin to count at the same moment.
    static Limits of(const rules::SessionTable& table);
};

// A stream is asked for once, however many want it, under an MDReqID(262) of its own: so a refusal or a gap
// concerns one stream. Time is an argument and never steps back. Not thread-safe.
class Subscriptions {
public:
    Subscriptions(const Limits& limits, StreamListener& listener) : limits_(limits), listener_(listener) {}

    // --- the user's wishes. `depth`: levels of the snapshot, 2..5000, brought into that range; only of a
    // depth stream. A second one who wants more than runs has the stream asked for again.
    void subscribe(const StreamKey& key, std::uint32_t depth, SteadyTime now);
    bool unsubscribe(const StreamKey& key, std::uint32_t depth, SteadyTime now); // false: nobody asked for it

    // --- connections
    void add_connection(ConnectionId connection, SteadyTime now);    // it is there, though not logged on yet
    void remove_connection(ConnectionId connection, SteadyTime now); // it will not be back: others take over
    // Logged on. Where it was already, a new connection takes over from one that stands for a while: streams
    // stay good until the new one answers.
    void connected(ConnectionId connection, SteadyTime now);
    void disconnected(ConnectionId connection, StreamFault why, SteadyTime now);
    std::size_t connections_wanted() const noexcept; // at most Limits::connections

    // --- what to do. The next request of that connection, which counts as sent; nothing: none is due. It has
    // to be sent in that order; what could not be sent comes back by not_sent().
    std::optional<Request> next(ConnectionId connection, SteadyTime now);
    void not_sent(const Request& request, SteadyTime again_at);
    void on_time(SteadyTime now);
    SteadyTime next_time(SteadyTime now); // of on_time() or next(); max: nothing is planned

    // --- what came
    enum class IdState : std::uint8_t {
        current,
        previous, // of the connection before: its data is good until the new one's first message
        ended,
        refused,
    };
    struct Id {
        Wanted* stream = nullptr; // nullptr: nobody wants it any more
        IdState state = IdState::current;
        SteadyTime since{}; // ended: when the end was sent; max: not yet
    };
    Id* find(ConnectionId connection, std::string_view md_req_id);
    void answered(Wanted& stream); // the first message of the stream
    void good(Wanted& stream, std::optional<std::int64_t> update_id, SteadyTime now);
    void renew(Wanted& stream, StreamFault fault, SteadyTime now); // what is held is no good
    void spoil(Wanted& stream, StreamFault fault,
               SteadyTime now); // the same of one that is asked for already
    // A snapshot under an id that had been refused: the stream runs all the same. false: nobody wants it, or
    // it has been asked for anew.
    bool revive(std::string_view md_req_id, Id& id);
    // Data under an id that was ended. If that does not stop it is ended once more.
    void late(ConnectionId connection, std::string_view md_req_id, Id& id, SteadyTime now);
    void refused(ConnectionId connection, std::string_view md_req_id, const Refusal& refusal, SteadyTime now);
    // A request was refused and nobody knows which: all that have no answer yet are asked for anew.
    void refused_one_of(ConnectionId connection, SteadyTime now);

    const Wanted* find(const StreamKey& key) const;
    StreamCounts counts() const;
    std::uint64_t unattributed() const noexcept { return unattributed_; } // answers to no request of ours

private:
    struct Todo {
        Wanted* stream = nullptr; // nullptr: the end of `md_req_id`
        std::string md_req_id;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    struct Connection {
        explicit Connection(const Limits& limits)
            : capacity(limits.streams), messages(limits.messages, rules::WindowType::sliding) {}

        bool up = false;
        std::uint32_t capacity;
        std::uint32_t streams = 0; // that are placed here
        rules::WindowCounter messages;
        SteadyTime held_until = SteadyTime::min();
        std::deque<Todo> todo;
        std::unordered_map<std::string, Id, Hash, std::equal_to<>> ids;
    };

    Connection& of(const Wanted& stream) { return connections_.at(*stream.connection); }
    void take_over_ids(Connection& connection);
    void place(Wanted& stream, SteadyTime now);
    void unplace(Wanted& stream);
    void place_all(SteadyTime now);
    void enqueue(Wanted& stream);
    void dequeue(const Wanted& stream);
    void end_on_the_wire(Wanted& stream);
    void pause_then_ask(Wanted& stream, milliseconds at_least, SteadyTime now);
    void take_over(Wanted& stream, std::string_view active_id, SteadyTime now);
    void no_more_room(Wanted& stream, SteadyTime now);
    void set_alarm(Wanted& stream, SteadyTime at);
    void forget_old_ids(Connection& connection, SteadyTime now);
    void tell(Wanted& stream, StreamState state, StreamFault fault, ErrorCode code,
              std::optional<std::int64_t> update_id, SteadyTime now);

    const Limits limits_;
    StreamListener& listener_;
    std::map<StreamKey, std::unique_ptr<Wanted>> streams_;
    std::map<ConnectionId, Connection> connections_;
    std::set<std::pair<SteadyTime, Wanted*>> alarms_;
    std::size_t unplaced_ = 0;
    std::uint64_t last_id_ = 0;
    std::uint64_t unattributed_ = 0;
};

} // namespace fixguard::market
