// SIGINT and SIGTERM as something to wait for, so that the program can end its sessions in good order.
#pragma once

#include <csignal>

namespace fixguard::cli {

// Make it before any thread is started: threads inherit the blocked signals, so that only wait() gets them.
// They stay blocked to the end of the process, because one order to stop may come as two signals (timeout(1)
// signals the process and then its group), and the second must not cut the Logout<5> short. SIGQUIT still
// ends the process at once. SIGPIPE is ignored: a closed stdout is an error of a write, not a sudden death.
class StopSignal {
public:
    StopSignal();

    void wait();         // until SIGINT, SIGTERM or raise()
    static void raise(); // from any thread

private:
    sigset_t signals_{};
};

} // namespace fixguard::cli
