// QuickFIX asks gettimeofday(): the test program has its own, which the linker prefers to the C library's.
#include "support/virtual_clock.hpp"

#include <sys/time.h>

#include <atomic>

namespace {

std::atomic<std::int64_t> offset_us{0};

std::int64_t real_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

extern "C" int gettimeofday(timeval* time, void*) noexcept {
    const std::int64_t now = real_us() + offset_us;
    time->tv_sec = now / 1'000'000;
    time->tv_usec = now % 1'000'000;
    return 0;
}

namespace fixguard::test {

VirtualClock::VirtualClock(std::chrono::system_clock::time_point now) {
    offset_us =
        std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count() - real_us();
}

VirtualClock::~VirtualClock() {
    offset_us = 0;
}

void VirtualClock::advance(std::chrono::seconds by) const {
    offset_us += std::chrono::microseconds(by).count();
}

} // namespace fixguard::test
