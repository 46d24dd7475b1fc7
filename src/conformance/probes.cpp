// The questions, and the short conversations that answer them.
#include "conformance/learning.hpp"

#include "wire/frame.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::conformance {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_time = 3s;
constexpr tag::Tag expiry_reason = 25056;

// One connection of a probe.
class Talk {
public:
    Talk(Target& target, const Identity& identity, std::string name, SessionKind kind)
        : target_(target), identity_(identity), name_(std::move(name)), kind_(kind) {}
    ~Talk() {
        if (logged_on_ && !closed_) {
            say("35=5|", sent_ + 1);
            hear();
        }
        if (connected_) target_.close(cid_);
    }
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;

    bool connect() {
        connected_ = !target_.connect(cid_, Peer{kind_}).has_value();
        closed_ = logged_on_ = false;
        sent_ = 0;
        input_.clear();
        reader_ = wire::FrameReader(wire::OnFault::resync);
        return connected_;
    }
    // `terms` stand in place of 98, 108 and 141.
    void say_logon(const std::string& terms = "98=0|108=30|141=Y|") {
        say("35=A|" + terms + "<SIGN>|553=<API_KEY>|25035=1|" +
                (kind_ == SessionKind::drop_copy ? "9406=Y|" : ""),
            sent_ + 1);
    }
    bool log_on(const std::string& terms = "98=0|108=30|141=Y|") {
        if (!connect()) return false;
        say_logon(terms);
        logged_on_ = type_of(hear()) == "A";
        return logged_on_;
    }
    // A readable body, "35=1|112=X|"; the header comes between its first field and the rest.
    void say(std::string body, std::uint64_t msg_seq_num, const std::string& comp_id = {},
             const std::string& target = "SPOT") {
        sent_ = msg_seq_num;
        body.insert(body.find('|') + 1, "34=" + std::to_string(msg_seq_num) +
                                            "|49=" + (comp_id.empty() ? name_ : comp_id) +
                                            "|52=<MICROS>|56=" + target + "|");
        const MacroValues values{identity_, [this](int) { return name_; }, target_.now(), cid_, msg_seq_num};
        target_.send(cid_, make_message(wire::from_readable("8=FIX.4.4|" + body), values));
    }
    void say_bytes(std::string_view bytes) { target_.send(cid_, bytes); }

    // The next message; empty: none in time, or the connection is closed.
    std::string hear(microseconds time = answer_time) {
        while (true) {
            const auto cut = reader_.next(input_);
            if (cut.status == wire::FrameResult::Status::complete) {
                last_ = cut.frame.bytes;
                input_.erase(0, cut.consumed);
                return last_;
            }
            if (closed_) return {};
            const Target::Read read = target_.read(cid_, time);
            if (read.kind == Target::Read::Kind::nothing) return {};
            closed_ = closed_ || read.kind == Target::Read::Kind::closed;
            input_ += read.bytes;
        }
    }
    // The next one that refuses something; Heartbeat<0>s and the like are passed over.
    std::string hear_refusal() {
        for (int i = 0; i < 5; ++i) {
            const std::string message = hear();
            if (message.empty() || code_of(message)) return message;
        }
        return {};
    }
    // Whether the peer closes within some seconds, and whether a Logout<5> comes before.
    bool is_closed() {
        while (!hear().empty())
            logout_came_ = logout_came_ || type_of(last_) == "5";
        return closed_;
    }
    bool logout_came() const { return logout_came_; }
    UtcTime now() const { return target_.now(); }
    const std::string& last() const { return last_; }

    static std::string_view type_of(const std::string& message) {
        return wire::MessageView(message).msg_type();
    }
    static std::optional<std::int64_t> code_of(const std::string& message) {
        return wire::MessageView(message).find_int(tag::ErrorCode);
    }
    static std::string_view text_of(const std::string& message) {
        return wire::MessageView(message).find(tag::Text).value_or("");
    }

private:
    static constexpr int cid_ = 1;
    Target& target_;
    const Identity& identity_;
    const std::string name_;
    const SessionKind kind_;
    bool connected_ = false, closed_ = false, logged_on_ = false, logout_came_ = false;
    std::uint64_t sent_ = 0;
    std::string input_, last_;
    wire::FrameReader reader_{wire::OnFault::resync};
};

