// What one connection may still send within the exchange's message limit. Pure: time is an argument.
#pragma once

#include "model/time.hpp"
#include "model/window_limit.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fixguard::engine {

// Breaking the limit costs the session (-1181). So requests are held before it is reached: new ones at 95 %,
// while what gets a user out of the market goes on, up to what heartbeats, their answers and the Logout<5>
// need. Allocates at construction and correct() only. Not thread-safe.
class MessageBudget {
public:
    // The window is counted a twentieth longer than the exchange's: its clock counts arrivals.
    MessageBudget(WindowLimit limit, milliseconds heart_bt_int);

    // Whether a request of this MsgType(35) may go out. Cancels (F, q) and amendments, which only make an
    // order smaller (XAK), pass longer. A cancel-replace (XCN) places an order, so it counts as one. Messages
    // of the session itself are never held.
    bool admits(std::string_view msg_type, SteadyTime now) noexcept;
    // One message of any sort went out.
    void count(SteadyTime now) noexcept;

    // What the exchange says of its limit, and of how much of it is used; 0: it does not say.
    void correct(WindowLimit limit, std::uint32_t used, SteadyTime now);

    std::uint32_t used(SteadyTime now) noexcept;
    const WindowLimit& limit() const noexcept { return limit_; } // the exchange's
    // True once when four fifths are used, and again after it was less than three fifths.
    bool take_warning(SteadyTime now) noexcept;

private:
    std::uint32_t kept_for_session() const noexcept;

    WindowLimit limit_;
    milliseconds heart_bt_int_;
    milliseconds window_{0};
    std::vector<SteadyTime> times_; // a ring: the newest events, at most the limit
    std::size_t oldest_ = 0;
    std::size_t size_ = 0;
    bool warned_ = false;
};

} // namespace fixguard::engine
