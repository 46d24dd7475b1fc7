// The program on a machine that is short of something, begun by a shell that takes it away.
#pragma once

#include "cli/fixguard_program.hpp"
#include "cli/session_files.hpp"
#include "venue/server.hpp"

#include <gtest/gtest.h>

#include <poll.h>

#include <chrono>
#include <csignal>
#include <memory>

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

// A venue in this process, and the files of one session that logs on there.
class PoorMachine : public testing::Test {
protected:
    void SetUp() override {
        venue::Config config;
        config.accounts = {{"account",
                            {{"SECRET-API-KEY", files.keys().public_pem, venue::Permission::fix_api}},
                            {100, milliseconds{10'000}}}};
        config.symbols = venue::sample_symbols();
        server = std::make_unique<venue::Server>(std::move(config));
        ASSERT_EQ(server->start(), std::nullopt);
        files.set("SocketConnectPort", std::to_string(server->port(SessionKind::order_entry)));
        files.set("FixguardCAFile", files.write("ca.pem", server->ca_pem()));
    }
    std::vector<std::string> run_command() const { return {"run", "--config", files.config(), "--json"}; }
    // `fixguard run` comes up under these conditions and goes down in good order.
    void expect_logs_on(const std::string& setup) {
        Child child(in_shell(setup, run_command()));
        EXPECT_TRUE(child.wait_for("\"phase\":\"up\"")) << setup;
        child.signal(SIGTERM);
        const Outcome outcome = child.wait();
        EXPECT_EQ(outcome.exit_code, 0) << setup << "\n" << outcome.out << outcome.err;
        EXPECT_EQ(server->counters().sessions_up, 0U) << "no orderly end";
    }

    SessionFiles files{0};
    std::unique_ptr<venue::Server> server;
};

} // namespace fixguard::test
