// Cells in columns, and the few control sequences that every terminal knows.
#include "cli/live_lines.hpp"

#include "report/style.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace fixguard::cli {
namespace {

constexpr std::chrono::milliseconds redraw_interval{250};

// A stopped process comes back to a terminal on which others have written.
std::atomic<int> continuations{0};
static_assert(std::atomic<int>::is_always_lock_free, "it is used in a signal handler");

void count_continuation(int) {
    ++continuations;
}

struct Size {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

Size terminal_size() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
    return {size.ws_col, size.ws_row};
}

bool in_foreground() {
    return ::tcgetpgrp(STDOUT_FILENO) == ::getpgrp();
}

void put(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

std::vector<std::string> cells(const LiveSession& session) {
    const engine::SessionStatus& status = session.status;
    std::string state(name(status.phase));
    if (status.held_for.count() > 0) state += ", held " + std::to_string(status.held_for.count()) + " ms";
    std::string budget;
    if (status.message_limit.count > 0)
        budget = std::to_string(status.messages_used) + "/" + std::to_string(status.message_limit.count) +
                 " messages";
    std::string requests = std::to_string(status.in_flight) + " in flight";
    if (status.unknown > 0) requests += ", " + std::to_string(status.unknown) + " unknown";
    return {status.name,
            state,
            status.sender_comp_id.empty() ? "-" : report::printable(status.sender_comp_id),
            "out " + std::to_string(status.next_outbound) + " in " + std::to_string(status.next_inbound),
            budget,
            requests,
            session.last_error.empty() ? "no error" : "last error " + session.last_error};
}

} // namespace

std::vector<std::string> live_lines(const std::vector<LiveSession>& sessions, std::size_t width,
                                    std::size_t most) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(sessions.size());
    for (const LiveSession& session : sessions)
        rows.push_back(cells(session));
    const std::string text = report::columns(rows);
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size() && lines.size() < most;) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, std::min(end - begin, width)));
        begin = end + 1;
    }
    if (sessions.size() > most && most > 0)
        lines.back() =
            ("and " + std::to_string(sessions.size() - most + 1) + " more sessions").substr(0, width);
    return lines;
}

bool LiveLines::possible() {
    const char* const terminal = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

LiveLines::~LiveLines() {
    stop();
}

void LiveLines::start(const engine::Supervisor& supervisor) {
    std::signal(SIGCONT, count_continuation);
    {
        const std::lock_guard lock(mutex_); // the sessions may be telling things already
        supervisor_ = &supervisor;
    }
    thread_ = std::thread([this] { run(); });
}

void LiveLines::stop() {
    {
        const std::lock_guard lock(mutex_);
        wipe();
        std::fflush(stdout);
        supervisor_ = nullptr;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void LiveLines::run() {
    std::unique_lock lock(mutex_);
    while (supervisor_ != nullptr) {
        wipe();
        draw();
        changed_.wait_for(lock, redraw_interval);
    }
}

void LiveLines::error(std::string_view session, std::string label) {
    const std::lock_guard lock(mutex_);
    last_errors_.insert_or_assign(std::string(session), std::move(label));
}

void LiveLines::above(const std::function<void()>& print) {
    const std::lock_guard lock(mutex_);
    wipe();
    print();
    draw();
}

// The cursor stays behind the last line, so that whoever writes there next needs a new line of its own.
void LiveLines::draw() {
    if (supervisor_ == nullptr || !in_foreground()) return;
    continued_ = continuations; // first: it may be stopped while it draws
    std::vector<LiveSession> sessions;
    for (const std::string& name : supervisor_->session_names()) {
        const auto error = last_errors_.find(name);
        sessions.push_back(
            {supervisor_->status(name), error == last_errors_.end() ? std::string() : error->second});
    }
    // In the last column many terminals would already begin the next line.
    const Size size = terminal_size();
    for (const std::string& line : live_lines(sessions, size.columns - 1, size.rows - 1)) {
        if (!drawn_.empty()) put("\n");
        put(line);
        drawn_.push_back(line.size());
    }
    std::fflush(stdout);
}

// A terminal that has become narrower has broken the lines. Lines that others have written below are left
// alone.
void LiveLines::wipe() {
    if (drawn_.empty() || !in_foreground()) return;
    if (continued_ != continuations) {
        put("\n");
    } else {
        const std::size_t columns = terminal_size().columns;
        std::size_t rows = 0;
        for (const std::size_t length : drawn_)
            rows += std::max<std::size_t>(1, (length + columns - 1) / columns);
        put("\r");
        if (rows > 1) put("\x1b[" + std::to_string(rows - 1) + "A");
        put("\x1b[J");
    }
    drawn_.clear();
}

} // namespace fixguard::cli
