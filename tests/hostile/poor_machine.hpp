// The program on a machine that is short of something, begun by a shell that takes it away.
#pragma once

#include "cli/fixguard_program.hpp"
#include "cli/session_files.hpp"
#include "cli/venue_run.hpp"

#include <gtest/gtest.h>

#include <poll.h>

#include <chrono>
#include <csignal>

namespace fixguard::test {

// `fixguard` with these arguments, begun by a shell that first does `setup`; `behind` stands at the end of
// its command line.
inline std::vector<std::string> in_shell(const std::string& setup, const std::vector<std::string>& arguments,
                                         const std::string& behind = "") {
    std::vector<std::string> command{"/bin/bash", "-c", setup + "; exec \"$0\" \"$@\" " + behind};
    for (const std::string& word : fixguard(arguments))
        command.push_back(word);
    return command;
}

// For what no stream tells.
template <typename Condition>
bool until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        ::poll(nullptr, 0, 10);
    }
    return true;
}

inline bool is_one_line(const std::string& text) {
    return !text.empty() && text.find('\n') == text.size() - 1;
}

// The port that a venue says it listens on.
inline std::string port_of(const std::string& said, const std::string& kind) {
    const std::string before = "  " + kind + " 127.0.0.1:";
    const std::size_t at = said.find(before) + before.size();
    return said.substr(at, said.find_first_not_of("0123456789", at) - at);
}

// The venue of a run, and machines that lack something.
class PoorMachine : public Run {
protected:
    // For in_shell() and fixguard().
    std::vector<std::string> run_command() const { return {"run", "--config", files.config(), "--json"}; }
    // `fixguard run` comes up under these conditions and goes down in good order. What it said.
    std::string expect_logs_on(const std::string& setup) {
        Child child(in_shell(setup, run_command()));
        EXPECT_TRUE(child.wait_for("\"phase\":\"up\"")) << setup;
        child.signal(SIGTERM);
        const Outcome outcome = child.wait();
        EXPECT_EQ(outcome.exit_code, 0) << setup << "\n" << outcome.out << outcome.err;
        EXPECT_EQ(server->counters().sessions_up, 0U) << "no orderly end";
        return outcome.out;
    }
};

} // namespace fixguard::test
