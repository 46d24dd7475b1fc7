// Terms of orders, and the filters of symbols.
#include "venue/order_terms.hpp"

#include <algorithm>
#include <charconv>

namespace fixguard::venue {
namespace {

constexpr wire::Tag strategy_id = 7940, sor = 25032;

Decimal number(const std::string& text) {
    return parse_decimal(text).value_or(Decimal{});
}

std::int64_t whole(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void read_list_trigger(OrderTerms& terms, const wire::Field& field) {
    if (field.tag == tag::ListTriggerType) terms.list_triggers.push_back({field.value.front(), 0});
    if (field.tag == tag::ListTriggerTriggerIndex && !terms.list_triggers.empty())
        terms.list_triggers.back().index = static_cast<std::size_t>(whole(field.value));
}

// The trigger, the peg and what else a report repeats word for word; false: none of these.
bool read_echoed(OrderTerms& terms, const wire::Field& field) {
    const auto trigger = [&]() -> TriggerTerms& {
        return terms.trigger ? *terms.trigger : terms.trigger.emplace();
    };
    const auto peg = [&]() -> Peg& { return terms.peg ? *terms.peg : terms.peg.emplace(); };
    switch (field.tag) {
    case tag::TriggerPrice: trigger().price = parse_decimal(field.value); break;
    case tag::TriggerPriceDirection: trigger().direction = field.value.front(); break;
    case tag::TriggerTrailingDeltaBips: trigger().trailing_bips = whole(field.value); break;
    case tag::PegPriceType: peg().same_side = field.value == "5"; break;
    case tag::PegOffsetValue: peg().level = whole(field.value); break;
    case tag::TriggerType:
    case tag::TriggerAction:
    case tag::TriggerPriceType:
    case tag::PegMoveType:
    case tag::PegOffsetType:
    case tag::TargetStrategy:
    case strategy_id:
    case sor: break;
    default: return false;
    }
    terms.echo.append(field.tag_text).append("=").append(field.value) += wire::soh;
    return true;
}

} // namespace

SymbolRules::SymbolRules(const Symbol& symbol)
    : name(symbol.name), currency(symbol.currency), tick(number(symbol.tick)),
      min_price(number(symbol.min_price)), max_price(number(symbol.max_price)), lot(number(symbol.lot)),
      min_quantity(number(symbol.min_quantity)), max_quantity(number(symbol.max_quantity)),
      market_max_quantity(number(symbol.market_max_quantity)), min_notional(number(symbol.min_notional)),
      max_orders(symbol.max_orders), max_algo_orders(symbol.max_algo_orders),
      max_iceberg_orders(symbol.max_iceberg_orders), max_order_lists(symbol.max_order_lists),
      iceberg_parts(symbol.iceberg_parts), min_trailing_bips(symbol.min_trailing_bips),
      max_trailing_bips(symbol.max_trailing_bips), max_order_amends(symbol.max_order_amends) {
    for (std::size_t i = 0; i < features.size(); ++i)
        unsupported[i] = std::ranges::find(symbol.unsupported, features[i].name) != symbol.unsupported.end();
}

std::optional<std::string_view> SymbolRules::refusal_of(std::string_view feature) const {
    for (std::size_t i = 0; i < features.size(); ++i)
        if (unsupported[i] && features[i].name == feature) return features[i].refusal;
    return std::nullopt;
}

OrderTerms read_terms(wire::MessageView fields, std::size_t symbol) {
    OrderTerms terms;
    terms.symbol = symbol;
    wire::FieldCursor cursor = fields.fields();
    for (wire::Field field; cursor.next(field);) {
        if (field.value.empty()) continue;
        switch (field.tag) {
        case tag::ClOrdID: terms.cl_ord_id = field.value; break;
        case tag::Side: terms.side = field.value.front(); break;
        case tag::OrdType: terms.type = field.value.front(); break;
        case tag::TimeInForce: terms.time_in_force = field.value.front(); break;
        case tag::Price: terms.price = parse_decimal(field.value); break;
        case tag::OrderQty: terms.quantity = parse_decimal(field.value); break;
        case tag::CashOrderQty: terms.quote_quantity = parse_decimal(field.value); break;
        case tag::MaxFloor: terms.max_floor = parse_decimal(field.value); break;
        case tag::ExecInst: terms.post_only = field.value == "6"; break;
        case tag::SelfTradePreventionMode: terms.self_trade_mode = field.value; break;
        default:
            if (!read_echoed(terms, field)) read_list_trigger(terms, field);
        }
    }
    return terms;
}

std::optional<std::string_view> failed_filter(const OrderTerms& terms, const SymbolRules& symbol) {
    const auto off_tick = [&](Decimal price) {
        return price < symbol.min_price || price > symbol.max_price || !price.is_multiple_of(symbol.tick);
    };
    const bool bad_trigger_price = terms.trigger && terms.trigger->price && off_tick(*terms.trigger->price);
    if ((terms.price && off_tick(*terms.price)) || bad_trigger_price) return "Filter failure: PRICE_FILTER";
    if (terms.quantity && (*terms.quantity < symbol.min_quantity || *terms.quantity > symbol.max_quantity ||
                           !terms.quantity->is_multiple_of(symbol.lot)))
        return "Filter failure: LOT_SIZE";
    if (terms.takes_any_price() && terms.quantity && *terms.quantity > symbol.market_max_quantity)
        return "Filter failure: MARKET_LOT_SIZE";
    if (terms.max_floor && terms.quantity && terms.max_floor->units > 0 &&
        (terms.quantity->units + terms.max_floor->units - 1) / terms.max_floor->units > symbol.iceberg_parts)
        return "Filter failure: ICEBERG_PARTS";
    if (terms.trigger && terms.trigger->trailing_bips &&
        (*terms.trigger->trailing_bips < symbol.min_trailing_bips ||
         *terms.trigger->trailing_bips > symbol.max_trailing_bips))
        return "Filter failure: TRAILING_DELTA";
    const Decimal notional = terms.quote_quantity            ? *terms.quote_quantity
                             : terms.price && terms.quantity ? product(*terms.price, *terms.quantity)
                                                             : symbol.min_notional;
    if (notional < symbol.min_notional) return "Filter failure: NOTIONAL";
    return std::nullopt;
}

std::optional<std::string_view> unfit(const OrderTerms& terms, const SymbolRules& symbol) {
    const bool stop = terms.type == '3', stop_limit = terms.type == '4';
    // Without a direction there is a trailing delta alone, which is a take profit.
    const bool losing = terms.trigger && terms.trigger->direction == (terms.buys() ? 'U' : 'D');
    const std::array<std::pair<bool, std::string_view>, 8> uses{{
        {true, "trading"},
        {terms.type == '1', "market"},
        {terms.type == '1' && terms.quote_quantity.has_value(), "quote_quantity"},
        {terms.max_floor.has_value(), "iceberg"},
        {stop, losing ? "stop_loss" : "take_profit"},
        {stop_limit, losing ? "stop_loss_limit" : "take_profit_limit"},
        {terms.trigger && terms.trigger->trailing_bips, "trailing_stop"},
        {terms.peg.has_value(), "pegged"},
    }};
    if (symbol.unsupported.any())
        for (const auto& [used, feature] : uses)
            if (used)
                if (const auto refusal = symbol.refusal_of(feature)) return refusal;
    if (terms.price && terms.quantity && product(*terms.price, *terms.quantity).units <= 0)
        return "Price * QTY is zero or less.";
    if (terms.max_floor && terms.quantity && *terms.max_floor > *terms.quantity)
        return "IcebergQty exceeds QTY.";
    return std::nullopt;
}

} // namespace fixguard::venue