// What a probe finds out, as TOML; nothing: the venue did not come to the point.
using Answer = std::optional<std::string>;

std::string truth(bool value) {
    return value ? "true" : "false";
}

constexpr auto bad_sum = "35=1|112=PROBE|10=000|";

// Whether a refusal with `code` of what has just been said ends the session.
Answer ends_session(Talk& talk, std::int64_t code) {
    if (Talk::code_of(talk.hear_refusal()) != code) return std::nullopt;
    return truth(talk.is_closed());
}

// The code with which the next message refuses.
Answer refusing_code(Talk& talk, std::string_view carrier = "3") {
    const std::string refusal = talk.hear_refusal();
    if (refusal.empty() || Talk::type_of(refusal) != carrier) return std::nullopt;
    return std::to_string(*Talk::code_of(refusal));
}

Answer code_after_logon(Talk& talk, const std::string& body, std::string_view carrier = "3") {
    if (!talk.log_on()) return std::nullopt;
    talk.say(body, 2);
    return refusing_code(talk, carrier);
}

Answer code_of_logon(Talk& talk, const std::string& terms) {
    if (!talk.connect()) return std::nullopt;
    talk.say_logon(terms);
    return refusing_code(talk);
}

Answer framing_fault(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say(bad_sum, 2);
    return ends_session(talk, -1177);
}

Answer content_fault(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=1|112=PRO<BYTE 07>BE|", 2);
    return ends_session(talk, -1177);
}

Answer second_logon(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say_logon();
    return ends_session(talk, -1176);
}

Answer bad_comp_id(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=1|112=PROBE|", 2, "OTHER");
    return ends_session(talk, -1178);
}

Answer bad_target(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=1|112=PROBE|", 2, {}, "OTHER");
    return refusing_code(talk);
}

Answer bad_seq_num(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=1|112=PROBE|", 9);
    return ends_session(talk, -1179);
}

Answer logout_before_close(Talk& talk) {
    if (!talk.connect()) return std::nullopt;
    talk.say_logon("98=0|108=30|141=N|");
    if (talk.hear_refusal().empty() || !talk.is_closed()) return std::nullopt;
    return truth(talk.logout_came());
}

Answer lock_after_close(Talk& talk) {
    if (!talk.log_on("98=0|108=20|141=Y|")) return std::nullopt;
    talk.say("35=1|112=PROBE|", 9);
    if (talk.hear_refusal().empty() || !talk.is_closed()) return std::nullopt;
    if (talk.log_on("98=0|108=20|141=Y|")) return truth(false);
    if (Talk::code_of(talk.last()) != -1033) return std::nullopt;
    return truth(true);
}

// Whether the number of a refused message is used up: the next one is tried.
Answer number_is_used(Talk& talk, std::uint64_t next) {
    talk.say("35=1|112=PROBE2|", next);
    const std::string answer = talk.hear();
    if (Talk::type_of(answer) == "0") return truth(next == 3);
    if (Talk::code_of(answer) == -1179) return truth(next == 2);
    return std::nullopt;
}

Answer refused_uses_number(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=1|112=PROBE|44=1|", 2);
    if (talk.hear_refusal().empty()) return std::nullopt;
    return number_is_used(talk, 3);
}

Answer garbled_uses_number(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say(bad_sum, 2);
    if (talk.hear_refusal().empty() || talk.is_closed()) return std::nullopt;
    return number_is_used(talk, 2);
}

Answer binary_header(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say_bytes(std::string_view("\x20\0\0\0\x77\x77"
                                    "12345678901234567890123456",
                                    32));
    const std::string refusal = talk.hear_refusal();
    if (Talk::code_of(refusal) != -1177) return std::nullopt;
    return truth(Talk::text_of(refusal).starts_with("Invalid encodingType"));
}

