// The client as a whole: one attempt over loopback, whose exchange says anything; what comes of it does not
// depend on how its bytes are cut.
#include "fuzz/memory_file.hpp"
#include "fuzz/target.hpp"

#include "diagnosis/diagnose.hpp"
#include "engine/asio_world.hpp"
#include "engine/attempt.hpp"
#include "support/test_key.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <asio/io_context.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <set>

namespace fixguard::fuzz {
namespace {

using std::chrono_literals::operator""ms;

std::shared_ptr<const engine::SessionContext> make_context() {
    const MemoryFile key(test::ed25519_key);
    const MemoryFile api_key("the-api-key");
    engine::SessionSettings settings;
    settings.name = "oe";
    settings.tls = false;
    settings.key_file = key.path();
    settings.api_key_file = api_key.path();
    auto opened = engine::SessionContext::open(settings);
    if (auto* const error = std::get_if<std::string>(&opened)) throw std::runtime_error(*error);
    return std::get<0>(opened);
}

// The exchange's end of the stream, as raw as it gets.
class Peer {
public:
    Peer() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const plain = reinterpret_cast<sockaddr*>(&address);
        if (bind(listener_, plain, size) != 0 || listen(listener_, 8) != 0 ||
            getsockname(listener_, plain, &size) != 0)
            throw std::runtime_error("no listener on loopback");
        port_ = ntohs(address.sin_port);
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer() {
        hang_up(false);
        close(listener_);
    }

