// Who is logged on under which SenderCompID(49), and which names and connection slots are still locked.
#pragma once

#include "model/session_kind.hpp"
#include "model/time.hpp"
#include "rules/session_table.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace fixguard::venue {

// The register of one venue. A close without Logout<5> keeps both the name and the slot of the connection
// until 2 x HeartBtInt(108) are over. Time is an argument; not thread-safe. Bounded: a name that is neither
// used nor locked is forgotten, and an account has at most as many as it has connections.
class Names {
public:
    // Accounts are the numbers of their places in the configuration.
    bool in_use(std::size_t account, std::string_view sender_comp_id, SteadyTime now);
    // Connections of that kind that are up or whose slot is still held.
    std::uint32_t connections(std::size_t account, SessionKind kind, SteadyTime now);

    void take(std::size_t account, std::string_view sender_comp_id, SessionKind kind);
    void release(std::size_t account, std::string_view sender_comp_id);
    void lock(std::size_t account, std::string_view sender_comp_id, SteadyTime until);

private:
    struct Holder {
        SessionKind kind;
        SteadyTime until; // SteadyTime::max(): logged on
    };
    void forget_expired(std::size_t account, SteadyTime now);

    std::map<std::pair<std::size_t, std::string>, Holder> holders_;
};

} // namespace fixguard::venue
