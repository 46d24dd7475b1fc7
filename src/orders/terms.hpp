// The terms of an order as types: a price is no quantity, an identifier has its pattern, a trigger its
// direction.
#pragma once

#include "wire/decimal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::orders {

using wire::Decimal;

struct Price {
    Decimal value; // of one unit of the base asset, in the quote asset
};
struct Quantity {
    Decimal value; // of the base asset
};
struct QuoteAmount {
    Decimal value; // of the quote asset: what a market order may cost or has to bring
};

enum class Side : char { buy = '1', sell = '2' };

// Which order goes when two of one account would trade with each other, SelfTradePreventionMode(25001).
enum class SelfTradePrevention : char {
    none = '1',
    expire_taker = '2',
    expire_maker = '3',
    expire_both = '4',
    decrement = '5',
    transfer = '6',
};

// ClOrdID(11) and its kin: 1..36 letters, digits, '-' and '_'.
class ClientId {
public:
    // Throws std::invalid_argument for any other text.
    explicit ClientId(std::string_view text);
    // The same for texts from outside: nothing where the constructor would throw.
    static std::optional<ClientId> from(std::string_view text);

    const std::string& text() const noexcept { return text_; }

private:
    ClientId() = default;
    std::string text_;
};

// Symbol(55): not empty, without control characters; UTF-8 is allowed.
class Symbol {
public:
    // Throws std::invalid_argument for any other text.
    explicit Symbol(std::string_view text);
    static std::optional<Symbol> from(std::string_view text);

    const std::string& text() const noexcept { return text_; }
    friend bool operator==(const Symbol& a, const Symbol& b) noexcept { return a.text_ == b.text_; }

private:
    Symbol() = default;
    std::string text_;
};

// How long an order stands, and how much of it shows: only what is good till cancelled can be an iceberg.
class TimeInForce {
public:
    static TimeInForce good_till_cancel() { return {'1', std::nullopt}; }
    static TimeInForce iceberg(Quantity visible) { return {'1', visible}; }
    static TimeInForce immediate_or_cancel() { return {'3', std::nullopt}; }
    static TimeInForce fill_or_kill() { return {'4', std::nullopt}; }

    char code() const noexcept { return code_; }                                 // TimeInForce(59)
    const std::optional<Quantity>& visible() const noexcept { return visible_; } // MaxFloor(111)

private:
    TimeInForce(char code, std::optional<Quantity> visible) : code_(code), visible_(visible) {}
    char code_;
    std::optional<Quantity> visible_;
};

// When a stop or take profit order wakes: at a price of the last trade, or when that has turned by so many
// hundredths of a percent, or both. The direction follows from the order.
class Trigger {
public:
    static Trigger at(Price price) { return {price, std::nullopt}; }
    static Trigger trailing(std::int32_t bips) { return {std::nullopt, bips}; }
    static Trigger trailing_from(Price price, std::int32_t bips) { return {price, bips}; }

    const std::optional<Price>& price() const noexcept { return price_; } // TriggerPrice(1102)
    const std::optional<std::int32_t>& bips() const noexcept {
        return bips_;
    } // TriggerTrailingDeltaBips(25009)

private:
    Trigger(std::optional<Price> price, std::optional<std::int32_t> bips) : price_(price), bips_(bips) {}
    std::optional<Price> price_;
    std::optional<std::int32_t> bips_;
};

// What a pegged order's price follows, PegPriceType(1094), and at which level of the book.
class Peg {
public:
    static Peg market(std::optional<std::int32_t> level = std::nullopt) { return {'4', level}; }
    static Peg primary(std::optional<std::int32_t> level = std::nullopt) { return {'5', level}; }

    char code() const noexcept { return code_; }
    const std::optional<std::int32_t>& level() const noexcept { return level_; } // PegOffsetValue(211)

private:
    Peg(char code, std::optional<std::int32_t> level) : code_(code), level_(level) {}
    char code_;
    std::optional<std::int32_t> level_;
};

} // namespace fixguard::orders
