// QuickFIX asks gettimeofday() and the rest of us clock_gettime(): the test program has its own, which the
// linker prefers to the C library's. Clocks that cannot be set go on as they are.
#include "support/virtual_clock.hpp"

#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

namespace {

std::atomic<std::int64_t> offset_us{0};

std::int64_t real_us() {
    timespec time{};
    ::syscall(SYS_clock_gettime, CLOCK_REALTIME, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

} // namespace

extern "C" int gettimeofday(timeval* time, void*) noexcept {
    const std::int64_t now = real_us() + offset_us;
    time->tv_sec = now / 1'000'000;
    time->tv_usec = now % 1'000'000;
    return 0;
}

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const long failed = ::syscall(SYS_clock_gettime, clock, time);
    if (failed == 0 && clock == CLOCK_REALTIME && offset_us != 0) {
        const std::int64_t now = real_us() + offset_us;
        time->tv_sec = now / 1'000'000;
        time->tv_nsec = now % 1'000'000 * 1'000;
    }
    return static_cast<int>(failed);
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
