// The threads, and the calls from outside brought to them.
#include "engine/supervisor.hpp"

#include "engine/asio_world.hpp"
#include "engine/crew.hpp"
#include "engine/delivery_queue.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>

#include <algorithm>
#include <future>
#include <optional>
#include <system_error>
#include <thread>

namespace fixguard::engine {
namespace {

// For the stream's close behind the Logout<5>.
constexpr milliseconds close_allowance{2'000};

} // namespace

class Supervisor::Impl {
public:
    Impl(Observer& observer, const SupervisorOptions& options)
        : raw_market_data_(options.raw_market_data), lookup_(options.lookup),
          delivery_(observer, options.delivery_limit, options.delivery_bytes_limit) {}

    std::optional<std::string> open(const Settings& settings) {
        auto crew = Crew::create(settings, world_, delivery_, lookup_);
        if (auto* const error = std::get_if<std::string>(&crew)) return std::move(*error);
        crew_ = std::get<std::unique_ptr<Crew>>(std::move(crew));
        crew_->add_market_feed(settings, raw_market_data_);
        for (const SessionSettings& session : settings.sessions)
            longest_logout_ = std::max(longest_logout_, milliseconds(session.logout_timeout));
        thread_ = std::thread([this] { run(); });
        return std::nullopt;
    }

    ~Impl() {
        if (!thread_.joinable()) return; // nothing was started
        for_each([](ManagedSession& session) { session.stop(); });
        std::promise<void> stopping; // until then a session may still begin an attempt
        asio::post(loop_, [&stopping] { stopping.set_value(); });
        stopping.get_future().wait();
        if (!wait_for_attempts(longest_logout_ + close_allowance)) {
            for_each([](ManagedSession& session) { session.abort(); });
            wait_for_attempts(close_allowance);
        }
        work_.reset();
        loop_.stop();
        thread_.join();
    }

    ManagedSession* find(std::string_view name) const { return crew_->find(name); }
    MarketFeed* market_feed() const { return crew_->market_feed(); }

    template <typename Call>
    bool call(std::string_view name, Call action) {
        ManagedSession* const session = find(name);
        if (session != nullptr) asio::post(loop_, [session, action] { action(*session); });
        return session != nullptr;
    }
    template <typename Call>
    void for_each(Call action) {
        for (const auto& session : sessions())
            asio::post(loop_, [&session, action] { action(*session); });
    }

    template <typename Condition>
    bool wait(milliseconds timeout, Condition condition) const {
        const Shared& shared = crew_->shared();
        std::unique_lock lock(shared.mutex);
        return shared.changed.wait_for(lock, timeout, condition);
    }

    const std::vector<std::unique_ptr<ManagedSession>>& sessions() const { return crew_->sessions(); }

private:
    void run() {
        // A handler throws for want of memory only; the others go on.
        while (!loop_.stopped()) {
            try {
                loop_.run();
            } catch (...) {
            }
        }
    }

    bool wait_for_attempts(milliseconds timeout) const {
        return wait(timeout, [this] {
            return std::none_of(sessions().begin(), sessions().end(),
                                [](const auto& session) { return session->has_attempt(); });
        });
    }

    asio::io_context loop_;
    asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(loop_);
    AsioWorld world_{loop_};
    std::unique_ptr<Crew> crew_; // outlives the queue, which holds views of names
    const bool raw_market_data_;
    FateLookup* const lookup_;
    DeliveryQueue delivery_;
    milliseconds longest_logout_{0};
    std::thread thread_;
};

Supervisor::Supervisor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Supervisor::~Supervisor() = default;

std::variant<std::unique_ptr<Supervisor>, std::string>
Supervisor::create(const Settings& settings, Observer& observer, const SupervisorOptions& options) {
    try {
        auto impl = std::make_unique<Impl>(observer, options);
        if (auto error = impl->open(settings)) return std::move(*error);
        return std::unique_ptr<Supervisor>(new Supervisor(std::move(impl)));
    } catch (const std::system_error& error) { // no thread or no descriptor is left
        return std::string("the supervisor cannot be started: ") + error.what();
    }
}

bool Supervisor::set_outbound_filter(std::string_view session, transport::OutboundFilter* filter) {
    return impl_->call(session, [filter](ManagedSession& it) { it.set_filter(filter); });
}

bool Supervisor::set_tap(std::string_view session, transport::Tap* tap) {
    return impl_->call(session, [tap](ManagedSession& it) { it.set_tap(tap); });
}

void Supervisor::start() {
    impl_->for_each([](ManagedSession& session) {
        if (!session.is_standby()) session.start();
    });
}

bool Supervisor::start(std::string_view session) {
    return impl_->call(session, [](ManagedSession& it) { it.resume(); });
}

void Supervisor::stop() {
    impl_->for_each([](ManagedSession& session) { session.stop(); });
}

bool Supervisor::stop(std::string_view session) {
    return impl_->call(session, [](ManagedSession& it) { it.stop(); });
}

SendResult Supervisor::send(std::string_view session, std::string_view body) {
    ManagedSession* const found = impl_->find(session);
    return found == nullptr ? SendResult{SendStatus::no_such_session, 0} : found->send(body);
}

SessionStatus Supervisor::status(std::string_view session) const {
    const ManagedSession* const found = impl_->find(session);
    return found == nullptr ? SessionStatus{} : found->status();
}

std::vector<std::string> Supervisor::session_names() const {
    std::vector<std::string> names;
    for (const auto& session : impl_->sessions())
        names.push_back(session->name());
    return names;
}

MarketFeed* Supervisor::market_feed() const {
    return impl_->market_feed();
}

std::vector<RequestRef> Supervisor::unknown_requests(std::string_view session) const {
    const ManagedSession* const found = impl_->find(session);
    return found == nullptr ? std::vector<RequestRef>{} : found->doubts();
}

bool Supervisor::settle(std::string_view session, std::string_view request_id, RequestFate fate) {
    ManagedSession* const found = impl_->find(session);
    return found != nullptr && found->settle(request_id, fate);
}

bool Supervisor::close_circuits(std::string_view session) {
    ManagedSession* const found = impl_->find(session);
    if (found != nullptr) found->close_circuits();
    return found != nullptr;
}

bool Supervisor::wait_for(std::string_view session, Phase phase, milliseconds timeout) const {
    const ManagedSession* const found = impl_->find(session);
    return found != nullptr && impl_->wait(timeout, [&] { return found->published_phase() == phase; });
}

bool Supervisor::wait_for_all(Phase phase, milliseconds timeout) const {
    return impl_->wait(timeout, [&] {
        return std::all_of(impl_->sessions().begin(), impl_->sessions().end(), [phase](const auto& session) {
            const Phase its = session->published_phase();
            return its == phase || (session->is_standby() && its == Phase::idle);
        });
    });
}

} // namespace fixguard::engine
