// Moves the wall clock of this process, as somebody may do who sets the clock of the machine.
#pragma once

#include <chrono>

namespace fixguard::test {

// One at a time. The clock runs on from the time that is set.
class VirtualClock {
public:
    explicit VirtualClock(std::chrono::system_clock::time_point now);
    ~VirtualClock(); // back to the real one
    VirtualClock(const VirtualClock&) = delete;
    VirtualClock& operator=(const VirtualClock&) = delete;

    void advance(std::chrono::seconds by) const;
};

} // namespace fixguard::test
