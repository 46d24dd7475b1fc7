// A line per session at the foot of the terminal, redrawn in place while other lines pass above it.
#pragma once

#include "engine/supervisor.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace fixguard::cli {

struct LiveSession {
    engine::SessionStatus status;
    std::string last_error; // empty: none yet
};

// One line for each: state, SenderCompID(49), MsgSeqNum(34) out and in, budget, requests, last error; the
// columns stand below each other, and no line is longer than `width`. Where there are more than `most` lines
// the last one says how many are missing.
std::vector<std::string> live_lines(const std::vector<LiveSession>& sessions, std::size_t width,
                                    std::size_t most);

// Writes to stdout. Draws only while the process is in the foreground; takes the terminal's size as it is
// each time. From any thread.
class LiveLines {
public:
    // Whether stdout is a terminal that can move its cursor.
    static bool possible();

    ~LiveLines(); // as stop()

    void start(const engine::Supervisor& supervisor); // which outlives stop()
    void stop();                                      // the lines are wiped, and nothing is drawn any more

    void error(std::string_view session, std::string label);
    // Wipes the lines, lets `print` write whole lines to stdout, and draws them again.
    void above(const std::function<void()>& print);

private:
    void run();
    void draw();
    void wipe();

    std::mutex mutex_;
    std::condition_variable changed_;
    const engine::Supervisor* supervisor_ = nullptr; // nullptr: not started, or stopped
    std::map<std::string, std::string, std::less<>> last_errors_;
    std::vector<std::size_t> drawn_; // the lengths of the lines that stand there
    int continued_ = 0;              // how often the process had been continued by then
    std::thread thread_;
};

} // namespace fixguard::cli
