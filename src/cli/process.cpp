// Fills the numbers of closed standard streams, ignores SIGXFSZ.
#include "cli/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace fixguard::cli {

void make_process_fit() noexcept {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) >= 0) continue;
        // The lowest free number is this one. The wrong direction: using it fails as if it were closed.
        const int direction = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
        if (::open("/dev/null", direction) != stream) return; // no /dev: nothing better can be done
    }
    std::signal(SIGXFSZ, SIG_IGN);
}

} // namespace fixguard::cli
