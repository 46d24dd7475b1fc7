// The table of wrong venues, and the target that makes them.
#include "conformance/mutants.hpp"

#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <map>

namespace fixguard::conformance::test {
namespace {

using Text = std::optional<std::string>;

std::string value(const std::string& message, int tag) {
    const std::string text = "|" + message, wanted = "|" + std::to_string(tag) + "=";
    const std::size_t at = text.find(wanted);
    if (at == text.npos) return {};
    const std::size_t begin = at + wanted.size();
    return text.substr(begin, text.find('|', begin) - begin);
}

// `message` with the field set; "" takes it out.
std::string with(std::string message, int tag, const std::string& value) {
    const std::string wanted = "|" + std::to_string(tag) + "=";
    const std::size_t at = message.find(wanted);
    if (at == message.npos) return message;
    const std::size_t end = message.find('|', at + 1);
    return message.replace(at, end - at, value.empty() ? "" : wanted + value);
}

bool is(const std::string& message, const std::string& type) {
    return value(message, 35) == type;
}

// A rule that is off: what it would refuse goes by without an answer.
Mutant never(const std::string& code, const std::string& text) {
    Mutant mutant;
    mutant.name = "never refuses with " + code + " " + text;
    mutant.hint = "/" + code.substr(1) + "-";
    mutant.says = [=](std::string message) -> Text {
        const bool refusal = value(message, 25016) == code && value(message, 58).starts_with(text);
        if (refusal) return std::nullopt;
        return message;
    };
    return mutant;
}

Mutant says(std::string name, std::function<Text(std::string)> change) {
    return {.name = std::move(name), .config = {}, .hears = {}, .says = std::move(change)};
}

Mutant field(std::string name, const std::string& type, int tag, const std::string& wrong) {
    return says(std::move(name), [=](std::string message) -> Text {
        return is(message, type) ? with(message, tag, wrong) : message;
    });
}

Mutant figure(std::string name, std::function<void(venue::Config&)> change) {
    return {.name = std::move(name), .config = std::move(change), .hears = {}, .says = {}};
}

Mutant deaf(std::string name, const std::string& type) {
    return {.name = std::move(name),
            .config = {},
            .hears = [=](std::string message) -> Text {
                if (is(message, type)) return std::nullopt;
                return message;
            },
            .says = {}};
}

rules::KindRules& oe(venue::Config& config) {
    return config.rules.kinds[0];
}

std::vector<Mutant> rules_off() {
    return {never("-1169", ""),
            never("-1170", ""),
            never("-1171", ""),
            never("-1172", ""),
            never("-1173", ""),
            never("-1174", ""),
            never("-1175", ""),
            never("-1176", ""),
            never("-1177", "CheckSum"),
            never("-1177", "BeginString"),
            never("-1177", "MsgType"),
            never("-1177", "BodyLength"),
            never("-1177", "Only printable"),
            never("-1177", "Tag specified"),
            never("-1177", "Invalid encoding"),
            never("-1178", ""),
            never("-1179", ""),
            never("-1180", ""),
            {.name = "never refuses with -1181",
             .config =
                 [](venue::Config& config) {
                     for (auto& kind : config.rules.kinds)
                         kind.messages.count += 1;
                 },
             .hears = {},
             .says = {}},
            never("-1182", ""),
            never("-1183", ""),
            never("-1184", ""),
            never("-1185", ""),
            never("-1186", ""),
            never("-1187", ""),
            never("-1188", ""),
            never("-1189", ""),
            never("-1190", "MDReqID (262) contains a sub"),
            never("-1190", "MDReqID (262) contains an unsub"),
            never("-1191", "Too many"),
            never("-1191", "Similar"),
            never("-1021", "Timestamp for this request is outside"),
            never("-1021", "Timestamp for this request was"),
            never("-1022", ""),
            never("-1033", ""),
            never("-1034", "Too many concurrent"),
            never("-1034", "Too many connection attempts for"),
            never("-1034", "Too many connection attempts from"),
            never("-1100", ""),
            never("-1102", "Required"),
            never("-1102", "Field value"),
            never("-1102", "Param"),
            never("-1103", ""),
            never("-1108", ""),
            never("-1111", ""),
            never("-1115", ""),
            never("-1116", ""),
            never("-1117", ""),
            never("-1121", ""),
            never("-1128", ""),
            never("-1130", ""),
            never("-1134", ""),
            never("-1145", ""),
            never("-1160", ""),
            never("-1165", ""),
            never("-1168", ""),
            never("-1196", ""),
            never("-1210", ""),
            never("-1222", ""),
            never("-1013", ""),
            never("-2010", ""),
            never("-2014", ""),
            never("-2015", ""),
            never("-2038", ""),
            never("-1015", "")};
}

std::vector<Mutant> wrong_words() {
    return {
        field("a Reject<3> with another code", "3", 25016, "-1000"),
        field("a Reject<3> without code", "3", 25016, ""),
        field("a Reject<3> with another text", "3", 58, "No."),
        field("a Reject<3> that names another message", "3", 45, "999"),
        field("a Reject<3> that names another field", "3", 371, "999"),
        field("a Reject<3> that names another type", "3", 372, "?"),
        field("a Reject<3> with another reason", "3", 373, "4"),
        field("a Logon<A> without UUID(25037)", "A", 25037, ""),
        field("a Logon<A> with another HeartBtInt(108)", "A", 108, "31"),
        field("a Logon<A> with another EncryptMethod(98)", "A", 98, "1"),
        field("a Heartbeat<0> without TestReqID(112)", "0", 112, ""),
        field("a Logout<5> with another text", "5", 58, "Bye."),
        field("an ExecutionReport<8> of another order", "8", 11, "X9"),
        field("an ExecutionReport<8> of another type", "8", 150, "I"),
        field("an OrderCancelReject<9> without code", "9", 25016, ""),
        field("an OrderAmendReject<XAR> without text", "XAR", 58, ""),
        field("an OrderMassCancelReport<r> that says yes", "r", 531, "7"),
        field("a ListStatus<N> of another list", "N", 25014, "L9"),
        field("a MarketDataRequestReject<Y> of another request", "Y", 262, "R0"),
        field("a MarketDataRequestReject<Y> with another reason", "Y", 281, "0"),
        field("a MarketDataSnapshot<W> of another request", "W", 262, "R0"),
        field("a LimitResponse<XLR> of another request", "XLR", 6136, "L0"),
        field("an InstrumentList<y> of another request", "y", 320, "I0"),
        says("another SenderCompID(49)",
             [](std::string message) -> Text { return with(message, 49, "BINANCE"); }),
        says("another TargetCompID(56)",
             [](std::string message) -> Text { return with(message, 56, "YOU"); }),
        says("MsgSeqNum(34) from 0",
             [](std::string message) -> Text {
                 return with(message, 34, std::to_string(std::stoll(value(message, 34)) - 1));
             }),
        says("SendingTime(52) in seconds",
             [](std::string message) -> Text { return with(message, 52, value(message, 52).substr(0, 17)); }),
        says("PossDupFlag(43) in every message",
             [](std::string message) -> Text { return message + "43=N|"; }),
        says("a Logout<5> without words",
             [](std::string message) -> Text {
                 if (is(message, "5")) return std::nullopt;
                 return message;
             }),
        says("no snapshot",
             [](std::string message) -> Text {
                 if (is(message, "W")) return std::nullopt;
                 return message;
             }),
        says("no TestRequest<1>",
             [](std::string message) -> Text {
                 if (is(message, "1")) return std::nullopt;
                 return message;
             }),
        {.name = "wrong sums", .config = {}, .hears = {}, .says = {}, .spoils_sum = true},
        {.name = "connections are never closed",
         .config = {},
         .hears = {},
         .says = {},
         .spoils_sum = false,
         .never_closes = true},
    };
}

std::vector<Mutant> wrong_acts() {
    return {
        deaf("a TestRequest<1> is not heard", "1"),
        deaf("a Logout<5> is not heard", "5"),
        deaf("a cancel is not heard", "F"),
        deaf("an amend is not heard", "XAK"),
        deaf("a list is not heard", "E"),
        deaf("an unsubscription is not heard", "V"),
        figure("one message less than the limit", [](auto& config) { --oe(config).messages.count; }),
        figure("HeartBtInt(108) from 6", [](auto& config) { config.rules.common.heart_bt_int_min = 6; }),
        figure("HeartBtInt(108) from 4", [](auto& config) { config.rules.common.heart_bt_int_min = 4; }),
        figure("HeartBtInt(108) to 59", [](auto& config) { config.rules.common.heart_bt_int_max = 59; }),
        figure("HeartBtInt(108) to 61", [](auto& config) { config.rules.common.heart_bt_int_max = 61; }),
        figure("a name is free at once",
               [](auto& config) { config.rules.common.sender_comp_id_lock_factor = 0; }),
        figure("a name is locked for 1 x HeartBtInt(108)",
               [](auto& config) { config.rules.common.sender_comp_id_lock_factor = 1; }),
        figure("a name is locked for 3 x HeartBtInt(108)",
               [](auto& config) { config.rules.common.sender_comp_id_lock_factor = 3; }),
        figure("a clock two seconds behind is taken",
               [](auto& config) { config.rules.common.clock_ahead_max = milliseconds(3'000); }),
        figure("a Logon<A> may be a minute old",
               [](auto& config) { config.rules.common.recv_window_default = milliseconds(60'000); }),
        figure("RecvWindow(25000) up to 70000",
               [](auto& config) { config.rules.common.recv_window_max = milliseconds(70'000); }),
        figure("TargetCompID(56) is FUTURES",
               [](auto& config) { config.rules.common.target_comp_id = "FUTURES"; }),
        figure("-1007 after a minute",
               [](auto& config) { config.rules.common.engine_timeout = milliseconds(60'000); }),
        figure("MarketDepth(264) without end",
               [](auto& config) { config.rules.common.market_depth_max = 9'999; }),
        figure("a read-only key trades", [](auto& config) { oe(config).read_only_key_enough = true; }),
        figure("a read-only key may not listen",
               [](auto& config) { config.rules.kinds[1].read_only_key_enough = false; }),
        figure("drop copy without delay",
               [](auto& config) { config.rules.kinds[1].report_delay = milliseconds(0); }),
        figure("one stream more", [](auto& config) { ++config.rules.kinds[2].streams; }),
    };
}

class MutatedTarget final : public Target {
public:
    MutatedTarget(const Mutant& mutant, venue::Config config) : mutant_(mutant), right_(std::move(config)) {}

    std::optional<std::string> connect(int cid, const Peer& peer) override {
        left_.erase(cid);
        return right_.connect(cid, peer);
    }
    void send(int cid, std::string_view bytes) override {
        if (!mutant_.hears) return right_.send(cid, bytes);
        if (const auto heard = mutant_.hears(wire::to_readable(bytes)))
            right_.send(cid, wire::from_readable(*heard));
    }
    void close(int cid) override { right_.close(cid); }
    void wait(microseconds time) override { right_.wait(time); }
    UtcTime now() const override { return right_.now(); }

    Read read(int cid, microseconds time) override {
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
    std::string mutated(int cid, const std::string& bytes) {
        if (!mutant_.says && !mutant_.spoils_sum) return bytes;
        std::string& left = left_[cid];
        left += bytes;
        std::string said;
        wire::FrameReader reader(wire::OnFault::stop);
        for (auto result = reader.next(left); result.status == wire::FrameResult::Status::complete;
             result = reader.next(left)) {
            const std::string body =
                wire::to_readable(std::string("35=") + std::string(result.frame.msg_type) + wire::soh +
                                  std::string(result.frame.fields));
            const Text changed = mutant_.says ? mutant_.says(body) : body;
            if (changed) said += wire::frame_body(wire::from_readable(*changed));
            if (mutant_.spoils_sum) said[said.size() - 2] = said[said.size() - 2] == '0' ? '1' : '0';
            left.erase(0, result.consumed);
        }
        return said;
    }

    const Mutant& mutant_;
    ExchangeTarget right_;
    std::map<int, std::string> left_;
};

} // namespace

const std::vector<Mutant>& mutants() {
    static const std::vector<Mutant> all = [] {
        std::vector<Mutant> made = rules_off();
        for (auto& more : {wrong_words(), wrong_acts()})
            made.insert(made.end(), more.begin(), more.end());
        return made;
    }();
    return all;
}

std::unique_ptr<Target> mutated(const Mutant& mutant, venue::Config config) {
    if (mutant.config) mutant.config(config);
    return std::make_unique<MutatedTarget>(mutant, std::move(config));
}

} // namespace fixguard::conformance::test
