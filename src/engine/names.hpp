// Which SenderCompID(49) the next attempt uses. Pure: time and randomness are arguments.
#pragma once

#include "engine/settings.hpp"
#include "model/plan.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>

namespace fixguard::engine {

// All names of one supervisor: a name belongs to one attempt at a time, and after a close without Logout<5>
// the exchange keeps it locked. Not thread-safe.
class NameBook {
public:
    using Random = std::function<std::uint32_t()>; // evenly from all of its values

    // A free name, now taken; or the time from which there is one (SteadyTime::max(): when another attempt
    // ends). `last`: the session's name before, empty at first. NameChoice::same takes it again where it is
    // free; NameChoice::other avoids it where the policy has another.
    std::variant<std::string, SteadyTime> take(const NamePolicy& policy, NameChoice choice,
                                               const std::string& last, SteadyTime now, const Random& random);

    // The attempt is over; the name is free from `free_at` on.
    void release(const std::string& name, SteadyTime free_at);

private:
    SteadyTime free_at(const std::string& name) const;
    std::variant<std::string, SteadyTime> take_listed(const NamePolicy& policy, NameChoice choice,
                                                      const std::string& last, SteadyTime now);

    std::map<std::string, SteadyTime> taken_until_; // SteadyTime::max(): in use
};

} // namespace fixguard::engine
