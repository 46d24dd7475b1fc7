// The table of wrong venues, and the target that makes them.
#include "conformance/mutants.hpp"

#include "conformance/judge.hpp"
#include "conformance/venue_setup.hpp"
#include "rules/rule.hpp"
#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <map>
#include <set>

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
    const std::size_t end = std::min(message.find('|', at + 1), message.size());
    return message.replace(at, end - at, value.empty() ? "" : wanted + value);
}

bool is(const std::string& message, const std::string& type) {
    return value(message, 35) == type;
}

// A rule of the room rules/ is off: what it would refuse is accepted and carried out.
Mutant accepts(const rules::RuleDef& rule) {
    Mutant mutant;
    mutant.name = "accepts what " + std::string(rule.name) + " forbids";
    if (rule.code) mutant.hint = "/" + std::to_string(-rule.code.value) + "-";
    mutant.config = [rule](venue::Config& config) { config.rules.rules_off = {rule.rule}; };
    return mutant;
}

// What the venue would refuse is mended before it hears it: it has no such rule.
Mutant mends(std::string name, const std::string& hint, std::function<std::string(std::string)> mend) {
    return {.name = std::move(name),
            .config = {},
            .hears = [=](std::string message) -> Text { return mend(std::move(message)); },
            .says = {},
            .hint = hint};
}

// The refusal of an order, a cancel or an amend becomes the report that it was done.
Mutant carries_out(const std::string& code, const std::string& text, const std::string& hint) {
    Mutant mutant;
    mutant.name = "carries out what " + code + " " + text + " forbids";
    mutant.hint = hint;
    mutant.says = [=](std::string message) -> Text {
        if (value(message, 25016) != code || !value(message, 58).starts_with(text)) return message;
        const std::string done = is(message, "8") ? "0" : is(message, "9") ? "4" : "5";
        message = with(with(with(message, 25016, ""), 58, ""), 103, "");
        if (is(message, "8")) return with(with(message, 150, done), 39, "0") + "17=1|37=1|";
        return "35=8" + message.substr(message.find('|')) + "150=" + done + "|39=" + done + "|17=1|";
    };
    return mutant;
}

// ---- messages put right

std::string summed(const std::string& message) {
    const std::string bytes = wire::from_readable(message);
    const std::size_t sum = bytes.rfind("\x01"
                                        "10=");
    if (!bytes.starts_with("8=") || sum == bytes.npos) return message;
    std::string text = std::to_string(wire::check_sum(std::string_view(bytes).substr(0, sum + 1)));
    text.insert(0, 3 - text.size(), '0');
    return wire::to_readable(bytes.substr(0, sum + 4) + text + '\x01');
}

// 8, 9 and 35 to the front, BodyLength(9) and CheckSum(10) right.
std::string framed(const std::string& message) {
    if (message.find("|10=") == message.npos) return message;
    const std::string type = value(message, 35);
    std::string rest = "|" + message;
    for (const int tag : {8, 9, 10, 35})
        rest = with(rest, tag, "");
    return wire::to_readable(wire::frame_body(wire::from_readable("35=" + type + rest)));
}

std::string signed_anew(std::string message) {
    if (!is(message, "A")) return message;
    std::string text = "A";
    for (const int tag : {49, 56, 34, 52})
        text += wire::soh + value(message, tag);
    const std::string signature = identity().sign(text);
    message = with(message, 95, std::to_string(signature.size()));
    return framed(with(message, 96, signature));
}

std::string with_good_key(std::string message) {
    return is(message, "A") ? framed(with(message, 553, std::string(embedded_key))) : message;
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
    std::vector<Mutant> all;
    for (const rules::RuleDef& rule : rules::rule_order)
        all.push_back(accepts(rule));
    return all;
}

// What is refused elsewhere than by the rules of a message.
std::vector<Mutant> desks_off() {
    const auto all_kinds = [](auto change) {
        return [=](venue::Config& config) {
            for (auto& kind : config.rules.kinds)
                change(kind);
        };
    };
    const auto hinted = [](Mutant mutant, std::string hint) {
        mutant.hint = std::move(hint);
        return mutant;
    };
    const auto symbols = [](auto change) {
        return [=](venue::Config& config) {
            for (venue::Symbol& symbol : config.symbols)
                change(symbol);
        };
    };
    return {
        mends("takes any CheckSum(10)", "/1177-0", summed),
        mends("takes any BodyLength(9)", "/1177-3", framed),
        mends("takes 8, 9 and 35 in any order", "/1177-", framed),
        {.name = "takes no notice of what is no text",
         .config = {},
         .hears = [](std::string bytes) -> Text {
             if (!bytes.starts_with("8=")) return std::nullopt;
             return bytes;
         },
         .says = {},
         .hint = "/1177-6"},
        mends("takes any signature", "/1022-", signed_anew),
        mends("takes any API key", "/2015-", with_good_key),
        mends("takes API keys of any form", "/2014-", with_good_key),
        {.name = "takes a name that is in use",
         .config = {},
         .hears = {},
         .says = {},
         .hint = "/1033-",
         .shares_names = true},
        hinted(
            figure("any number of messages", all_kinds([](auto& kind) { kind.messages.count = 1'000'000; })),
            "dc/1181-"),
        hinted(
            figure("any number of attempts", all_kinds([](auto& kind) { kind.attempts.count = 1'000'000; })),
            "/1034-"),
        hinted(
            figure("any number of connections", all_kinds([](auto& kind) { kind.connections = 1'000'000; })),
            "/1034-0"),
        hinted(figure("any number of unfilled orders",
                      [](auto& config) { config.accounts[0].unfilled_orders.count = 1'000'000; }),
               "/1015-"),
        hinted(figure("any price", symbols([](auto& symbol) {
                          symbol.tick = symbol.min_price = "0.00000001";
                          symbol.max_price = "90000000";
                      })),
               "/1013-price"),
        hinted(figure("any quantity", symbols([](auto& symbol) {
                          symbol.lot = symbol.min_quantity = "0.00000001";
                          symbol.max_quantity = "90000000";
                      })),
               "/1013-lot"),
        hinted(figure("any amount", symbols([](auto& symbol) { symbol.min_notional = "0"; })),
               "/1013-notional"),
        carries_out("-2010", "", "/2010-"),
        carries_out("-2011", "", "/2011-"),
        carries_out("-2038", "", "/2038-"),
    };
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
        if (mutant_.shares_names) return right_.send(cid, with_name_of_its_own(std::string(bytes)));
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
};

} // namespace

const std::vector<Mutant>& mutants() {
    static const std::vector<Mutant> all = [] {
        std::vector<Mutant> made = rules_off();
        for (auto& more : {desks_off(), wrong_words(), wrong_acts()})
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
