// Requests of unknown fate, listed until a report or the user settles them.
#pragma once

#include "engine/in_flight.hpp"
#include "model/session_error.hpp"
#include "wire/message_view.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace fixguard::engine {

// Not thread-safe.
class Doubts {
public:
    void add(const InFlight::Entry& entry) { entries_.push_back(entry); }
    std::vector<RequestRef> all() const;
    const std::vector<InFlight::Entry>& entries() const noexcept { return entries_; }
    std::size_t size() const { return entries_.size(); }

    // Takes out the oldest one with this id; nothing where there is none.
    std::optional<InFlight::Entry> settle(std::string_view id);
    // This very request, also where another one has the same id, if it was not sent before that time.
    std::optional<InFlight::Entry> settle(const RequestRef& request, SteadyTime since = SteadyTime::min());

private:
    template <typename Matches>
    std::optional<InFlight::Entry> take_out(Matches matches);

    std::vector<InFlight::Entry> entries_;
};

// The request that a report shows to be accepted, whoever's session it came to: of a drop copy, or of order
// entry with ResponseMode(25036)=1. Its ClOrdID(11) or ClListID(25014). Only that there is a report is proof;
// that there is none proves nothing. Nor does a refusal: it may be of another request with this id, one that
// was sent again and refused because of the first.
std::optional<std::string_view> accepted_in(wire::MessageView message);

} // namespace fixguard::engine
