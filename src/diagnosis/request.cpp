// Which of our messages are requests, and which inbound messages settle their fate.
#include "diagnosis/diagnose.hpp"

#include <array>

namespace fixguard::diagnosis {
namespace {

struct RequestType {
    std::string_view msg_type;
    tag::Tag id_tag;
};

constexpr std::array request_types{
    RequestType{"D", tag::ClOrdID}, RequestType{"F", tag::ClOrdID},         RequestType{"XCN", tag::ClOrdID},
    RequestType{"q", tag::ClOrdID}, RequestType{"XAK", tag::ClOrdID},       RequestType{"E", tag::ClListID},
    RequestType{"V", tag::MDReqID}, RequestType{"x", tag::InstrumentReqID}, RequestType{"XLQ", tag::ReqID}};

// What an answer says when it bears no error.
struct Answer {
    std::string_view msg_type;
    tag::Tag id_tag;
};

constexpr std::array answers{Answer{"8", tag::ClOrdID},  Answer{"r", tag::ClOrdID},
                             Answer{"N", tag::ClListID}, Answer{"W", tag::MDReqID},
                             Answer{"X", tag::MDReqID},  Answer{"y", tag::InstrumentReqID},
                             Answer{"XLR", tag::ReqID}};

} // namespace

std::optional<RequestRef> request_in(wire::MessageView message) noexcept {
    const std::string_view msg_type = message.msg_type();
    for (const RequestType& type : request_types) {
        if (type.msg_type != msg_type) continue;
        // To unsubscribe is answered only where it fails.
        if (msg_type == "V" && message.find(tag::SubscriptionRequestType) != "1") return std::nullopt;
        RequestRef request;
        request.msg_seq_num = message.find_seq_num(tag::MsgSeqNum).value_or(0);
        request.msg_type = msg_type;
        if (const auto id = message.find(type.id_tag)) {
            request.id_tag = type.id_tag;
            request.id = *id;
        }
        return request;
    }
    return std::nullopt;
}

std::optional<Settlement> settlement(wire::MessageView message, const Context& context) noexcept {
    if (const std::optional<SessionError> error = diagnose(message, context)) {
        if (error->found_by == FoundBy::nothing) return std::nullopt;
        if (error->carrier == Carrier::order_cancel_reject &&
            context.sent.outlives_cancel_reject(error->request))
            return std::nullopt;
        return Settlement{error->request, error->policy.fate};
    }
    const std::string_view msg_type = message.msg_type();
    for (const Answer& answer : answers) {
        if (answer.msg_type != msg_type) continue;
        const auto id = message.find(answer.id_tag);
        const RequestRef* const request = id ? context.sent.by_id(*id) : nullptr;
        if (request == nullptr) return std::nullopt;
        // The cancelled half of a cancel-replace says nothing yet of its new order.
        if (request->msg_type == "XCN" && request->id != *id) return std::nullopt;
        return Settlement{*request, RequestFate::accepted};
    }
    return std::nullopt;
}

} // namespace fixguard::diagnosis
