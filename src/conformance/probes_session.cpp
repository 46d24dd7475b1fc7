// Questions about sessions: what ends them, what is counted, how limits and clocks work.
#include "conformance/probe_talk.hpp"
#include "rules/check_order.hpp"
#include "rules/session_table.hpp"

namespace fixguard::conformance {
namespace {

using namespace std::chrono_literals;

constexpr auto bad_sum = "35=1|112=PROBE|10=000|";

// Whether a refusal with `code` of what has just been said ends the session.
Answer ends_session(Talk& talk, std::int64_t code) {
    if (Talk::code_of(talk.hear_refusal()) != code) return std::nullopt;
    return truth(talk.is_closed());
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

Answer logon_timeout(Talk& talk) {
    if (!talk.connect()) return std::nullopt;
    const UtcTime begin = talk.now();
    talk.hear(90s);
    const auto took = std::chrono::round<std::chrono::seconds>(talk.now() - begin);
    if (!talk.is_closed()) return std::nullopt;
    return std::to_string(took.count() * 1000);
}

// Messages in two bursts: what the first one leaves of the limit after the second window has begun. A window
// that slides still counts the first burst then, a fixed one has begun anew, unless its beginning lies
// outside the pause; so the same is done a second time, half a window later.
enum class Burst { refused, taken, unclear };
Burst two_bursts(Talk& talk) {
    constexpr std::uint32_t more = 4; // some may have room where the Logon<A> counts no more
    const rules::WindowLimit limit = rules::SessionTable::built_in().of(SessionKind::drop_copy).messages;
    const auto half = limit.window / 2;
    if (!talk.log_on("98=0|108=60|141=Y|")) return Burst::unclear;
    talk.wait(half - 1s);
    for (std::uint32_t number = 2; number <= limit.count; ++number)
        talk.say("35=0|");
    talk.wait(half + 4s);
    for (std::uint32_t number = 0; number < more; ++number)
        talk.say("35=0|");
    talk.say("35=1|112=PROBE|");
    constexpr int most_others = 100; // reports of an account that is busy elsewhere
    for (int i = 0; i < most_others; ++i) {
        const std::string message = talk.hear();
        if (Talk::code_of(message) == -1181 || Talk::type_of(message) == "5") return Burst::refused;
        if (message.empty()) return Burst::unclear;
        if (message.find("112=PROBE") != message.npos) return Burst::taken;
    }
    return Burst::unclear;
}

Answer message_window(Talk& talk) {
    const auto window = rules::SessionTable::built_in().of(SessionKind::drop_copy).messages.window;
    const UtcTime begin = talk.now();
    const Burst first = two_bursts(talk);
    if (first == Burst::taken) return "\"fixed\"";
    if (first == Burst::unclear) return std::nullopt;
    talk.wait(begin + 3 * window / 2 - talk.now());
    Talk other = talk.beside(SessionKind::drop_copy, "B");
    const Burst second = two_bursts(other);
    if (second == Burst::unclear) return std::nullopt;
    return second == Burst::taken ? "\"fixed\"" : "\"sliding\"";
}

// Each type of request, made so that it could do no harm where it is taken.
Answer drop_copy_types(Talk& talk) {
    struct Request {
        std::string_view type;
        std::string_view rest;
    };
    constexpr std::array<Request, 9> requests{
        {{"D", "11=P|38=0.00000001|40=2|44=50|54=1|55=NOSUCHSYMBOL|59=1|"},
         {"E",
          "25014=P|1385=2|73=2|11=PA|38=0.00000001|40=2|44=50|54=1|55=NOSUCHSYMBOL|59=1|11=PB|38=0.00000001|"
          "40=2|18=6|44=90000|54=2|55=NOSUCHSYMBOL|25010=1|25011=3|25012=0|25013=1|"},
         {"F", "11=P|37=4294967296|55=NOSUCHSYMBOL|"},
         {"q", "11=P|55=NOSUCHSYMBOL|530=1|"},
         {"XAK", "11=P|37=4294967296|38=0.00000001|55=NOSUCHSYMBOL|"},
         {"XCN", "25033=1|37=4294967296|11=P|38=0.00000001|40=2|44=50|54=1|55=NOSUCHSYMBOL|59=1|"},
         {"XLQ", "6136=P|"},
         {"V", "262=P|263=1|264=1|146=1|55=NOSUCHSYMBOL|267=2|269=0|269=1|"},
         {"x", "320=P|559=0|55=NOSUCHSYMBOL|"}}};
    std::vector<std::string_view> taken{"0", "1", "3", "5", "A"};
    if (!talk.log_on()) return std::nullopt;
    for (const Request& request : requests) {
        talk.say("35=" + std::string(request.type) + "|" + std::string(request.rest));
        const std::string answer = talk.hear();
        if (answer.empty() || Talk::code_of(answer) == -1179) return std::nullopt;
        if (Talk::code_of(answer) != -1183) taken.push_back(request.type);
    }
    return texts(taken);
}

// What a Logon<A> is refused for that is wrong in two ways.
Answer logon_precedence(Talk& talk) {
    const auto word = [](rules::LogonCheck check) { return rules::name(check); };
    using enum rules::LogonCheck;
    std::vector<std::pair<std::string_view, std::string_view>> seen;
    const auto refused = [&](Talk& other, const std::string& key) {
        if (!other.connect()) return std::int64_t{0};
        other.say("35=A|98=0|108=30|141=Y|<SIGN WRONG>|553=<" + key + ">|25035=1|");
        return Talk::code_of(other.hear_refusal()).value_or(0);
    };
    if (!talk.log_on()) return std::nullopt;
    {
        Talk other = talk.beside(SessionKind::order_entry, "");
        const std::int64_t code = refused(other, "API_KEY");
        if (code != -1022 && code != -1033) return std::nullopt;
        if (code == -1033) seen.emplace_back(word(sender_comp_id), word(signature));
    }
    if (!talk.identity().powerless_api_key.empty()) {
        Talk other = talk.beside(SessionKind::order_entry, "B");
        const std::int64_t code = refused(other, "API_KEY NONE");
        if (code != -1022 && code != -2015) return std::nullopt;
        if (code == -2015) seen.emplace_back(word(permission), word(signature));
    }
    std::vector<std::string_view> order;
    for (const rules::LogonCheck check : rules::SessionTable::built_in().logon_checks)
        order.push_back(rules::name(check));
    return in_order(std::move(order), seen);
}

// Messages that break two rules each, and can be carried out in no case.
struct Pair {
    std::string_view body;
    std::string_view earlier; // in rules/rule.hpp
    std::int64_t its_code;
    std::string_view later;
    std::int64_t later_code;
};
constexpr std::array<Pair, 12> pairs{{
    {"35=1|112=P|9999=1|0=1|", "tag_number", -1169, "tag_defined", -1103},
    {"35=V|9999=1|262=P|263=1|264=1|146=1|55=BTCUSDT|267=2|269=0|269=1|", "allowed_in_order_entry", -1186,
     "tag_defined", -1103},
    {"35=1|112=P|44=1|9999=1|", "tag_defined", -1103, "tag_in_message", -1170},
    {"35=1|112=P|112=Q|44=1|", "tag_in_message", -1170, "tag_once", -1171},
    {"35=D|11=P|11=Q|38=0.00000001|40=2|44=50|54=1|59=1|", "tag_once", -1171, "tag_required", -1102},
    {"35=D|11=P|38=0.00000001|40=2|44=50|54=9|59=1|", "tag_required", -1102, "side_known", -1117},
    {"35=D|11=P|38=x|40=2|44=50|54=9|55=BTCUSDT|59=1|", "value_format", -1102, "side_known", -1117},
    {"35=D|11=P!|38=0.00000001|40=2|44=50|54=9|55=BTCUSDT|59=1|", "value_pattern", -1100, "side_known",
     -1117},
    {"35=D|11=P|38=0.00000001|40=9|44=50|54=9|55=BTCUSDT|59=1|", "order_type_known", -1116, "side_known",
     -1117},
    {"35=D|11=P|38=0.00000001|40=2|44=50|54=9|55=BTCUSDT|59=1|25001=9|", "side_known", -1117, "value_known",
     -1130},
    {"35=D|25000=99999|11=P|38=0.00000001|40=2|44=50|54=1|55=BTCUSDT|59=1|25001=9|", "value_known", -1130,
     "recv_window_range", -1102},
    {"35=D|25000=99999|11=P|38=0.00000001|40=1|54=1|55=BTCUSDT|152=50|", "recv_window_range", -1102,
     "fields_conflict", -1182},
}};

Answer precedence(Talk& talk) {
    std::vector<std::string_view> first;
    if (!talk.log_on()) return std::nullopt;
    for (const Pair& pair : pairs) {
        talk.say(std::string(pair.body));
        const auto code = Talk::code_of(talk.hear_refusal());
        if (code != pair.its_code && code != pair.later_code) return std::nullopt;
        const bool known = std::find(first.begin(), first.end(), pair.later) != first.end();
        if (code == pair.later_code && !known) first.push_back(pair.later);
    }
    return texts(first);
}

} // namespace

// In the order of spec/sessions.toml.
std::vector<Question> session_questions() {
    constexpr SessionKind oe = SessionKind::order_entry, dc = SessionKind::drop_copy;
    return {
        {{"drop_copy.msg_types", dc}, drop_copy_types},
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
        {{"switches.message_window", dc}, message_window},
        {{"switches.interval_form", dc}, interval_form},
        {{"switches.bad_heart_bt_int", oe},
         [](Talk& talk) { return code_of_logon(talk, "98=0|108=4|141=Y|"); }},
        {{"switches.bad_target_comp_id", oe}, bad_target},
        {{"switches.bad_encrypt_method", oe},
         [](Talk& talk) { return code_of_logon(talk, "98=1|108=30|141=Y|"); }},
        {{"switches.unknown_msg_type", oe}, [](Talk& talk) { return code_after_logon(talk, "35=ZZ|"); }},
        {{"switches.excess_decimals", oe},
         [](Talk& talk) { return code_after_logon(talk, "35=1|25000=5000.1234|112=PROBE|"); }},
        {{"switches.absent_reset_flag_is_continuation", oe}, absent_reset_flag},
        {{"precedence.first", oe}, precedence},
        {{"precedence.logon", oe}, logon_precedence},
    };
}

} // namespace fixguard::conformance
