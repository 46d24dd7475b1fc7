// The steps of a scenario, one after the other.
#include "conformance/runner.hpp"

#include "transport/redact.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <map>
#include <optional>
#include <utility>

namespace fixguard::conformance {
namespace {

std::string readable(std::string_view bytes) {
    return wire::to_readable(transport::redact(bytes));
}

// What one connection has said and not been asked for yet.
struct Inbox {
    std::string bytes;
    wire::FrameReader reader{wire::OnFault::stop};
    std::optional<std::string> kept; // a message that an optional expectation did not fit
    bool closed = false;
};

struct Connection {
    Inbox inbox;
    std::string name;
    std::uint64_t sent = 0;
    std::uint32_t last_seq_num = 0;
    bool open = false;
    bool logged_on = false;
};

class Run {
public:
    Run(const Scenario& scenario, Target& target, const Identity& identity, const RunOptions& options)
        : scenario_(scenario), target_(target), identity_(identity), options_(options) {}

    Result play() {
        if (const auto why = cannot_be_played()) {
            result_.verdict = Verdict::skipped;
            result_.what = *why;
            return result_;
        }
        for (const Step& step : scenario_.steps)
            if (!play(step)) break;
        leave();
        return result_;
    }

private:
    std::optional<std::string> cannot_be_played() const {
        for (const Step& step : scenario_.steps) {
            std::size_t from = 0;
            while (const auto macro = find_macro(step.text, from)) {
                from = macro->end;
                if (macro->name != "API_KEY") continue;
                if (macro->argument == "READ_ONLY" && identity_.read_only_api_key.empty())
                    return "there is no API key that may only read";
                if (macro->argument == "NONE" && identity_.powerless_api_key.empty())
                    return "there is no API key without permission";
            }
        }
        return std::nullopt;
    }

    bool play(const Step& step) {
        switch (step.kind) {
        case StepKind::connect: return connect(step);
        case StepKind::disconnect:
            target_.close(step.cid);
            connections_[step.cid].open = connections_[step.cid].logged_on = false;
            return true;
        case StepKind::expect_disconnect: return expect_close(step);
        case StepKind::send: return send(step);
        case StepKind::expect: return expect(step);
        case StepKind::wait: target_.wait(std::chrono::seconds(step.repeat)); return true;
        }
        return true;
    }

    bool fail(const Step& step, std::string what) {
        result_.verdict = Verdict::failed;
        result_.line = step.line;
        result_.what = std::move(what);
        return false;
    }

    bool connect(const Step& step) {
        Connection& connection = connections_[step.cid];
        if (connection.open) target_.close(step.cid);
        connection = {};
        if (const auto error = target_.connect(step.cid, scenario_.peer(step.cid)))
            return fail(step, "no connection: " + *error);
        connection.open = true;
        return true;
    }

    // A name of its own for each connection of the run, the same as long as the scenario does not end.
    std::string comp_id(int cid) const { return options_.name_seed + std::to_string(cid); }

    MacroValues values(int cid) {
        return {identity_, [this](int of) { return comp_id(of); }, target_.now(), cid,
                connections_[cid].sent + 1};
    }

    bool send(const Step& step) {
        Connection& connection = connections_[step.cid];
        for (std::size_t count = 0; count < step.repeat; ++count) {
            const std::string bytes = make_message(step.text, values(step.cid));
            ++connection.sent;
            const wire::MessageView view(bytes);
            if (const auto number = view.find_seq_num(tag::MsgSeqNum)) connection.last_seq_num = *number;
            if (view.msg_type() == "A") connection.name = view.find(tag::SenderCompID).value_or("");
            target_.send(step.cid, bytes);
            if (count + 1 == step.repeat) result_.sent = readable(bytes);
        }
        return true;
    }

    enum class Got : std::uint8_t { message, closed, nothing, garbled };

    // The next message of the connection into `message`; what is no message goes there too.
    Got next(int cid, microseconds time, std::string& message) {
        Inbox& inbox = connections_[cid].inbox;
        if (inbox.kept) {
            message = *std::exchange(inbox.kept, std::nullopt);
            return Got::message;
        }
        while (true) {
            const wire::FrameResult result = inbox.reader.next(inbox.bytes);
            if (result.status == wire::FrameResult::Status::complete) {
                message = result.frame.bytes;
                inbox.bytes.erase(0, result.consumed);
                return Got::message;
            }
            if (result.status == wire::FrameResult::Status::fault) {
                message = std::string(name(result.fault)) + ": " + inbox.bytes.substr(0, 200);
                return Got::garbled;
            }
            if (inbox.closed) return Got::closed;
            Target::Read read = target_.read(cid, time);
            if (read.kind == Target::Read::Kind::nothing) return Got::nothing;
            if (read.kind == Target::Read::Kind::closed) inbox.closed = true;
            inbox.bytes += read.bytes;
        }
    }

