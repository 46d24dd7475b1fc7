// Blocks the signals and waits for them with sigwait.
#include "cli/signals.hpp"

#include <unistd.h>

namespace fixguard::cli {

StopSignal::StopSignal() {
    std::signal(SIGPIPE, SIG_IGN);
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void StopSignal::wait() {
    int signal = 0;
    sigwait(&signals_, &signal);
}

void StopSignal::raise() {
    kill(getpid(), SIGTERM);
}

} // namespace fixguard::cli
