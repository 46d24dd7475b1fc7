// What a client under test has said and done, connection by connection.
#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::conformance {

// One message, or bytes that are none.
struct Said {
    SteadyTime at;
    bool by_client = false;
    std::string type;  // MsgType(35); empty: no message
    std::string bytes; // with SOH; the secrets are still in them
};

enum class Closed : std::uint8_t { not_yet, by_client, by_venue };

struct ClientConnection {
    SteadyTime opened;
    std::vector<Said> said;
    std::string name; // SenderCompID(49) of its Logon<A>
    std::chrono::seconds heart_bt_int{0};
    std::optional<SteadyTime> up; // when the venue said yes to its Logon<A>
    std::optional<SteadyTime> venue_logged_out;
    std::optional<SteadyTime> logged_out; // by a Logout<5> of the client
    Closed closed = Closed::not_yet;
    SteadyTime closed_at;
};

struct ClientRecord {
    SteadyTime begin;
    std::vector<ClientConnection> connections; // in the order in which they were opened
    std::vector<SteadyTime> earlier_attempts;  // of cases before
    std::optional<SteadyTime> struck;          // when the fault was played
    std::size_t struck_connection = 0;         // on which; meaningful once struck
    std::string lost_order;                    // the order that was struck, with SOH
    SteadyTime end;
};

} // namespace fixguard::conformance
