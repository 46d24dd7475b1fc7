// The venue as a whole: connections, any bytes in any pieces, faults and time; what it answers is sound.
#include "fuzz/logon_key.hpp"
#include "fuzz/target.hpp"

#include "rules/structure.hpp"
#include "venue/exchange.hpp"
#include "wire/message_view.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace fixguard::fuzz {
namespace {

using venue::Now;
using venue::SessionId;
using std::chrono_literals::operator""ms;

const engine::SigningKey& key() {
    static const engine::SigningKey loaded = load_logon_key();
    return loaded;
}

// Limits are low, so that a script reaches them.
venue::Config small_venue() {
    venue::Config config;
    config.accounts.push_back({"demo",
                               {{"DEMO", key().public_key_pem(), venue::Permission::fix_api},
                                {"READER", key().public_key_pem(), venue::Permission::fix_api_read_only}},
                               {5, 10'000ms}});
    config.symbols = venue::sample_symbols();
    config.feed.interval = 5'000ms;
    for (rules::KindRules& kind : config.rules.kinds) {
        kind.messages.count = 30;
        kind.attempts.count = 6;
        kind.connections = 3;
        kind.streams = std::min(kind.streams, 4U);
    }
    return config;
}

std::string replaced(std::string text, std::string_view what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos && text.size() < 20'000;
         at += by.size())
        text.replace(at, what.size(), by);
    return text;
}

std::uint32_t number_in(std::string_view text, std::uint32_t most) {
    std::uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::min(number, most);
}

// What one connection has received, checked as it comes.
struct Peer {
    SessionKind kind{};
    std::string name;
    std::uint32_t next_seq_num = 1;
    std::uint32_t expected_seq_num = 1;
    std::string received;
};

// One script. Each line is one step; all others are bytes, see wire_bytes().
//   oe NAME, dc NAME, md NAME   a new connection
//   @2                          the connection that the next lines belong to
//   +250                        time passes, in ms
//   x                           the stream breaks
//   !reject D -1013             a fault on demand: kind, MsgType(35), code
//   !!5000                      maintenance, with its countdown in ms
// In bytes {h} stands for the header behind MsgType(35) and {logon} for that of a Logon<A> with all it needs.
class Play {
public:
    explicit Play(std::size_t piece) : piece_(piece), exchange_(small_venue()) {}

    void line(std::string_view text) {
        if (const auto kind = session_kind(text.substr(0, 2)); kind && peers_.size() < 8)
            connect(*kind, text.size() > 3 ? text.substr(3) : "CLIENT");
        else if (text.starts_with('@'))
            current_ = number_in(text.substr(1), 8);
        else if (text.starts_with('+'))
            pass(milliseconds{number_in(text.substr(1), 100'000)});
        else if (text == "x")
            exchange_.disconnected(current_, now_);
        else if (text.starts_with("!!"))
            exchange_.announce_maintenance(milliseconds{number_in(text.substr(2), 60'000)}, now_);
        else if (text.starts_with('!'))
            inject(text.substr(1));
        else
            send(text);
        deliver();
    }

    void end() {
        for (const auto& [id, peer] : peers_)
            exchange_.disconnected(id, now_);
        pass(60'000ms);
        require(exchange_.counters().sessions_up == 0, "nobody is logged on without a stream");
    }

    // All that came out, by connection.
    std::string transcript() const {
        std::string all;
        for (const auto& [id, peer] : peers_)
            all.append(std::to_string(id)).append(": ").append(peer.received).append("\n");
        return all;
    }

private:
    void connect(SessionKind kind, std::string_view name) {
        current_ = exchange_.connect(kind, "10.0.0.1", now_).id();
        peers_[current_] = {kind, std::string(name.substr(0, 20)), 1, 1, {}};
    }

    // What falls due on the way happens at its own time.
    void pass(milliseconds time) {
        const SteadyTime end = now_.steady + time;
        while (exchange_.next_timer() <= end) {
            now_ = now_.after(std::max(exchange_.next_timer() - now_.steady, microseconds{0}));
            exchange_.on_timer(now_);
        }
        now_ = now_.after(end - now_.steady);
        passed_ += time;
    }

    void inject(std::string_view text) {
        const std::size_t space = std::min(text.find(' '), text.size());
        venue::Fault fault;
        for (const venue::FaultKind kind : venue::all_fault_kinds)
            if (text.substr(0, space) == name(kind)) fault.kind = kind;
        text.remove_prefix(std::min(space + 1, text.size()));
        const std::size_t end = std::min(text.find(' '), text.size());
        fault.msg_type = text.substr(0, end);
        text.remove_prefix(std::min(end + 2, text.size())); // " -"
        fault.code = ErrorCode{-static_cast<std::int32_t>(number_in(text, 9999))};
        fault.delay = 700ms;
        exchange_.inject(fault, now_);
        using venue::FaultKind;
        numbers_are_spoilt_ = numbers_are_spoilt_ || fault.kind == FaultKind::skip_seq_num ||
                              fault.kind == FaultKind::same_seq_num || fault.kind == FaultKind::garble;
    }

    void send(std::string_view text) {
        venue::Session* const session = exchange_.find(current_);
        if (session == nullptr) return;
        Peer& peer = peers_[current_];
        const std::string bytes = wire_bytes(filled_in(text, peer));
        if (text.starts_with("35=")) ++peer.next_seq_num;
        for (std::string_view rest = bytes; !rest.empty();
             rest.remove_prefix(std::min(piece_, rest.size()))) {
            const Exact piece(rest.substr(0, piece_));
            session->on_bytes(piece.view(), now_);
        }
    }

    std::string filled_in(std::string_view text, const Peer& peer) const {
        const std::string number = std::to_string(peer.next_seq_num);
        const std::string time(wire::format_utc_timestamp(now_.utc).view());
        std::string logon;
        if (text.find("{logon}") != std::string_view::npos) {
            const std::string signature = key().sign({peer.name, "SPOT", number, time});
            logon = "{h}98=0|108=30|95=" + std::to_string(signature.size()) + "|96=" + signature +
                    "|141=Y|553=DEMO|25035=1|";
        }
        const std::string header = "34=" + number + "|49=" + peer.name + "|52=" + time + "|56=SPOT|";
        return replaced(replaced(std::string(text), "{logon}", logon), "{h}", header);
    }

    void deliver() {
        for (const SessionId id : exchange_.take_touched()) {
            venue::Session* const session = exchange_.find(id);
            if (session == nullptr) continue;
            const std::string output = session->take_output();
            Peer& peer = peers_[id];
            peer.received += output;
            total_ += output.size();
            if (!numbers_are_spoilt_) check(output, peer);
            if (session->close_wanted()) exchange_.disconnected(id, now_);
        }
        ++steps_;
        const auto seconds = static_cast<std::size_t>(passed_.count() / 1000);
        require(total_ <= 20'000 * steps_ + 10'000 * seconds, "the output is bounded");
    }

    // The exchange's own messages keep the exchange's own rules.
    void check(std::string_view output, Peer& peer) {
        wire::FrameReader reader(wire::OnFault::stop);
        while (!output.empty()) {
            const wire::FrameResult result = reader.next(output);
            require(result.status == wire::FrameResult::Status::complete, "only messages come out", output);
            output.remove_prefix(result.consumed);
            const wire::MessageView message(result.frame.bytes);
            require(message.find_seq_num(tag::MsgSeqNum) == peer.expected_seq_num++,
                    "MsgSeqNum(34) goes up by one", result.frame.bytes);
            const auto fault = rules::first_structure_violation(result.frame, exchange_.rule_set(peer.kind));
            if (fault)
                throw Broken("the venue breaks " + std::to_string(fault->code.value) + " at " +
                             std::to_string(fault->offset) + " of " + shown(result.frame.bytes));
        }
    }

    const std::size_t piece_;
    venue::Exchange exchange_;
    Now now_{UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}}, SteadyTime{1'000'000ms}};
    std::map<SessionId, Peer> peers_;
    SessionId current_ = 0;
    bool numbers_are_spoilt_ = false;
    milliseconds passed_{0};
    std::size_t steps_ = 0;
    std::size_t total_ = 0;
};

std::string play(std::string_view script, std::size_t piece) {
    Play one(piece);
    for (const std::string_view line : lines_of(script, 60))
        one.line(line);
    one.end();
    return one.transcript();
}

const Register target("venue", [](std::string_view input) {
    const std::string whole = play(input, 1'000'000);
    require(play(input, 1) == whole, "the answers do not depend on the cut");
});

} // namespace
} // namespace fixguard::fuzz
