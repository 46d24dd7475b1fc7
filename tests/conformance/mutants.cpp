// The table of wrong venues: what they take, and what they say.
#include "conformance/mutant_parts.hpp"

#include "conformance/judge.hpp"
#include "conformance/venue_setup.hpp"
#include "rules/rule.hpp"

namespace fixguard::conformance::test {
namespace {

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

// The refusal of an order, a cancel or an amend becomes the report that it was done, which it was not.
Mutant claims(const std::string& code, const std::string& text, const std::string& hint) {
    Mutant mutant;
    mutant.name = "says that it did what " + code + " " + text + " forbids";
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

std::string with_good_key(std::string message) {
    return is(message, "A") ? framed(with(message, 553, std::string(embedded_key))) : message;
}

Mutant field(std::string name, const std::string& type, int tag, const std::string& wrong) {
    return says(std::move(name), [=](std::string message) -> Text {
        return is(message, type) ? with(message, tag, wrong) : message;
    });
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
        claims("-2010", "", "/2010-"),
        claims("-2011", "", "/2011-"),
        claims("-2038", "", "/2038-"),
    };
}

// What is filled into a text: all digits behind `in_front` are others.
Mutant filled_in(std::string name, const std::string& in_front, const std::string& hint) {
    Mutant mutant = says(std::move(name), [=](std::string message) -> Text {
        const std::string text = value(message, 58);
        const std::size_t at = text.find(in_front);
        if (at == text.npos) return message;
        std::string other = text;
        for (std::size_t i = at + in_front.size(); i < other.size() && other[i] >= '0' && other[i] <= '9';
             ++i)
            other[i] = other[i] == '9' ? '1' : static_cast<char>(other[i] + 1);
        return with(message, 58, other);
    });
    mutant.hint = hint;
    return mutant;
}

std::vector<Mutant> wrong_words() {
    return {
        field("a Reject<3> with another code", "3", 25016, "-1000"),
        field("a Reject<3> without code", "3", 25016, ""),
        field("a Reject<3> with another text", "3", 58, "No."),
        field("a Reject<3> that names another message", "3", 45, "999"),
        field("a Reject<3> that names another field", "3", 371, "999"),
        field("a Reject<3> that names another type", "3", 372, "?"),
        filled_in("a text that misses another field", "Required tag '", "/1102-3"),
        filled_in("a text about another field", "Data sent for parameter '", "/1130-1"),
        filled_in("a text about another repeated field", "Tag '", "/1171-"),
        filled_in("a text about another group", "repeating group '", "/1188-"),
        filled_in("a text about other fields that conflict", "Conflicting fields: [41, ", "oe/1182-"),
        filled_in("a text with another limit of messages", "current limit is '", "dc/1181-"),
        filled_in("a text with another limit of attempts", "for account; current limit is ", "/1034-1"),
        filled_in("a text with another time for attempts", "per '", "/1034-1"),
        filled_in("a text with another limit of orders", "new orders; current limit is ", "/1015-"),
        filled_in("a text with another time for orders", " orders per ", "/1015-"),
        filled_in("a text with another largest window", "Cannot be greater than ", "/1102-5"),
        filled_in("a text that expects another number", "Expected: '", "/1179-"),
        filled_in("a text with another limit of streams", "may create up to '", "/1191-"),
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

} // namespace fixguard::conformance::test
