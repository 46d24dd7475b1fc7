// Reads the terms of an order from a message whose structure and combinations the rules have passed.
#pragma once

#include "venue/config.hpp"
#include "venue/order.hpp"
#include "wire/message_view.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace fixguard::venue {

// The numbers of a symbol's filters, read once.
struct SymbolRules {
    std::string name;
    std::string currency;
    Decimal tick, min_price, max_price, lot, min_quantity, max_quantity, min_notional;

    explicit SymbolRules(const Symbol& symbol);
};

// The fields of one order: of a NewOrderSingle<D>, of an XCN, or of one entry of a NewOrderList<E>.
OrderTerms read_terms(wire::MessageView fields, std::size_t symbol);

// The filter that the order fails: "Filter failure: LOT_SIZE". Nothing where it passes all.
std::optional<std::string_view> failed_filter(const OrderTerms& terms, const SymbolRules& symbol);

} // namespace fixguard::venue
