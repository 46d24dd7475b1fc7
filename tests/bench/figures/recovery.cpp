// (9) Back on the wire: from a loss or a Reject<3> to the next Logon<A>, and what a planned roll-over costs.
#include "bench/figures/figures.hpp"
#include "bench/peers/fixguard_session.hpp"
#include "bench/peers/logon_floor.hpp"
#include "bench/peers/quickfix_session.hpp"
#include "support/exchange.hpp"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

namespace fixguard::bench {
namespace {

using Clock = std::chrono::steady_clock;
using test::Exchange;
using test::ExchangeSession;
using Seat = std::unique_ptr<ExchangeSession>;

double us_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

// The next connection that sends a Logon<A>. One that does not come so far is passed over, as an exchange
// would; it takes its time all the same.
Seat next_logon(Exchange& exchange, const char* who) {
    constexpr double patience_us = 20e6;
    for (const Clock::time_point begin = Clock::now(); us_since(begin) < patience_us;) {
        Seat seat = exchange.connect();
        if (seat && seat->read_logon()) return seat;
    }
    throw std::runtime_error(std::string("(9) no Logon<A> came from ") + who);
}

void take(const Seat& seat) {
    seat->say("35=A|98=0|108=60|25037=uuid|");
}

// From the call on to the Logon<A> of the next connection, as the exchange sees it. Answers it.
template <typename Provoke>
double to_the_next_logon_us(const char* who, Exchange& exchange, Seat& seat, Provoke provoke) {
    const Clock::time_point begin = Clock::now();
    provoke();
    Seat next = next_logon(exchange, who);
    const double took = us_since(begin);
    take(next);
    seat = std::move(next);
    return took;
}

// As the above, for a client that is just being made.
std::future<Seat> accept_in_background(Exchange& exchange, const char* who) {
    return std::async(std::launch::async, [&exchange, who] {
        Seat seat = next_logon(exchange, who);
        take(seat);
        return seat;
    });
}

// The exchange breaks the connection.
void lose(Seat& seat) {
    seat->connection().reset();
}

// As after a MsgSeqNum(34) out of order: Reject<3>, Logout<5>, close.
void reject(Seat& seat) {
    seat->say("35=3|45=1|371=34|372=A|373=99|58=Message sequence number error.|25016=-1179|");
    seat->say("35=5|58=Message sequence number error.|");
    seat->connection().close();
}

// A session that has just been logged on, so that no failure before this one makes it wait.
struct Ours {
    explicit Ours(Exchange& exchange) {
        auto accepting = accept_in_background(exchange, "fixguard");
        session =
            std::make_unique<FixguardSession>(exchange.peer.port(), exchange.peer.ca_certificate(), true);
        seat = accepting.get();
    }
    ~Ours() { // in order, so that nobody waits for an answer
        auto leaving = std::async(std::launch::async, [this] { seat->log_out(); });
        session.reset();
        leaving.wait();
    }
    std::unique_ptr<FixguardSession> session;
    Seat seat;
};

Measurement measured(std::string name, const std::vector<double>& values) {
    return {std::move(name), "us", spread_of(values), {}, {}, {}, {}};
}

std::vector<double> ratios(const std::vector<double>& theirs, const std::vector<double>& ours) {
    std::vector<double> result;
    for (std::size_t i = 0; i < theirs.size(); ++i)
        result.push_back(theirs[i] / ours[i]);
    return result;
}

void back_on_the_wire(Bench& bench) {
    const std::size_t rounds = bench.is_quick() ? 3 : 11;
    Exchange ours, theirs, floor_exchange;
    auto accepting = accept_in_background(theirs, "QuickFIX");
    auto quickfix = std::make_unique<QuickFixInitiator>(theirs.peer.port(), true, "CLIENT");
    Seat their_seat = accepting.get();
    LogonFloor floor(floor_exchange.peer.port(), floor_exchange.peer.ca_certificate());

    std::vector<double> loss, their_loss, least, rejected, their_rejected;
    for (std::size_t round = 0; round < rounds; ++round) {
        Seat nobody;
        std::future<void> logging_on;
        least.push_back(to_the_next_logon_us("the floor", floor_exchange, nobody, [&] {
            logging_on = std::async(std::launch::async, [&] { floor.log_on(); });
        }));
        logging_on.get();
        {
            Ours session(ours);
            loss.push_back(to_the_next_logon_us("fixguard", ours, session.seat, [&] { lose(session.seat); }));
            session.session->supervisor().wait_for_all(Phase::up, milliseconds{10'000});
        }
        their_loss.push_back(to_the_next_logon_us("QuickFIX", theirs, their_seat, [&] { lose(their_seat); }));
        {
            Ours session(ours);
            rejected.push_back(
                to_the_next_logon_us("fixguard", ours, session.seat, [&] { reject(session.seat); }));
            session.session->supervisor().wait_for_all(Phase::up, milliseconds{10'000});
        }
        their_rejected.push_back(
            to_the_next_logon_us("QuickFIX", theirs, their_seat, [&] { reject(their_seat); }));
    }
    // In order: with a handshake on its way its stop() would never return.
    auto leaving = std::async(std::launch::async, [&] { their_seat->log_out(); });
    quickfix.reset();
    leaving.wait();

    Measurement quick = measured("QuickFIX SSLSocketInitiator, ReconnectInterval=1", their_loss);
    quick.ratio = spread_of(ratios(their_loss, loss));
    quick.least_ratio = 300;
    Measurement bare = measured("TLS handshake + Ed25519 signature", least);
    bare.ratio = spread_of(ratios(least, loss));
    bare.least_ratio = 0.5;
    bench.report(
        {"9", "connection lost -> Logon on the wire, TLS", {measured("fixguard", loss), quick, bare}});
    Measurement after_reject = measured("QuickFIX SSLSocketInitiator, ReconnectInterval=1", their_rejected);
    after_reject.ratio = spread_of(ratios(their_rejected, rejected));
    bench.report(
        {"9", "Reject and Logout -> Logon on the wire, TLS", {measured("fixguard", rejected), after_reject}});
}

// ---- the planned roll-over

// A user's thread that sends something every 200 us, and the longest time between two sends.
class Sender {
public:
    explicit Sender(engine::Supervisor& supervisor) : thread_([this, &supervisor] { run(supervisor); }) {}
    ~Sender() {
        if (thread_.joinable()) (void)finish();
    }
    struct Seen {
        double longest_us;
        std::size_t refused;
    };
    Seen finish() { // after a thousand more
        over_ = true;
        thread_.join();
        return {std::chrono::duration<double, std::micro>(longest_).count(), refused_};
    }

private:
    void run(engine::Supervisor& supervisor) {
        wire::MessageWriter writer;
        Clock::time_point last = Clock::now();
        for (std::size_t left = 1'000; left > 0; left -= over_ ? 1 : 0) {
            if (!supervisor.send("oe", order_body(writer, "o-1"))) ++refused_;
            const Clock::time_point now = Clock::now();
            longest_ = std::max(longest_, now - last);
            last = now;
            while (Clock::now() - last < std::chrono::microseconds(200))
                std::this_thread::yield();
        }
    }

    std::atomic<bool> over_ = false;
    Clock::duration longest_{};
    std::size_t refused_ = 0;
    std::thread thread_; // last: it uses the others
};

void roll_over(Bench& bench) {
    const std::size_t rounds = bench.is_quick() ? 3 : 11;
    Exchange exchange;
    std::vector<double> calm, rolling, refused;
    for (std::size_t round = 0; round < rounds; ++round) {
        Ours session(exchange);
        engine::Supervisor& supervisor = session.session->supervisor();
        calm.push_back(Sender(supervisor).finish().longest_us);
        Sender sender(supervisor);
        session.seat->say("35=B|148=You'll be disconnected in 30 seconds. Please log in again.|");
        Seat next = next_logon(exchange, "fixguard");
        take(next);
        const Sender::Seen seen = sender.finish();
        rolling.push_back(seen.longest_us);
        refused.push_back(static_cast<double>(seen.refused));
        session.seat->connection().close();
        session.seat = std::move(next);
    }
    Measurement without = measured("the same without a roll-over", calm);
    without.ratio = spread_of(ratios(calm, rolling));
    bench.report({"9",
                  "News -> other session: longest time between two sends, one every 200 us",
                  {measured("fixguard", rolling), without}});
    bench.report({"9", "sends refused meanwhile", {{"fixguard", "", spread_of(refused), {}, {}, {}, {}}}});
}

// ---- nobody answers

void attempts_in_30_s(Bench& bench) {
    if (bench.is_quick()) return;
    // An exchange that takes each connection and breaks it.
    test::TestPeer peer;
    test::TempDir folder;
    engine::SessionSettings settings = session_settings(folder, peer.port(), peer.ca_certificate(), true);
    settings.attempt_limit.reset();
    settings.first_backoff = settings.longest_backoff = milliseconds{1};
    engine::Observer nobody;
    auto created = engine::Supervisor::create({{settings}}, nobody);
    if (const auto* const error = std::get_if<std::string>(&created)) throw std::runtime_error(*error);
    auto& supervisor = std::get<std::unique_ptr<engine::Supervisor>>(created);
    const Clock::time_point begin = Clock::now();
    supervisor->start();
    double attempts = 0;
    constexpr double window_us = 30e6;
    while (us_since(begin) < window_us)
        if (const auto connection = peer.accept_raw(milliseconds{100})) {
            connection->reset();
            ++attempts;
        }
    bench.report({"9",
                  "attempts in 30 s with a back-off of 1 ms, goal 15",
                  {{"fixguard", "", {attempts, attempts, attempts}, {}, {}, {}, {}}}});
}

} // namespace

void recovery_on_the_wire(Bench& bench) {
    if (!bench.wants("9") || bench.counts_only()) return;
    back_on_the_wire(bench);
    roll_over(bench);
    attempts_in_30_s(bench);
}

} // namespace fixguard::bench
