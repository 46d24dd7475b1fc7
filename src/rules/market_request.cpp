// The rules of market-data requests.
#include "rules/market_request.hpp"

#include "rules/checks.hpp"
#include "rules/picked.hpp"
#include "wire/message_view.hpp"

#include <string>

namespace fixguard::rules {

namespace {

constexpr std::string_view subscribe = "1";
constexpr std::string_view single_instrument = "0";

constexpr std::array request_tags{tag::MDReqID,         tag::SubscriptionRequestType,  tag::MarketDepth,
                                  tag::NoRelatedSym,    tag::NoMDEntryTypes,           tag::Symbol,
                                  tag::InstrumentReqID, tag::InstrumentListRequestType};

struct Request {
    Picked<request_tags> fields;
    std::size_t symbols = 0;
    bool bid = false;
    bool offer = false;
    bool trade = false;
    std::size_t end = 0; // where a missing field is reported
};

Request read_request(const wire::Frame& frame) noexcept {
    Request request;
    request.end = fields_offset(frame) + frame.fields.size();
    wire::FieldCursor cursor(frame.fields);
    for (wire::Field field; cursor.next(field);) {
        field.offset += fields_offset(frame);
        request.fields.take(field);
        if (field.tag == tag::Symbol) ++request.symbols;
        if (field.tag != tag::MDEntryType) continue;
        request.bid = request.bid || field.value == "0";
        request.offer = request.offer || field.value == "1";
        request.trade = request.trade || field.value == "2";
    }
    return request;
}

template <Tag tag>
void require(const Request& request, bool there, FaultLog& log) {
    const std::size_t offset = request.fields.has<tag>() ? request.fields.offset<tag>() : request.end;
    if (!there) log.add_tag(Rule::market_tag_required, offset, tag);
}

// 1 is the best bid and offer alone, more is a book of that depth.
void check_depth(const Request& request, const SessionTable& table, FaultLog& log) {
    require<tag::MarketDepth>(request, request.fields.has<tag::MarketDepth>(), log);
    if (!request.fields.has<tag::MarketDepth>()) return;
    const std::size_t offset = request.fields.offset<tag::MarketDepth>();
    const auto depth = wire::parse_int(request.fields.get<tag::MarketDepth>()).value_or(0);
    if (depth < 1) log.add_tag(Rule::market_depth_range, offset, tag::MarketDepth);
    if (depth > table.common.market_depth_max)
        log.add(Rule::market_depth_too_large, offset, tag::MarketDepth,
                {TagText(tag::MarketDepth), std::to_string(table.common.market_depth_max)});
}

// One stream for each symbol and kind of data.
void check_streams(const wire::Frame& frame, const Request& request, const SessionTable& table,
                   const ActiveStreams& streams, FaultLog& log) {
    const std::string_view id = request.fields.get<tag::MDReqID>();
    const std::size_t id_offset = request.fields.offset<tag::MDReqID>();
    if (streams.has_request(id)) log.add(Rule::subscription_id_free, id_offset, tag::MDReqID);

    const bool book = request.bid || request.offer;
    const Stream book_stream =
        wire::parse_int(request.fields.get<tag::MarketDepth>()) == 1 ? Stream::book_ticker : Stream::depth;
    const auto similar = [&](const wire::Field& symbol, Stream stream) {
        const std::string_view other = streams.request_of(symbol.value, stream);
        if (!other.empty())
            log.add(Rule::stream_similar, fields_offset(frame) + symbol.offset, tag::Symbol,
                    {symbol.value, other});
    };
    wire::FieldCursor cursor(frame.fields);
    for (wire::Field field; cursor.next(field);) {
        if (field.tag != tag::Symbol) continue;
        if (request.trade) similar(field, Stream::trade);
        if (book) similar(field, book_stream);
    }

    const std::size_t wanted =
        request.symbols * (static_cast<std::size_t>(request.trade) + static_cast<std::size_t>(book));
    const std::size_t limit = table.of(SessionKind::market_data).streams;
    if (streams.count() + wanted > limit)
        log.add(Rule::stream_count, id_offset, tag::MDReqID, {std::to_string(limit)});
}

} // namespace

void check_market_data_request(const wire::Frame& frame, const SessionTable& table,
                               const ActiveStreams* streams, FaultLog& log) {
    const Request request = read_request(frame);
    if (request.fields.get<tag::SubscriptionRequestType>() != subscribe) {
        if (streams != nullptr && !streams->has_request(request.fields.get<tag::MDReqID>()))
            log.add(Rule::subscription_id_active, request.fields.offset<tag::MDReqID>(), tag::MDReqID);
        return;
    }
    require<tag::NoRelatedSym>(request, request.symbols != 0, log);
    require<tag::NoMDEntryTypes>(request, request.bid || request.offer || request.trade, log);
    if (request.bid || request.offer) check_depth(request, table, log);
    if (request.bid != request.offer)
        log.add(Rule::bid_and_offer_together, request.fields.offset<tag::NoMDEntryTypes>(), tag::MDEntryType);
    if (streams != nullptr) check_streams(frame, request, table, *streams, log);
}

void check_instrument_list_request(const wire::Frame& frame, FaultLog& log) {
    const Request request = read_request(frame);
    if (request.fields.get<tag::InstrumentListRequestType>() == single_instrument)
        require<tag::Symbol>(request, request.fields.has<tag::Symbol>(), log);
}

} // namespace fixguard::rules
