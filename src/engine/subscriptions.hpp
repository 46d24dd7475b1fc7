// The market data that a user asked for, so that it can be asked for again.
#pragma once

#include "model/policy.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::engine {

// Not thread-safe. Bodies are those of Supervisor::send.
class Subscriptions {
public:
    // A MarketDataRequest<V> went out; all other bodies are none of ours.
    void sent(std::string_view body);
    void settled(std::string_view md_req_id, RequestFate fate);
    // The exchange sends the stream under another id, or will not send it at all.
    void drop(std::string_view md_req_id);
    // A new connection knows of no stream.
    void forget_connection();
    // The bodies of those that should run and do not, which count as sent from here on.
    std::vector<std::string> take_missing();

private:
    enum class State : std::uint8_t { missing, asked, running };
    struct Stream {
        std::string body;
        State state = State::missing;
    };
    std::map<std::string, Stream, std::less<>> streams_; // by MDReqID(262)
};

} // namespace fixguard::engine
