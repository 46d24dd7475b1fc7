// Questions about orders, lists of orders and market data.
#include "conformance/probe_talk.hpp"
#include "rules/check_order.hpp"
#include "rules/session_table.hpp"
#include "wire/message_view.hpp"

namespace fixguard::conformance {
namespace {

constexpr tag::Tag expiry_reason = 25056;

// Less than the lot of any symbol: whatever else is right with such an order, no exchange takes it.
const std::string tiny = "38=0.00000001|";
const std::string trigger = "1100=4|1101=1|1102=40|1107=2|1109=D|";

// The engine has refused it, so that the rules of the message had nothing against it.
bool is_of_engine(std::int64_t code) {
    return code == -1013 || code == -2010 || code == -1010;
}

Answer bad_symbol_carrier(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=V|262=P|263=1|264=1|146=1|55=NOSUCHSYMBOL|267=2|269=0|269=1|", 2);
    const std::string refusal = talk.hear_refusal();
    if (Talk::code_of(refusal) != -1121) return std::nullopt;
    return truth(Talk::type_of(refusal) == "Y");
}

// ExpiryReason(25056) of the order, if the next messages tell that it has expired.
Answer expiry_of(Talk& talk, std::string_view cl_ord_id) {
    constexpr int most_reports = 100; // the account may be busy elsewhere
    for (int i = 0; i < most_reports; ++i) {
        const std::string report = talk.hear();
        const wire::MessageView fields(report);
        if (fields.find(tag::ExecType) == "C" && fields.find(tag::ClOrdID) == cl_ord_id)
            return std::to_string(fields.find_int(expiry_reason).value_or(0));
    }
    return std::nullopt;
}

// Far below any price, so that it does not fill.
Answer expiry(Talk& talk, const std::string& time_in_force) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=D|11=PROBE|38=1|40=2|44=50|54=1|55=BTCUSDT|59=" + time_in_force + "|");
    return expiry_of(talk, "PROBE");
}

Answer expiry_of_pending(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say(
        "35=E|25014=P|1385=2|73=2|11=PA|38=1|40=2|44=50|54=1|55=BTCUSDT|59=3|11=PB|38=1|40=2|18=6|44=90000|"
        "54=2|55=BTCUSDT|25010=1|25011=3|25012=0|25013=1|");
    return expiry_of(talk, "PB");
}

std::string list(const std::string& type, const std::string& first, const std::string& second) {
    return "35=E|25014=P|1385=" + type + "|73=2|11=PA|" + first + "11=PB|" + second;
}
const std::string market_leg = tiny + "40=1|54=1|55=BTCUSDT|";
const std::string stop_leg = tiny + "40=3|" + trigger + "54=2|55=BTCUSDT|25010=1|25011=2|25012=1|25013=2|";
const std::string maker_leg = tiny + "40=2|18=6|44=90000|54=2|55=BTCUSDT|25010=1|25011=1|25012=0|25013=2|";
const std::string other_maker_leg =
    tiny + "40=2|18=6|44=90000|54=2|55=ETHUSDT|25010=1|25011=1|25012=0|25013=2|";
const std::string pending_leg = tiny + "40=2|18=6|44=90000|54=2|55=BTCUSDT|25010=1|25011=3|25012=0|25013=1|";

// The code of a refused list, in whatever carries it; nothing where only its quantities were wrong.
Answer code_of_list(Talk& talk, const std::string& body) {
    if (!talk.log_on()) return std::nullopt;
    talk.say(body);
    const std::string refusal = talk.hear_refusal();
    if (refusal.empty() || is_of_engine(*Talk::code_of(refusal))) return std::nullopt;
    return std::to_string(*Talk::code_of(refusal));
}

// Where ErrorCode(25016) stands in a ListStatus<N>: behind NoOrders(73), or before it.
Answer list_error_place(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    talk.say(list("1", stop_leg, maker_leg));
    const std::string refusal = talk.hear_refusal();
    const auto place = [&](const char* field) { return refusal.find(wire::soh + std::string(field)); };
    if (Talk::type_of(refusal) != "N" || place("73=") == refusal.npos) return std::nullopt;
    return truth(place("25016=") > place("73="));
}

Answer otoco_release(Talk& talk) {
    const std::string release = "25010=2|25011=3|25012=0|25013=1|"; // where the documents have 25013=2
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=E|25014=P|1385=2|73=3|11=PA|" + tiny + "40=2|44=40|54=1|55=BTCUSDT|59=1|11=PB|" + tiny +
             "40=3|1100=4|1101=1|1102=30|1107=2|1109=D|54=2|55=BTCUSDT|" + release +
             "25011=2|25012=2|25013=2|11=PC|" + tiny + "40=2|18=6|44=90000|54=2|55=BTCUSDT|" + release +
             "25011=1|25012=1|25013=2|");
    const auto code = Talk::code_of(talk.hear_refusal());
    if (!code || (*code != -1174 && !is_of_engine(*code))) return std::nullopt;
    return truth(*code != -1174);
}

