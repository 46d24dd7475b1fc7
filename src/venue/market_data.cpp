// MarketDataSnapshot<W>, MarketDataIncrementalRefresh<X> and InstrumentList<y>.
#include "venue/market_data.hpp"

#include "catalog/codes.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>

namespace fixguard::venue {
namespace {

// What a MarketDataRequest<V> asks for; a trade stream has entry type 2, a book ticker depth 1.
Subscription subscription_of(wire::MessageView fields) {
    Subscription subscription;
    subscription.depth = static_cast<std::size_t>(fields.find_int(tag::MarketDepth).value_or(1));
    bool trade = false;
    bool book = false;
    wire::FieldCursor cursor = fields.fields();
    for (wire::Field field; cursor.next(field);) {
        if (field.tag != tag::MDEntryType) continue;
        (field.value == "2" ? trade : book) = true;
    }
    if (trade) subscription.streams.push_back(rules::Stream::trade);
    if (book)
        subscription.streams.push_back(subscription.depth == 1 ? rules::Stream::book_ticker
                                                               : rules::Stream::depth);
    return subscription;
}

void add_entry(wire::MessageWriter& message, char action, char entry, Decimal price, Decimal quantity) {
    message.add(tag::MDUpdateAction, action).add(tag::MDEntryPx, format_decimal(price));
    if (action != '2') message.add(tag::MDEntrySize, format_decimal(quantity));
    message.add(tag::MDEntryType, entry);
}

} // namespace

MarketData::MarketData(const Config& config, const rules::SessionTable& table)
    : table_(table), max_entries_(config.feed.max_entries) {
    for (const Symbol& symbol : config.symbols) {
        const std::size_t place = symbols_.size();
        places_.emplace(symbol.name, place);
        const SymbolRules& rules = symbols_.emplace_back(symbol);
        feeds_.emplace_back(config.seed + place, parse_decimal(symbol.start_price).value_or(Decimal{}),
                            rules.tick, rules.lot);
    }
}

void MarketData::handle(const Refused& request, Subscriptions& subscriptions, Now, Outbox& out) {
    if (request.msg_type == "x") return instrument_list(request, out);
    const auto md_req_id = request.fields.find(tag::MDReqID).value_or("");
    if (request.fields.find(tag::SubscriptionRequestType) == "2") return subscriptions.remove(md_req_id);
    subscribe(request, subscriptions, out);
}

void MarketData::subscribe(const Refused& request, Subscriptions& subscriptions, Outbox& out) {
    Subscription subscription = subscription_of(request.fields);
    std::vector<std::string> names;
    wire::FieldCursor cursor = request.fields.fields();
    for (wire::Field field; cursor.next(field);) {
        if (field.tag != tag::Symbol) continue;
        const auto place = places_.find(std::string(field.value));
        if (place == places_.end()) {
            const Reason reason = reason_of(code::bad_symbol);
            const std::int32_t rejected = table_.session_reject_reason(reason.code, 0);
            out.push_back({table_.switches.bad_symbol_in_request_reject
                               ? market_data_request_reject(request, reason, std::nullopt)
                               : reject(request, reason, tag::Symbol, rejected)});
            return;
        }
        subscription.symbols.push_back(place->second);
        names.push_back(place->first);
    }
    const auto md_req_id = request.fields.find(tag::MDReqID).value_or("");
    for (const rules::Stream stream : subscription.streams)
        if (stream != rules::Stream::trade)
            for (const std::size_t symbol : subscription.symbols)
                snapshot(md_req_id, symbol, subscription.depth, out);
    subscriptions.add(md_req_id, std::move(subscription), names);
}

void MarketData::snapshot(std::string_view md_req_id, std::size_t symbol, std::size_t depth,
                          Outbox& out) const {
    const SymbolFeed& feed = feeds_[symbol];
    wire::MessageWriter message;
    message.begin("W").add(tag::MDReqID, md_req_id).add(tag::Symbol, symbols_[symbol].name);
    message.add(tag::LastBookUpdateID, feed.last_update_id());
    const std::size_t levels = std::min<std::size_t>(depth, SymbolFeed::levels);
    message.add(tag::NoMDEntries, 2 * levels);
    const auto add_side = [&](char entry, const auto& side) {
        std::size_t left = levels;
        for (const auto& [price, quantity] : side) {
            if (left-- == 0) return;
            message.add(tag::MDEntryType, entry).add(tag::MDEntryPx, format_decimal(price));
            message.add(tag::MDEntrySize, format_decimal(quantity));
        }
    };
    add_side('0', feed.bids());
    add_side('1', feed.offers());
    out.push_back({std::string(message.body())});
}

void MarketData::step() {
    for (SymbolFeed& feed : feeds_)
        feed.step();
}

void MarketData::updates(const Subscriptions& subscriptions, Now now, Outbox& out) const {
    for (const auto& [md_req_id, subscription] : subscriptions.requests())
        for (const std::size_t symbol : subscription.symbols)
            for (const rules::Stream stream : subscription.streams)
                switch (stream) {
                case rules::Stream::trade: out.push_back({trade_update(md_req_id, symbol, now)}); break;
                case rules::Stream::book_ticker:
                    out.push_back({ticker_update(md_req_id, symbol, now)});
                    break;
                case rules::Stream::depth: depth_update(md_req_id, symbol, now, out); break;
                }
}

std::string MarketData::trade_update(std::string_view md_req_id, std::size_t symbol, Now now) const {
    const FeedTrade& trade = feeds_[symbol].trade();
    wire::MessageWriter message;
    message.begin("X").add(tag::MDReqID, md_req_id).add(tag::NoMDEntries, 1);
    add_entry(message, '0', '2', trade.price, trade.quantity);
    message.add(tag::Symbol, symbols_[symbol].name);
    message.add(tag::TransactTime, wire::format_utc_timestamp(now.utc).view());
    message.add(tag::TradeID, trade.id).add(tag::AggressorSide, trade.aggressor);
    return std::string(message.body());
}

std::string MarketData::ticker_update(std::string_view md_req_id, std::size_t symbol, Now now) const {
    const SymbolFeed& feed = feeds_[symbol];
    wire::MessageWriter message;
    message.begin("X").add(tag::MDReqID, md_req_id).add(tag::NoMDEntries, 2);
    add_entry(message, '1', '0', feed.bids().begin()->first, feed.bids().begin()->second);
    message.add(tag::Symbol, symbols_[symbol].name);
    message.add(tag::TransactTime, wire::format_utc_timestamp(now.utc).view());
    message.add(tag::LastBookUpdateID, feed.last_update_id());
    add_entry(message, '1', '1', feed.offers().begin()->first, feed.offers().begin()->second);
    return std::string(message.body());
}

// Only the first entry of a message bears the symbol and the ids: those behind it inherit them. A fragment
// has the ids of the whole update.
void MarketData::depth_update(std::string_view md_req_id, std::size_t symbol, Now now, Outbox& out) const {
    const SymbolFeed& feed = feeds_[symbol];
    const auto& changes = feed.changes();
    for (std::size_t begin = 0; begin < changes.size(); begin += max_entries_) {
        const std::size_t end = std::min(begin + max_entries_, changes.size());
        wire::MessageWriter message;
        message.begin("X").add(tag::MDReqID, md_req_id).add(tag::NoMDEntries, end - begin);
        for (std::size_t i = begin; i < end; ++i) {
            add_entry(message, changes[i].action, changes[i].entry, changes[i].price, changes[i].quantity);
            if (i != begin) continue;
            message.add(tag::Symbol, symbols_[symbol].name);
            message.add(tag::TransactTime, wire::format_utc_timestamp(now.utc).view());
            message.add(tag::FirstBookUpdateID, feed.first_update_id());
            message.add(tag::LastBookUpdateID, feed.last_update_id());
        }
        if (changes.size() > max_entries_) message.add(tag::LastFragment, end == changes.size() ? 'Y' : 'N');
        out.push_back({std::string(message.body())});
    }
}

const SymbolFeed* MarketData::feed(const std::string& symbol) const {
    const auto place = places_.find(symbol);
    return place == places_.end() ? nullptr : &feeds_[place->second];
}

void MarketData::instrument_list(const Refused& request, Outbox& out) const {
    std::vector<std::size_t> wanted;
    const bool single = request.fields.find(tag::InstrumentListRequestType) == "0";
    const std::string name(request.fields.find(tag::Symbol).value_or(""));
    for (std::size_t place = 0; place < symbols_.size(); ++place)
        if (!single || symbols_[place].name == name) wanted.push_back(place);
    if (wanted.empty()) {
        // Of this request the documents name no answer but Reject<3>.
        out.push_back({reject(request, reason_of(code::bad_symbol), tag::Symbol,
                              table_.session_reject_reason(code::bad_symbol, 0))});
        return;
    }
    wire::MessageWriter message;
    message.begin("y").add(tag::InstrumentReqID, request.fields.find(tag::InstrumentReqID).value_or(""));
    message.add(tag::NoRelatedSym, wanted.size());
    for (const std::size_t place : wanted) {
        const SymbolRules& symbol = symbols_[place];
        const auto add = [&](wire::Tag tag, Decimal value) { message.add(tag, format_decimal(value)); };
        message.add(tag::Symbol, symbol.name).add(tag::Currency, symbol.currency);
        add(562, symbol.min_quantity);   // MinTradeVol
        add(1140, symbol.max_quantity);  // MaxTradeVol
        add(25039, symbol.lot);          // MinQtyIncrement
        add(25040, symbol.min_quantity); // MarketMinTradeVol
        add(25041, symbol.max_quantity); // MarketMaxTradeVol
        add(25042, symbol.lot);          // MarketMinQtyIncrement
        add(2551, symbol.min_price);     // StartPriceRange
        add(2552, symbol.max_price);     // EndPriceRange
        add(969, symbol.tick);           // MinPriceIncrement
    }
    out.push_back({std::string(message.body())});
}

} // namespace fixguard::venue
