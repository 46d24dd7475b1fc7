// SIGINT and SIGTERM as something to wait for, so that the program can end its sessions in good order.
#pragma once

#include <csignal>

namespace fixguard::cli {

// Make it before any thread is started: threads inherit the blocked signals, so that only wait() gets them.
// SIGPIPE is ignored from then on: a closed stdout is an error of a write, not a sudden death.
class StopSignal {
public:
    StopSignal();
    ~StopSignal(); // lets the signals through again

    // Blocks until SIGINT, SIGTERM or raise(). Afterwards a second Ctrl-C ends the process at once.
    void wait();
    // Ends wait() from any thread.
    static void raise();

private:
    sigset_t signals_{};
};

} // namespace fixguard::cli
