// A supervisor against an exchange that the test plays, and an observer that writes everything down.
#pragma once

#include "engine/supervisor.hpp"
#include "recovery/planner.hpp"
#include "rules/session_table.hpp"
#include "support/exchange.hpp"
#include "support/test_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>

namespace fixguard::engine {

// What the observer was told, in order, each as a line.
class Witness : public Observer {
public:
    // Called on the observer's thread, before the line is kept; set before the supervisor starts.
    std::function<void(const std::string& line)> hook;

    void on_state(const SessionState& state) override {
        note(std::string(state.session) + " " + std::string(fixguard::name(state.phase)));
    }
    void on_error(std::string_view session, const SessionError& error, const Plan& plan) override {
        {
            const std::lock_guard lock(mutex_);
            errors_.push_back(error);
        }
        note(std::string(session) + " error " + std::string(fixguard::name(error.carrier)) + " " +
             std::to_string(error.code.value) + " " + std::string(error.text.view()) + " -> " +
             recovery::describe(plan));
    }
    void on_message(std::string_view session, wire::MessageView message) override {
        note(std::string(session) + " message " + wire::to_readable(message.bytes()));
    }
    void on_fate(std::string_view session, const RequestRef& request, RequestFate fate) override {
        note(std::string(session) + " fate " + std::string(request.id.view()) + " " +
             std::string(fixguard::name(fate)));
    }
    void on_recovered(const Recovery& recovery) override {
        note(std::string(recovery.session) + " recovered from " +
             std::string(fixguard::name(recovery.error.carrier)));
    }
    void on_clock(std::string_view session, const ClockReading& reading) override {
        note(std::string(session) + " clock " +
             std::to_string(std::chrono::round<std::chrono::seconds>(reading.offset).count()) + " s");
    }

    void on_stream(const StreamEvent& event) override {
        note(std::string(event.session) + " stream " + std::string(event.symbol) + " " +
             std::string(fixguard::name(event.kind)) + " " + std::string(fixguard::name(event.state)) + " " +
             std::string(fixguard::name(event.fault)));
    }

    // Whether a line with these words comes, or has come. Each call looks behind the line that the last one
    // found, so that calls in a row see the order of things.
    bool sees(const std::string& words) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, test::patience, [&] {
            for (std::size_t i = seen_; i < lines_.size(); ++i) {
                if (lines_[i].find(words) == std::string::npos) continue;
                seen_ = i + 1;
                return true;
            }
            return false;
        });
    }
    std::vector<std::string> lines() {
        const std::lock_guard lock(mutex_);
        return lines_;
    }
    std::size_t count(const std::string& words) {
        const auto all = lines();
        return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const std::string& line) {
            return line.find(words) != std::string::npos;
        }));
    }
    std::vector<SessionError> errors() {
        const std::lock_guard lock(mutex_);
        return errors_;
    }

private:
    void note(std::string line) {
        if (hook) hook(line);
        const std::lock_guard lock(mutex_);
        lines_.push_back(std::move(line));
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> lines_;
    std::vector<SessionError> errors_;
    std::size_t seen_ = 0;
};

class Supervised : public ::testing::Test {
protected:
    Supervised() : key_(test::ed25519_key), ca_(exchange.peer.ca_certificate()) {
        ::setenv("FIXGUARD_TEST_API_KEY", "the-api-key", 1);
    }
    ~Supervised() override {
        if (!::testing::Test::HasFailure()) return;
        std::string told;
        for (const std::string& line : witness.lines())
            if (told.size() < 10'000) told += "\n  " + line;
        ADD_FAILURE() << "the observer was told:" << told;
    }

    SessionSettings session(SessionKind kind = SessionKind::order_entry) const {
        SessionSettings settings;
        settings.name = short_name(kind);
        settings.kind = kind;
        settings.endpoint = {"127.0.0.1", exchange.peer.port()};
        settings.server_name = "localhost";
        settings.ca_file = ca_.path();
        settings.names = {NamePolicy::Kind::pattern, {"T???????"}};
        settings.key_file = key_.path();
        settings.api_key_env = "FIXGUARD_TEST_API_KEY";
        settings.logout_timeout = std::chrono::seconds(1);
        settings.preflight = false; // the orders of these tests are short
        return settings;
    }

    // Makes the supervisor. Tests that only want a session on the way call start().
    void create(std::vector<SessionSettings> sessions, const SupervisorOptions& options = {}) {
        auto created = Supervisor::create({std::move(sessions)}, witness, options);
        if (auto* const error = std::get_if<std::string>(&created)) FAIL() << *error;
        supervisor = std::get<std::unique_ptr<Supervisor>>(std::move(created));
    }
    void start(const SessionSettings& settings) {
        create({settings});
        supervisor->start();
    }
    // One order-entry session that is up.
    std::unique_ptr<test::ExchangeSession> log_on() {
        if (!supervisor) start(session());
        auto seat = exchange.log_on();
        EXPECT_TRUE(seat != nullptr);
        EXPECT_TRUE(supervisor->wait_for("oe", Phase::up, test::patience));
        return seat;
    }
    SendResult send(const std::string& body, const std::string& to = "oe") {
        return supervisor->send(to, wire::from_readable(body));
    }
    // Stops everything; the peer has to be gone or to have read the Logout<5>.
    void finish() { supervisor.reset(); }

    static std::string value(const std::string& readable, tag::Tag tag) {
        return test::ExchangeSession::value(readable, tag);
    }

    test::Exchange exchange;
    Witness witness;
    std::unique_ptr<Supervisor> supervisor;

private:
    test::TempFile key_;
    test::TempFile ca_;
};

} // namespace fixguard::engine
