// Which texts are identifiers and symbols.
#include "orders/terms.hpp"

#include <algorithm>
#include <stdexcept>

namespace fixguard::orders {
namespace {

constexpr std::size_t longest_id = 36;

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= longest_id && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_';
    });
}

// A SOH in it would end the field and begin another one.
bool is_symbol(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20U && byte != 0x7FU;
    });
}

} // namespace

std::optional<ClientId> ClientId::from(std::string_view text) {
    if (!is_id(text)) return std::nullopt;
    ClientId id;
    id.text_ = text;
    return id;
}

ClientId::ClientId(std::string_view text) : text_(text) {
    if (!is_id(text))
        throw std::invalid_argument("an identifier has 1..36 letters, digits, '-' and '_', not \"" + text_ +
                                    "\"");
}

std::optional<Symbol> Symbol::from(std::string_view text) {
    if (!is_symbol(text)) return std::nullopt;
    Symbol symbol;
    symbol.text_ = text;
    return symbol;
}

Symbol::Symbol(std::string_view text) : text_(text) {
    if (!is_symbol(text)) throw std::invalid_argument("a symbol is not empty and has no control characters");
}

} // namespace fixguard::orders
