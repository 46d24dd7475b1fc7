// Reads the terms of an order from a message whose structure and combinations the rules have passed.
#pragma once

#include "venue/config.hpp"
#include "venue/order.hpp"
#include "wire/message_view.hpp"

#include <bitset>
#include <optional>
#include <string_view>

namespace fixguard::venue {

// What a symbol may not support, by its name in the configuration, and what the engine says to it then.
struct Feature {
    std::string_view name;
    std::string_view refusal;
};
inline constexpr std::array<Feature, 14> features{{
    {"trading", "Market is closed."},
    {"market", "Market orders are not supported for this symbol."},
    {"iceberg", "Iceberg orders are not supported for this symbol."},
    {"stop_loss", "Stop loss orders are not supported for this symbol."},
    {"stop_loss_limit", "Stop loss limit orders are not supported for this symbol."},
    {"take_profit", "Take profit orders are not supported for this symbol."},
    {"take_profit_limit", "Take profit limit orders are not supported for this symbol."},
    {"trailing_stop", "Trailing stop orders are not supported for this symbol."},
    {"pegged", "Pegged orders are not supported for this symbol."},
    {"quote_quantity", "Quote order qty market orders are not support for this symbol."},
    {"oco", "OCO orders are not supported for this symbol"},
    {"opo", "OPO orders are not supported for this symbol."},
    {"amend", "Order amend is not supported for this symbol."},
    {"cancel_replace", "Order cancel-replace is not supported for this symbol."},
}};

// The numbers of a symbol's filters, read once.
struct SymbolRules {
    std::string name;
    std::string currency;
    Decimal tick, min_price, max_price, lot, min_quantity, max_quantity, market_max_quantity, min_notional;
    std::size_t max_orders, max_algo_orders, max_iceberg_orders, max_order_lists;
    std::int64_t iceberg_parts, min_trailing_bips, max_trailing_bips;
    std::uint32_t max_order_amends;
    std::bitset<features.size()> unsupported;

    explicit SymbolRules(const Symbol& symbol);
    // What the engine says to a feature that the symbol does not have; nothing where it has it.
    std::optional<std::string_view> refusal_of(std::string_view feature) const;
};

// The fields of one order: of a NewOrderSingle<D>, of an XCN, or of one entry of a NewOrderList<E>.
OrderTerms read_terms(wire::MessageView fields, std::size_t symbol);

// The filter that the order fails by itself: "Filter failure: LOT_SIZE". Nothing where it passes all.
std::optional<std::string_view> failed_filter(const OrderTerms& terms, const SymbolRules& symbol);

// Why the engine takes no such order whatever the book looks like: a type that the symbol does not have, or
// quantities that make no sense. Nothing: it does.
std::optional<std::string_view> unfit(const OrderTerms& terms, const SymbolRules& symbol);

} // namespace fixguard::venue
