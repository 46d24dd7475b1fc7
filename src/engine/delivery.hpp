// The events for the observer, as values on their way to it.
#pragma once

#include "engine/lookup.hpp"
#include "engine/observer.hpp"
#include "engine/request_journal.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace fixguard::engine {

// Names of sessions are views of strings that outlive the delivery.
class Delivery {
public:
    virtual ~Delivery() = default;

    struct State {
        SessionState state;
    };
    struct Error {
        std::string_view session;
        SessionError error;
        Plan plan;
    };
    struct Message {
        std::string_view session;
        SessionKind kind;
        std::string bytes;
    };
    struct Fate {
        std::string_view session;
        RequestRef request;
        RequestFate fate;
        // Where it stands in the journal until the observer has heard of it; nullptr: nowhere.
        RequestJournal* journal = nullptr;
        RequestJournal::Slot slot = 0;
    };
    struct Recovered {
        std::string_view session;
        SessionError error;
        milliseconds took;
    };
    struct Clock {
        std::string_view session;
        ClockReading reading;
    };
    struct Stream {
        std::string_view session;
        std::string symbol;
        StreamKind kind;
        StreamState state;
        StreamFault fault;
        ErrorCode code;
        std::optional<std::int64_t> update_id;
    };
    struct Lookup {
        std::string_view session;
        RequestRef request;
        FateLookup* whom;
        FateLookup::Answer answer;
    };
    using Event = std::variant<State, Error, Message, Fate, Recovered, Clock, Stream, Lookup>;

    // From any thread.
    virtual void put(Event event) = 0;
};

// The observer's call for an event. What the observer throws comes out.
void tell(Observer& observer, const Delivery::Event& event);

std::string_view call_of(const Delivery::Event& event) noexcept;    // "on_state()"
std::string_view session_of(const Delivery::Event& event) noexcept; // its name

} // namespace fixguard::engine