    std::uint16_t port() const { return port_; }
    bool connected() const { return stream_ >= 0; }
    void accept_soon() {
        pollfd waiting{listener_, POLLIN, 0};
        if (poll(&waiting, 1, 1000) == 1)
            stream_ = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        const int at_once = 1; // or a piece waits until the one before it is acknowledged
        setsockopt(stream_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
        said_ = 0;
    }
    void say(std::string_view bytes) {
        const ssize_t size = connected() ? send(stream_, bytes.data(), bytes.size(), MSG_NOSIGNAL) : 0;
        if (size > 0) said_ += static_cast<std::size_t>(size);
    }
    std::size_t said() const { return said_; } // bytes
    // Whether the client says nothing any more; it reads nothing either, then.
    bool is_left() const {
        pollfd end{stream_, POLLRDHUP, 0};
        return !connected() || poll(&end, 1, 0) == 1;
    }
    // What has come since the last call.
    std::string heard() {
        std::string all;
        std::array<char, 4096> some{};
        for (ssize_t size = 1; connected() && size > 0;) {
            size = recv(stream_, some.data(), some.size(), 0);
            if (size > 0) all.append(some.data(), static_cast<std::size_t>(size));
        }
        return all;
    }
    void hang_up(bool reset) {
        if (!connected()) return;
        const linger at_once{1, 0};
        if (reset) setsockopt(stream_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(stream_);
        stream_ = -1;
    }

private:
    int listener_;
    int stream_ = -1;
    std::uint16_t port_ = 0;
    std::size_t said_ = 0;
};

// Counts what the client has read.
class Tap final : public transport::Tap {
public:
    std::size_t read = 0;
    void inbound(std::string_view bytes) override { read += bytes.size(); }
    void outbound(std::string_view) override {}
};

// Holds the attempt to what its listener is promised, and writes down what it is told.
class Witness final : public engine::AttemptListener {
public:
    std::string told;
    std::set<std::uint32_t> open; // requests by MsgSeqNum(34)
    bool connected = false;
    bool logged_on = false;
    bool ended = false;

    void on_connected() override {
        alive();
        require(!connected, "the Logon<A> is sent once");
        connected = true;
        note("connected", {});
    }
    void on_logged_on() override {
        alive();
        require(connected && !logged_on, "a logon comes once");
        logged_on = true;
        note("logged on", {});
    }
    void on_error(const SessionError& error) override {
        alive();
        require(error.param_count <= max_text_params, "an error is sound");
        note(fixguard::name(error.carrier), error.text.view());
    }
    void on_application(std::string_view message) override {
        alive();
        require(wire::MessageView(message).msg_type() != "A", "an application message is one", message);
        note("message", message);
    }
    void on_settled(const engine::InFlight::Entry& entry, RequestFate fate) override {
        alive();
        require(fate != RequestFate::none, "a fate is one");
        require(open.erase(entry.request.msg_seq_num) == 1, "each request is settled once");
        note(fixguard::name(fate), entry.request.id.view());
    }
    void on_ended(const engine::AttemptEnd& end) override {
        alive();
        require(connected || !end.name_locked, "only a Logon<A> can lock a name");
        ended = true;
    }

private:
    void alive() const { require(!ended, "nothing comes behind the end"); }
    void note(std::string_view what, std::string_view detail) {
        told.append(what).append(" ").append(detail).append("\n");
    }
};

// One script. Each line is one step; all others are the exchange's bytes, see wire_bytes().
//   >35=D|11=a|   a request of the user: a body without header
//   o             the user logs out
//   x, X          the stream is closed, is reset
// In bytes {h} stands for the header behind MsgType(35) and {logon} for that of the exchange's Logon<A>.
class Play {
public:
    explicit Play(std::size_t piece) : piece_(piece) {
        static const auto context = make_context();
        static Peer the_peer;
        peer_ = &the_peer;
        peer_->hang_up(true);
        engine::AttemptOptions options{{"127.0.0.1", peer_->port()}, "OE1"};
        options.tap = &tap_;
        attempt_ = engine::Attempt::begin(world_, context, options, witness_);
        turn();
        peer_->accept_soon();
        turn_until([this] { return witness_.connected || witness_.ended; });
        require(witness_.connected, "a client connects and sends its Logon<A>");
        hear();
    }

    void line(std::string_view text) {
        if (text.starts_with('>'))
            request(wire::from_readable(text.substr(1)));
        else if (text == "o" && !witness_.ended)
            attempt_->log_out();
        else if (text == "x" || text == "X")
            hang_up(text == "X");
        else
            say(text);
        turn();
        hear();
    }

    // All that was told, and what is left in flight.
    std::string end() {
        hang_up(false);
        std::string told = witness_.told;
        for (const auto& entry : attempt_->take_in_flight()) {
            require(witness_.open.erase(entry.request.msg_seq_num) == 1, "what is in flight was sent");
            told.append("in flight ").append(entry.request.id.view()).append("\n");
        }
        require(witness_.open.empty(), "no request is forgotten");
        return told;
    }

private:
    void hang_up(bool reset) {
        peer_->hang_up(reset);
        turn_until([this] { return witness_.ended; });
        require(witness_.ended, "a stream that is closed ends the attempt");
    }
    void turn() {
        turn_until([this] { return tap_.read == peer_->said() || peer_->is_left(); });
        for (int quiet = 0; quiet < 2;) {
            loop_.restart();
            quiet = loop_.poll() == 0 ? quiet + 1 : 0;
        }
    }
    template <typename Condition>
    void turn_until(Condition condition) {
        const auto patience = std::chrono::steady_clock::now() + 5'000ms;
        while (!condition() && std::chrono::steady_clock::now() < patience) {
            loop_.restart();
            loop_.run_one_for(1ms);
        }
    }

    void request(const std::string& body) {
        const std::size_t before = attempt_->in_flight();
        const engine::SendResult result = attempt_->send(body);
        require(!result || (witness_.logged_on && !witness_.ended), "a send tells the truth", body);
        if (attempt_->in_flight() == before) return;
        require(result && attempt_->in_flight() == before + 1, "only what is sent is in flight", body);
        require(witness_.open.insert(result.msg_seq_num).second, "a MsgSeqNum(34) is used once", body);
    }

    void say(std::string_view text) {
        std::string filled(text);
        const std::string header =
            "34=" + std::to_string(next_seq_num_) + "|49=SPOT|52=20260714-09:30:00.000000|56=OE1|";
        for (const auto& [word, by] :
             {std::pair{"{logon}", "{h}98=0|108=30|25037=uuid|"}, std::pair{"{h}", header.c_str()}})
            if (const std::size_t at = filled.find(word); at != std::string::npos)
                filled.replace(at, std::string_view(word).size(), by);
        if (filled != text) ++next_seq_num_;
        const std::string bytes = wire_bytes(filled);
        for (std::string_view rest = bytes; !rest.empty();
             rest.remove_prefix(std::min(piece_, rest.size()))) {
            peer_->say(rest.substr(0, piece_));
            turn();
        }
    }

    // What the client says keeps the exchange's rules: one sequence, nothing but what may be said.
    void hear() {
        heard_ += peer_->heard();
        for (;;) {
            const wire::FrameResult result = reader_.next(heard_);
            if (result.status == wire::FrameResult::Status::incomplete) return;
            require(result.status == wire::FrameResult::Status::complete, "only messages go out", heard_);
            const wire::MessageView message(result.frame.bytes);
            const std::string_view type = result.frame.msg_type;
            require(message.find_seq_num(tag::MsgSeqNum) == expected_++, "MsgSeqNum(34) goes up by one",
                    result.frame.bytes);
            require((type == "A") == (expected_ == 2), "a Logon<A> is the first and the last", heard_);
            require(type != "2" && type != "3" && type != "4" && type != "j",
                    "nothing is asked again, refused or reset", result.frame.bytes);
            heard_.erase(0, result.consumed);
        }
    }

    const std::size_t piece_; // of what the exchange says
    asio::io_context loop_;
    engine::AsioWorld world_{loop_};
    Tap tap_;
    Witness witness_;
    Peer* peer_ = nullptr;
    std::shared_ptr<engine::Attempt> attempt_;
    std::uint32_t next_seq_num_ = 1; // of the exchange
    std::uint32_t expected_ = 1;     // of the client
    std::string heard_;
    wire::FrameReader reader_{wire::OnFault::stop};
};

std::string play(std::string_view script, std::size_t piece) {
    Play one(piece);
    for (const std::string_view line : lines_of(script, 40))
        one.line(line);
    return one.end();
}

const Register target("client", [](std::string_view input) {
    const std::string whole = play(input, 1'000'000);
    const std::string cut = play(input, 1 + input.size() / 500); // byte by byte, a long one takes too long
    require(cut == whole, "what is told does not depend on the cut", whole + "--- and cut ---\n" + cut);
});

} // namespace
} // namespace fixguard::fuzz
