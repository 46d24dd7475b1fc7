// InstrumentTable: y in, filters out.
#include "market/instruments.hpp"

#include "wire/message_writer.hpp"

#include <utility>

namespace fixguard::market {
namespace {

Decimal* number_of(Instrument& instrument, wire::Tag tag) noexcept {
    switch (tag) {
    case tag::MinTradeVol: return &instrument.lot.min;
    case tag::MaxTradeVol: return &instrument.lot.max;
    case tag::MinQtyIncrement: return &instrument.lot.step;
    case tag::MarketMinTradeVol: return &instrument.market_lot.min;
    case tag::MarketMaxTradeVol: return &instrument.market_lot.max;
    case tag::MarketMinQtyIncrement: return &instrument.market_lot.step;
    case tag::StartPriceRange: return &instrument.price.min;
    case tag::EndPriceRange: return &instrument.price.max;
    case tag::MinPriceIncrement: return &instrument.price.step;
    }
    return nullptr;
}

// One order of a request, as far as the filters look at it.
struct Order {
    std::string_view symbol;
    std::string_view type;
    std::string_view price;
    std::string_view trigger_price;
    std::string_view quantity;
};

std::optional<FilterFailure> check(const Range& range, std::string_view value, wire::Tag tag,
                                   std::string_view text) noexcept {
    Decimal number;
    if (value.empty() || !wire::read_decimal(value, number) || range.holds(number)) return std::nullopt;
    return FilterFailure{text, tag, value};
}

constexpr std::string_view market_order = "1";

std::optional<FilterFailure> check(const Order& order, const Instrument& its) noexcept {
    constexpr std::string_view price_filter = "Filter failure: PRICE_FILTER";
    if (auto failure = check(its.price, order.price, tag::Price, price_filter)) return failure;
    if (auto failure = check(its.price, order.trigger_price, tag::TriggerPrice, price_filter)) return failure;
    if (auto failure = check(its.lot, order.quantity, tag::OrderQty, "Filter failure: LOT_SIZE"))
        return failure;
    if (order.type != market_order) return std::nullopt;
    return check(its.market_lot, order.quantity, tag::OrderQty, "Filter failure: MARKET_LOT_SIZE");
}

} // namespace

std::size_t InstrumentTable::take(wire::MessageView instrument_list) {
    std::size_t taken = 0;
    Instrument instrument;
    bool sound = true, in_group = false;
    const auto finish = [&] {
        if (sound && !instrument.symbol.empty()) {
            std::string symbol = instrument.symbol;
            instruments_.insert_or_assign(std::move(symbol), std::move(instrument));
            ++taken;
        }
        instrument = {};
        sound = true;
    };
    wire::FieldCursor cursor = instrument_list.fields();
    for (wire::Field field; cursor.next(field);) {
        in_group = in_group || field.tag == tag::NoRelatedSym;
        if (!in_group) continue;
        if (field.tag == tag::Symbol) {
            finish();
            instrument.symbol = field.value;
        } else if (field.tag == tag::Currency) {
            instrument.currency = field.value;
        } else if (Decimal* const number = number_of(instrument, field.tag)) {
            sound = sound && wire::read_decimal(field.value, *number);
        }
    }
    finish();
    return taken;
}

const Instrument* InstrumentTable::find(std::string_view symbol) const noexcept {
    const auto found = instruments_.find(symbol);
    return found == instruments_.end() ? nullptr : &found->second;
}

// The orders of a list begin with ClOrdID(11); of the other requests the whole message is one order, wherever
// its ClOrdID stands.
std::optional<FilterFailure> InstrumentTable::failed_filter(wire::MessageView request) const noexcept {
    Order order;
    bool is_list = false;
    std::optional<FilterFailure> failure;
    const auto judge = [&] {
        const Instrument* const instrument = failure ? nullptr : find(order.symbol);
        if (instrument != nullptr) failure = check(order, *instrument);
    };
    wire::FieldCursor cursor = request.fields();
    for (wire::Field field; cursor.next(field);) {
        switch (field.tag) {
        case tag::MsgType: is_list = field.value == "E"; break;
        case tag::ClOrdID:
            if (!is_list) break;
            judge();
            order = {};
            break;
        case tag::Symbol: order.symbol = field.value; break;
        case tag::OrdType: order.type = field.value; break;
        case tag::Price: order.price = field.value; break;
        case tag::TriggerPrice: order.trigger_price = field.value; break;
        case tag::OrderQty: order.quantity = field.value; break;
        }
    }
    judge();
    return failure;
}

std::string instrument_list_request(std::string_view request_id, std::string_view symbol) {
    wire::MessageWriter message;
    message.begin("x").add(tag::InstrumentReqID, request_id);
    message.add(tag::InstrumentListRequestType, symbol.empty() ? 4 : 0);
    if (!symbol.empty()) message.add(tag::Symbol, symbol);
    return std::string(message.body());
}

} // namespace fixguard::market
