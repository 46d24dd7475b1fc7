// Writes over its own line, or writes lines.
#include "cli/conformance_progress.hpp"

#include <iostream>
#include <string>
#include <unistd.h>

namespace fixguard::cli {

void Progress::show(std::string_view text) {
    if (is_terminal_)
        out_ << "\r\033[K" << text << std::flush;
    else if (steps_elsewhere_)
        out_ << text << '\n' << std::flush;
    shown_ = true;
}

void Progress::step(std::size_t number, std::size_t of, std::string_view what) {
    show("[" + std::to_string(number) + "/" + std::to_string(of) + "] " + std::string(what));
}

void Progress::waiting(milliseconds time) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
    show("waiting " + std::to_string(seconds) +
         " s, so that the target's limit of attempts to connect is kept");
}

void Progress::clear() {
    if (is_terminal_ && shown_) out_ << "\r\033[K" << std::flush;
    shown_ = false;
}

Progress stderr_progress(bool steps_elsewhere) {
    return {std::cerr, isatty(STDERR_FILENO) == 1, steps_elsewhere};
}

} // namespace fixguard::cli