// Drop copy takes 60 messages in 60 s: the cheapest limit to be told about.
Answer interval_form(Talk& talk) {
    constexpr int one_too_many = 61;
    if (!talk.log_on()) return std::nullopt;
    for (int number = 2; number <= one_too_many; ++number)
        talk.say("35=0|", static_cast<std::uint64_t>(number));
    std::string refusal;
    for (int i = 0; i < one_too_many && Talk::code_of(refusal) != -1181; ++i)
        if (refusal = talk.hear(); refusal.empty()) return std::nullopt;
    return Talk::text_of(refusal).find("SECONDS") == std::string_view::npos ? "\"short_form\"" : "\"words\"";
}

Answer absent_reset_flag(Talk& talk) {
    const Answer code = code_of_logon(talk, "98=0|108=30|");
    if (code != "-1175" && code != "-1102") return std::nullopt;
    return truth(code == "-1175");
}

Answer bad_symbol_carrier(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=V|262=P|263=1|264=1|146=1|55=NOSUCHSYMBOL|267=2|269=0|269=1|", 2);
    const std::string refusal = talk.hear_refusal();
    if (Talk::code_of(refusal) != -1121) return std::nullopt;
    return truth(Talk::type_of(refusal) == "Y");
}

Answer logon_timeout(Talk& talk) {
    if (!talk.connect()) return std::nullopt;
    const UtcTime begin = talk.now();
    talk.hear(90s);
    const auto took = std::chrono::round<std::chrono::seconds>(talk.now() - begin);
    if (!talk.is_closed()) return std::nullopt;
    return std::to_string(took.count() * 1000);
}

Answer expiry(Talk& talk, const std::string& time_in_force) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=D|11=PROBE|38=1|40=2|44=50|54=1|55=BTCUSDT|59=" + time_in_force + "|", 2);
    for (int i = 0; i < 3; ++i) {
        const std::string report = talk.hear();
        if (wire::MessageView(report).find(tag::ExecType) != "C") continue;
        return std::to_string(wire::MessageView(report).find_int(expiry_reason).value_or(0));
    }
    return std::nullopt;
}

std::string list(const std::string& type, const std::string& first, const std::string& second) {
    return "35=E|25014=P|1385=" + type + "|73=2|11=PA|" + first + "11=PB|" + second;
}
const std::string market_leg = "38=1|40=1|54=1|55=BTCUSDT|";
const std::string stop_leg = "38=1|40=3|1100=4|1101=1|1102=40|1107=2|1109=D|54=2|55=BTCUSDT|"
                             "25010=1|25011=2|25012=1|25013=2|";
const std::string maker_leg = "38=1|40=2|18=6|44=90000|54=2|55=ETHUSDT|25010=1|25011=1|25012=0|25013=2|";
const std::string pending_leg = "38=1|40=2|18=6|44=90000|54=2|55=BTCUSDT|25010=1|25011=3|25012=0|25013=1|";

// The code of a refused list, in whatever carries it.
Answer code_of_list(Talk& talk, const std::string& body) {
    if (!talk.log_on()) return std::nullopt;
    talk.say(body, 2);
    const std::string refusal = talk.hear_refusal();
    if (refusal.empty()) return std::nullopt;
    return std::to_string(*Talk::code_of(refusal));
}

Answer unknown_order(Talk& talk) {
    const Answer code = code_after_logon(talk, "35=F|11=PROBE|37=4294967296|55=BTCUSDT|", "9");
    if (!Talk::text_of(talk.last()).starts_with("Unknown order")) return std::nullopt;
    return code;
}

// A superfluous field: the code that refuses it, 0 where the order is taken.
Answer superfluous(Talk& talk, const std::string& terms) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=D|11=PROBE|54=1|55=BTCUSDT|" + terms, 2);
    const std::string answer = talk.hear();
    if (answer.empty()) return std::nullopt;
    return std::to_string(Talk::code_of(answer).value_or(0));
}

struct Question {
    Probe probe;
    Answer (*ask)(Talk& talk);
};

constexpr SessionKind oe = SessionKind::order_entry, dc = SessionKind::drop_copy,
                      md = SessionKind::market_data;