Answer unknown_order(Talk& talk) {
    const Answer code = code_after_logon(talk, "35=F|11=PROBE|37=4294967296|55=BTCUSDT|", "9");
    if (!Talk::text_of(talk.last()).starts_with("Unknown order")) return std::nullopt;
    return code;
}

// Needs both servers: where the target is one of them there is no answer.
Answer drop_copy_hears(Talk& talk) {
    if (!talk.log_on()) return std::nullopt;
    Talk drop_copy = talk.beside(SessionKind::drop_copy, "D");
    if (!drop_copy.log_on()) return std::nullopt;
    talk.say("35=D|11=PROBE|" + tiny + "40=2|44=50|54=1|55=BTCUSDT|59=1|");
    if (Talk::type_of(talk.hear_refusal()) != "8") return std::nullopt;
    const std::string report = drop_copy.hear(std::chrono::seconds(5));
    return truth(wire::MessageView(report).find(tag::ExecType) == "8");
}

// Refused for a filter, for the ClOrdID(11) of an open order, or for a book that is not deep enough.
Answer order_precedence(Talk& talk) {
    const auto word = [](rules::OrderCheck check) { return rules::name(check); };
    using enum rules::OrderCheck;
    const auto hears = [&](const std::string& body) -> std::optional<rules::OrderCheck> {
        talk.say(body);
        const std::string refusal = talk.hear_refusal();
        const std::string_view text = Talk::text_of(refusal);
        if (text.starts_with("Filter failure")) return filters;
        if (text.starts_with("Duplicate order")) return duplicate;
        if (text.starts_with("Order book liquidity")) return book;
        return std::nullopt;
    };
    const std::string order = "35=D|11=PROBE|54=1|55=BTCUSDT|", limit = "40=2|44=50|59=1|",
                      deep = "40=P|835=1|1094=5|836=3|211=100|";
    if (!talk.log_on()) return std::nullopt;
    const auto small_and_deep = hears(order + tiny + deep);
    talk.say(order + "38=1|" + limit);
    if (wire::MessageView(talk.hear()).find(tag::ExecType) != "0") return std::nullopt;
    const auto small_and_double = hears(order + tiny + limit),
               deep_and_double = hears(order + "38=1|" + deep);
    talk.say("35=F|11=PROBE2|41=PROBE|55=BTCUSDT|");
    talk.hear();
    if (!small_and_deep || !small_and_double || !deep_and_double) return std::nullopt;
    std::vector<std::string_view> all;
    for (const rules::OrderCheck check : rules::SessionTable::built_in().order_checks)
        all.push_back(rules::name(check));
    const auto other = [](rules::OrderCheck one, rules::OrderCheck a, rules::OrderCheck b) {
        return one == a ? b : a;
    };
    return in_order(std::move(all),
                    {{word(*small_and_deep), word(other(*small_and_deep, filters, book))},
                     {word(*small_and_double), word(other(*small_and_double, filters, duplicate))},
                     {word(*deep_and_double), word(other(*deep_and_double, duplicate, book))}});
}

