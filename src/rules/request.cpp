// The rules of each request, by its MsgType(35).
#include "rules/checks.hpp"
#include "rules/market_request.hpp"
#include "rules/order_list.hpp"
#include "wire/message_view.hpp"

namespace fixguard::rules {

namespace {

// OrderID(37) or OrigClOrdID(41) names an order. Both may be given: the first wins, the second is checked.
bool names_order(const Order& order) noexcept {
    return order.fields.has<tag::OrderID>() || order.fields.has<tag::OrigClOrdID>();
}

bool names_list(const Order& order) noexcept {
    return order.fields.has<tag::ListID>() || order.fields.has<tag::OrigClListID>();
}

void require_order_id(const Order& order, bool named, FaultLog& log) {
    if (!named)
        log.add(Rule::one_of_required, order.offset, tag::OrderID,
                {TagText(tag::OrderID), TagText(tag::OrigClOrdID)});
}

void check_cancel(const Order& target, FaultLog& log) {
    require_order_id(target, names_order(target) || names_list(target), log);
    if (!names_order(target) || !names_list(target)) return;
    const auto& fields = target.fields;
    const Tag order = fields.has<tag::OrderID>() ? tag::OrderID : tag::OrigClOrdID;
    const bool by_list_id = fields.has<tag::ListID>();
    log.add(Rule::fields_conflict,
            by_list_id ? fields.offset<tag::ListID>() : fields.offset<tag::OrigClListID>(),
            by_list_id ? tag::ListID : tag::OrigClListID,
            {TagText(order, by_list_id ? tag::ListID : tag::OrigClListID)});
}

} // namespace

bool has_one_order(std::string_view msg_type) noexcept {
    return msg_type == "D" || msg_type == "F" || msg_type == "XCN" || msg_type == "XAK";
}

void check_request(const wire::Frame& frame, const Order& order, const RuleSet& rules, SessionKind kind,
                   const ActiveStreams* streams, FaultLog& log) {
    const std::string_view type = frame.msg_type;
    if (kind == SessionKind::market_data) {
        if (type == "V") check_market_data_request(frame, rules.table, streams, log);
        if (type == "x") check_instrument_list_request(frame, log);
        return;
    }
    if (type == "E") check_order_list(frame, rules.table, log);
    if (type == "F") check_cancel(order, log);
    if (type == "XCN" || type == "XAK") require_order_id(order, names_order(order), log);
    if (type == "D" || type == "XCN") check_order(order, QuantityRule::here, rules.table, log);
}

} // namespace fixguard::rules
