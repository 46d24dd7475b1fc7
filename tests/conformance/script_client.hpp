// A client on virtual time that keeps to the rules, or breaks one of them: the suite for clients is judged by
// it.
#pragma once

#include "conformance/client_trial.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::conformance::test {

// One thing that it does wrong.
enum class Vice : std::uint8_t {
    none,
    stays_away,          // never logs on again
    same_name,           // one SenderCompID(49) for ever
    hammers,             // connects again ten times a second
    goes_on_counting,    // a new session begins where the old one ended
    no_reset,            // Logon<A> with ResetSeqNumFlag(141)=N
    talks_first,         // says something before its Logon<A>
    no_secret,           // Logon<A> without RawData(96)
    resend_request,      // answers a gap with a ResendRequest<2>
    sequence_reset,      // ... with a SequenceReset<4>
    poss_dup,            // sends its orders with PossDupFlag(43)
    skips_a_number,      // between two of its messages
    noise,               // sends bytes that are no message
    ignores_gaps,        // and garbled messages
    no_logout,           // closes without one
    does_not_close,      // waits for the venue to close
    ignores_logout,      // of the venue
    ignores_tests,       // leaves a TestRequest<1> unanswered
    answers_wrongly,     // with another TestReqID(112)
    never_tests,         // does not notice silence
    takes_any_answer,    // to its TestRequest<1>
    ignores_logon_terms, // takes any answer as a Logon<A>
    ignores_news,
    leaves_first,  // logs out before the new session is up
    order_again,   // sends an unanswered order again as it was
    order_renamed, // ... under another ClOrdID(11)
    no_orders,     // that is no vice
    impatient,     // connects again at once after -1034
};

class ScriptClient {
public:
    ScriptClient(Vice vice, SessionKind kind) : vice_(vice), kind_(kind) {}

    // Plays with it until it is over, beginning at `now`, which is moved on.
    void play(ClientTrial& trial, venue::Now& now);

private:
    struct Connection {
        std::string name;
        std::string input;
        wire::FrameReader reader{wire::OnFault::stop};
        std::uint32_t next_out = 1;
        std::uint32_t next_in = 1;
        bool up = false;
        bool leaving = false; // our Logout<5> is out
        SteadyTime last_in;
        std::optional<SteadyTime> tested;
        SteadyTime leaving_since;
    };

    void connect();
    void on_bytes(int id, std::string_view bytes);
    void on_message(int id, Connection& connection, wire::MessageView message);
    void on_first(int id, Connection& connection, wire::MessageView message);
    void on_refused_logon(int id, std::int64_t code);
    void on_up(int id, Connection& connection);
    void on_closed(int id);
    void on_timer();
    void send(int id, Connection& connection, std::string readable);
    void order(int id, Connection& connection);
    void leave(int id, Connection& connection);
    void close(int id);
    void again(microseconds later);
    bool has(Vice vice) const { return vice_ == vice; }

    const Vice vice_;
    const SessionKind kind_;
    ClientTrial* trial_ = nullptr;
    venue::Now now_{};
    std::map<int, Connection> connections_;
    std::optional<SteadyTime> connect_at_;
    std::vector<SteadyTime> attempts_;
    std::optional<int> old_; // to be left once the new session is up
    int last_name_ = 0;
    int last_order_ = 0;
    std::string open_order_; // not answered yet
    std::uint32_t kept_seq_num_ = 1;
    bool stopped_ = false;
};

} // namespace fixguard::conformance::test
