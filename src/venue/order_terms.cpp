// Terms of orders, and the filters of symbols.
#include "venue/order_terms.hpp"

#include <algorithm>
#include <array>

namespace fixguard::venue {
namespace {

Decimal number(const std::string& text) {
    return parse_decimal(text).value_or(Decimal{});
}

// What a report repeats without the engine looking at it: triggers, pegs, strategy.
constexpr std::array<wire::Tag, 12> echoed{1100, 1101, 1102, 1107, 1109, 25009,
                                           211,  1094, 835,  836,  847,  7940};

std::optional<Decimal> decimal(wire::MessageView fields, wire::Tag tag) {
    const auto value = fields.find(tag);
    return value ? parse_decimal(*value) : std::nullopt;
}

void character(wire::MessageView fields, wire::Tag tag, char& out) {
    if (const auto value = fields.find(tag); value && value->size() == 1) out = value->front();
}

} // namespace

SymbolRules::SymbolRules(const Symbol& symbol)
    : name(symbol.name), currency(symbol.currency), tick(number(symbol.tick)),
      min_price(number(symbol.min_price)), max_price(number(symbol.max_price)), lot(number(symbol.lot)),
      min_quantity(number(symbol.min_quantity)), max_quantity(number(symbol.max_quantity)),
      min_notional(number(symbol.min_notional)) {}

OrderTerms read_terms(wire::MessageView fields, std::size_t symbol) {
    OrderTerms terms;
    terms.symbol = symbol;
    terms.cl_ord_id = fields.find(tag::ClOrdID).value_or("");
    character(fields, tag::Side, terms.side);
    character(fields, tag::OrdType, terms.type);
    character(fields, tag::TimeInForce, terms.time_in_force);
    terms.price = decimal(fields, tag::Price);
    terms.quantity = decimal(fields, tag::OrderQty);
    terms.quote_quantity = decimal(fields, tag::CashOrderQty);
    terms.max_floor = decimal(fields, tag::MaxFloor);
    terms.post_only = fields.find(tag::ExecInst) == "6";
    terms.self_trade_mode = fields.find(tag::SelfTradePreventionMode).value_or("1");
    wire::FieldCursor cursor = fields.fields();
    for (wire::Field field; cursor.next(field);) {
        if (std::find(echoed.begin(), echoed.end(), field.tag) == echoed.end()) continue;
        terms.echo.append(field.tag_text).append("=").append(field.value) += wire::soh;
        if (field.tag == 1100) terms.triggered_later = true;
    }
    return terms;
}

std::optional<std::string_view> failed_filter(const OrderTerms& terms, const SymbolRules& symbol) {
    if (terms.price && (*terms.price < symbol.min_price || *terms.price > symbol.max_price ||
                        !terms.price->is_multiple_of(symbol.tick)))
        return "Filter failure: PRICE_FILTER";
    if (terms.quantity && (*terms.quantity < symbol.min_quantity || *terms.quantity > symbol.max_quantity ||
                           !terms.quantity->is_multiple_of(symbol.lot)))
        return "Filter failure: LOT_SIZE";
    const Decimal notional = terms.quote_quantity            ? *terms.quote_quantity
                             : terms.price && terms.quantity ? product(*terms.price, *terms.quantity)
                                                             : symbol.min_notional;
    if (notional < symbol.min_notional) return "Filter failure: NOTIONAL";
    return std::nullopt;
}

} // namespace fixguard::venue
