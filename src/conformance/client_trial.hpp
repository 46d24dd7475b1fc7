// One case played with a client: the simulated exchange, the fault on top of it, and the record of it all.
#pragma once

#include "conformance/client_case.hpp"
#include "conformance/client_judge.hpp"
#include "conformance/client_record.hpp"
#include "venue/exchange.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::conformance {

struct ClientTrialOptions {
    SessionKind kind = SessionKind::order_entry;
    milliseconds patience{45'000};            // for a logon; longer than the window of attempts
    milliseconds order_patience{10'000};      // for an order, once logged on
    std::vector<SteadyTime> earlier_attempts; // of cases before: the limit of attempts goes on
};

enum class ClientVerdict : std::uint8_t { passed, failed, not_judged };

struct ClientResult {
    ClientVerdict verdict = ClientVerdict::passed;
    std::vector<std::string> findings; // failed: what was wrong; not_judged: why
    bool no_client = false;            // nobody logged on at all
    ClientRecord record;
};

// Deterministic; no socket, no clock, no thread. It always ends: each wait has a bound.
class ClientTrial {
public:
    struct Output {
        int connection = 0;
        std::string bytes;  // to be written
        bool close = false; // and then the connection is to be closed
    };

    ClientTrial(const ClientCase& client_case, venue::Config config, ClientTrialOptions options,
                venue::Now begin);

    int connect(const std::string& ip, venue::Now now); // the number of the connection
    void on_bytes(int connection, std::string_view bytes, venue::Now now);
    void on_closed(int connection, venue::Now now); // by the client
    void on_timer(venue::Now now);                  // at next_timer() or whenever
    SteadyTime next_timer() const;
    std::vector<Output> take_output();

    // The case is done. stop() logs out who is still there; result() is then final.
    bool over() const noexcept { return over_; }
    void stop(venue::Now now);
    ClientResult result() const;

private:
    struct Link {
        std::size_t place = 0; // in the record
        std::string input;     // of the client, not cut yet
        wire::FrameReader reader{wire::OnFault::resync};
        std::uint32_t next_seq_num = 1; // of the venue
        bool mute = false;              // what the exchange says is not passed on
        bool silent = false;            // nor does it close
        bool answers_wrongly = false;   // although mute
        bool spoil_next = false;
        std::optional<SteadyTime> close_at; // the client may close first
    };

    ClientConnection& record_of(const Link& link) { return record_.connections[link.place]; }
    void on_message(Link& link, const wire::Frame& frame, venue::Now now);
    void collect(venue::Now now); // what the exchange has to say
    void pass(int id, Link& link, const wire::Frame& frame, venue::Now now);
    void say(int id, Link& link, std::string body, venue::Now now);
    bool spoil_logon(Link& link, std::string& body, venue::Now now);
    void close(int id, Link& link, venue::Now now);
    void strike(venue::Now now);
    void struck(const Link& link, venue::Now now);
    void step(venue::Now now); // whether it is time for the fault, or over

    const ClientCase& case_;
    ClientTrialOptions options_;
    JudgeLimits limits_;
    venue::Exchange exchange_;
    std::map<int, Link> links_;
    ClientRecord record_;
    std::vector<Output> output_;
    std::optional<SteadyTime> up_at_; // the first session that came up
    int up_connection_ = 0;
    std::optional<SteadyTime> settled_at_; // all that is expected has happened
    std::optional<SteadyTime> down_until_;
    bool over_ = false;
};

} // namespace fixguard::conformance
