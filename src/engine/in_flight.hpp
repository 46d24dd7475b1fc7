// The requests of one attempt that wait for their fate.
#pragma once

#include "model/session_error.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace fixguard::engine {

// What the reports say that bear the id of a request and came to another session, as drop copy: the user may
// have sent several requests under one id.
enum class Named : std::uint8_t {
    nobody,     // there was none
    it,         // this request was accepted
    one_of_all, // it or another one under its id was
    another,    // another one was: whatever comes under the id may be of that one
};

// Each request that is added comes out exactly once. Not thread-safe.
class InFlight {
public:
    // `reported`: the user sent it and will be told its fate; false: it is ours, a renewed subscription.
    // `slot`: where it stands in the session's journal.
    struct Entry {
        RequestRef request;
        bool reported = true;
        std::optional<std::uint32_t> slot = std::nullopt;
        std::uint64_t shape = 0; // shape_of() its message; 0: nobody watches
        UtcTime sent_at{};
        SteadyTime sent = SteadyTime::min(); // of an earlier process: long ago
        Named named = Named::nobody;
    };

    // false: there is one of this MsgSeqNum(34). Where it throws for want of memory nothing is added.
    bool add(const Entry& entry);

    // The entry of this MsgSeqNum(34), taken out; nothing where it is not (any more) in flight.
    std::optional<Entry> settle(const RequestRef& request);

    // A report to another session accepts it, or one of its id. false: it is not (any more) in flight.
    bool name(const RequestRef& request, Named as);

    // Of those with this id and MsgType(35) the one that was sent first. Looks at all.
    std::optional<RequestRef> oldest_like(const RequestRef& request) const;

    std::vector<Entry> take_all(); // in the order of MsgSeqNum(34)
    std::size_t size() const { return entries_.size(); }

    // Those that the user sent up to that time, taken out, oldest first. Not MarketDataRequest<V>: a stream
    // of trades is answered by its first trade, which may come in hours.
    std::vector<Entry> take_sent_until(SteadyTime time);
    // When the oldest one of these was sent; nothing: there is none.
    std::optional<SteadyTime> oldest() const;

private:
    void forget_settled();

    std::unordered_map<std::uint32_t, Entry> entries_; // by MsgSeqNum(34)
    std::deque<std::uint32_t> order_;                  // these, as they were sent; the first is in flight
};

} // namespace fixguard::engine
