// When to look up requests of unknown fate, and when their absence is proof. Pure.
#pragma once

#include "engine/in_flight.hpp"
#include "engine/lookup.hpp"
#include "model/time.hpp"

#include <optional>
#include <vector>

namespace fixguard::engine {

// Not thread-safe.
class Reconciler {
public:
    struct Policy {
        bool looks_up = false;       // there is a FateLookup
        milliseconds absence{0};     // absence counts behind so long a time; 0: never
        milliseconds report_delay{}; // how late drop copy is
    };
    // What drop copy has heard without a break: everything that was reported from `since` to `until`.
    struct Heard {
        SteadyTime since;
        SteadyTime until; // its last message
    };
    struct Step {
        std::vector<RequestRef> look_up;
        std::vector<InFlight::Entry> absent; // the exchange has not taken them
    };

    explicit Reconciler(const Policy& policy) : policy_(policy) {}

    bool has_work() const { return policy_.looks_up || policy_.absence.count() > 0; }

    // `doubts`: all requests of unknown fate, always in the order in which they came to be. `drop_copy`:
    // nothing where it is not connected.
    Step step(const std::vector<InFlight::Entry>& doubts, const std::optional<Heard>& drop_copy,
              SteadyTime now);

    // What a lookup has found that was asked at that time; nothing: that settles nothing.
    std::optional<RequestFate> answered(const RequestRef& request, LookupResult result, SteadyTime asked_at,
                                        SteadyTime now);

private:
    struct Case {
        RequestRef request;
        SteadyTime sent;  // another one of its number and id may have been sent on another session
        SteadyTime since; // its fate is unknown
        SteadyTime look_up_at;
        milliseconds pause; // behind an answer
    };

    bool is_absent(const InFlight::Entry& doubt, const Case& known, const Heard& drop_copy) const;

    const Policy policy_;
    std::vector<Case> cases_;
};

} // namespace fixguard::engine