// In the order of spec/sessions.toml.
const std::vector<Question>& questions() {
    static const std::vector<Question> all{
        {{"common.logon_timeout_ms", oe}, logon_timeout},
        {{"switches.framing_fault_ends_session", oe}, framing_fault},
        {{"switches.content_fault_ends_session", oe}, content_fault},
        {{"switches.second_logon_ends_session", oe}, second_logon},
        {{"switches.bad_sender_comp_id_ends_session", oe}, bad_comp_id},
        {{"switches.bad_msg_seq_num_ends_session", oe}, bad_seq_num},
        {{"switches.logout_before_refusal_closes", oe}, logout_before_close},
        {{"switches.server_close_locks_sender_comp_id", oe}, lock_after_close},
        {{"switches.refused_message_uses_msg_seq_num", oe}, refused_uses_number},
        {{"switches.garbled_message_uses_msg_seq_num", oe}, garbled_uses_number},
        {{"switches.binary_header_is_encoding_fault", oe}, binary_header},
        {{"switches.interval_form", dc}, interval_form},
        {{"switches.bad_heart_bt_int", oe},
         [](Talk& talk) { return code_of_logon(talk, "98=0|108=4|141=Y|"); }},
        {{"switches.bad_target_comp_id", oe}, bad_target},
        {{"switches.bad_encrypt_method", oe},
         [](Talk& talk) { return code_of_logon(talk, "98=1|108=30|141=Y|"); }},
        {{"switches.unknown_msg_type", oe}, [](Talk& talk) { return code_after_logon(talk, "35=ZZ|"); }},
        {{"switches.unknown_order", oe}, unknown_order},
        {{"switches.excess_decimals", oe},
         [](Talk& talk) { return code_after_logon(talk, "35=1|25000=5000.1234|112=PROBE|"); }},
        {{"switches.bad_no_orders", oe},
         [](Talk& talk) { return code_of_list(talk, "35=E|25014=P|1385=1|73=1|11=PA|" + stop_leg); }},
        {{"switches.list_orders_differ", oe},
         [](Talk& talk) { return code_of_list(talk, list("1", stop_leg, maker_leg)); }},
        {{"switches.bad_working_order_type", oe},
         [](Talk& talk) { return code_of_list(talk, list("2", market_leg, pending_leg)); }},
        {{"switches.absent_reset_flag_is_continuation", oe}, absent_reset_flag},
        {{"switches.bad_symbol_in_request_reject", md}, bad_symbol_carrier},
        {{"expiry_reasons.unfilled_ioc", oe}, [](Talk& talk) { return expiry(talk, "3"); }},
        {{"expiry_reasons.unfilled_fok", oe}, [](Talk& talk) { return expiry(talk, "4"); }},
        {{"superfluous_fields.market.44", oe},
         [](Talk& talk) { return superfluous(talk, "38=1|40=1|44=50|"); }},
        {{"superfluous_fields.market.59", oe},
         [](Talk& talk) { return superfluous(talk, "38=1|40=1|59=1|"); }},
        {{"superfluous_fields.limit.152", oe},
         [](Talk& talk) { return superfluous(talk, "38=1|40=2|44=50|59=1|152=50|"); }},
        {{"superfluous_fields.limit_maker.59", oe},
         [](Talk& talk) { return superfluous(talk, "38=1|40=2|18=6|44=50|59=1|"); }},
    };
    return all;
}

} // namespace

const std::vector<Probe>& probes() {
    static const std::vector<Probe> all = [] {
        std::vector<Probe> made;
        for (const Question& question : questions())
            made.push_back(question.probe);
        return made;
    }();
    return all;
}

Learned ask(const Probe& probe, Target& target, const Identity& identity, const std::string& name) {
    Learned learned{std::string(probe.key), {}, "there is no such probe"};
    for (const Question& question : questions()) {
        if (question.probe.key != probe.key) continue;
        Talk talk(target, identity, name, probe.kind);
        learned.value = question.ask(talk).value_or("");
        learned.evidence = talk.last().empty() ? "nothing came" : wire::to_readable(talk.last());
    }
    return learned;
}

} // namespace fixguard::conformance
