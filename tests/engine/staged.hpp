// The sessions of an account in one thread, on time that the test moves and streams that the test speaks on.
#pragma once

#include "engine/crew.hpp"
#include "engine/supervised.hpp"
#include "wire/frame.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <deque>
#include <new>
#include <set>

namespace fixguard::engine {

class StagedStream final : public transport::ClientStream {
public:
    StagedStream(World& world, std::weak_ptr<transport::ClientStreamHandler> handler)
        : world_(world), handler_(std::move(handler)) {}

    // --- what the engine does
    transport::WriteResult write(std::string_view bytes) override {
        if (over_) return transport::WriteResult::closed;
        if (throws) throw std::bad_alloc();
        written_.push_back(wire::to_readable(bytes));
        return transport::WriteResult::handed_over;
    }
    void close() override {
        if (!lingers) end(transport::EndReason::local);
    }
    void abort() override { end(transport::EndReason::local); }

    // --- what the exchange does
    void open() {
        if (const auto handler = handler_.lock()) handler->on_open();
    }
    // `body`: readable, MsgType(35) first.
    void say(const std::string& body) {
        const std::size_t type = body.find('|') + 1;
        const std::string bytes = wire::frame_body(wire::from_readable(
            body.substr(0, type) + "34=" + std::to_string(next_++) +
            "|49=SPOT|52=" + std::string(wire::format_utc_timestamp(world_.utc_now()).view()) + "|56=OE|" +
            body.substr(type)));
        wire::FrameReader reader(wire::OnFault::stop);
        const auto handler = handler_.lock();
        if (handler && !over_) handler->on_frame(reader.next(bytes).frame);
    }
    void break_off() { end(transport::EndReason::reset); }
    bool throws = false;  // at each write
    bool lingers = false; // behind a close, until it breaks
    // The engine's next message; empty: none.
    std::string hear() {
        if (written_.empty()) return {};
        std::string first = std::move(written_.front());
        written_.pop_front();
        return first;
    }
    bool is_over() const { return over_; }

private:
    void end(transport::EndReason reason) {
        if (std::exchange(over_, true)) return;
        world_.post([handler = handler_, reason] {
            if (const auto alive = handler.lock()) alive->on_end({reason, "it broke", std::nullopt});
        });
    }

    World& world_;
    const std::weak_ptr<transport::ClientStreamHandler> handler_;
    std::deque<std::string> written_;
    std::uint32_t next_ = 1;
    bool over_ = false;
};

class Stage final : public World {
public:
    std::vector<std::shared_ptr<StagedStream>> streams;

    // Runs what is due until then, in its order.
    void pass(milliseconds by) {
        const SteadyTime end = time_ + by;
        while (true) {
            run_posted();
            StagedTimer* first = nullptr;
            for (StagedTimer* const timer : timers_)
                if (timer->action && (first == nullptr || timer->at < first->at)) first = timer;
            if (first == nullptr || first->at > end) break;
            time_ = std::max(time_, first->at);
            std::exchange(first->action, nullptr)();
        }
        time_ = end;
    }
    void run_posted() {
        while (!posted_.empty()) {
            const auto action = std::move(posted_.front());
            posted_.pop_front();
            action();
        }
    }

    SteadyTime now() const noexcept override { return time_; }
    UtcTime utc_now() const noexcept override {
        return UtcTime(std::chrono::hours(500'000)) +
               std::chrono::duration_cast<microseconds>(time_.time_since_epoch());
    }
    std::uint32_t random() override { return random_++; }
    void post(std::function<void()> action) override { posted_.push_back(std::move(action)); }
    std::unique_ptr<Timer> timer() override { return std::make_unique<StagedTimer>(*this); }
    std::shared_ptr<transport::ClientStream> open(transport::StreamOptions,
                                                  std::weak_ptr<transport::ClientStreamHandler> handler,
                                                  transport::Tap*) override {
        streams.push_back(std::make_shared<StagedStream>(*this, std::move(handler)));
        return streams.back();
    }

private:
    struct StagedTimer final : Timer {
        explicit StagedTimer(Stage& stage) : stage_(stage) { stage.timers_.insert(this); }
        ~StagedTimer() override { stage_.timers_.erase(this); }
        void set(SteadyTime when, std::function<void()> what) override {
            at = when;
            action = std::move(what);
        }
        void cancel() override { action = nullptr; }
        SteadyTime at{};
        std::function<void()> action;

    private:
        Stage& stage_;
    };

    SteadyTime time_{std::chrono::hours(1'000)};
    std::set<StagedTimer*> timers_;
    std::deque<std::function<void()>> posted_;
    std::uint32_t random_ = 0;
};

// Tells the observer at once.
class Directly final : public Delivery {
public:
    explicit Directly(Observer& observer) : observer_(observer) {}
    void put(Event event) override { tell(observer_, event); }

private:
    Observer& observer_;
};

class Staged : public ::testing::Test {
protected:
    Staged() { ::setenv("FIXGUARD_TEST_API_KEY", "the-api-key", 1); }

    SessionSettings session(SessionKind kind = SessionKind::order_entry) const {
        SessionSettings settings;
        settings.name = short_name(kind);
        settings.kind = kind;
        settings.endpoint = {"127.0.0.1", 9'000};
        settings.tls = false;
        settings.names = {NamePolicy::Kind::pattern, {"T???????"}};
        settings.key_file = key_.path();
        settings.api_key_env = "FIXGUARD_TEST_API_KEY";
        settings.preflight = false; // the orders of these tests are short
        return settings;
    }
    void create(std::vector<SessionSettings> sessions, FateLookup* lookup = nullptr) {
        auto made = Crew::create({std::move(sessions)}, stage, delivery ? *delivery : directly_, lookup);
        if (const auto* const error = std::get_if<std::string>(&made)) FAIL() << *error;
        crew = std::get<std::unique_ptr<Crew>>(std::move(made));
    }
    // Starts the session; its stream, logged on.
    std::shared_ptr<StagedStream> log_on(const std::string& name = "oe") {
        crew->find(name)->start();
        return accept();
    }
    // Accepts the attempt that was begun last.
    std::shared_ptr<StagedStream> accept() {
        stage.run_posted();
        const auto stream = stage.streams.back();
        stream->open();
        const std::string interval = test::ExchangeSession::value(stream->hear(), tag::HeartBtInt);
        stream->say("35=A|98=0|108=" + interval + "|25037=uuid|");
        stage.run_posted();
        return stream;
    }
    SendResult send(const std::string& body, const std::string& to = "oe") {
        return crew->find(to)->send(wire::from_readable(body));
    }
    // Time passes while the exchange sends its heartbeats.
    void live(std::chrono::seconds by, const std::vector<std::shared_ptr<StagedStream>>& streams) {
        for (std::chrono::seconds lived{0}; lived < by; ++lived) {
            stage.pass(milliseconds{1'000});
            for (const auto& stream : streams)
                if (lived.count() % 10 == 9) stream->say("35=0|");
        }
    }

    Stage stage;
    Witness witness;
    std::unique_ptr<Delivery> delivery; // before create(); none: the witness, directly
    std::unique_ptr<Crew> crew;

private:
    Directly directly_{witness};
    test::TempFile key_{test::ed25519_key};
};

} // namespace fixguard::engine
