// Requests of unknown fate, listed until a report or the user settles them.
#pragma once

#include "diagnosis/answer.hpp"
#include "engine/in_flight.hpp"
#include "model/session_error.hpp"
#include "wire/message_view.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace fixguard::engine {

// What a report shows, whoever's session it came to: of a drop copy, or of order entry with
// ResponseMode(25036)=1. Only that there is a report is proof; that there is none proves nothing. Nor does a
// refusal: it may be of another request with this id, one that was sent again and refused because of the
// first.
struct Acceptance {
    diagnosis::Answer report;
    std::string_view id; // ClOrdID(11) or ClListID(25014)

    // A fill of an order does not accept the cancel that bears the order's own id.
    bool may_be_of(const RequestRef& request) const {
        return request.id == id && diagnosis::may_answer(report, request.msg_type);
    }
};
std::optional<Acceptance> acceptance_in(wire::MessageView message);

// Not thread-safe.
class Doubts {
public:
    void add(const InFlight::Entry& entry) { entries_.push_back(entry); }
    std::vector<RequestRef> all() const;
    const std::vector<InFlight::Entry>& entries() const noexcept { return entries_; }
    std::size_t size() const { return entries_.size(); }

    // Whether there are some that the report may be of, which then are named so.
    bool name(const Acceptance& report, Named as);
    // The others under the id of this one, which is accepted.
    void name_twins(const RequestRef& accepted);

    // Takes out the oldest one that the report may be of; nothing where there is none.
    std::optional<InFlight::Entry> settle(const Acceptance& report);
    // The same of all with this id.
    std::optional<InFlight::Entry> settle(std::string_view id);
    // This very request, also where another one has the same id, if it was not sent before that time.
    std::optional<InFlight::Entry> settle(const RequestRef& request, SteadyTime since = SteadyTime::min());

private:
    template <typename Matches>
    std::optional<InFlight::Entry> take_out(Matches matches);

    std::vector<InFlight::Entry> entries_;
};

} // namespace fixguard::engine
