// Reads a request key by key, and refuses what it does not know: a misspelt key must not become another
// order.
#include "cli/order_line.hpp"

#include "orders/requests.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <stdexcept>

namespace fixguard::cli {
namespace {

using Json = nlohmann::json;
using namespace orders;

// What is wrong with the line, for its reader.
struct Wrong : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Line {
public:
    explicit Line(const Json& json) : json_(json) {}

    bool has(const std::string& key) const { return json_.contains(key); }

    std::string text(const std::string& key) {
        used_.insert(key);
        const auto found = json_.find(key);
        if (found == json_.end()) throw Wrong("\"" + key + "\" is missing");
        if (!found->is_string()) throw Wrong("\"" + key + "\" has to be a string");
        return found->get<std::string>();
    }
    std::string text_or(const std::string& key, const std::string& otherwise) {
        return has(key) ? text(key) : otherwise;
    }
    std::int64_t number(const std::string& key) {
        used_.insert(key);
        const auto found = json_.find(key);
        if (found == json_.end()) throw Wrong("\"" + key + "\" is missing");
        if (!found->is_number_integer()) throw Wrong("\"" + key + "\" has to be a whole number");
        return found->get<std::int64_t>();
    }
    Decimal decimal(const std::string& key) {
        const auto value = wire::parse_decimal(text(key));
        if (!value) throw Wrong("\"" + key + "\" has to be a number of at most eight decimals, as a string");
        return *value;
    }
    ClientId id(const std::string& key) {
        auto id = ClientId::from(text(key));
        if (!id) throw Wrong("\"" + key + "\" has to be 1..36 letters, digits, '-' and '_'");
        return *id;
    }
    Symbol symbol() {
        auto symbol = Symbol::from(text("symbol"));
        if (!symbol) throw Wrong("\"symbol\" is empty or has control characters");
        return *symbol;
    }
    template <typename Value>
    Value word(const std::string& key, const std::map<std::string, Value>& words) {
        const std::string given = text(key);
        const auto found = words.find(given);
        if (found != words.end()) return found->second;
        std::string all;
        for (const auto& [name, value] : words)
            all += (all.empty() ? "" : ", ") + name;
        throw Wrong("\"" + key + "\" is one of " + all);
    }

