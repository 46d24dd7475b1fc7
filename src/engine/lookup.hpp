// Asking somebody else what became of a request: the exchange's REST or WebSocket interface, a database.
#pragma once

#include "model/session_error.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace fixguard::engine {

enum class LookupResult : std::uint8_t {
    accepted,  // the exchange has taken it
    rejected,  // the exchange has refused it
    not_found, // it is not there, or not yet: see SessionSettings::absence_proof
    failed,    // nobody could be asked
};

// Yours, for requests that trade: D, F, XCN, XAK, q, E. Behind not_found and failed the request is looked up
// again, after 1 s and then after twice as long up to 60 s, until it is settled.
class FateLookup {
public:
    virtual ~FateLookup() = default;

    // From any thread, now or later; more than one call, or one after the supervisor is gone, does no harm.
    using Answer = std::function<void(LookupResult)>;

    // Called on the observer's thread, in turn with its calls, so that a slow one holds those up: hand the
    // question on and answer when it is answered. Without an answer it is asked again after 60 s. Views are
    // good until the call returns.
    virtual void look_up(std::string_view session, const RequestRef& request, Answer answer) = 0;
};

} // namespace fixguard::engine
