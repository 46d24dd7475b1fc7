// Somebody who looks after a session's market data, and hears of it before the observer does.
#pragma once

#include "model/session_error.hpp"

#include <string_view>

namespace fixguard::engine {

// On the loop's thread. May send.
class SessionHook {
public:
    virtual ~SessionHook() = default;
    // Logged on; also when a new connection has taken over from one that stands.
    virtual void on_up() = 0;
    // No connection is left. `planned`: the user has stopped the session.
    virtual void on_down(bool planned) = 0;
    virtual void on_given_up() = 0; // halted or stopped: none will come by itself
    // true: the observer need not have it.
    virtual bool on_application(std::string_view message) = 0;
    virtual void on_error(const SessionError& error) = 0; // while the stream stands
};

} // namespace fixguard::engine
