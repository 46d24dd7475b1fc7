// The carriers of an error, as the dictionary wants them.
#include "venue/refusal.hpp"

#include "catalog/catalog.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <array>

namespace fixguard::venue {
namespace {

using wire::MessageWriter;

// What a client sent comes back in texts and ids: nothing of it may break the message that carries it.
std::string printable(std::string_view text) {
    std::string clean(text);
    for (char& c : clean)
        if (c < ' ' || c > '~') c = '?';
    return clean;
}

// Says a field of the request again, where it has one.
void repeat(MessageWriter& message, const Refused& refused, wire::Tag tag) {
    if (const auto value = refused.fields.find(tag); value && !value->empty()) message.add(tag, *value);
}

// The same for a field that the carrier needs: a request so broken that it lacks it gets a plain value.
void repeat_or(MessageWriter& message, const Refused& refused, wire::Tag tag, std::string_view otherwise) {
    const auto value = refused.fields.find(tag);
    message.add(tag, value && !value->empty() ? *value : otherwise);
}

std::string finish(MessageWriter& message, const Reason& reason) {
    message.add(tag::ErrorCode, reason.code.value).add(tag::Text, reason.text);
    return std::string(message.body());
}

} // namespace

Reason reason_of(const Violation& violation) {
    return reason_of(violation.code, violation.text,
                     {violation.params[0].view(), violation.params[1].view(), violation.params[2].view()});
}

Reason reason_of(ErrorCode code, std::uint8_t text, std::initializer_list<std::string_view> params) {
    const catalog::Entry* const entry = catalog::find(code);
    if (!entry || entry->texts.empty()) return {code, "Unknown error."};
    const catalog::Text& pattern = entry->texts[text < entry->texts.size() ? text : 0];
    return {code, printable(catalog::fill(pattern, {params.begin(), params.size()}))};
}

std::string reject(const Refused& refused, const Reason& reason, std::optional<std::int32_t> ref_tag_id,
                   std::int32_t session_reject_reason) {
    MessageWriter message;
    message.begin("3");
    if (refused.msg_seq_num) message.add(tag::RefSeqNum, *refused.msg_seq_num);
    if (ref_tag_id) message.add(tag::RefTagID, *ref_tag_id);
    if (!refused.msg_type.empty()) message.add(tag::RefMsgType, printable(refused.msg_type));
    message.add(tag::SessionRejectReason, session_reject_reason);
    return finish(message, reason);
}

std::string execution_report_rejected(const Refused& refused, const Reason& reason) {
    MessageWriter message;
    message.begin("8");
    repeat(message, refused, tag::ClOrdID);
    repeat(message, refused, tag::OrderQty);
    repeat_or(message, refused, tag::OrdType, "2");
    repeat_or(message, refused, tag::Side, "1");
    repeat_or(message, refused, tag::Symbol, "?");
    for (const wire::Tag tag :
         {tag::ExecInst, tag::Price, tag::TimeInForce, tag::CashOrderQty, tag::SelfTradePreventionMode})
        repeat(message, refused, tag);
    message.add(tag::ExecType, "8").add(tag::CumQty, "0.00000000").add(tag::LastQty, "0.00000000");
    message.add(tag::OrdStatus, "8").add(tag::OrdRejReason, 99);
    return finish(message, reason);
}

std::string order_cancel_reject(const Refused& refused, const Reason& reason) {
    MessageWriter message;
    message.begin("9");
    // An XCN names the cancel by CancelClOrdID(25034), where it is given.
    const auto cancel_id = refused.fields.find(tag::CancelClOrdID);
    if (cancel_id && !cancel_id->empty())
        message.add(tag::ClOrdID, *cancel_id);
    else
        repeat_or(message, refused, tag::ClOrdID, "?");
    for (const wire::Tag tag : {tag::OrigClOrdID, tag::OrderID, tag::OrigClListID, tag::ListID})
        repeat(message, refused, tag);
    repeat_or(message, refused, tag::Symbol, "?");
    repeat(message, refused, tag::CancelRestrictions);
    message.add(tag::CxlRejResponseTo, "1");
    return finish(message, reason);
}

std::string order_amend_reject(const Refused& refused, const Reason& reason) {
    MessageWriter message;
    message.begin("XAR");
    repeat_or(message, refused, tag::ClOrdID, "?");
    repeat(message, refused, tag::OrigClOrdID);
    repeat(message, refused, tag::OrderID);
    repeat_or(message, refused, tag::Symbol, "?");
    repeat_or(message, refused, tag::OrderQty, "0");
    return finish(message, reason);
}

std::string order_mass_cancel_reject(const Refused& refused, const Reason& reason) {
    MessageWriter message;
    message.begin("r");
    repeat_or(message, refused, tag::Symbol, "?");
    repeat_or(message, refused, tag::ClOrdID, "?");
    repeat_or(message, refused, tag::MassCancelRequestType, "1");
    message.add(tag::MassCancelResponse, "0").add(tag::MassCancelRejectReason, 99);
    return finish(message, reason);
}

// The published tables have the error at the top level, the published dictionary inside NoOrders(73); a
// client has to take both.
std::string list_status_rejected(const Refused& refused, const Reason& reason, UtcTime now, bool in_group) {
    MessageWriter message;
    message.begin("N");
    repeat_or(message, refused, tag::Symbol, "?");
    repeat(message, refused, tag::ClListID);
    repeat(message, refused, tag::ContingencyType);
    constexpr wire::Tag list_reject_reason = 1386;
    message.add(tag::ListStatusType, 2).add(tag::ListOrderStatus, 7).add(list_reject_reason, 99);
    message.add(tag::TransactTime, wire::format_utc_timestamp(now).view());
    const auto error = [&] {
        message.add(tag::OrdRejReason, 99).add(tag::ErrorCode, reason.code.value);
        message.add(tag::Text, reason.text);
    };
    if (!in_group) error();
    message.add(tag::NoOrders, 1);
    repeat_or(message, refused, tag::ClOrdID, "?");
    repeat_or(message, refused, tag::Symbol, "?");
    if (in_group) error();
    return std::string(message.body());
}

std::string market_data_request_reject(const Refused& refused, const Reason& reason,
                                       std::optional<char> md_req_rej_reason) {
    MessageWriter message;
    message.begin("Y");
    repeat_or(message, refused, tag::MDReqID, "?");
    if (md_req_rej_reason) message.add(tag::MDReqRejReason, std::string_view(&*md_req_rej_reason, 1));
    return finish(message, reason);
}

} // namespace fixguard::venue