    bool expect(const Step& step) {
        if (step.all) return expect_all(step);
        for (std::size_t count = 0; count < step.repeat; ++count)
            if (!expect_one(step, with_alternatives(step))) return false;
        return true;
    }

    static std::vector<std::string> with_alternatives(const Step& step) {
        std::vector<std::string> texts{step.text};
        texts.insert(texts.end(), step.alternatives.begin(), step.alternatives.end());
        return texts;
    }

    // Each of the lines once, in any order.
    bool expect_all(const Step& step) {
        for (std::vector<std::string> left = with_alternatives(step); !left.empty();) {
            const std::optional<std::size_t> came = expect_one(step, left);
            if (!came) return false;
            left.erase(left.begin() + static_cast<std::ptrdiff_t>(*came));
        }
        return true;
    }

    // Which of the texts the next message fits; also the first where an optional one does not come. Nothing:
    // the scenario has failed.
    std::optional<std::size_t> expect_one(const Step& step, const std::vector<std::string>& texts) {
        Connection& connection = connections_[step.cid];
        std::string message;
        const Got got = next(step.cid, options_.answer_time, message);
        const std::string expected = fill_expectation(texts.front(), values(step.cid));
        switch (got) {
        case Got::message: break;
        case Got::closed:
        case Got::nothing:
            if (step.optional) return 0;
            result_.expected = readable(expected);
            result_.silent = got == Got::nothing;
            fail(step, got == Got::closed ? "the connection was closed in place of the message"
                                          : "no message in time");
            return std::nullopt;
        case Got::garbled:
            result_.expected = readable(expected);
            result_.got = readable(message);
            fail(step, "what came is no message");
            return std::nullopt;
        }
        for (std::size_t at = 0; at < texts.size(); ++at) {
            const std::string filled = fill_expectation(texts[at], values(step.cid));
            if (!compare(filled, message, scenario_.any_order).empty()) continue;
            note(connection, message);
            return at;
        }
        if (step.optional) {
            connection.inbox.kept = std::move(message);
            return 0;
        }
        result_.expected = readable(expected);
        result_.got = readable(message);
        result_.differences = compare(expected, message, scenario_.any_order);
        fail(step, "another message came");
        return std::nullopt;
    }

    static void note(Connection& connection, std::string_view message) {
        const std::string_view type = wire::MessageView(message).msg_type();
        if (type == "A") connection.logged_on = true;
        if (type == "5") connection.logged_on = false;
    }

    bool expect_close(const Step& step) {
        std::string message;
        const Got got = next(step.cid, options_.close_time, message);
        switch (got) {
        case Got::closed: connections_[step.cid].open = connections_[step.cid].logged_on = false; return true;
        case Got::nothing: result_.silent = true; return fail(step, "the connection was not closed in time");
        case Got::message:
        case Got::garbled: result_.got = readable(message);
        }
        return fail(step, "bytes came in place of the close");
    }

    void leave() {
        for (auto& [cid, connection] : connections_) {
            const bool trades = scenario_.peer(cid).kind == SessionKind::order_entry;
            if (connection.open && connection.logged_on && trades && scenario_.needs_book)
                cancel_all(cid, connection);
            if (connection.open && connection.logged_on) log_out(cid, connection);
            if (connection.open) target_.close(cid);
        }
    }

    // The next scenario has to find the book as this one did.
    void cancel_all(int cid, Connection& connection) {
        say(cid, connection, "q", "11=LEAVE|55=BTCUSDT|530=1|");
        std::string message;
        for (int count = 0; count < most_messages; ++count)
            if (next(cid, std::chrono::seconds(2), message) != Got::message ||
                wire::MessageView(message).msg_type() == "r")
                return;
    }

    void log_out(int cid, Connection& connection) {
        say(cid, connection, "5", "");
        std::string ignored;
        for (int count = 0; count < most_messages; ++count)
            if (next(cid, std::chrono::seconds(2), ignored) != Got::message) return;
    }

    void say(int cid, Connection& connection, const std::string& type, const std::string& rest) {
        const std::string text =
            wire::from_readable("8=FIX.4.4|35=" + type + "|34=" + std::to_string(++connection.last_seq_num) +
                                "|49=" + connection.name + "|52=<MICROS>|56=SPOT|" + rest);
        target_.send(cid, make_message(text, values(cid)));
    }

    static constexpr int most_messages = 100; // in front of an answer, of a stream that goes on

    const Scenario& scenario_;
    Target& target_;
    const Identity& identity_;
    const RunOptions& options_;
    std::map<int, Connection> connections_;
    Result result_;
};

} // namespace

Result run(const Scenario& scenario, Target& target, const Identity& identity, const RunOptions& options) {
    return Run(scenario, target, identity, options).play();
}

} // namespace fixguard::conformance
