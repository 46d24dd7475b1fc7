// What the exchange answers, and what that makes of a stream.
#include "catalog/codes.hpp"
#include "market/subscriptions.hpp"

namespace fixguard::market {
namespace {

// The first renewal is at once; those that follow wait 1 s, 2 s, 4 s .. 60 s. A minute without failure, and
// the next one is the first again.
constexpr milliseconds first_pause{1'000};
constexpr milliseconds longest_pause{60'000};
constexpr milliseconds good_behaviour{60'000};
// The end of an id is on its way; behind it the stream can be asked for.
constexpr milliseconds until_ended{1'000};
// For what is on its way: data of an ended stream, the first quote of one that was taken over.
constexpr milliseconds late_patience{10'000};

} // namespace

Subscriptions::Id* Subscriptions::find(ConnectionId connection, std::string_view md_req_id) {
    const auto found = connections_.find(connection);
    if (found == connections_.end()) return nullptr;
    const auto id = found->second.ids.find(md_req_id);
    return id == found->second.ids.end() ? nullptr : &id->second;
}

void Subscriptions::answered(Wanted& stream) {
    stream.phase = Phase::running;
    set_alarm(stream, SteadyTime::max());
}

void Subscriptions::good(Wanted& stream, std::optional<std::int64_t> update_id, SteadyTime now) {
    set_alarm(stream, SteadyTime::max());
    tell(stream, StreamState::good, StreamFault::none, {}, update_id, now);
}

void Subscriptions::renew(Wanted& stream, StreamFault fault, SteadyTime now) {
    tell(stream, StreamState::broken, fault, {}, stream.last_id(), now);
    end_on_the_wire(stream);
    stream.forget();
    if (fault == StreamFault::deeper) return enqueue(stream);
    pause_then_ask(stream, milliseconds{0}, now);
}

void Subscriptions::spoil(Wanted& stream, StreamFault fault, SteadyTime now) {
    tell(stream, StreamState::broken, fault, {}, stream.last_id(), now);
    stream.forget();
}

void Subscriptions::pause_then_ask(Wanted& stream, milliseconds at_least, SteadyTime now) {
    if (stream.failures != 0 && now - stream.failed_at > good_behaviour) stream.failures = 0;
    milliseconds pause{0};
    if (stream.failures != 0)
        pause =
            std::min(longest_pause, milliseconds(first_pause.count() << std::min(stream.failures - 1, 10U)));
    ++stream.failures;
    pause = std::max(pause, at_least);
    stream.failed_at = now + pause;
    stream.phase = Phase::waiting;
    pause == milliseconds{0} ? enqueue(stream) : set_alarm(stream, now + pause);
}

bool Subscriptions::revive(std::string_view md_req_id, Id& id) {
    Wanted* const stream = id.stream;
    if (id.state != IdState::refused || stream == nullptr || stream->on_the_wire()) return false;
    dequeue(*stream);
    set_alarm(*stream, SteadyTime::max());
    id.state = IdState::current;
    stream->md_req_id = md_req_id;
    stream->phase = Phase::running;
    return true;
}

void Subscriptions::late(ConnectionId connection, std::string_view md_req_id, Id& id, SteadyTime now) {
    if (id.since == SteadyTime::max() || now - id.since <= late_patience) return;
    id.state = IdState::ended;
    id.since = SteadyTime::max(); // until it is sent
    connections_.at(connection).todo.push_back({nullptr, std::string(md_req_id)});
}

void Subscriptions::refused(ConnectionId connection, std::string_view md_req_id, const Refusal& refusal,
                            SteadyTime now) {
    Id* const id = find(connection, md_req_id);
    if (id == nullptr) {
        ++unattributed_;
        return;
    }
    // The end of a stream that was not there has the effect that was wanted; a second answer has none.
    if (id->state != IdState::current) return;
    Wanted& stream = *id->stream;
    if (stream.phase == Phase::running) return renew(stream, StreamFault::contradicted, now);

    id->state = IdState::refused;
    id->since = now;
    stream.phase = Phase::waiting;
    set_alarm(stream, SteadyTime::max());
    if (refusal.code == code::too_many_subscriptions)
        return refusal.active_id.empty() ? no_more_room(stream, now)
                                         : take_over(stream, refusal.active_id, now);
    if (refusal.is_final) {
        stream.phase = Phase::refused;
        return tell(stream, StreamState::refused, StreamFault::none, refusal.code, {}, now);
    }
    pause_then_ask(stream, milliseconds{0}, now);
}

// The exchange runs the stream under another id.
void Subscriptions::take_over(Wanted& stream, std::string_view active_id, SteadyTime now) {
    if (find(stream.connection.value(), active_id) != nullptr)
        return pause_then_ask(stream, until_ended, now);
    stream.md_req_id = active_id;
    stream.phase = Phase::running;
    stream.forget();
    of(stream).ids[stream.md_req_id] = {&stream, IdState::current, now};
    // Trades need no past, and a quote that changes replaces the one before it; a book needs a snapshot, and
    // only a new request brings one.
    if (stream.key.kind == StreamKind::depth) return renew(stream, StreamFault::taken_over, now);
    if (stream.key.kind == StreamKind::book_ticker) set_alarm(stream, now + late_patience);
}

// The connection has fewer places than we thought, because somebody else uses some.
void Subscriptions::no_more_room(Wanted& stream, SteadyTime now) {
    Connection& connection = of(stream);
    std::uint32_t active = 0;
    for (const auto& [key, other] : streams_)
        active += other->connection == stream.connection && other->on_the_wire();
    connection.capacity = std::min(connection.capacity, active);
    unplace(stream);
    place(stream, now);
}

void Subscriptions::refused_one_of(ConnectionId connection, SteadyTime now) {
    ++unattributed_;
    for (auto& [key, stream] : streams_)
        if (stream->connection == connection && stream->phase == Phase::asked &&
            now - stream->asked_at <= late_patience)
            renew(*stream, StreamFault::no_answer, now);
}

} // namespace fixguard::market
