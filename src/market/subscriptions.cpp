// Wishes, connections, and the queue of requests.
#include "market/subscriptions.hpp"

#include "catalog/codes.hpp"

#include <limits>

namespace fixguard::market {
namespace {

// How long the first message of a book stream may take: as long as the matching engine may.
constexpr milliseconds patience{10'000};
// Ids of ended streams are remembered so long, and looked through when there are so many of them.
constexpr milliseconds id_memory{60'000};
constexpr std::size_t many_ids = 1'000;

constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";

// Never the same twice in a process, so that no two of a connection can be.
std::string id_text(std::uint64_t number) {
    std::string text;
    do
        text += digits[number % digits.size()];
    while ((number /= digits.size()) != 0);
    return std::string(own_prefix).append(text.rbegin(), text.rend());
}

// One level would be a book ticker.
std::uint32_t fitting(StreamKind kind, std::uint32_t depth) noexcept {
    return kind == StreamKind::depth ? std::clamp<std::uint32_t>(depth, 2, max_depth) : 1;
}

} // namespace

Limits Limits::of(const rules::SessionTable& table) {
    const rules::KindRules& rules = table.of(SessionKind::market_data);
    rules::WindowLimit messages = rules.messages;
    messages.count -= messages.count / 10;
    messages.window += messages.window / 20;
    return {rules.streams, rules.connections, messages};
}

// --- wishes --------------------------------------------------------------------------------------

void Subscriptions::subscribe(const StreamKey& key, std::uint32_t depth, SteadyTime now) {
    depth = fitting(key.kind, depth);
    const auto [place_in_map, is_new] = streams_.try_emplace(key);
    if (is_new) {
        place_in_map->second = std::make_unique<Wanted>(key);
        if (key.kind == StreamKind::depth) place_in_map->second->book = std::make_unique<Book>();
        ++unplaced_;
    }
    Wanted& stream = *place_in_map->second;
    stream.depths.push_back(depth);
    if (is_new) return place(stream, now);
    if (stream.phase == Phase::refused) {
        stream.phase = Phase::waiting;
        stream.connection ? enqueue(stream) : place(stream, now);
    } else if (stream.on_the_wire() && depth > stream.depth) {
        renew(stream, StreamFault::deeper, now);
    }
}

bool Subscriptions::unsubscribe(const StreamKey& key, std::uint32_t depth, SteadyTime now) {
    depth = fitting(key.kind, depth);
    const auto found = streams_.find(key);
    if (found == streams_.end()) return false;
    Wanted& stream = *found->second;
    const auto wish = std::find(stream.depths.begin(), stream.depths.end(), depth);
    if (wish == stream.depths.end()) return false;
    stream.depths.erase(wish);
    if (!stream.depths.empty()) return true;

    dequeue(stream);
    end_on_the_wire(stream);
    set_alarm(stream, SteadyTime::max());
    tell(stream, StreamState::ended, StreamFault::none, {}, {}, now);
    unplace(stream);
    --unplaced_;
    streams_.erase(found);
    place_all(now);
    return true;
}

// --- connections ---------------------------------------------------------------------------------

void Subscriptions::add_connection(ConnectionId connection, SteadyTime now) {
    const bool is_new = connections_.try_emplace(connection, limits_).second;
    if (is_new) place_all(now);
}

void Subscriptions::remove_connection(ConnectionId connection, SteadyTime now) {
    disconnected(connection, StreamFault::connection_lost, now);
    for (auto& [key, stream] : streams_)
        if (stream->connection == connection) unplace(*stream);
    connections_.erase(connection);
    place_all(now);
}

void Subscriptions::connected(ConnectionId connection, SteadyTime now) {
    add_connection(connection, now);
    Connection& here = connections_.at(connection);
    if (here.up) take_over_ids(here);
    here.up = true;
    here.capacity = limits_.streams;
    here.messages = {limits_.messages, rules::WindowType::sliding}; // the exchange counts each session anew
    here.held_until = SteadyTime::min();
    for (auto& [key, stream] : streams_) {
        if (stream->connection != connection) continue;
        stream->phase = Phase::waiting; // a new connection may be asked what another has refused
        stream->failures = 0;
        enqueue(*stream);
    }
    place_all(now);
}

void Subscriptions::take_over_ids(Connection& connection) {
    connection.todo.clear();
    std::erase_if(connection.ids, [](const auto& entry) { return entry.second.state != IdState::current; });
    for (auto& [md_req_id, id] : connection.ids)
        id.state = IdState::previous;
}

void Subscriptions::disconnected(ConnectionId connection, StreamFault why, SteadyTime now) {
    const auto found = connections_.find(connection);
    if (found == connections_.end()) return;
    found->second.up = false;
    found->second.todo.clear();
    found->second.ids.clear();
    for (auto& [key, stream] : streams_) {
        if (stream->connection != connection || stream->phase == Phase::refused) continue;
        stream->phase = Phase::waiting;
        set_alarm(*stream, SteadyTime::max());
        if (stream->good()) tell(*stream, StreamState::broken, why, {}, stream->last_id(), now);
        stream->forget();
    }
}

std::size_t Subscriptions::connections_wanted() const noexcept {
    const std::size_t more = (unplaced_ + limits_.streams - 1) / std::max(limits_.streams, 1U);
    return std::min<std::size_t>(connections_.size() + more, limits_.connections);
}

// The connection with the fewest streams; one that is logged on before one that is not.
void Subscriptions::place(Wanted& stream, SteadyTime now) {
    Connection* best = nullptr;
    ConnectionId best_id = 0;
    for (auto& [id, connection] : connections_) {
        if (connection.streams >= connection.capacity) continue;
        if (best == nullptr ||
            std::pair(!connection.up, connection.streams) < std::pair(!best->up, best->streams)) {
            best = &connection;
            best_id = id;
        }
    }
    if (best == nullptr) {
        if (connections_.size() >= limits_.connections)
            tell(stream, StreamState::refused, StreamFault::none, code::too_many_subscriptions, {}, now);
        return;
    }
    --unplaced_;
    ++best->streams;
    stream.connection = best_id;
    if (best->up) enqueue(stream);
}

// Its ids there are nobody's from here on: an answer may still come.
void Subscriptions::unplace(Wanted& stream) {
    if (!stream.connection) return;
    Connection& connection = of(stream);
    for (auto& [md_req_id, id] : connection.ids)
        if (id.stream == &stream) id.stream = nullptr;
    --connection.streams;
    stream.connection.reset();
    ++unplaced_;
}

void Subscriptions::place_all(SteadyTime now) {
    if (unplaced_ == 0) return;
    for (auto& [key, stream] : streams_) {
        if (stream->connection) continue;
        place(*stream, now);
        if (!stream->connection) return; // there is no room for the others either
    }
}

// --- the queue -----------------------------------------------------------------------------------

void Subscriptions::enqueue(Wanted& stream) {
    set_alarm(stream, SteadyTime::max());
    if (Connection& connection = of(stream); connection.up) connection.todo.push_back({&stream, {}});
}

void Subscriptions::dequeue(const Wanted& stream) {
    if (stream.connection)
        std::erase_if(of(stream).todo, [&](const Todo& todo) { return todo.stream == &stream; });
}

// Its id is no longer the stream's; the exchange is told in its turn.
void Subscriptions::end_on_the_wire(Wanted& stream) {
    if (!stream.on_the_wire()) return;
    Connection& connection = of(stream);
    connection.todo.push_back({nullptr, stream.md_req_id});
    connection.ids[stream.md_req_id] = {&stream, IdState::ended, SteadyTime::max()};
    stream.phase = Phase::waiting;
}

void Subscriptions::set_alarm(Wanted& stream, SteadyTime at) {
    if (stream.alarm != SteadyTime::max()) alarms_.erase({stream.alarm, &stream});
    stream.alarm = at;
    if (at != SteadyTime::max()) alarms_.insert({at, &stream});
}

std::optional<Request> Subscriptions::next(ConnectionId id, SteadyTime now) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) return std::nullopt;
    Connection& connection = found->second;
    if (!connection.up || connection.todo.empty() || now < connection.held_until ||
        !connection.messages.admit(now))
        return std::nullopt;
    Todo todo = std::move(connection.todo.front());
    connection.todo.pop_front();
    if (todo.stream == nullptr) {
        connection.ids[todo.md_req_id].since = now;
        forget_old_ids(connection, now);
        return Request{id, false, std::move(todo.md_req_id), {}, 1};
    }
    Wanted& stream = *todo.stream;
    stream.phase = Phase::asked;
    stream.md_req_id = id_text(++last_id_);
    stream.depth = stream.wanted_depth();
    stream.asked_at = now;
    if (!stream.good()) stream.forget();
    connection.ids.emplace(stream.md_req_id, Id{&stream, IdState::current, now});
    if (stream.key.kind != StreamKind::trade) set_alarm(stream, now + patience);
    return Request{id, true, stream.md_req_id, stream.key, stream.depth};
}

// The request takes its place in front again, under a new id if it asks for a stream.
void Subscriptions::not_sent(const Request& request, SteadyTime again_at) {
    const auto found = connections_.find(request.connection);
    if (found == connections_.end() || !found->second.up) return;
    Connection& connection = found->second;
    connection.held_until = again_at;
    const auto id = connection.ids.find(request.md_req_id);
    if (id == connection.ids.end()) return;
    if (!request.subscribe) {
        id->second.since = SteadyTime::max();
        connection.todo.push_front({nullptr, request.md_req_id});
        return;
    }
    Wanted* const stream = id->second.stream;
    connection.ids.erase(id);
    if (stream == nullptr) return;
    stream->phase = Phase::waiting;
    set_alarm(*stream, SteadyTime::max());
    connection.todo.push_front({stream, {}});
}

void Subscriptions::on_time(SteadyTime now) {
    while (!alarms_.empty() && alarms_.begin()->first <= now) {
        Wanted& stream = *alarms_.begin()->second;
        set_alarm(stream, SteadyTime::max());
        if (stream.on_the_wire())
            renew(stream, StreamFault::no_answer, now);
        else if (stream.phase == Phase::waiting && stream.connection)
            enqueue(stream);
    }
}

SteadyTime Subscriptions::next_time(SteadyTime now) {
    SteadyTime next = alarms_.empty() ? SteadyTime::max() : alarms_.begin()->first;
    for (auto& [id, connection] : connections_)
        if (connection.up && !connection.todo.empty())
            next = std::min(next, std::max({now, connection.held_until, connection.messages.free_at(now)}));
    return next;
}

// What was ended long ago will not be heard of again.
void Subscriptions::forget_old_ids(Connection& connection, SteadyTime now) {
    if (connection.ids.size() < 2 * connection.streams + many_ids) return;
    std::erase_if(connection.ids, [&](const auto& entry) {
        const Id& id = entry.second;
        return id.state != IdState::current && id.since != SteadyTime::max() && now - id.since > id_memory;
    });
}

// --- what others see -----------------------------------------------------------------------------

const Wanted* Subscriptions::find(const StreamKey& key) const {
    const auto found = streams_.find(key);
    return found == streams_.end() ? nullptr : found->second.get();
}

StreamCounts Subscriptions::counts() const {
    StreamCounts counts;
    counts.wanted = streams_.size();
    counts.unplaced = unplaced_;
    for (const auto& [key, stream] : streams_) {
        counts.good += stream->good();
        counts.asked += stream->phase == Phase::asked;
        counts.refused += stream->phase == Phase::refused;
    }
    return counts;
}

// The same twice says nothing new.
void Subscriptions::tell(Wanted& stream, StreamState state, StreamFault fault, ErrorCode code,
                         std::optional<std::int64_t> update_id, SteadyTime now) {
    if (stream.told == state) return;
    stream.told = state;
    listener_.on_stream({stream.key, state, fault, code, update_id, stream.connection, now});
}

} // namespace fixguard::market
