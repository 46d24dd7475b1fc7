// How far a run is, on stderr: one line that is written over on a terminal, a line for each step elsewhere.
#pragma once

#include "model/time.hpp"

#include <cstddef>
#include <iosfwd>
#include <string_view>

namespace fixguard::cli {

class Progress {
public:
    // `steps_elsewhere`: steps are shown too where `out` is no terminal.
    Progress(std::ostream& out, bool is_terminal, bool steps_elsewhere)
        : out_(out), is_terminal_(is_terminal), steps_elsewhere_(steps_elsewhere) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void step(std::size_t number, std::size_t of, std::string_view what);
    void waiting(milliseconds time); // for the target's limit of attempts
    void clear();                    // before something else is printed

private:
    void show(std::string_view text);

    std::ostream& out_;
    const bool is_terminal_;
    const bool steps_elsewhere_;
    bool shown_ = false;
};

// That of the process.
Progress stderr_progress(bool steps_elsewhere);

} // namespace fixguard::cli
