// W, X, Y and y, each to where it belongs.
#include "market/market_data.hpp"

namespace fixguard::market {
namespace {

constexpr char deletion = '2';
constexpr char bid = '0', offer = '1';

StreamFault fault_of(Verdict verdict) noexcept {
    switch (verdict) {
    case Verdict::take:
    case Verdict::stale: return StreamFault::none;
    case Verdict::gap: return StreamFault::gap;
    case Verdict::broken_fragments: return StreamFault::broken_fragments;
    case Verdict::unreadable: return StreamFault::unreadable;
    }
    return StreamFault::unreadable;
}

bool crossed(const Ticker& ticker) noexcept {
    return ticker.bid && ticker.offer && ticker.bid->price >= ticker.offer->price;
}

StreamFault set_quote(Ticker& ticker, const Entry& entry) noexcept {
    Level level;
    if (entry.action == '\0' || (entry.type != bid && entry.type != offer)) return StreamFault::unreadable;
    if (const StreamFault fault = read_level(entry, level); fault != StreamFault::none) return fault;
    std::optional<Level>& quote = entry.type == bid ? ticker.bid : ticker.offer;
    quote = entry.action == deletion ? std::nullopt : std::optional(level);
    return StreamFault::none;
}

} // namespace

bool MarketData::on_message(ConnectionId connection, wire::MessageView message, SteadyTime now) {
    const std::string_view type = message.msg_type();
    if (type == "X" || type == "W") return take_refresh(connection, message, now);
    if (type == "y") {
        instruments_.take(message);
        return message.find(tag::InstrumentReqID).value_or("").starts_with(own_prefix);
    }
    if (type != "Y") return false;
    const std::string_view md_req_id = message.find(tag::MDReqID).value_or(std::string_view{});
    if (subscriptions_.find(connection, md_req_id) == nullptr) return false;
    subscriptions_.refused(connection, md_req_id, refusal_in(message), now);
    return true;
}

bool MarketData::on_reject(ConnectionId connection, std::string_view md_req_id, const Refusal& refusal,
                           SteadyTime now) {
    if (md_req_id.empty()) return subscriptions_.refused_one_of(connection, now), true;
    if (subscriptions_.find(connection, md_req_id) == nullptr) return false;
    subscriptions_.refused(connection, md_req_id, refusal, now);
    return true;
}

bool MarketData::take_refresh(ConnectionId connection, wire::MessageView message, SteadyTime now) {
    Refresh refresh(message);
    Subscriptions::Id* const id = subscriptions_.find(connection, refresh.md_req_id());
    if (id == nullptr) return false;
    if (id->state == Subscriptions::IdState::previous) return take_previous(id->stream, refresh, now), true;
    if (id->state != Subscriptions::IdState::current &&
        !(refresh.is_snapshot() && subscriptions_.revive(refresh.md_req_id(), *id))) {
        ++late_messages_;
        subscriptions_.late(connection, refresh.md_req_id(), *id, now);
        return true;
    }
    Wanted& stream = *id->stream;
    // What comes before the snapshot is in it, or leaves a gap behind it.
    if (stream.book && stream.phase == Phase::asked && !refresh.is_snapshot()) return true;
    if (const StreamFault fault = take(stream, refresh, now); fault != StreamFault::none)
        subscriptions_.renew(stream, fault, now);
    return true;
}

// The connection before goes on until the new one has answered.
void MarketData::take_previous(Wanted* stream, Refresh& refresh, SteadyTime now) {
    if (stream == nullptr || !stream->good() || stream->phase == Phase::running || refresh.is_snapshot())
        return;
    const Phase phase = stream->phase;
    const StreamFault fault = take(*stream, refresh, now);
    if (fault != StreamFault::none) subscriptions_.spoil(*stream, fault, now);
    stream->phase = phase;
}

StreamFault MarketData::take(Wanted& stream, Refresh& refresh, SteadyTime now) {
    if (refresh.is_snapshot()) return take_snapshot(stream, refresh, now);
    switch (stream.key.kind) {
    case StreamKind::depth: return take_depth(stream, refresh);
    case StreamKind::book_ticker: return take_ticker(stream, refresh, now);
    case StreamKind::trade: return take_trades(stream, refresh, now);
    }
    return StreamFault::unreadable;
}

StreamFault MarketData::take_snapshot(Wanted& stream, Refresh& refresh, SteadyTime now) {
    const std::optional<std::int64_t> update_id = refresh.last_update_id();
    if (refresh.symbol() != stream.key.symbol) return StreamFault::unreadable;
    // The second of two answers: an older one says nothing.
    if (stream.phase == Phase::running && stream.continuity.has_snapshot() && update_id &&
        stream.continuity.last_update_id() > update_id)
        return StreamFault::none;
    stream.forget();
    if (stream.book) stream.book->start_snapshot(stream.depth);
    Entry entry;
    while (refresh.next(entry)) {
        const StreamFault fault = stream.book ? stream.book->apply(entry) : set_quote(stream.ticker, entry);
        if (fault != StreamFault::none) return fault;
    }
    if (!refresh.sound()) return StreamFault::unreadable;
    if (stream.book ? stream.book->crossed() : crossed(stream.ticker)) return StreamFault::crossed;
    stream.continuity.snapshot(update_id);
    subscriptions_.answered(stream);
    subscriptions_.good(stream, update_id, now);
    if (stream.book) {
        stream.book->snapshot_taken();
        listener_.on_book(stream.key, *stream.book);
    } else {
        listener_.on_ticker(stream.key, stream.ticker);
    }
    return StreamFault::none;
}

StreamFault MarketData::take_depth(Wanted& stream, Refresh& refresh) {
    std::optional<std::int64_t> first, last;
    bool is_first = true, stale = false, changed = false;
    for (Entry entry; refresh.next(entry); is_first = false) {
        if (is_first || entry.first_update_id != first || entry.last_update_id != last) {
            first = entry.first_update_id;
            last = entry.last_update_id;
            if (!entry.symbol.empty() && entry.symbol != stream.key.symbol) return StreamFault::unreadable;
            const Verdict verdict = stream.continuity.next(first, last);
            if (const StreamFault fault = fault_of(verdict); fault != StreamFault::none) return fault;
            stale = verdict == Verdict::stale;
        }
        if (stale) continue;
        if (const StreamFault fault = stream.book->apply(entry); fault != StreamFault::none) return fault;
        changed = true;
    }
    stream.continuity.end_of_message(refresh.last_fragment());
    if (!refresh.sound()) return StreamFault::unreadable;
    if (!changed || !stream.continuity.whole()) return StreamFault::none;
    if (stream.book->crossed()) return StreamFault::crossed;
    listener_.on_book(stream.key, *stream.book);
    return StreamFault::none;
}

StreamFault MarketData::take_ticker(Wanted& stream, Refresh& refresh, SteadyTime now) {
    bool changed = false;
    for (Entry entry; refresh.next(entry);) {
        const Verdict verdict = stream.continuity.next_ticker(entry.last_update_id);
        if (const StreamFault fault = fault_of(verdict); fault != StreamFault::none) return fault;
        if (verdict == Verdict::stale) continue;
        if (const StreamFault fault = set_quote(stream.ticker, entry); fault != StreamFault::none)
            return fault;
        changed = true;
    }
    if (!refresh.sound()) return StreamFault::unreadable;
    if (!changed) return StreamFault::none;
    if (crossed(stream.ticker)) return StreamFault::crossed;
    // Without a snapshot, of a stream that was taken over, it is good when both sides are known.
    if (!stream.good()) {
        if (!stream.continuity.has_snapshot() && !(stream.ticker.bid && stream.ticker.offer))
            return StreamFault::none;
        subscriptions_.answered(stream);
        subscriptions_.good(stream, stream.continuity.last_update_id(), now);
    }
    listener_.on_ticker(stream.key, stream.ticker);
    return StreamFault::none;
}

StreamFault MarketData::take_trades(Wanted& stream, Refresh& refresh, SteadyTime now) {
    for (Entry entry; refresh.next(entry);) {
        Level level;
        if (entry.type != '2') return StreamFault::unreadable;
        if (const StreamFault fault = read_level(entry, level); fault != StreamFault::none) return fault;
        subscriptions_.answered(stream);
        // A trade that another connection has brought already.
        if (entry.trade_id && stream.last_trade_id && *entry.trade_id <= *stream.last_trade_id) continue;
        if (!stream.good()) subscriptions_.good(stream, entry.trade_id, now);
        stream.last_trade_id = entry.trade_id;
        listener_.on_trade(stream.key,
                           {entry.trade_id, level.price, level.size, entry.aggressor, entry.transact_time});
    }
    return refresh.sound() ? StreamFault::none : StreamFault::unreadable;
}

} // namespace fixguard::market