// ---- superfluous fields, each with an order of its type

// The code that refuses the field, 0 where the engine looks at the order.
Answer superfluous(Talk& talk, const std::string& terms) {
    if (!talk.log_on()) return std::nullopt;
    talk.say("35=D|11=PROBE|54=1|55=BTCUSDT|" + terms);
    const auto code = Talk::code_of(talk.hear_refusal());
    if (!code) return std::nullopt;
    const bool of_field = *code == -1182 || *code == -1106 || *code == -1014;
    if (!of_field && !is_of_engine(*code)) return std::nullopt;
    return std::to_string(of_field ? *code : 0);
}

std::string terms_of(rules::OrderKind kind) {
    switch (kind) {
    case rules::OrderKind::market: return "40=1|";
    case rules::OrderKind::limit: return "40=2|44=50|59=1|";
    case rules::OrderKind::limit_maker: return "40=2|18=6|44=50|";
    case rules::OrderKind::stop: return "40=3|" + trigger;
    case rules::OrderKind::stop_limit: return "40=4|44=50|59=1|" + trigger;
    case rules::OrderKind::pegged: return "40=P|835=1|1094=5|";
    }
    return {};
}

std::string with_field(rules::OrderKind kind, std::int32_t tag) {
    const bool is_amount = tag == tag::MaxFloor || tag == tag::OrderQty;
    const std::string value = tag == tag::ExecInst      ? "6"
                              : tag == tag::TimeInForce ? "1"
                              : is_amount               ? "0.00000001"
                                                        : "50";
    return tiny + terms_of(kind) + std::to_string(tag) + "=" + value + "|";
}

void add_superfluous(std::vector<Question>& questions) {
    for (const rules::SuperfluousField& field : rules::SessionTable::built_in().superfluous_fields) {
        Question question;
        question.probe.key = "superfluous_fields.";
        question.probe.key.append(rules::key(field.kind)).append(".").append(std::to_string(field.tag));
        question.probe.kind = SessionKind::order_entry;
        question.ask = [terms = with_field(field.kind, field.tag)](Talk& talk) {
            return superfluous(talk, terms);
        };
        questions.push_back(std::move(question));
    }
}

} // namespace

// In the order of spec/sessions.toml.
std::vector<Question> order_questions() {
    constexpr SessionKind oe = SessionKind::order_entry, md = SessionKind::market_data;
    std::vector<Question> all{
        {{"switches.unknown_order", oe}, unknown_order},
        {{"switches.bad_no_orders", oe},
         [](Talk& talk) { return code_of_list(talk, "35=E|25014=P|1385=1|73=1|11=PA|" + stop_leg); }},
        {{"switches.list_orders_differ", oe},
         [](Talk& talk) { return code_of_list(talk, list("1", stop_leg, other_maker_leg)); }},
        {{"switches.bad_working_order_type", oe},
         [](Talk& talk) { return code_of_list(talk, list("2", market_leg, pending_leg)); }},
        {{"switches.otoco_release_may_be_action_1", oe}, otoco_release},
        {{"switches.bad_symbol_in_request_reject", md}, bad_symbol_carrier},
        {{"switches.list_error_in_group", oe}, list_error_place},
        {{"switches.drop_copy_hears_refusals", oe, "the drop copy server beside order entry"},
         drop_copy_hears},
        {{"expiry_reasons.unfilled_ioc", oe}, [](Talk& talk) { return expiry(talk, "3"); }},
        {{"expiry_reasons.unfilled_fok", oe}, [](Talk& talk) { return expiry(talk, "4"); }},
        {{"expiry_reasons.oto_pending", oe}, expiry_of_pending},
        {{"precedence.order", oe}, order_precedence},
    };
    add_superfluous(all);
    return all;
}

} // namespace fixguard::conformance
