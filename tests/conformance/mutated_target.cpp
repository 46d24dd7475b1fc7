// The right venue, with one thing wrong in what it hears or says.
#include "conformance/mutant_parts.hpp"
#include "wire/frame.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <map>
#include <set>
#include <utility>

namespace fixguard::conformance::test {
namespace {

class MutatedTarget final : public Target {
public:
    MutatedTarget(const Mutant& mutant, venue::Config config) : mutant_(mutant), right_(std::move(config)) {}

    std::optional<std::string> connect(int cid, const Peer& peer) override {
        left_.erase(cid);
        return right_.connect(cid, peer);
    }
    void send(int cid, std::string_view bytes) override {
        if (mutant_.shares_names) return right_.send(cid, with_name_of_its_own(std::string(bytes)));
        const wire::MessageView request(bytes);
        if (request.msg_type() == "D") orders_.emplace_back(request.find(tag::ClOrdID).value_or(""));
        if (!mutant_.confirms.empty() && request.msg_type() == mutant_.confirms && !confirmed_)
            return confirm(cid, request);
        if (!mutant_.hears) return right_.send(cid, bytes);
        if (const auto heard = mutant_.hears(wire::to_readable(bytes)))
            right_.send(cid, wire::from_readable(*heard));
    }
    void close(int cid) override { right_.close(cid); }
    void wait(microseconds time) override { right_.wait(time); }
    UtcTime now() const override { return right_.now(); }

    Read read(int cid, microseconds time) override {
        if (!confirmation_.empty()) return {Read::Kind::bytes, std::exchange(confirmation_, {})};
        const UtcTime end = now() + time;
        while (true) {
            const microseconds left = end - now();
            const Read read = right_.read(cid, std::max(left, microseconds{0}));
            if (read.kind == Read::Kind::closed && mutant_.never_closes) {
                right_.wait(std::max(left, microseconds{0}));
                return {Read::Kind::nothing, {}};
            }
            if (read.kind != Read::Kind::bytes) return read;
            if (std::string said = mutated(cid, read.bytes); !said.empty()) return {Read::Kind::bytes, said};
        }
    }

private:
    // It says that it has done it. The right venue hears a Heartbeat<0> in its place, so that the numbers go
    // on.
    void confirm(int cid, wire::MessageView request) {
        confirmed_ = true;
        const std::string name(request.find(tag::SenderCompID).value_or(""));
        for (const std::string& said : yes(request, orders_)) {
            const std::size_t body = said.find('|') + 1;
            confirmation_ += wire::frame_body(
                wire::from_readable(said.substr(0, body) + "34=" + std::to_string(++last_said_) +
                                    "|49=SPOT|52=" + std::string(wire::format_utc_timestamp(now()).view()) +
                                    "|56=" + name + "|" + said.substr(body)));
            ++said_too_many_;
        }
        right_.send(cid,
                    wire::from_readable(framed(
                        "8=FIX.4.4|9=0|35=0|34=" + std::string(request.find(tag::MsgSeqNum).value_or("")) +
                        "|49=" + name + "|52=" + std::string(request.find(tag::SendingTime).value_or("")) +
                        "|56=SPOT|10=000|")));
    }

    // A second Logon<A> of a name gets another one, so that the right venue takes it.
    std::string with_name_of_its_own(const std::string& bytes) {
        const std::string message = wire::to_readable(bytes);
        if (!is(message, "A") || names_.insert(value(message, 49)).second) return bytes;
        return wire::from_readable(signed_anew(with(message, 49, value(message, 49) + own_name)));
    }
    static constexpr const char* own_name = "ZZ";

    std::string mutated(int cid, std::string bytes) {
        if (mutant_.shares_names) {
            const std::size_t at = bytes.find(std::string(own_name) + wire::soh);
            if (at != bytes.npos) return wire::frame_body(unnamed(bytes));
        }
        if (!mutant_.says && !mutant_.spoils_sum && mutant_.confirms.empty()) return bytes;
        std::string& left = left_[cid];
        left += bytes;
        std::string said;
        wire::FrameReader reader(wire::OnFault::stop);
        for (auto result = reader.next(left); result.status == wire::FrameResult::Status::complete;
             result = reader.next(left)) {
            std::string body = wire::to_readable(std::string("35=") + std::string(result.frame.msg_type) +
                                                 wire::soh + std::string(result.frame.fields));
            if (!mutant_.confirms.empty()) {
                last_said_ = std::stoll(value(body, 34)) + said_too_many_;
                body = with(body, 34, std::to_string(last_said_));
            }
            const Text changed = mutant_.says ? mutant_.says(body) : body;
            if (changed) said += wire::frame_body(wire::from_readable(*changed));
            if (mutant_.spoils_sum) said[said.size() - 2] = said[said.size() - 2] == '0' ? '1' : '0';
            left.erase(0, result.consumed);
        }
        return said;
    }

    static std::string unnamed(const std::string& bytes) {
        const std::string message = wire::to_readable(bytes);
        std::string rest =
            "|" + with(message, 56, value(message, 56).substr(0, value(message, 56).size() - 2));
        const std::string type = value(message, 35);
        for (const int tag : {8, 9, 10, 35})
            rest = with(rest, tag, "");
        return wire::from_readable("35=" + type + rest);
    }

    const Mutant& mutant_;
    ExchangeTarget right_;
    std::set<std::string> names_;
    std::map<int, std::string> left_;

    // of a confirmation
    bool confirmed_ = false;
    std::string confirmation_;        // not read yet
    std::vector<std::string> orders_; // ClOrdID(11)s
    std::int64_t last_said_ = 0;      // MsgSeqNum(34)
    std::int64_t said_too_many_ = 0;
};

} // namespace

std::unique_ptr<Target> mutated(const Mutant& mutant, venue::Config config) {
    if (mutant.config) mutant.config(config);
    return std::make_unique<MutatedTarget>(mutant, std::move(config));
}

} // namespace fixguard::conformance::test