    void all_read() const {
        for (const auto& [key, value] : json_.items())
            if (used_.count(key) == 0) throw Wrong("\"" + key + "\" is not known here");
    }

private:
    const Json& json_;
    std::set<std::string> used_;
};

TimeInForce time_in_force(Line& line) {
    const std::string word = line.text_or("time_in_force", "gtc");
    if (line.has("visible")) {
        if (word != "gtc") throw Wrong("\"visible\" makes an iceberg, which is gtc");
        return TimeInForce::iceberg({line.decimal("visible")});
    }
    if (word == "gtc") return TimeInForce::good_till_cancel();
    if (word == "ioc") return TimeInForce::immediate_or_cancel();
    if (word == "fok") return TimeInForce::fill_or_kill();
    throw Wrong("\"time_in_force\" is one of gtc, ioc, fok");
}

std::int32_t bips(Line& line) {
    const std::int64_t value = line.number("trailing_bips");
    if (value < 1 || value > 100'000) throw Wrong("\"trailing_bips\" is 1..100000");
    return static_cast<std::int32_t>(value);
}

Trigger trigger(Line& line) {
    if (!line.has("trailing_bips")) return Trigger::at({line.decimal("trigger_price")});
    if (!line.has("trigger_price")) return Trigger::trailing(bips(line));
    return Trigger::trailing_from({line.decimal("trigger_price")}, bips(line));
}

Order order(Line& line) {
    const Symbol symbol = line.symbol();
    const Side side = line.word<Side>("side", {{"buy", Side::buy}, {"sell", Side::sell}});
    const std::string type = line.text("type");
    if (type == "market" && line.has("quote_amount"))
        return Order::market(symbol, side, QuoteAmount{line.decimal("quote_amount")});
    const Quantity quantity{line.decimal("quantity")};
    if (type == "market") return Order::market(symbol, side, quantity);
    if (type == "stop_loss") return Order::stop_loss(symbol, side, quantity, trigger(line));
    if (type == "take_profit") return Order::take_profit(symbol, side, quantity, trigger(line));
    if (type == "pegged") {
        const bool market = line.word<bool>("peg", {{"market", true}, {"primary", false}});
        std::optional<std::int32_t> level;
        if (line.has("peg_level")) level = static_cast<std::int32_t>(line.number("peg_level"));
        return Order::pegged(symbol, side, quantity, market ? Peg::market(level) : Peg::primary(level),
                             time_in_force(line));
    }
    const auto price = [&] { return Price{line.decimal("price")}; };
    if (type == "limit") return Order::limit(symbol, side, quantity, price(), time_in_force(line));
    if (type == "limit_maker") return Order::limit_maker(symbol, side, quantity, price());
    if (type == "stop_loss_limit")
        return Order::stop_loss_limit(symbol, side, quantity, price(), trigger(line), time_in_force(line));
    if (type == "take_profit_limit")
        return Order::take_profit_limit(symbol, side, quantity, price(), trigger(line), time_in_force(line));
    throw Wrong("\"type\" is one of market, limit, limit_maker, stop_loss, stop_loss_limit, take_profit, "
                "take_profit_limit, pegged");
}

OrderKey key(Line& line) {
    if (!line.has("order_id")) return OrderKey::by_client_id(line.id("order"));
    if (!line.has("order")) return OrderKey::by_order_id(line.number("order_id"));
    return OrderKey::by_both(line.number("order_id"), line.id("order"));
}

CancelOnly cancel_only(Line& line) {
    if (!line.has("only")) return CancelOnly::any;
    return line.word<CancelOnly>(
        "only", {{"new", CancelOnly::new_orders}, {"partially_filled", CancelOnly::partially_filled}});
}

std::string cancelled(Line& line, const ClientId& id) {
    const Symbol symbol = line.symbol();
    if (line.has("list")) return cancel(id, symbol, ListKey::by_client_id(line.id("list")));
    if (line.has("list_id")) return cancel(id, symbol, ListKey::by_list_id(line.number("list_id")));
    const OrderKey order = key(line);
    return cancel(id, symbol, order, cancel_only(line));
}

std::string replaced(Line& line, const ClientId& id) {
    const OrderKey cancelled = key(line);
    const auto after =
        line.has("after_failed_cancel")
            ? line.word<AfterFailedCancel>("after_failed_cancel", {{"stop", AfterFailedCancel::stop},
                                                                   {"go_on", AfterFailedCancel::go_on}})
            : AfterFailedCancel::stop;
    std::optional<ClientId> cancel_id;
    if (line.has("cancel_id")) cancel_id = line.id("cancel_id");
    const CancelOnly only = cancel_only(line);
    return cancel_and_new(id, cancelled, order(line), after, cancel_id, only);
}

std::string body_of(Line& line, const std::string& action, const ClientId& id) {
    if (action == "new")
        return new_order(id, order(line),
                         line.text_or("routing", "direct") == "smart" ? Routing::smart : Routing::direct);
    if (action == "cancel") return cancelled(line, id);
    if (action == "replace") return replaced(line, id);
    if (action == "amend") {
        const Symbol symbol = line.symbol();
        const OrderKey order = key(line);
        return amend(id, symbol, order, {line.decimal("quantity")});
    }
    if (action == "cancel_all") return mass_cancel(id, line.symbol());
    if (action == "limits") return limit_query(id);
    throw Wrong("\"action\" is one of new, cancel, replace, amend, cancel_all, limits, raw");
}

// A body of the user's own, '|' for SOH.
OrderLine raw(Line& line) {
    OrderLine result;
    result.body = wire::from_readable(line.text("body"));
    const wire::MessageView message(result.body);
    for (const tag::Tag tag : {tag::ClListID, tag::ClOrdID, tag::ReqID})
        if (const auto id = message.find(tag); id && result.id.empty()) result.id = *id;
    if (result.id.empty()) throw Wrong("\"body\" has no ClOrdID(11), ClListID(25014) or ReqID(6136)");
    return result;
}

OrderLine read(Line& line) {
    OrderLine result;
    const std::string session = line.text_or("session", "");
    const std::string action = line.text_or("action", "new");
    if (action == "raw") {
        result = raw(line);
    } else {
        const ClientId id = line.id("id");
        result.id = id.text();
        result.body = body_of(line, action, id);
    }
    result.session = session;
    line.all_read();
    return result;
}

} // namespace

std::variant<OrderLine, std::string> read_order_line(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return std::string("no JSON");
    if (!json.is_object()) return std::string("no JSON object");
    Line line(json);
    try {
        return read(line);
    } catch (const Wrong& wrong) {
        return std::string(wrong.what());
    }
}

std::string_view order_line_help() {
    return R"(
With --orders each line is a request in JSON. Prices and quantities are strings, so that no digit is lost:
  {"action":"new","id":"A-1","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"60000"}
  {"action":"cancel","id":"C-1","symbol":"BTCUSDT","order":"A-1"}           or "order_id":77, "list":"L-1"
  {"action":"replace","id":"A-2","order":"A-1", and the keys of a new order}
  {"action":"amend","id":"B-1","symbol":"BTCUSDT","order":"A-2","quantity":"0.4"}
  {"action":"cancel_all","id":"Q-1","symbol":"BTCUSDT"}   {"action":"limits","id":"X-1"}
  {"action":"raw","body":"35=D|11=A-3|..."}
"type": market (with "quantity" or "quote_amount"), limit, limit_maker, stop_loss, stop_loss_limit, take_profit,
take_profit_limit (with "trigger_price", "trailing_bips" or both), pegged (with "peg": market or primary).
"time_in_force": gtc, ioc, fok; "visible" makes an iceberg; "session" where there are several.
Each line is checked as the exchange would; what it would refuse is not sent. A request is answered by a line with
its "id" and its "fate": refused (nothing was sent, "code", "tag" and "text" say why), rejected, accepted, unknown.
While a request is of unknown fate, also one of an earlier run that the journal has kept, no line under its "id" is
sent. What an earlier run has brought to an end is not remembered: give each run new lines only.)";
}

} // namespace fixguard::cli
