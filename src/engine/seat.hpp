// An attempt in its place in a session, and the way of its events there.
#pragma once

#include "engine/managed_session.hpp"

#include <memory>

namespace fixguard::engine {

class ManagedSession::Seat final : public AttemptListener, public std::enable_shared_from_this<Seat> {
public:
    explicit Seat(ManagedSession& session) : session_(session) {}

    std::shared_ptr<Attempt> attempt;
    bool connected = false;
    bool over = false;        // its name is given back; at most the stream still closes
    bool logging_out = false; // behind a switch-over
    SteadyTime stays_until{}; // behind a switch-over: at least
    SteadyTime leaves_at{};   // and at most

private:
    void on_connected() override { session_.on_connected(shared_from_this()); }
    void on_logged_on() override { session_.on_logged_on(shared_from_this()); }
    void on_error(const SessionError& error) override { session_.on_error(shared_from_this(), error); }
    void on_application(std::string_view message) override { session_.on_application(message); }
    void on_settled(const InFlight::Entry& request, RequestFate fate) override {
        session_.on_settled(request, fate);
    }
    void on_round_trip(UtcTime sent, UtcTime stamped, UtcTime received) override {
        session_.on_round_trip(sent, stamped, received);
    }
    void on_unanswered(const std::vector<InFlight::Entry>& entries) override {
        session_.on_unanswered(entries);
    }
    void on_late_answer(const RequestRef& request, RequestFate fate, SteadyTime since) override {
        session_.on_late_answer(request, fate, since);
    }
    void on_limits(const std::vector<LimitReport>& limits) override { session_.on_limits(limits); }
    void on_message_limit_near(std::uint32_t used, const WindowLimit& limit) override {
        session_.on_message_limit_near(used, limit);
    }
    void on_logged_out() override { session_.on_logged_out(shared_from_this()); }
    void on_ended(const AttemptEnd& end) override { session_.on_ended(shared_from_this(), end); }

    ManagedSession& session_;
};

} // namespace fixguard::engine
