// The rules of each request, by its MsgType(35).
#include "rules/request.hpp"

#include "rules/checks.hpp"
#include "rules/market_request.hpp"
#include "rules/order.hpp"
#include "rules/order_list.hpp"
#include "wire/message_view.hpp"

#include <array>

namespace fixguard::rules {

namespace {

constexpr std::array target_tags{tag::OrderID, tag::OrigClOrdID, tag::ListID, tag::OrigClListID};
using Target = Picked<target_tags>;

struct OrderRequest {
    Order order;
    Target target; // the order or list that is to be cancelled or amended
};

OrderRequest read(const wire::Frame& frame) noexcept {
    OrderRequest request;
    request.order.offset = fields_offset(frame) + frame.fields.size();
    wire::FieldCursor cursor(frame.fields);
    for (wire::Field field; cursor.next(field);) {
        field.offset += fields_offset(frame);
        request.order.fields.take(field);
        request.target.take(field);
    }
    return request;
}

// OrderID(37) or OrigClOrdID(41) names an order. Both may be given: the first wins, the second is checked.
bool names_order(const Target& target) noexcept {
    return target.has<tag::OrderID>() || target.has<tag::OrigClOrdID>();
}

bool names_list(const Target& target) noexcept {
    return target.has<tag::ListID>() || target.has<tag::OrigClListID>();
}

void require_order_id(const OrderRequest& request, bool named, FaultLog& log) {
    if (!named)
        log.add(Rule::one_of_required, request.order.offset, tag::OrderID,
                {TagText(tag::OrderID), TagText(tag::OrigClOrdID)});
}

void check_cancel(const OrderRequest& request, FaultLog& log) {
    const Target& target = request.target;
    require_order_id(request, names_order(target) || names_list(target), log);
    if (!names_order(target) || !names_list(target)) return;
    const Tag order = target.has<tag::OrderID>() ? tag::OrderID : tag::OrigClOrdID;
    const Tag list = target.has<tag::ListID>() ? tag::ListID : tag::OrigClListID;
    log.add(Rule::fields_conflict,
            target.has<tag::ListID>() ? target.offset<tag::ListID>() : target.offset<tag::OrigClListID>(),
            list, {TagText(order, list)});
}

} // namespace

void check_request(const wire::Frame& frame, const RuleSet& rules, SessionKind kind,
                   const ActiveStreams* streams, FaultLog& log) {
    const std::string_view type = frame.msg_type;
    if (kind == SessionKind::market_data) {
        if (type == "V") check_market_data_request(frame, rules.table, streams, log);
        if (type == "x") check_instrument_list_request(frame, log);
        return;
    }
    if (type == "E") check_order_list(frame, rules.table, log);
    if (type != "D" && type != "F" && type != "XCN" && type != "XAK") return;
    const OrderRequest request = read(frame);
    if (type == "F") check_cancel(request, log);
    if (type == "XCN" || type == "XAK") require_order_id(request, names_order(request.target), log);
    if (type == "D" || type == "XCN") check_order(request.order, QuantityRule::here, rules.table, log);
}

std::optional<Violation> first_request_violation(const wire::Frame& frame, const RuleSet& rules,
                                                 SessionKind kind, const ActiveStreams* streams) {
    FaultLog log(rules.table);
    check_request(frame, rules, kind, streams, log);
    return log.first();
}

} // namespace fixguard::rules
